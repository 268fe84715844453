"""A fair (salon), its days and its halls; stands, registrations, badges and doors have rooms of their own."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from fairapp.clusters.fields import OptionalEmail, WebAddress
from fairapp.core.clock import now
from fairapp.core.enums import stored
from fairapp.fairs.enums import FairStatus


class FairProfile(SQLModel):
    """What visitors read (row F1)."""

    name: str = Field(min_length=3, max_length=100)
    tagline: str = Field(default="", max_length=200)
    description: str = Field(default="", max_length=10_000)  # Markdown
    venue: str = Field(default="", max_length=120)  # « Hall du Quai »
    address: str = Field(default="", max_length=200)
    directions: str = Field(default="", max_length=4000)  # Markdown: getting there, parking, access
    website: WebAddress = Field(default="", max_length=300)
    contact_email: OptionalEmail = Field(default="", max_length=254)


class FairCalendar(SQLModel):
    """When each phase opens and closes (row F3); None: that phase does not exist, or has no bound."""

    interest_from: datetime | None = None
    booking_from: datetime | None = None
    booking_until: datetime | None = None  # afterwards bookings, staff and what is printed no longer change
    registration_from: datetime | None = None
    registration_until: datetime | None = None  # None: to the end of the last day


class FairTerms(SQLModel):
    """What exhibitors accept and pay (rows B1, B8)."""

    terms: str = Field(default="", max_length=10_000)  # Markdown, shown whole
    vat_rate_bp: int | None = Field(default=2000, ge=0, le=3000)  # basis points: 2000 is 20 %; None: exempt
    vat_exemption: str = Field(default="", max_length=200)  # legal mention: « TVA non applicable, art. 293 B du CGI »
    seller_siret: str | None = Field(default=None, max_length=14)
    seller_name: str = Field(default="", max_length=120)
    seller_address: str = Field(default="", max_length=300)
    payment_details: str = Field(default="", max_length=1000)  # IBAN, order, delay: printed on the pro-forma


class Fair(FairProfile, FairCalendar, FairTerms, table=True):
    """A recruitment or careers fair that a cluster runs."""

    id: int = Field(default=None, primary_key=True)
    cluster_id: int = Field(foreign_key="cluster.id", index=True)
    slug: str = Field(max_length=60, unique=True)
    status: FairStatus = Field(default=FairStatus.DRAFT, sa_type=stored(FairStatus))
    time_zone: str = Field(default="Europe/Paris", max_length=40)
    insee: str | None = Field(default=None, max_length=5)
    commune: str = Field(default="", max_length=80)
    department: str | None = Field(default=None, max_length=3)
    lat: float | None = None
    lon: float | None = None
    terms_version: int = 1  # grows when the terms change; bookings keep the one they accepted (row B8)
    band_minutes: int = Field(default=30, ge=15, le=120)  # arrival bands (row C1)
    sequence: int = 0  # of the iCalendar event: grows when day, hours or place change (row F4, RFC 5545 § 3.8.7.4)
    version: int = 1  # grows with each edit of the settings: an edit of an old version is refused (409)
    plan_version: int = (
        1  # grows with each change of a stand or booking: the plan is asked for again only then (row B2)
    )
    copied_from_id: int | None = Field(default=None, foreign_key="fair.id", ondelete="SET NULL")
    form_key: str | None = Field(default=None, max_length=32, unique=True)  # of the form that made it
    created_at: datetime = Field(default_factory=now)
    published_at: datetime | None = None
    cancelled_at: datetime | None = None


class FairDay(SQLModel, table=True):
    """One day, its hours in the fair's time zone."""

    __tablename__ = "fair_day"
    __table_args__ = (UniqueConstraint("fair_id", "held_on"), CheckConstraint("opens < closes", name="hours_in_order"))

    id: int = Field(default=None, primary_key=True)
    fair_id: int = Field(foreign_key="fair.id", ondelete="CASCADE")
    held_on: date
    opens: time
    closes: time


class Hall(SQLModel, table=True):
    """A hall and the drawing of its floor; stands stand on it in the drawing's units."""

    __table_args__ = (UniqueConstraint("fair_id", "name"),)

    id: int = Field(default=None, primary_key=True)
    fair_id: int = Field(foreign_key="fair.id", ondelete="CASCADE")
    name: str = Field(max_length=80)
    position: int = 0
    gauge: int | None = Field(default=None, ge=1)  # people at once, by law (arrêté du 25 juin 1980, type T)
    plan_width: float = 100.0  # of the drawing, in its own units
    plan_height: float = 60.0
    marks: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)  # {"label", "x", "y"}: doors, stage, bar


class FairInterest(SQLModel, table=True):
    """A company would like to come; it is told when booking opens (row F3)."""

    __tablename__ = "fair_interest"
    __table_args__ = (
        UniqueConstraint("fair_id", "company_id"),
        Index("ix_fair_interest_company", "company_id"),
    )

    id: int = Field(default=None, primary_key=True)
    fair_id: int = Field(foreign_key="fair.id", ondelete="CASCADE")
    company_id: int = Field(foreign_key="company.id", ondelete="CASCADE")
    account_id: int | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL")
    created_at: datetime = Field(default_factory=now)
