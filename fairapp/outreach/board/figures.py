"""The figures of a school year (rows E12, E16): groups of fewer than five are told together, so that nobody is read out."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from fairapp.clusters.models import Cluster, School
from fairapp.outreach.dates import school_year
from fairapp.outreach.enums import Grade, RequestStatus
from fairapp.outreach.models import Evaluation, OutreachRequest

LEAST = 5  # meetings, or answers, of a group that is shown alone
TOOK_PLACE = (RequestStatus.DONE, RequestStatus.CLOSED)


class Meeting(NamedTuple):
    """A meeting that took place; `pupils` as they came, else as they were announced."""

    school: str
    kind: str
    department: str
    grade: Grade
    pupils: int
    hours: float
    company_id: int | None
    speaker_id: int | None
    school_id: int


class Line(NamedTuple):
    label: str
    meetings: int
    pupils: int
    hours: float


class Marks(NamedTuple):
    """Means from 1 to 4 of the answers, None where there are fewer than `LEAST`."""

    answers: int
    useful: float | None
    organised: float | None
    again: float | None


class Year(NamedTuple):
    """One school year of a cluster; each table sums up to `total`."""

    first_day: date
    last_day: date
    total: Line
    schools: int
    companies: int
    speakers: int
    by_grade: list[Line]
    by_department: list[Line]
    by_school: list[Line]
    marks: Marks


def year_of(session: Session, cluster: Cluster, day: date, *, few: str, total: str) -> Year:
    """Return the school year that `day` is in; two queries. `few` names the group of the small ones."""
    first, last = school_year(day)
    within = _within(cluster, first, last)
    met = list(_meetings(session, within))
    return Year(
        first, last, _sum(total, met),
        len({one.school_id for one in met}),
        len({one.company_id for one in met if one.company_id}),
        len({one.speaker_id for one in met if one.speaker_id}),
        grouped(met, lambda one: one.grade.value, few=few),
        grouped(met, lambda one: one.department, few=few),
        grouped(met, lambda one: one.school, few=few),
        _marks(session, within),
    )  # fmt: skip


def grouped(met: Sequence[Meeting], by: Callable[[Meeting], str], *, few: str) -> list[Line]:
    """Return a line for each group, the largest first; the small ones together, and as many more as make them five."""
    groups: dict[str, list[Meeting]] = defaultdict(list)
    for one in met:
        groups[by(one)].append(one)
    shown = sorted(groups, key=lambda label: (-len(groups[label]), label))
    rest: list[Meeting] = []
    while shown and (len(groups[shown[-1]]) < LEAST or 0 < len(rest) < LEAST):
        rest += groups[shown.pop()]
    lines = [_sum(label, groups[label]) for label in shown]
    return [*lines, _sum(few, rest)] if len(rest) >= LEAST else lines


def years_with_meetings(session: Session, cluster: Cluster, today: date) -> list[date]:
    """Return the first day of each school year that has something to tell, the newest first; this one always."""
    query = select(func.min(OutreachRequest.starts_at)).where(
        OutreachRequest.cluster_id == cluster.id, col(OutreachRequest.status).in_(TOOK_PLACE)
    )
    first = session.exec(query).one()
    newest = school_year(today)[0].year
    oldest = school_year(first.date())[0].year if first else newest
    return [date(year, 9, 1) for year in range(newest, min(oldest, newest) - 1, -1)]


def _within(cluster: Cluster, first: date, last: date) -> ColumnElement[bool]:
    zone = ZoneInfo(cluster.time_zone)
    begins = datetime.combine(first, time(), zone)
    ends = datetime.combine(last + timedelta(days=1), time(), zone)
    return (
        (col(OutreachRequest.cluster_id) == cluster.id)
        & col(OutreachRequest.status).in_(TOOK_PLACE)
        & ~col(OutreachRequest.is_absent)
        & (col(OutreachRequest.starts_at) >= begins)
        & (col(OutreachRequest.starts_at) < ends)
    )


def _meetings(session: Session, within: ColumnElement[bool]) -> Iterable[Meeting]:
    query = select(OutreachRequest, School).join(School, col(School.id) == OutreachRequest.school_id).where(within)
    for request, school in session.exec(query):
        if request.starts_at is not None and request.ends_at is not None:
            pupils = request.pupils if request.pupils_came is None else request.pupils_came
            hours = (request.ends_at - request.starts_at).total_seconds() / 3600
            yield Meeting(
                f"{school.name}, {school.commune}", school.kind, school.department or "", request.grade, pupils, hours,
                request.company_id, request.speaker_id, school.id,
            )  # fmt: skip


def _sum(label: str, met: Sequence[Meeting]) -> Line:
    return Line(label, len(met), sum(one.pupils for one in met), sum(one.hours for one in met))


def _marks(session: Session, within: ColumnElement[bool]) -> Marks:
    query = (
        select(func.count(), func.avg(Evaluation.useful), func.avg(Evaluation.organised), func.avg(Evaluation.again))
        .select_from(Evaluation)
        .join(OutreachRequest, col(OutreachRequest.id) == Evaluation.request_id)
        .where(within)
    )
    count, *means = session.exec(query).one()
    known = [float(mean) for mean in means] if count >= LEAST else [None, None, None]
    return Marks(count, *known)
