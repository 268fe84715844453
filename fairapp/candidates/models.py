"""What a candidate says once for offers and fairs, whom it may be shown to, and who looked."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from fairapp.candidates.enums import Purpose, Seen
from fairapp.core.clock import now
from fairapp.core.enums import stored
from fairapp.core.names import PersonalName
from fairapp.core.phones import OptionalPhone

_GIVEN = text("withdrawn_at IS NULL")


class ProfileDraft(SQLModel):
    """What the candidate fills in; no field but the name is asked for."""

    first_name: PersonalName = Field(min_length=1, max_length=80)
    last_name: PersonalName = Field(min_length=1, max_length=80)
    phone: OptionalPhone = Field(default="", max_length=30)
    commune: str = Field(default="", max_length=120)  # as it was typed
    headline: str = Field(default="", max_length=200)  # the job sought, in the candidate's words


class CandidateProfile(ProfileDraft, table=True):
    """One profile and one CV of an account; it ends with the account (see `accounts.services.retention`)."""

    __tablename__ = "candidate_profile"

    id: int = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", unique=True, ondelete="CASCADE")
    cv_file_id: int | None = Field(default=None, foreign_key="stored_file.id", unique=True, ondelete="SET NULL")
    cv_pages: int = 0
    created_at: datetime = Field(default_factory=now)
    updated_at: datetime = Field(default_factory=now)


class CandidateConsent(SQLModel, table=True):
    """What the candidate allowed, when, in which words, until when; a consent given again is another row."""

    __tablename__ = "candidate_consent"
    __table_args__ = (
        Index(
            "uq_candidate_consent_given", "profile_id", "purpose", unique=True,
            sqlite_where=_GIVEN, postgresql_where=_GIVEN,
        ),
    )  # fmt: skip

    id: int = Field(default=None, primary_key=True)
    profile_id: int = Field(foreign_key="candidate_profile.id", index=True, ondelete="CASCADE")
    purpose: Purpose = Field(sa_type=stored(Purpose))
    version: int  # of the words
    given_at: datetime = Field(default_factory=now)
    withdrawn_at: datetime | None = None


class CandidateView(SQLModel, table=True):
    """Somebody looked at somebody's data; people without an account are known by their address alone."""

    __tablename__ = "candidate_view"
    __table_args__ = (Index("ix_candidate_view_email", "email", "at"),)

    id: int = Field(default=None, primary_key=True)
    at: datetime = Field(default_factory=now, index=True)
    email: str = Field(max_length=254)  # whose data, as `normalise_email` writes it
    candidate_id: int | None = Field(default=None, foreign_key="account.id", index=True, ondelete="CASCADE")
    what: Seen = Field(sa_type=stored(Seen))
    subject_id: int | None = None  # of the profile or the application
    company_id: int | None = Field(default=None, foreign_key="company.id", index=True, ondelete="SET NULL")
    cluster_id: int | None = Field(default=None, foreign_key="cluster.id", index=True, ondelete="SET NULL")
    account_id: int | None = Field(
        default=None, foreign_key="account.id", index=True, ondelete="SET NULL"
    )  # who looked
