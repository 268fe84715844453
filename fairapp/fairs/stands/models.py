"""Stand types, options, stands on the plan, and who booked them."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from fairapp.core.clock import now
from fairapp.core.enums import stored
from fairapp.fairs.enums import BookingStatus, PartnerStatus

Outline = list[list[float]]  # corners [x, y] of a polygon, in the units of its hall's drawing

_LIVE = text("status IN ('held', 'submitted', 'confirmed')")
_HELD = text("status = 'held'")
_WAITING = text("status = 'waitlisted'")


class StandTypeDraft(SQLModel):
    """What an organiser says of a kind of stand (row B1); prices in cents, excluding VAT."""

    name: str = Field(min_length=1, max_length=60)
    width_cm: int = Field(ge=50, le=5000)
    depth_cm: int = Field(ge=50, le=5000)
    price_cents: int = Field(ge=0, le=100_000_000)
    member_price_cents: int = Field(ge=0, le=100_000_000)
    equipment: str = Field(default="", max_length=300)  # « 1 table, 2 chaises, 1 prise »
    staff_badges: int = Field(default=4, ge=1, le=50)  # quota (row B10)


class StandType(StandTypeDraft, table=True):
    __tablename__ = "stand_type"
    __table_args__ = (UniqueConstraint("fair_id", "name"),)

    id: int = Field(default=None, primary_key=True)
    fair_id: int = Field(foreign_key="fair.id", ondelete="CASCADE")
    position: int = 0


class StandOptionDraft(SQLModel):
    """Something to order with a stand: power, furniture, lunch, parking (row B5)."""

    name: str = Field(min_length=1, max_length=80)
    description: str = Field(default="", max_length=200)
    price_cents: int = Field(default=0, ge=0, le=100_000_000)  # each, excluding VAT
    stock: int | None = Field(default=None, ge=0, le=100_000)  # None: as many as one likes
    most: int = Field(default=10, ge=1, le=1000)  # per booking


class StandOption(StandOptionDraft, table=True):
    """`taken` grows by a conditional update when a booking is submitted; the CHECK has the last word."""

    __tablename__ = "stand_option"
    __table_args__ = (
        UniqueConstraint("fair_id", "name"),
        CheckConstraint("taken >= 0 AND (stock IS NULL OR taken <= stock)", name="within_stock"),
    )

    id: int = Field(default=None, primary_key=True)
    fair_id: int = Field(foreign_key="fair.id", ondelete="CASCADE")
    position: int = 0
    taken: int = 0


class Stand(SQLModel, table=True):
    """One numbered place on the plan."""

    __table_args__ = (UniqueConstraint("fair_id", "code"),)

    id: int = Field(default=None, primary_key=True)
    fair_id: int = Field(foreign_key="fair.id", ondelete="CASCADE")
    hall_id: int = Field(foreign_key="hall.id", index=True, ondelete="CASCADE")
    type_id: int = Field(foreign_key="stand_type.id", index=True)
    code: str = Field(max_length=12)  # « A12 », unique in the fair: signs name it without the hall
    outline: Outline = Field(sa_type=JSON)
    is_accessible: bool = True
    is_blocked: bool = False
    blocked_reason: str = Field(default="", max_length=200)  # for organisers


class StandBooking(SQLModel, table=True):
    """A company's stand, or its place on the waiting list of a type.

    The partial unique index on the stand is the whole guarantee against double booking (row B4); an expired hold is
    freed by the next writer before it inserts (row B3).
    """

    __tablename__ = "stand_booking"
    __table_args__ = (
        Index("uq_stand_booking_live", "stand_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
        Index("uq_stand_booking_held", "fair_id", "company_id", unique=True, sqlite_where=_HELD, postgresql_where=_HELD),
        Index(
            "uq_stand_booking_waiting", "fair_id", "company_id", "type_id", unique=True,
            sqlite_where=_WAITING, postgresql_where=_WAITING,
        ),
        Index("ix_stand_booking_fair", "fair_id", "status"),
        Index("ix_stand_booking_company", "company_id"),
        CheckConstraint("stand_id IS NOT NULL OR status IN ('waitlisted', 'cancelled', 'expired')", name="has_a_stand"),
        CheckConstraint("share > 0", name="some_share"),
    )  # fmt: skip

    id: int = Field(default=None, primary_key=True)
    fair_id: int = Field(foreign_key="fair.id", ondelete="CASCADE")
    company_id: int = Field(foreign_key="company.id", ondelete="CASCADE")
    type_id: int = Field(foreign_key="stand_type.id", index=True)
    stand_id: int | None = Field(default=None, foreign_key="stand.id", index=True)
    status: BookingStatus = Field(default=BookingStatus.HELD, sa_type=stored(BookingStatus))
    held_at: datetime | None = None
    held_until: datetime | None = None
    is_extended: bool = False  # a hold is prolonged once
    waitlisted_at: datetime | None = None  # first come, first served, by this (row B7)
    is_offered: bool = False  # the hold was offered to the waiting list: it may be declined, and lasts longer
    submitted_at: datetime | None = None
    confirmed_at: datetime | None = None
    ended_at: datetime | None = None  # cancelled, or expired
    paid_at: datetime | None = None  # payment received (row B1)
    booked_by_id: int | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL")
    contact_name: str = Field(default="", max_length=120)
    contact_email: str = Field(default="", max_length=254)
    contact_phone: str = Field(default="", max_length=40)
    billing_name: str = Field(default="", max_length=120)
    billing_address: str = Field(default="", max_length=300)
    purchase_order: str = Field(default="", max_length=60)
    note: str = Field(default="", max_length=1000)  # to the organiser
    share: int = 1  # the company's own weight in the price of a pooled stand (row B6)
    # Frozen at submission (row B8):
    is_member_price: bool = False
    price_cents: int = 0  # the stand alone, excluding VAT
    vat_rate_bp: int | None = None
    vat_exemption: str = Field(default="", max_length=200)
    terms_version: int | None = None
    terms_text: str = Field(default="", max_length=10_000)
    terms_accepted_at: datetime | None = None
    terms_accepted_by: str = Field(default="", max_length=254)  # name and address of the person, as they were
    terms_address: str = Field(default="", max_length=45)  # the network address it came from
    version: int = 1


class BookingOption(SQLModel, table=True):
    """An option ordered with a stand, at the price of that day."""

    __tablename__ = "booking_option"
    __table_args__ = (
        UniqueConstraint("booking_id", "option_id"),
        CheckConstraint("quantity > 0", name="some"),
    )

    id: int = Field(default=None, primary_key=True)
    booking_id: int = Field(foreign_key="stand_booking.id", ondelete="CASCADE")
    option_id: int = Field(foreign_key="stand_option.id", index=True)
    quantity: int
    unit_price_cents: int


class BookingPartner(SQLModel, table=True):
    """Another company on a stand; shown only once it accepted by its link (row B6)."""

    __tablename__ = "booking_partner"
    __table_args__ = (
        UniqueConstraint("booking_id", "company_id"),
        CheckConstraint("share > 0", name="some_share"),
        Index("ix_booking_partner_company", "company_id"),
    )

    id: int = Field(default=None, primary_key=True)
    booking_id: int = Field(foreign_key="stand_booking.id", ondelete="CASCADE")
    company_id: int = Field(foreign_key="company.id", ondelete="CASCADE")
    share: int = 1  # weight in the price and in the badges, beside the booking's own `share`
    contact_name: str = Field(default="", max_length=120)  # one contact each
    contact_email: str = Field(default="", max_length=254)
    status: PartnerStatus = Field(default=PartnerStatus.PENDING, sa_type=stored(PartnerStatus))
    asked_at: datetime = Field(default_factory=now)
    answered_at: datetime | None = None


class BookingStaff(SQLModel, table=True):
    """Someone who will stand there and wears an exhibitor's badge; named later than the stand is booked (row B10)."""

    __tablename__ = "booking_staff"

    id: int = Field(default=None, primary_key=True)
    booking_id: int = Field(foreign_key="stand_booking.id", index=True, ondelete="CASCADE")
    company_id: int = Field(foreign_key="company.id", index=True, ondelete="CASCADE")  # of a pooled stand: whose
    first_name: str = Field(max_length=80)
    last_name: str = Field(max_length=80)
    job: str = Field(default="", max_length=80)
    created_at: datetime = Field(default_factory=now)
