"""Clusters, their member companies and schools, the people who act for them, and what boards show of partners."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, event, text
from sqlmodel import Field, SQLModel

from fairapp.accounts.emails import EmailAddress
from fairapp.clusters.boards.colours import USUAL
from fairapp.clusters.enums import (
    AffiliationStatus,
    JoinStatus,
    LegalPageKind,
    MembershipStatus,
    RuleField,
    RuleOperator,
)
from fairapp.clusters.fields import Colour, NafCode, OptionalEmail, Siret, WebAddress
from fairapp.core.clock import now
from fairapp.core.enums import stored
from fairapp.core.text import fold

DEFAULT_COLOUR, DEFAULT_ACCENT = USUAL


class ClusterProfile(SQLModel):
    """What an organiser fills in about the cluster (row M2)."""

    name: str = Field(min_length=2, max_length=80)
    tagline: str = Field(default="", max_length=200)
    description: str = Field(default="", max_length=10_000)  # Markdown
    website: WebAddress = Field(default="", max_length=300)
    contact_email: OptionalEmail = Field(default="", max_length=254)
    colour: Colour = Field(default=DEFAULT_COLOUR, max_length=7)  # buttons and links, contrast checked
    accent: Colour = Field(default=DEFAULT_ACCENT, max_length=7)
    moderates: bool = True  # False: every member publishes directly


class Cluster(ClusterProfile, table=True):
    """A cluster (pôle, grappe, club) and its board."""

    id: int = Field(default=None, primary_key=True)
    slug: str = Field(max_length=60, unique=True)
    time_zone: str = Field(default="Europe/Paris", max_length=40)
    logo_id: int | None = Field(default=None, foreign_key="stored_file.id", ondelete="SET NULL")
    created_at: datetime = Field(default_factory=now)


class CompanyProfile(SQLModel):
    """What a company fills in about itself (row M5)."""

    name: str = Field(min_length=2, max_length=120)
    description: str = Field(default="", max_length=10_000)  # Markdown
    website: WebAddress = Field(default="", max_length=300)
    siret: Siret | None = Field(default=None, max_length=14)
    naf_code: NafCode = Field(default="", max_length=6)
    sector: str = Field(default="", max_length=80)  # in the company's own words; the label of the NAF code when empty
    headcount: int | None = Field(default=None, ge=0, le=500_000)  # people employed
    address: str = Field(default="", max_length=200)
    contact_email: OptionalEmail = Field(default="", max_length=254)  # for the organisers, never shown to the public
    pools: bool = True  # False: its offers stay on the boards of its own clusters (row M3)


class CompanyDraft(CompanyProfile):
    """The profile as its form sends it: the commune as it was typed."""

    place: str = Field(default="", max_length=120)


class Company(CompanyProfile, table=True):
    """A company. Unclaimed (`claimed_at` None) when an import or an organiser named it before its people came."""

    __table_args__ = (Index("ix_company_folded_name", "folded_name"),)

    id: int = Field(default=None, primary_key=True)
    slug: str = Field(max_length=60, unique=True)
    folded_name: str = Field(default="", max_length=160)  # this and the next are kept up to date by `_fold_company`
    search_text: str = Field(default="", max_length=400)
    siret: str | None = Field(default=None, max_length=14, unique=True)
    insee: str | None = Field(default=None, max_length=5)
    commune: str = Field(default="", max_length=80)
    department: str | None = Field(default=None, max_length=3)
    lat: float | None = None
    lon: float | None = None
    logo_id: int | None = Field(default=None, foreign_key="stored_file.id", ondelete="SET NULL")
    claimed_at: datetime | None = None
    merged_into_id: int | None = Field(default=None, foreign_key="company.id")  # kept, so that old links follow
    created_at: datetime = Field(default_factory=now)


def folded_values(company: Company) -> dict[str, str]:
    """Return the derived columns of `company`; folding can lengthen a name (œ → oe)."""
    words = " ".join(filter(None, (company.name, company.sector, company.commune)))
    return {"folded_name": fold(company.name)[:160], "search_text": fold(words)[:400]}


@event.listens_for(Company, "before_insert")
@event.listens_for(Company, "before_update")
def _fold_company(_mapper: object, _connection: object, company: Company) -> None:
    for name, value in folded_values(company).items():
        setattr(company, name, value)


class Membership(SQLModel, table=True):
    """A company in a cluster (adhésion)."""

    __table_args__ = (UniqueConstraint("cluster_id", "company_id"),)

    id: int = Field(default=None, primary_key=True)
    cluster_id: int = Field(foreign_key="cluster.id", ondelete="CASCADE")
    company_id: int = Field(foreign_key="company.id", index=True, ondelete="CASCADE")
    status: MembershipStatus = Field(default=MembershipStatus.PENDING, sa_type=stored(MembershipStatus))
    is_trusted: bool = False  # publishes without moderation in this cluster (row O3)
    until: date | None = None  # last day of the membership; None: no end
    created_at: datetime = Field(default_factory=now)


class School(SQLModel, table=True):
    """A school that takes part, taken over from the directory of schools when its first teacher comes."""

    id: int = Field(default=None, primary_key=True)
    slug: str = Field(max_length=60, unique=True)
    uai: str | None = Field(default=None, max_length=8, unique=True)
    name: str = Field(max_length=160)
    kind: str = Field(default="", max_length=20)  # « collège », « lycée »
    academie: str = Field(default="", max_length=40)
    is_priority: bool = False  # the organiser wants to reach it first: rural, priority education
    is_confirmed: bool = True  # False: typed by a teacher, the directory does not have it, no organiser has looked yet
    insee: str | None = Field(default=None, max_length=5)
    commune: str = Field(default="", max_length=80)
    department: str | None = Field(default=None, max_length=3)
    lat: float | None = None
    lon: float | None = None
    created_at: datetime = Field(default_factory=now)


class AcademicDomain(SQLModel, table=True):
    """What operators change of the shipped list of teachers' mail domains: one more, or one that no longer counts."""

    __tablename__ = "academic_domain"

    id: int = Field(default=None, primary_key=True)
    domain: str = Field(max_length=100, unique=True)
    is_trusted: bool = True


_ONE_ORGANISATION = (
    "(CASE WHEN cluster_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN company_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN school_id IS NULL THEN 0 ELSE 1 END) = 1"
)


class Affiliation(SQLModel, table=True):
    """A person acts for exactly one cluster (as organiser), company or school; several rows for several of them."""

    __table_args__ = (
        CheckConstraint(_ONE_ORGANISATION, name="one_organisation"),
        *(
            Index(
                f"uq_affiliation_{kind}", "account_id", f"{kind}_id", unique=True,
                sqlite_where=text(f"{kind}_id IS NOT NULL"), postgresql_where=text(f"{kind}_id IS NOT NULL"),
            )
            for kind in ("cluster", "company", "school")
        ),
    )  # fmt: skip

    id: int = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", ondelete="CASCADE")
    cluster_id: int | None = Field(default=None, foreign_key="cluster.id", index=True, ondelete="CASCADE")
    company_id: int | None = Field(default=None, foreign_key="company.id", index=True, ondelete="CASCADE")
    school_id: int | None = Field(default=None, foreign_key="school.id", index=True, ondelete="CASCADE")
    status: AffiliationStatus = Field(default=AffiliationStatus.CONFIRMED, sa_type=stored(AffiliationStatus))
    is_head: bool = False  # of a school: confirms its teachers
    created_at: datetime = Field(default_factory=now)


class Invitation(SQLModel, table=True):
    """A mailed invitation to act for one organisation; its link is an `ActionLink` whose subject is this row."""

    __table_args__ = (CheckConstraint(_ONE_ORGANISATION, name="one_organisation"),)

    id: int = Field(default=None, primary_key=True)
    email: str = Field(max_length=254, index=True)
    cluster_id: int | None = Field(default=None, foreign_key="cluster.id", ondelete="CASCADE")
    company_id: int | None = Field(default=None, foreign_key="company.id", ondelete="CASCADE")
    school_id: int | None = Field(default=None, foreign_key="school.id", ondelete="CASCADE")
    invited_by_id: int | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL")
    created_at: datetime = Field(default_factory=now)
    accepted_at: datetime | None = None
    revoked_at: datetime | None = None


class JoinDraft(SQLModel):
    """What someone without an account tells at /recruter."""

    cluster_id: int
    company_name: str = Field(min_length=2, max_length=120)
    siret: Siret | None = Field(default=None, max_length=14)
    contact_name: str = Field(min_length=2, max_length=120)
    email: EmailAddress = Field(max_length=254)
    message: str = Field(default="", max_length=1000)


class JoinRequest(JoinDraft, table=True):
    """A request to join a cluster or to claim a company. The company is made when the organiser says yes, not before."""

    __tablename__ = "join_request"
    __table_args__ = (
        Index(
            "uq_join_request_pending", "cluster_id", "email", "folded_name", unique=True,
            sqlite_where=text("settled_at IS NULL"), postgresql_where=text("settled_at IS NULL"),
        ),
    )  # fmt: skip

    id: int = Field(default=None, primary_key=True)
    cluster_id: int = Field(foreign_key="cluster.id", ondelete="CASCADE")
    folded_name: str = Field(max_length=160)
    company_id: int | None = Field(default=None, foreign_key="company.id", ondelete="SET NULL")  # once confirmed
    status: JoinStatus = Field(default=JoinStatus.PENDING, sa_type=stored(JoinStatus))
    created_at: datetime = Field(default_factory=now)
    settled_at: datetime | None = None


class PoolingRule(SQLModel, table=True):
    """Cluster `cluster_id` shows the offers of `partner_id` that meet all its conditions (row M3)."""

    __tablename__ = "pooling_rule"
    __table_args__ = (
        CheckConstraint("cluster_id <> partner_id", name="partner_is_another"),
        Index("ix_pooling_rule_cluster", "cluster_id"),
    )

    id: int = Field(default=None, primary_key=True)
    cluster_id: int = Field(foreign_key="cluster.id", ondelete="CASCADE")
    partner_id: int = Field(foreign_key="cluster.id", ondelete="CASCADE")
    created_at: datetime = Field(default_factory=now)


class PoolingCondition(SQLModel, table=True):
    """One (field, operator, value) of a rule; a rule without conditions takes all the partner's offers."""

    __tablename__ = "pooling_condition"
    __table_args__ = (UniqueConstraint("rule_id", "field", "operator", "value"),)

    id: int = Field(default=None, primary_key=True)
    rule_id: int = Field(foreign_key="pooling_rule.id", ondelete="CASCADE")
    field: RuleField = Field(sa_type=stored(RuleField))
    operator: RuleOperator = Field(sa_type=stored(RuleOperator))
    value: str = Field(max_length=60)


class LegalPage(SQLModel, table=True):
    """A legal page as its organiser wrote it; for the whole site when `cluster_id` is None."""

    __tablename__ = "legal_page"
    __table_args__ = (
        Index(
            "uq_legal_page_site", "kind", unique=True,
            sqlite_where=text("cluster_id IS NULL"), postgresql_where=text("cluster_id IS NULL"),
        ),
        UniqueConstraint("cluster_id", "kind"),
    )  # fmt: skip

    id: int = Field(default=None, primary_key=True)
    cluster_id: int | None = Field(default=None, foreign_key="cluster.id", ondelete="CASCADE")
    kind: LegalPageKind = Field(sa_type=stored(LegalPageKind, length=30))
    body: str = Field(default="", max_length=10_000)  # Markdown
    updated_at: datetime = Field(default_factory=now)
    updated_by_id: int | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL")
