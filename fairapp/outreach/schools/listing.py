"""The schools around a cluster, those not reached this school year first (row E16)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import Session, col, select

from fairapp import reference
from fairapp.clusters.enums import AffiliationStatus
from fairapp.clusters.models import Affiliation, Cluster, Company, Membership, School
from fairapp.clusters.queries import in_term
from fairapp.core.clock import today
from fairapp.core.text import fold
from fairapp.geo.distance import Floats, haversine_km_many, position
from fairapp.outreach.dates import school_year
from fairapp.outreach.enums import RequestStatus
from fairapp.outreach.models import OutreachRequest, Speaker
from fairapp.outreach.schools.reach import departments_of
from fairapp.outreach.states import AGREED

COUNTED = (*AGREED, RequestStatus.DONE, RequestStatus.CLOSED)

TALLY = (func.count(), func.sum(func.coalesce(OutreachRequest.pupils_came, OutreachRequest.pupils)))  # visits, pupils


class Line(NamedTuple):
    """One school: of the directory, of those that joined (`id`), or both."""

    id: int | None
    uai: str | None
    name: str
    kind: str
    commune: str
    department: str
    is_priority: bool
    people: int
    visits: int
    pupils: int
    distance_km: float | None  # to the nearest professional

    @property
    def is_reached(self) -> bool:
        return self.visits > 0


class Wanted(NamedTuple):
    """Which lines to keep; empty: all."""

    text: str = ""
    department: str = ""
    kind: str = ""
    reached: bool | None = None


class _Place(NamedTuple):
    uai: str | None
    name: str
    kind: str
    commune: str
    department: str
    lat: float | None
    lon: float | None


def school_lines(session: Session, cluster: Cluster) -> list[Line]:
    """Return the schools of the cluster's departments and those it visits, in the order to call them; five queries.

    First those not reached, of them the priority ones, of them the nearest to a professional.
    """
    departments = departments_of(session, cluster.id)
    figures = _figures(session, cluster)
    near = or_(col(School.department).in_(departments), col(School.id).in_(figures))
    joined = session.exec(select(School).where(col(School.is_confirmed), near)).all()
    people = _people(session, [school.id for school in joined])
    known = {school.uai for school in joined if school.uai}
    listed = [
        _Place(one.uai, one.name, one.kind, one.commune, one.department, one.lat, one.lon)
        for department in departments
        for one in reference.schools().in_department(department)
        if one.uai not in known
    ]
    places = [
        *(_Place(one.uai, one.name, one.kind, one.commune, one.department or "", one.lat, one.lon) for one in joined),
        *listed,
    ]
    distances = _distances(places, _professionals(session, cluster))
    lines = []
    for index, (place, distance) in enumerate(zip(places, distances, strict=True)):
        school = joined[index] if index < len(joined) else None
        visits, pupils = figures.get(school.id, (0, 0)) if school else (0, 0)
        lines.append(
            Line(
                school.id if school else None, place.uai, place.name, place.kind, place.commune, place.department,
                school.is_priority if school else False, people.get(school.id, 0) if school else 0,
                visits, pupils, distance,
            )
        )  # fmt: skip
    return sorted(lines, key=_order)


def chosen(lines: Iterable[Line], wanted: Wanted) -> list[Line]:
    """Keep the lines that are looked for, in their order."""
    words = fold(wanted.text).split()
    return [
        line
        for line in lines
        if (not wanted.department or line.department == wanted.department)
        and (not wanted.kind or line.kind == wanted.kind)
        and (wanted.reached is None or line.is_reached == wanted.reached)
        and all(word in fold(f"{line.name} {line.commune} {line.uai or ''}") for word in words)
    ]


def _order(line: Line) -> tuple[bool, bool, float, str, str]:
    distance = line.distance_km if line.distance_km is not None else float("inf")
    return line.is_reached, not line.is_priority, distance, fold(line.name), line.uai or ""


def year_bounds(time_zone: str) -> tuple[datetime, datetime]:
    """Return when this school year begins and ends, by the clock on the wall."""
    first, last = school_year(today(time_zone))
    return midnight(first, time_zone), midnight(last + timedelta(days=1), time_zone)


def counts_this_year(time_zone: str) -> ColumnElement[bool]:
    """The condition on requests: agreed or done, in this school year."""
    begins, ends = year_bounds(time_zone)
    return and_(
        col(OutreachRequest.status).in_(COUNTED),
        col(OutreachRequest.starts_at) >= begins,
        col(OutreachRequest.starts_at) < ends,
        ~col(OutreachRequest.is_absent),
    )


def midnight(day: date, time_zone: str) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(time_zone))


def _figures(session: Session, cluster: Cluster) -> Mapping[int, tuple[int, int]]:
    """Count the visits agreed or done this school year, and their pupils; one that nobody came to does not count."""
    rows = session.exec(
        select(OutreachRequest.school_id, *TALLY)
        .where(OutreachRequest.cluster_id == cluster.id, counts_this_year(cluster.time_zone))
        .group_by(col(OutreachRequest.school_id))
    )
    return {school_id: (visits, int(pupils or 0)) for school_id, visits, pupils in rows}


def _people(session: Session, school_ids: Sequence[int]) -> Mapping[int, int]:
    rows = session.exec(
        select(Affiliation.school_id, func.count())
        .where(col(Affiliation.school_id).in_(school_ids), Affiliation.status == AffiliationStatus.CONFIRMED)
        .group_by(col(Affiliation.school_id))
    )
    return {school_id: count for school_id, count in rows if school_id is not None}


def _professionals(session: Session, cluster: Cluster) -> list[tuple[float, float]]:
    """Return where the cluster's active professionals work, each place once."""
    rows = session.exec(
        select(Company.lat, Company.lon)
        .join(Membership, col(Membership.company_id) == Company.id)
        .join(Speaker, col(Speaker.company_id) == Company.id)
        .where(Membership.cluster_id == cluster.id, in_term(), col(Speaker.is_active))
        .distinct()
    )
    return [place for lat, lon in rows if (place := position(lat, lon))]


def _distances(places: Sequence[_Place], professionals: Sequence[tuple[float, float]]) -> list[float | None]:
    """Return each place's distance to the nearest professional; None where either is unknown."""
    known = [position(place.lat, place.lon) or (np.nan, np.nan) for place in places]
    if not known or not professionals:
        return [None] * len(places)
    lats, lons = np.array(known).T
    nearest: Floats = np.full(len(places), np.inf)
    for lat, lon in professionals:
        nearest = np.fmin(nearest, haversine_km_many(lat, lon, lats, lons))
    return [float(distance) if np.isfinite(distance) else None for distance in nearest]
