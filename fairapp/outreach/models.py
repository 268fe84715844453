"""What companies offer to classes, what schools ask, and what became of it.

No table has room for a pupil: a class is its level, an alias and numbers (row E6).
"""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from fairapp.accounts.emails import EmailAddress
from fairapp.clusters.fields import OptionalEmail
from fairapp.core.clock import now
from fairapp.core.enums import stored
from fairapp.core.phones import OptionalPhone
from fairapp.outreach.enums import (
    Action,
    AttestationKind,
    Format,
    Grade,
    InterventionStatus,
    RequestStatus,
    Setting,
    Side,
    SlotStatus,
    WaitStatus,
)

MOST_PUPILS = 400  # of one request
_LIVE_WAIT = text("status IN ('waiting', 'notified')")
_HELD = text("released_at IS NULL")
_IS_OPEN_OR_DATED = (
    "status NOT IN ('confirmed', 'moved_by_school', 'moved_by_company', 'done', 'closed') "
    "OR (starts_at IS NOT NULL AND ends_at IS NOT NULL)"
)


class SpeakerProfile(SQLModel):
    """A professional as schools see them: a first name and a job (row E3)."""

    first_name: str = Field(min_length=2, max_length=40)
    job_title: str = Field(min_length=2, max_length=100)
    topics: list[str] = Field(default_factory=list, max_length=8, sa_type=JSON)
    area_km: int = Field(default=30, ge=1, le=300)  # how far they travel from the company
    departments: list[str] = Field(default_factory=list, max_length=20, sa_type=JSON)  # … or where to, whatever the way
    email: OptionalEmail = Field(default="", max_length=254)  # for reminders, never shown


class Speaker(SpeakerProfile, table=True):
    """Without the charter accepted, no visit is agreed (row E3)."""

    __table_args__ = (Index("ix_speaker_company", "company_id"),)

    id: int = Field(default=None, primary_key=True)
    company_id: int = Field(foreign_key="company.id", ondelete="CASCADE")
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True, ondelete="SET NULL")
    charter_version: int | None = None
    charter_at: datetime | None = None
    is_active: bool = True  # False: left, or no longer takes part; what they did stays
    version: int = 1
    form_key: str | None = Field(default=None, max_length=32, unique=True)  # of the form that made it
    created_at: datetime = Field(default_factory=now)


class InterventionDraft(SQLModel):
    """What a company offers to classes (row E2)."""

    title: str = Field(min_length=3, max_length=120)
    body: str = Field(default="", max_length=5000)  # Markdown
    format: Format = Field(default=Format.VISIT, sa_type=stored(Format))
    setting: Setting = Field(default=Setting.ON_SITE, sa_type=stored(Setting))
    grades: list[Grade] = Field(default_factory=list, min_length=1, max_length=len(Grade), sa_type=JSON)
    topics: list[str] = Field(default_factory=list, max_length=8, sa_type=JSON)  # occupations or subjects, in words
    duration_min: int = Field(default=120, ge=15, le=600)
    pupils_max: int = Field(default=30, ge=1, le=MOST_PUPILS)  # of one group
    equipment: str = Field(default="", max_length=300)  # given, or asked of the school
    meeting_point: str = Field(default="", max_length=200)
    is_accessible: bool = False  # in a wheelchair
    area_km: int = Field(default=30, ge=1, le=300)  # how far the professional travels, in class


class Intervention(InterventionDraft, table=True):
    __table_args__ = (
        Index("ix_intervention_company", "company_id"),
        Index("ix_intervention_cluster", "cluster_id", "status"),
    )

    id: int = Field(default=None, primary_key=True)
    company_id: int = Field(foreign_key="company.id", ondelete="CASCADE")
    cluster_id: int = Field(foreign_key="cluster.id", ondelete="CASCADE")  # whose organisers follow its requests
    speaker_id: int | None = Field(default=None, foreign_key="speaker.id", index=True, ondelete="SET NULL")
    status: InterventionStatus = Field(default=InterventionStatus.DRAFT, sa_type=stored(InterventionStatus))
    version: int = 1
    form_key: str | None = Field(default=None, max_length=32, unique=True)  # of the form that made it
    created_at: datetime = Field(default_factory=now)
    published_at: datetime | None = None


class Slot(SQLModel, table=True):
    """A time at which classes may come, or be visited (rows E4, E7).

    `groups_taken` and `pupils_taken` grow by one conditional update; the CHECK has the last word.
    """

    __table_args__ = (
        UniqueConstraint("intervention_id", "starts_at"),
        CheckConstraint("starts_at < ends_at", name="in_order"),
        CheckConstraint("groups_taken >= 0 AND groups_taken <= groups_max", name="within_groups"),
        CheckConstraint("pupils_taken >= 0 AND pupils_taken <= pupils_max", name="within_pupils"),
        CheckConstraint("booking_until <= starts_at AND cancel_until <= starts_at", name="limits_before"),
        Index("ix_slot_starts_at", "starts_at"),
    )

    id: int = Field(default=None, primary_key=True)
    intervention_id: int = Field(foreign_key="intervention.id", ondelete="CASCADE")
    starts_at: datetime
    ends_at: datetime
    groups_max: int = Field(default=1, ge=1, le=20)
    pupils_max: int = Field(default=30, ge=1, le=MOST_PUPILS)  # of all groups together
    groups_taken: int = 0
    pupils_taken: int = 0
    meeting_point: str = Field(default="", max_length=200)  # empty: that of the intervention
    booking_until: datetime  # later, nobody books it (row E8)
    cancel_until: datetime  # later, the organiser is told of a visit that is called off
    status: SlotStatus = Field(default=SlotStatus.OPEN, sa_type=stored(SlotStatus))
    version: int = 1  # grows when the company edits it, not when classes book


class ClassDraft(SQLModel):
    """The class: its level, a name that says nothing of anyone, numbers (row E6)."""

    grade: Grade = Field(sa_type=stored(Grade))
    class_name: str = Field(min_length=1, max_length=40)  # alias: « 3e B »
    pupils: int = Field(ge=1, le=MOST_PUPILS)
    adults: int = Field(default=2, ge=1, le=50)
    wishes: str = Field(default="", max_length=600)
    needs: str = Field(default="", max_length=300)  # access, allergies: of the class, of nobody by name
    equipment: str = Field(default="", max_length=300)  # what the classroom has


class ContactDraft(SQLModel):
    """Who answers for the class, on the day too."""

    contact_name: str = Field(min_length=2, max_length=120)
    contact_email: EmailAddress = Field(max_length=254)
    contact_phone: OptionalPhone = Field(default="", max_length=30)


class RequestDraft(ClassDraft, ContactDraft):
    """What a teacher fills in; the school's head has agreed, which the form asks for each time."""

    has_agreement: bool = False
    form_key: str = Field(default="", max_length=32)  # sent twice, it makes one request


class OutreachRequest(ClassDraft, table=True):
    """A class that wishes for a visit, from the first draft to the attestation (row E5).

    `starts_at`, `ends_at`, `slot_id` and `speaker_id` are what is agreed. `version` grows with each step, `sequence` each
    time the agreed date changes (RFC 5545 § 3.8.7.4).
    """

    __tablename__ = "outreach_request"
    __table_args__ = (
        Index("ix_outreach_request_cluster", "cluster_id", "status"),
        Index("ix_outreach_request_school", "school_id", "status"),
        Index("ix_outreach_request_company", "company_id", "status"),
        Index("ix_outreach_request_due", "status", "due_at"),
        CheckConstraint(_IS_OPEN_OR_DATED, name="agreed_is_dated"),
        CheckConstraint("starts_at < ends_at", name="in_order"),  # true of a request without a date
    )

    id: int = Field(default=None, primary_key=True)
    cluster_id: int = Field(foreign_key="cluster.id", ondelete="CASCADE")
    school_id: int = Field(foreign_key="school.id", ondelete="CASCADE")
    contact_id: int | None = Field(default=None, foreign_key="account.id", index=True, ondelete="SET NULL")
    contact_name: str = Field(default="", max_length=120)
    contact_email: str = Field(default="", max_length=254)
    contact_phone: str = Field(default="", max_length=30)
    intervention_id: int | None = Field(
        default=None, foreign_key="intervention.id", index=True, ondelete="SET NULL"
    )  # None: to nobody in particular
    company_id: int | None = Field(default=None, foreign_key="company.id", ondelete="SET NULL")  # who answers it
    speaker_id: int | None = Field(default=None, foreign_key="speaker.id", index=True, ondelete="SET NULL")
    slot_id: int | None = Field(default=None, foreign_key="slot.id", index=True, ondelete="SET NULL")
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    place: str = Field(default="", max_length=200)  # where one meets, as agreed
    status: RequestStatus = Field(default=RequestStatus.DRAFT, sa_type=stored(RequestStatus))
    due_at: datetime | None = None  # the answer is awaited until then; later it expires
    version: int = 1
    sequence: int = 0
    pupils_came: int | None = Field(default=None, ge=0, le=MOST_PUPILS)  # for the yearly figures; None: as announced
    is_absent: bool = False  # the professional, or the class, did not come
    merged_into_id: int | None = Field(default=None, foreign_key="outreach_request.id", ondelete="SET NULL")
    form_key: str | None = Field(default=None, max_length=32, unique=True)  # of the form that made it
    created_at: datetime = Field(default_factory=now)
    sent_at: datetime | None = None
    changed_at: datetime = Field(default_factory=now)  # by a person, not by the clock
    anonymised_at: datetime | None = None


class Proposal(SQLModel, table=True):
    """One of up to three dates that a side proposes; those of an earlier round are gone (row E5)."""

    __table_args__ = (
        UniqueConstraint("request_id", "starts_at"),
        CheckConstraint("starts_at < ends_at", name="in_order"),
    )

    id: int = Field(default=None, primary_key=True)
    request_id: int = Field(foreign_key="outreach_request.id", ondelete="CASCADE")
    slot_id: int | None = Field(default=None, foreign_key="slot.id", index=True, ondelete="CASCADE")
    speaker_id: int | None = Field(default=None, foreign_key="speaker.id", ondelete="SET NULL")
    starts_at: datetime
    ends_at: datetime


class VisitBooking(SQLModel, table=True):
    """The place that a request has in a slot. At most one is held; the former ones tell what was."""

    __tablename__ = "visit_booking"
    __table_args__ = (
        Index("uq_visit_booking_held", "request_id", unique=True, sqlite_where=_HELD, postgresql_where=_HELD),
        Index("ix_visit_booking_slot", "slot_id"),
    )

    id: int = Field(default=None, primary_key=True)
    request_id: int = Field(foreign_key="outreach_request.id", ondelete="CASCADE")
    slot_id: int = Field(foreign_key="slot.id", ondelete="CASCADE")
    groups: int = 1
    pupils: int
    booked_at: datetime = Field(default_factory=now)
    released_at: datetime | None = None


class WaitItem(SQLModel, table=True):
    """A draft that waits for a place in a full slot; numbers are those of the rows (row E7)."""

    __tablename__ = "wait_item"
    __table_args__ = (
        Index(
            "uq_wait_item_live", "slot_id", "request_id", unique=True,
            sqlite_where=_LIVE_WAIT, postgresql_where=_LIVE_WAIT,
        ),
        Index("ix_wait_item_request", "request_id"),
    )  # fmt: skip

    id: int = Field(default=None, primary_key=True)
    slot_id: int = Field(foreign_key="slot.id", ondelete="CASCADE")
    request_id: int = Field(foreign_key="outreach_request.id", ondelete="CASCADE")
    status: WaitStatus = Field(default=WaitStatus.WAITING, sa_type=stored(WaitStatus))
    notified_until: datetime | None = None
    created_at: datetime = Field(default_factory=now)


class HistoryLine(SQLModel, table=True):
    """Who did what, when and why (row E9)."""

    __tablename__ = "outreach_history"
    __table_args__ = (Index("ix_outreach_history_request", "request_id"),)

    id: int = Field(default=None, primary_key=True)
    request_id: int = Field(foreign_key="outreach_request.id", ondelete="CASCADE")
    at: datetime = Field(default_factory=now)
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True, ondelete="SET NULL")
    side: Side = Field(sa_type=stored(Side))
    action: Action = Field(sa_type=stored(Action))
    from_status: RequestStatus = Field(sa_type=stored(RequestStatus))
    to_status: RequestStatus = Field(sa_type=stored(RequestStatus))
    sequence: int = 0  # of the request: a visit that was moved is reminded of again
    reason: str = Field(default="", max_length=500)


class Evaluation(SQLModel, table=True):
    """Three questions, from 1 (no) to 4 (yes, very much), once a side (row E13)."""

    __table_args__ = (
        UniqueConstraint("request_id", "side"),
        CheckConstraint(
            "useful BETWEEN 1 AND 4 AND organised BETWEEN 1 AND 4 AND again BETWEEN 1 AND 4", name="scores"
        ),
    )

    id: int = Field(default=None, primary_key=True)
    request_id: int = Field(foreign_key="outreach_request.id", ondelete="CASCADE")
    side: Side = Field(sa_type=stored(Side))
    useful: int
    organised: int
    again: int
    comment: str = Field(default="", max_length=500)
    at: datetime = Field(default_factory=now)


class Attestation(SQLModel, table=True):
    """A number that was given once and stays (row E12)."""

    __table_args__ = (UniqueConstraint("request_id", "kind"),)

    id: int = Field(default=None, primary_key=True)
    request_id: int = Field(foreign_key="outreach_request.id", ondelete="CASCADE")
    kind: AttestationKind = Field(sa_type=stored(AttestationKind))
    issued_at: datetime = Field(default_factory=now)
