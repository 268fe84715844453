"""Who comes to a fair, the places that they take, and what they allowed."""

from datetime import datetime

from pydantic import field_validator
from pydantic_core import PydanticCustomError
from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from fairapp.accounts.emails import EmailAddress
from fairapp.clusters.fields import OptionalEmail
from fairapp.core.clock import now
from fairapp.core.enums import stored
from fairapp.core.names import PersonalName
from fairapp.core.text import N_
from fairapp.fairs.enums import AccessNeed, ConsentPurpose, HolderKind, Profile, QuotaKind, RegistrationStatus

_LIVE = text("status IN ('confirmed', 'waitlisted', 'offered')")


TOO_YOUNG = N_("Avant 15 ans, on s'inscrit par son établissement scolaire ou avec un adulte qui s'inscrit lui-même.")


class PersonName(SQLModel):
    first_name: PersonalName = Field(min_length=1, max_length=80)
    last_name: PersonalName = Field(min_length=1, max_length=80)


class Who(PersonName):
    """Step 1 of the form."""

    email: EmailAddress = Field(max_length=254)
    is_old_enough: bool = False

    @field_validator("is_old_enough")
    @classmethod
    def _refuse_children(cls, value: bool) -> bool:
        if not value:
            raise PydanticCustomError("age", TOO_YOUNG)
        return value


class Wishes(SQLModel):
    """Step 2: what one looks for, and when one comes."""

    profile: Profile
    jobs_sought: str = Field(default="", max_length=200)
    arrivals: list[str] = Field(default_factory=list)  # bands, « 2026-12-01T09:30 », one a day at most


class Needs(SQLModel):
    """Step 3: access needs (row C5) and consents, one a purpose (row C6)."""

    access_needs: list[AccessNeed] = Field(default_factory=list)
    access_note: str = Field(default="", max_length=300)
    consents: list[ConsentPurpose] = Field(default_factory=list)


class RegistrationDraft(Needs, Wishes, Who):
    """What a candidate fills in (row C1)."""


class HandWritten(PersonName):
    """Somebody whom an organiser adds: staff, a speaker, a school's people, a candidate without e-mail."""

    kind: HolderKind = HolderKind.CANDIDATE
    email: OptionalEmail = Field(default="", max_length=254)
    organisation: str = Field(default="", max_length=120)
    profile: Profile | None = None
    arrivals: list[str] = Field(default_factory=list)

    @field_validator("kind")
    @classmethod
    def _refuse_exhibitors(cls, value: HolderKind) -> HolderKind:
        if value is HolderKind.EXHIBITOR:
            raise PydanticCustomError("kind", N_("Les exposants se nomment sur leur réservation de stand."))
        return value


class Quota(SQLModel, table=True):
    """So many places, and no more: of the fair, a profile, a day, an arrival band (row C3).

    `taken` grows by a conditional update; the CHECK has the last word. The quota of the fair numbers the waiting list.
    """

    __table_args__ = (
        UniqueConstraint("fair_id", "kind", "key"),
        CheckConstraint("taken >= 0 AND (size IS NULL OR taken <= size)", name="within_size"),
    )

    id: int = Field(default=None, primary_key=True)
    fair_id: int = Field(foreign_key="fair.id", ondelete="CASCADE")
    kind: QuotaKind = Field(sa_type=stored(QuotaKind))
    key: str = Field(default="", max_length=40)  # profile, "2026-12-01", or "2026-12-01T09:30" in the fair's time zone
    size: int | None = Field(default=None, ge=0)  # None: no bound, only counted
    taken: int = 0
    queued: int = 0  # the last number given on the waiting list (of the fair's quota)


class Registration(SQLModel, table=True):
    """One person at one fair (rows C1, C2). No account is needed; one is tied to it only after proof of the address."""

    __table_args__ = (
        Index(
            "uq_registration_live", "fair_id", "email", "kind", unique=True,
            sqlite_where=_LIVE, postgresql_where=_LIVE,
        ),
        UniqueConstraint("fair_id", "queue_number"),
        Index("ix_registration_fair", "fair_id", "status", "last_name"),
        Index("ix_registration_folded", "fair_id", "folded_name"),
    )  # fmt: skip

    id: int = Field(default=None, primary_key=True)
    fair_id: int = Field(foreign_key="fair.id", ondelete="CASCADE")
    kind: HolderKind = Field(default=HolderKind.CANDIDATE, sa_type=stored(HolderKind))
    status: RegistrationStatus = Field(default=RegistrationStatus.CONFIRMED, sa_type=stored(RegistrationStatus))
    email: str | None = Field(default=None, max_length=254)  # as `normalise_email` writes it; None: walked in
    first_name: str = Field(max_length=80)
    last_name: str = Field(max_length=80)
    folded_name: str = Field(default="", max_length=200)  # "last first", for the search at the door
    organisation: str = Field(default="", max_length=120)  # printed under the name: school, employer
    profile: Profile | None = Field(default=None, sa_type=stored(Profile))
    jobs_sought: str = Field(default="", max_length=200)
    rome_code: str | None = Field(default=None, max_length=5)
    access_needs: list[AccessNeed] = Field(default_factory=list, sa_type=JSON)
    access_note: str = Field(default="", max_length=300)
    queue_number: int | None = None  # on the waiting list; kept when offered and afterwards
    offered_until: datetime | None = None
    is_walk_in: bool = False
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True, ondelete="SET NULL")
    locale: str = Field(default="fr", max_length=5)
    form_key: str | None = Field(default=None, max_length=32, unique=True)  # of the form that made it
    created_at: datetime = Field(default_factory=now)
    confirmed_at: datetime | None = None
    cancelled_at: datetime | None = None
    version: int = 1


class RegistrationPlace(SQLModel, table=True):
    """A place in one quota; a registration on the waiting list wishes for it, the others hold it."""

    __tablename__ = "registration_place"
    __table_args__ = (UniqueConstraint("registration_id", "quota_id"),)

    id: int = Field(default=None, primary_key=True)
    registration_id: int = Field(foreign_key="registration.id", ondelete="CASCADE")
    quota_id: int = Field(foreign_key="quota.id", index=True, ondelete="CASCADE")


class Consent(SQLModel, table=True):
    """What someone allowed, when, in which words; withdrawn as easily (row C6, GDPR art. 7)."""

    __table_args__ = (UniqueConstraint("registration_id", "purpose"),)

    id: int = Field(default=None, primary_key=True)
    registration_id: int = Field(foreign_key="registration.id", ondelete="CASCADE")
    purpose: ConsentPurpose = Field(sa_type=stored(ConsentPurpose))
    version: int = 1  # of the words
    given_at: datetime = Field(default_factory=now)
    withdrawn_at: datetime | None = None
