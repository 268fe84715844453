"""The organiser's list of companies: members, listed, waiting, lapsed; and requests to join."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, func
from sqlmodel import Session, col, select

from fairapp.clusters.boards.queries import has_words
from fairapp.clusters.companies.queries import companies_by_name, companies_by_siret
from fairapp.clusters.enums import JoinStatus, MembershipStatus
from fairapp.clusters.models import Affiliation, Cluster, Company, JoinRequest, Membership
from fairapp.clusters.queries import current_company
from fairapp.core.clock import today


class Member(NamedTuple):
    """One line of the list."""

    membership: Membership
    company: Company
    people: int

    @property
    def is_overdue(self) -> bool:
        """Tell whether the last day is past, though the nightly task has not come by yet."""
        until = self.membership.until
        return self.membership.status is MembershipStatus.CONFIRMED and until is not None and until < today()


def count_by_status(session: Session, cluster_id: int) -> dict[MembershipStatus, int]:
    rows = session.exec(
        select(Membership.status, func.count())
        .where(Membership.cluster_id == cluster_id)
        .group_by(col(Membership.status))
    )
    return {MembershipStatus(status): count for status, count in rows}


def count_members(session: Session, cluster: Cluster, *, status: MembershipStatus | None, text: str) -> int:
    query = select(func.count()).select_from(Membership).join(Company, col(Company.id) == Membership.company_id)
    return session.exec(query.where(_chosen(cluster, status, text))).one()


def members(
    session: Session,
    cluster: Cluster,
    *,
    status: MembershipStatus | None,
    text: str,
    limit: int | None,
    offset: int = 0,
) -> Sequence[Member]:
    """Return companies with how many people each has, by name; one query."""
    people = select(func.count()).where(col(Affiliation.company_id) == Company.id).correlate(Company).scalar_subquery()
    rows = session.exec(
        select(Membership, Company, people)
        .join(Company, col(Company.id) == Membership.company_id)
        .where(_chosen(cluster, status, text))
        .order_by(Company.folded_name, col(Company.id))
        .limit(limit)
        .offset(offset)
    )
    return [Member(*row) for row in rows]


def _chosen(cluster: Cluster, status: MembershipStatus | None, text: str) -> ColumnElement[bool]:
    conditions = [col(Membership.cluster_id) == cluster.id, has_words(text)]
    if status:
        conditions.append(col(Membership.status) == status)
    return and_(*conditions)


def memberships_of(session: Session, company_id: int) -> Sequence[tuple[Membership, Cluster]]:
    """Return every membership of a company, whatever its status, with its cluster."""
    query = select(Membership, Cluster).join(Cluster, col(Cluster.id) == Membership.cluster_id)
    return session.exec(query.where(Membership.company_id == company_id).order_by(Cluster.name)).all()


def merge_candidates(
    session: Session, cluster: Cluster, company: Company, *, text: str, limit: int = 20
) -> Sequence[Company]:
    """Return the cluster's companies that this one could be: those looked for, else those whose name starts alike."""
    alike = col(Company.folded_name).startswith(company.folded_name.split(" ")[0], autoescape=True)
    return session.exec(
        select(Company)
        .join(Membership, col(Membership.company_id) == Company.id)
        .where(Membership.cluster_id == cluster.id, Company.id != company.id, has_words(text) if text else alike)
        .order_by(Company.folded_name)
        .limit(limit)
    ).all()


class Asked(NamedTuple):
    """A request to join, with the company that it seems to mean."""

    request: JoinRequest
    company: Company | None


def pending_requests(session: Session, cluster: Cluster) -> Sequence[Asked]:
    """Return the requests that wait for an answer, the oldest first; three queries."""
    requests = session.exec(
        select(JoinRequest)
        .where(JoinRequest.cluster_id == cluster.id, JoinRequest.status == JoinStatus.PENDING)
        .order_by(col(JoinRequest.id))
    ).all()
    if not requests:
        return []
    by_siret = companies_by_siret(session, [one.siret for one in requests if one.siret])
    by_name = companies_by_name(session, cluster.id, [one.folded_name for one in requests])
    meant = [by_siret.get(one.siret or "") or by_name.get(one.folded_name) for one in requests]
    return [
        Asked(request, current_company(session, company) if company else None)
        for request, company in zip(requests, meant, strict=True)
    ]


def count_asked(session: Session, cluster_id: int) -> int:
    """Count the requests from outside that wait."""
    return session.exec(
        select(func.count())
        .select_from(JoinRequest)
        .where(JoinRequest.cluster_id == cluster_id, JoinRequest.status == JoinStatus.PENDING)
    ).one()


def count_requests(session: Session, cluster_id: int) -> int:
    """Count what waits for an organiser: requests from outside, and from companies; one query."""
    outside = (
        select(func.count())
        .select_from(JoinRequest)
        .where(JoinRequest.cluster_id == cluster_id, JoinRequest.status == JoinStatus.PENDING)
        .scalar_subquery()
    )
    inside = (
        select(func.count())
        .select_from(Membership)
        .where(Membership.cluster_id == cluster_id, Membership.status == MembershipStatus.PENDING)
        .scalar_subquery()
    )
    return int(session.exec(select(outside + inside)).one())
