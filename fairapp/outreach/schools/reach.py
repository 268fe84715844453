"""Which clusters look after which schools: those with a member company in its department, else the nearest one."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlmodel import Session, col, select

from fairapp.clusters.models import Cluster, Company, Membership, School
from fairapp.clusters.queries import in_term
from fairapp.geo.distance import haversine_km, position


class _Member(NamedTuple):
    cluster_id: int
    lat: float | None
    lon: float | None


def departments_of(session: Session, cluster_id: int) -> frozenset[str]:
    """Return the departments in which the cluster has a member company."""
    found = session.exec(
        select(Company.department)
        .join(Membership, col(Membership.company_id) == Company.id)
        .where(Membership.cluster_id == cluster_id, in_term(), col(Company.department).is_not(None))
        .distinct()
    )
    return frozenset(code for code in found if code)


def clusters_near(session: Session, school: School) -> frozenset[int]:
    """Return the clusters whose organisers answer for this school; never none while there is a cluster."""
    return clusters_near_each(session, [school])[school.id]


def clusters_near_each(session: Session, schools: Sequence[School]) -> Mapping[int, frozenset[int]]:
    """Answer for several schools at once; three queries at most."""
    here = _clusters_by_department(session, {school.department for school in schools if school.department})
    near = {school.id: frozenset(here.get(school.department or "", ())) for school in schools}
    uncovered = [school for school in schools if not near[school.id]]
    if not uncovered:
        return near
    members = _places(session)
    everyone = frozenset(session.exec(select(Cluster.id)).all())
    return near | {school.id: _nearest(school, members) or everyone for school in uncovered}


def _clusters_by_department(session: Session, departments: Iterable[str]) -> dict[str, set[int]]:
    rows = session.exec(
        select(Company.department, Membership.cluster_id)
        .join(Membership, col(Membership.company_id) == Company.id)
        .where(col(Company.department).in_(departments), in_term())
        .distinct()
    )
    found: dict[str, set[int]] = {}
    for department, cluster_id in rows:
        found.setdefault(department or "", set()).add(cluster_id)
    return found


def _places(session: Session) -> list[_Member]:
    rows = session.exec(
        select(Membership.cluster_id, Company.lat, Company.lon)
        .join(Company, col(Company.id) == Membership.company_id)
        .where(in_term(), col(Company.lat).is_not(None))
        .distinct()
    )
    return [_Member(*row) for row in rows]


def _nearest(school: School, members: Iterable[_Member]) -> frozenset[int]:
    """Return the cluster with the nearest company, as a set of one; empty where no place is known."""
    here = position(school.lat, school.lon)
    if here is None:
        return frozenset()
    distances = [
        (haversine_km(*here, *there), member.cluster_id)
        for member in members
        if (there := position(member.lat, member.lon))
    ]
    return frozenset([min(distances)[1]]) if distances else frozenset()
