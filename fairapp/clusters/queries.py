"""Who acts for whom and who is where: the questions that the other domains ask too."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeVar

from sqlalchemy import ColumnElement, func, or_
from sqlalchemy.orm import Mapped
from sqlmodel import Session, SQLModel, col, select
from sqlmodel.sql.expression import SelectOfScalar

from fairapp.accounts.models import Account
from fairapp.clusters.boards.colours import theme_version
from fairapp.clusters.enums import AffiliationStatus, MembershipStatus
from fairapp.clusters.models import Affiliation, Cluster, Company, Membership, School
from fairapp.core.actor import Actor
from fairapp.core.clock import today

Row = TypeVar("Row", bound=SQLModel)


class Affiliations(NamedTuple):
    """The organisations that a person acts for."""

    cluster_ids: frozenset[int]
    company_ids: frozenset[int]
    school_ids: frozenset[int]


class Board(NamedTuple):
    """A cluster's public face, as the layouts show it."""

    name: str
    url: str
    logo_url: str | None
    theme_url: str | None
    tagline: str


def board_view(cluster: Cluster) -> Board:
    """Return what layouts take as `board`; the theme's address changes with the colours, so browsers may keep it."""
    url = f"/clusters/{cluster.slug}"
    version = theme_version(cluster.colour, cluster.accent)
    theme_url = f"{url}/theme.css?v={version}" if version else None
    return Board(cluster.name, url, logo_url(cluster.logo_id), theme_url, cluster.tagline)


def logo_url(logo_id: int | None) -> str | None:
    return f"/logos/{logo_id}" if logo_id else None


def affiliations_of(session: Session, account_id: int) -> Affiliations:
    """Return what this person acts for, a merged company standing as the one it was merged into; one query."""
    company_id = func.coalesce(col(Company.merged_into_id), col(Affiliation.company_id))
    rows = session.exec(
        select(Affiliation.cluster_id, company_id, Affiliation.school_id)
        .join(Company, col(Company.id) == Affiliation.company_id, isouter=True)
        .where(Affiliation.account_id == account_id, Affiliation.status == AffiliationStatus.CONFIRMED)
    ).all()
    clusters, companies, schools = zip(*rows, strict=True) if rows else ((), (), ())
    return Affiliations(_known(clusters), _known(companies), _known(schools))


def acting_people() -> SelectOfScalar[int]:
    """Select the accounts that act for an organisation."""
    return select(Affiliation.account_id).where(Affiliation.status == AffiliationStatus.CONFIRMED)


def export_affiliations(session: Session, account_id: int) -> list[dict[str, str | bool]]:
    """Return the affiliations of one person, for the export of their own data."""
    kinds: tuple[tuple[str, type[Cluster | Company | School], Mapped[int | None]], ...] = (
        ("cluster", Cluster, col(Affiliation.cluster_id)),
        ("company", Company, col(Affiliation.company_id)),
        ("school", School, col(Affiliation.school_id)),
    )
    rows: list[dict[str, str | bool]] = []
    for kind, model, column in kinds:
        found = session.exec(
            select(model.name, Affiliation.created_at, Affiliation.status, Affiliation.is_head)
            .join(Affiliation, column == model.id)
            .where(Affiliation.account_id == account_id)
        )
        rows += [
            {"kind": kind, "name": name, "since": since.isoformat(), "status": str(status), "is_head": is_head}
            for name, since, status, is_head in found
        ]
    return rows


def cluster_by_slug(session: Session, slug: str) -> Cluster | None:
    return session.exec(select(Cluster).where(Cluster.slug == slug)).first()


def company_by_slug(session: Session, slug: str) -> Company | None:
    """Find a company; the address of one that was merged leads to the one it was merged into."""
    company = session.exec(select(Company).where(Company.slug == slug)).first()
    return current_company(session, company) if company else None


def current_company(session: Session, company: Company) -> Company:
    """Return the company itself, or the one it was merged into (a merge re-points earlier ones: one step is enough)."""
    return session.get_one(Company, company.merged_into_id) if company.merged_into_id else company


def school_by_slug(session: Session, slug: str) -> School | None:
    return session.exec(select(School).where(School.slug == slug)).first()


def all_clusters(session: Session) -> Sequence[Cluster]:
    return session.exec(select(Cluster).order_by(Cluster.name)).all()


def organised_clusters(session: Session, actor: Actor) -> Sequence[Cluster]:
    return _by_ids(session, Cluster, actor.cluster_ids)


def companies_of(session: Session, actor: Actor) -> Sequence[Company]:
    return _by_ids(session, Company, actor.company_ids)


def schools_of(session: Session, actor: Actor) -> Sequence[School]:
    return _by_ids(session, School, actor.school_ids)


def in_term() -> ColumnElement[bool]:
    """The condition on `Membership`: confirmed, and its last day not past."""
    until = col(Membership.until)
    confirmed = col(Membership.status) == MembershipStatus.CONFIRMED
    return confirmed & or_(until.is_(None), until >= today())


def membership_of(session: Session, cluster_id: int, company_id: int) -> Membership | None:
    """Return the membership, whatever its status."""
    return session.exec(
        select(Membership).where(Membership.cluster_id == cluster_id, Membership.company_id == company_id)
    ).first()


def clusters_of_company(session: Session, company_id: int) -> Sequence[Cluster]:
    """Return the clusters in which the company is a member today."""
    return session.exec(
        select(Cluster)
        .join(Membership, col(Membership.cluster_id) == Cluster.id)
        .where(Membership.company_id == company_id, in_term())
        .order_by(Cluster.name)
    ).all()


def count_members(session: Session, cluster_ids: Iterable[int]) -> dict[int, int]:
    """Count today's members of each cluster."""
    rows = session.exec(
        select(Membership.cluster_id, func.count())
        .where(col(Membership.cluster_id).in_(cluster_ids), in_term())
        .group_by(col(Membership.cluster_id))
    )
    return dict(rows.all())


def organisers_of(session: Session, cluster_id: int) -> Sequence[Account]:
    return _people(session, col(Affiliation.cluster_id) == cluster_id)


def people_of_company(session: Session, company_id: int) -> Sequence[Account]:
    return _people(session, col(Affiliation.company_id) == company_id)


def _people(session: Session, where: ColumnElement[bool]) -> Sequence[Account]:
    return session.exec(
        select(Account)
        .join(Affiliation, col(Affiliation.account_id) == Account.id)
        .where(where, Affiliation.status == AffiliationStatus.CONFIRMED, ~col(Account.is_disabled))
        .order_by(Account.name, Account.email)
    ).all()


def _by_ids(session: Session, model: type[Row], ids: Iterable[int]) -> Sequence[Row]:
    if not ids:
        return []
    columns = model.__table__.c  # type: ignore[attr-defined]
    return session.exec(select(model).where(columns.id.in_(ids)).order_by(columns.name)).all()


def _known(ids: Iterable[int | None]) -> frozenset[int]:
    return frozenset(id for id in ids if id is not None)
