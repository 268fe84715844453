"""Job offers (offres d'emploi), their places, companies and boards, and the trail of their changes."""

import re
from datetime import date, datetime
from typing import Any

from pydantic import field_validator
from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from fairapp.core.clock import now
from fairapp.core.enums import stored
from fairapp.core.text import squeeze
from fairapp.offers.enums import (
    CloseReason,
    ContractKind,
    Experience,
    OfferStatus,
    PartnerStatus,
    Remote,
    ReportReason,
    SalaryUnit,
    WorkingTime,
)


class OfferDraft(SQLModel):
    """What a company fills in; forms, imports and the API share it."""

    title: str = Field(min_length=3, max_length=100)
    description: str = Field(default="", max_length=10_000)  # Markdown
    contract: ContractKind = Field(sa_type=stored(ContractKind))
    duration_months: int | None = Field(default=None, ge=1, le=60)  # of a contract with an end
    working_time: WorkingTime | None = Field(default=None, sa_type=stored(WorkingTime))
    hours_per_week: float | None = Field(default=None, gt=0, le=60)
    remote: Remote = Field(default=Remote.NONE, sa_type=stored(Remote))
    experience: Experience | None = Field(default=None, sa_type=stored(Experience))
    salary_min_cents: int | None = Field(default=None, ge=0, le=100_000_000)  # gross, per `salary_unit`
    salary_max_cents: int | None = Field(default=None, ge=0, le=100_000_000)
    salary_unit: SalaryUnit | None = Field(default=None, sa_type=stored(SalaryUnit))
    salary_motive: str = Field(default="", max_length=200)  # why no range is shown, directive (EU) 2023/970 art. 5
    rome_code: str | None = Field(default=None, max_length=5)
    occupation: str = Field(default="", max_length=160)  # label of the ROME job title
    skills: list[str] = Field(default_factory=list, sa_type=JSON)
    openings: int = Field(default=1, ge=1, le=500)
    starts_on: date | None = None
    valid_through: date | None = None  # last day on line
    apply_url: str = Field(default="", max_length=500)
    apply_email: str = Field(default="", max_length=254)
    is_shared: bool = False  # poste partagé entre plusieurs entreprises: a flag, not a contract kind

    @field_validator("skills", mode="before")
    @classmethod
    def _split_skills(cls, value: object) -> object:
        """Take « soudure TIG, lecture de plan » as typed, too; at most 20."""
        texts = [value] if isinstance(value, str) else value
        if not isinstance(texts, list):
            return value
        parts = (squeeze(part)[:80] for text in texts for part in re.split(r"[,;\n]", str(text)))
        return list(dict.fromkeys(part for part in parts if part))[:20]


class Offer(OfferDraft, table=True):
    """A job offer pooled by its clusters."""

    __table_args__ = (
        UniqueConstraint("source", "reference"),
        UniqueConstraint("company_id", "form_key"),
        Index("ix_offer_status_published", "status", "published_at", "id"),
        Index("ix_offer_company_status", "company_id", "status"),
        Index("ix_offer_duplicate_key", "duplicate_key"),
        CheckConstraint("(source IS NULL) = (reference IS NULL)", name="source_with_reference"),
    )

    id: int = Field(default=None, primary_key=True)
    title: str = Field(max_length=200)  # imported titles may be longer than what a form takes
    company_id: int | None = Field(default=None, foreign_key="company.id")  # None: « Entreprise non communiquée »
    status: OfferStatus = Field(default=OfferStatus.DRAFT, sa_type=stored(OfferStatus))
    published_at: datetime | None = None
    closed_at: datetime | None = None
    close_reason: CloseReason | None = Field(default=None, sa_type=stored(CloseReason))
    salary_text: str = Field(default="", max_length=200)  # as the source published it
    annual_min_cents: int | None = None  # gross, full time, per year (row S11)
    annual_max_cents: int | None = None
    duplicate_key: str = Field(default="", max_length=200)  # employer + place + folded title (row O7)
    source: str | None = Field(default=None, max_length=60)
    reference: str | None = Field(default=None, max_length=80)  # the source's own number
    imported_at: datetime | None = None  # first import; importing again never changes it
    import_hash: str | None = Field(default=None, max_length=64)  # of the source's record, to see what changed
    missing_since: datetime | None = None  # no longer in its source's feed
    created_by_id: int | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL")
    submitted_at: datetime | None = None  # the last time it was sent for review
    reviewer_id: int | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL")  # who looks into it
    created_at: datetime = Field(default_factory=now)
    updated_at: datetime = Field(default_factory=now)
    version: int = 1  # grows with each edit: an edit of an old version is refused (409)
    form_key: str | None = Field(default=None, max_length=32)  # of the form that made it: sent twice, it makes one
    is_template: bool = False


class PlaceDraft(SQLModel):
    """Where the work is. Without a point the commune's, then the company's, counts (row S4)."""

    label: str = Field(default="", max_length=120)  # as shown: « Aubenas (07) »
    insee: str | None = Field(default=None, max_length=5)
    department: str | None = Field(default=None, max_length=3)
    lat: float | None = None
    lon: float | None = None


class OfferPlace(PlaceDraft, table=True):
    """One of an offer's places, in the order that its author gave."""

    __tablename__ = "offer_place"
    __table_args__ = (UniqueConstraint("offer_id", "position"),)

    id: int = Field(default=None, primary_key=True)
    offer_id: int = Field(foreign_key="offer.id", ondelete="CASCADE")
    position: int = 0


class OfferCompany(SQLModel, table=True):
    """Another company on a shared offer; shown only once it accepted by its link (row O6)."""

    __tablename__ = "offer_company"
    __table_args__ = (UniqueConstraint("offer_id", "company_id"),)

    id: int = Field(default=None, primary_key=True)
    offer_id: int = Field(foreign_key="offer.id", ondelete="CASCADE")
    company_id: int = Field(foreign_key="company.id", index=True, ondelete="CASCADE")
    status: PartnerStatus = Field(default=PartnerStatus.PENDING, sa_type=stored(PartnerStatus))
    asked_at: datetime = Field(default_factory=now)
    answered_at: datetime | None = None


class OfferCluster(SQLModel, table=True):
    """The boards an offer belongs to in its own right; pooling adds those of partners at query time."""

    __tablename__ = "offer_cluster"

    offer_id: int = Field(foreign_key="offer.id", primary_key=True, ondelete="CASCADE")
    cluster_id: int = Field(foreign_key="cluster.id", primary_key=True, index=True, ondelete="CASCADE")


class OfferChange(SQLModel, table=True):
    """One step in an offer's life: who, when, why (row O1)."""

    __tablename__ = "offer_change"
    __table_args__ = (Index("ix_offer_change_offer", "offer_id", "id"),)

    id: int = Field(default=None, primary_key=True)
    offer_id: int = Field(foreign_key="offer.id", ondelete="CASCADE")
    at: datetime = Field(default_factory=now)
    account_id: int | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL")
    action: str = Field(max_length=30)
    status: OfferStatus = Field(sa_type=stored(OfferStatus))  # after the step
    reason: str = Field(default="", max_length=1000)
    fields: list[str] = Field(default_factory=list, sa_type=JSON)  # what an edit changed


class OfferReport(SQLModel, table=True):
    """A visitor found something wrong (row M6); one open report per visitor and offer."""

    __tablename__ = "offer_report"
    __table_args__ = (
        Index(
            "uq_offer_report_open", "offer_id", "reporter", unique=True,
            sqlite_where=text("settled_at IS NULL"), postgresql_where=text("settled_at IS NULL"),
        ),
    )  # fmt: skip

    id: int = Field(default=None, primary_key=True)
    offer_id: int = Field(foreign_key="offer.id", index=True, ondelete="CASCADE")
    reporter: str = Field(max_length=64)  # keyed hash of account or address: distinct, not identifying
    reason: ReportReason = Field(sa_type=stored(ReportReason))
    message: str = Field(default="", max_length=1000)
    at: datetime = Field(default_factory=now)
    settled_at: datetime | None = None
    was_upheld: bool | None = None  # None: open; False: nothing wrong was found


class OfferImport(SQLModel, table=True):
    """One run of an import, with its report (row O8)."""

    __tablename__ = "offer_import"
    __table_args__ = (Index("ix_offer_import_source", "source", "id"),)

    id: int = Field(default=None, primary_key=True)
    cluster_id: int = Field(foreign_key="cluster.id", index=True, ondelete="CASCADE")
    source: str = Field(max_length=60)
    file_id: int | None = Field(default=None, foreign_key="stored_file.id", ondelete="SET NULL")  # uploaded by form
    dry_run: bool = False
    started_at: datetime = Field(default_factory=now)
    finished_at: datetime | None = None
    account_id: int | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL")
    report: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
