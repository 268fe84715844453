"""Applications (candidatures), what happened to each, and what the company notes for itself."""

from datetime import datetime

from pydantic import field_validator
from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from fairapp.accounts.emails import EmailAddress
from fairapp.core.clock import now
from fairapp.core.enums import stored
from fairapp.core.names import PersonalName
from fairapp.core.phones import OptionalPhone
from fairapp.core.text import clean
from fairapp.offers.applications.enums import Action, ApplicationStatus, Channel, Refusal, Side, Source

_OPEN = text("status IN ('new', 'read', 'in_progress', 'interview', 'proposal')")


class ApplicationDraft(SQLModel):
    """What a candidate fills in; the CV comes beside it."""

    first_name: PersonalName = Field(min_length=1, max_length=80)
    last_name: PersonalName = Field(min_length=1, max_length=80)
    email: EmailAddress = Field(max_length=254)
    phone: OptionalPhone = Field(default="", max_length=30)
    message: str = Field(default="", max_length=3000)
    keeps: bool = False  # two years rather than three months

    @field_validator("message")
    @classmethod
    def _clean_message(cls, value: str) -> str:
        return clean(value)


class Application(SQLModel, table=True):
    """One person's answer to one offer. No account is needed; a signed link follows it (row K1).

    When its time is over the row forgets the person and stays for the figures (row A7).
    """

    __table_args__ = (
        Index(
            "uq_application_open", "offer_id", "email", unique=True,
            sqlite_where=_OPEN, postgresql_where=_OPEN,
        ),
        Index("ix_application_offer", "offer_id", "status", "id"),
        Index("ix_application_status", "status", "status_at"),
        Index("ix_application_email", "email"),
        Index("ix_application_closed", "closed_at"),
        CheckConstraint("(email IS NULL) = (forgotten_at IS NOT NULL)", name="person_or_nobody"),
    )  # fmt: skip

    id: int = Field(default=None, primary_key=True)
    offer_id: int = Field(foreign_key="offer.id", ondelete="CASCADE")
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True, ondelete="SET NULL")
    email: str | None = Field(default=None, max_length=254)  # as `normalise_email` writes it; None: forgotten
    first_name: str = Field(default="", max_length=80)
    last_name: str = Field(default="", max_length=80)
    folded_name: str = Field(default="", max_length=200)  # "last first", for the search in the inbox
    phone: str = Field(default="", max_length=30)
    message: str = Field(default="", max_length=3000)
    cv_file_id: int | None = Field(default=None, foreign_key="stored_file.id", index=True, ondelete="SET NULL")
    locale: str = Field(default="fr", max_length=5)
    source: Source = Field(default=Source.BOARD, sa_type=stored(Source))
    channel: Channel = Field(default=Channel.COMPANY, sa_type=stored(Channel))  # as it was sent: it never changes
    cluster_id: int | None = Field(
        default=None, foreign_key="cluster.id", index=True, ondelete="SET NULL"
    )  # organiser's
    status: ApplicationStatus = Field(default=ApplicationStatus.NEW, sa_type=stored(ApplicationStatus))
    refusal: Refusal | None = Field(default=None, sa_type=stored(Refusal))
    form_key: str | None = Field(default=None, max_length=32, unique=True)  # of the form that made it
    nudges: int = 0  # how often the company was reminded
    created_at: datetime = Field(default_factory=now)
    status_at: datetime = Field(default_factory=now)  # of the last change of status
    answered_at: datetime | None = None  # of the first answer (`states.ANSWERS`)
    closed_at: datetime | None = None
    contact_at: datetime = Field(default_factory=now)  # the person's last sign of life, or the last word to them
    keep_consent_at: datetime | None = None  # agreed to two years; None: three months after the end
    notice_at: datetime | None = None  # told that it will be forgotten
    forgotten_at: datetime | None = None


class ApplicationStep(SQLModel, table=True):
    """One step in an application's life: who, when, why, from where to where (row A1)."""

    __tablename__ = "application_step"
    __table_args__ = (Index("ix_application_step_application", "application_id", "id"),)

    id: int = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id", ondelete="CASCADE")
    at: datetime = Field(default_factory=now)
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True, ondelete="SET NULL")
    side: Side = Field(sa_type=stored(Side))
    action: Action = Field(sa_type=stored(Action))
    from_status: ApplicationStatus = Field(sa_type=stored(ApplicationStatus))
    to_status: ApplicationStatus = Field(sa_type=stored(ApplicationStatus))
    refusal: Refusal | None = Field(default=None, sa_type=stored(Refusal))
    reason: str = Field(default="", max_length=3000)  # the words that the other side reads


class ApplicationNote(SQLModel, table=True):
    """What the company's people note for each other; the candidate reads it only in an export of their data."""

    __tablename__ = "application_note"
    __table_args__ = (Index("ix_application_note_application", "application_id", "id"),)

    id: int = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id", ondelete="CASCADE")
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True, ondelete="SET NULL")
    company_id: int | None = Field(default=None, foreign_key="company.id", index=True, ondelete="CASCADE")  # whose note
    cluster_id: int | None = Field(default=None, foreign_key="cluster.id", index=True, ondelete="CASCADE")
    at: datetime = Field(default_factory=now)
    body: str = Field(max_length=2000)
