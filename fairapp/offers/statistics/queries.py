"""A board's figures over some months: how many queries there are depends on nothing, how many rows has a limit."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from statistics import median
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, or_
from sqlmodel import Session, col, select

from fairapp.clusters.models import Cluster, Company
from fairapp.core.clock import now, today
from fairapp.offers.applications.enums import ApplicationStatus
from fairapp.offers.applications.models import Application
from fairapp.offers.enums import CloseReason
from fairapp.offers.models import Offer, OfferCluster
from fairapp.offers.queries import is_live
from fairapp.offers.statistics.periods import Month, past_quarters

LEAST = 5  # applications of a group that is shown alone: fewer would tell of persons
MOST_ROWS = 10_000  # of which a median is taken, the newest ones
MOST_COMPANIES = 100
HOUR = timedelta(hours=1)
TIME_TO_ANSWER = timedelta(days=7)  # who answers sooner is in time, and who may still do so is not counted
FILLED = (CloseReason.FILLED, CloseReason.FILLED_ELSEWHERE)


class Period(NamedTuple):
    """Some months of one board."""

    cluster_id: int
    months: Sequence[Month]
    zone: str

    @property
    def begins(self) -> datetime:
        return self.months[0].begins(self.zone)

    @property
    def ends(self) -> datetime:
        return self.months[-1].ends(self.zone)


def period_of(cluster: Cluster, months: Sequence[Month]) -> Period:
    return Period(cluster.id, months, cluster.time_zone)


class MonthLine(NamedTuple):
    month: Month
    published: int
    open: int  # on line when the month ended; now, in the present one
    filled: int
    expired: int


class Delay(NamedTuple):
    """A median, and of how many; None where there are none, or too few to tell."""

    hours: float | None
    of: int


class Answers(NamedTuple):
    received: int
    answered: int
    delay: Delay

    @property
    def rate(self) -> int | None:
        """Percent; None while there are too few to tell."""
        return round(100 * self.answered / self.received) if self.received >= LEAST else None


def monthly(session: Session, period: Period) -> list[MonthLine]:
    """Count what was published, on line, filled and expired in each month; one query."""
    published, closed = col(Offer.published_at), col(Offer.closed_at)
    sums: list[Any] = []
    for month in period.months:
        begins, ends = month.begins(period.zone), month.ends(period.zone)
        within = and_(closed >= begins, closed < ends)
        is_open = is_live() if ends > now() else and_(published < ends, or_(closed.is_(None), closed >= ends))
        conditions = (and_(published >= begins, published < ends), is_open, and_(within, _filled()), _expired(within))
        sums += [_sum(condition) for condition in conditions]
    row = [
        int(count) for count in session.execute(select(*sums).where(_on_board(period), published.is_not(None))).one()
    ]
    return [MonthLine(month, *row[4 * at : 4 * at + 4]) for at, month in enumerate(period.months)]


def endings(session: Session, period: Period) -> Mapping[CloseReason | None, int]:
    """Count the offers that ended in the period by reason; None: their last day had passed. One query."""
    reason = col(Offer.close_reason)
    query = (
        select(reason, func.count()).where(_on_board(period), _within(col(Offer.closed_at), period)).group_by(reason)
    )
    return {reason: int(count) for reason, count in session.execute(query)}


def review_delay(session: Session, period: Period) -> Delay:
    """Reckon the time from submission to publication; companies that publish directly are not in it. One query."""
    times = select(col(Offer.submitted_at), col(Offer.published_at)).where(
        _on_board(period), _within(col(Offer.published_at), period), col(Offer.submitted_at) <= col(Offer.published_at)
    )
    return _median(session.execute(times.order_by(col(Offer.published_at).desc()).limit(MOST_ROWS)))


def filling_delay(session: Session, period: Period) -> Delay:
    """Reckon the time from publication to « pourvue », of the offers filled in the period; one query."""
    times = select(col(Offer.published_at), col(Offer.closed_at)).where(
        _on_board(period), _within(col(Offer.closed_at), period), _filled(), col(Offer.published_at).is_not(None)
    )
    return _median(session.execute(times.order_by(col(Offer.closed_at).desc()).limit(MOST_ROWS)))


def first_application_delay(session: Session, period: Period) -> Delay:
    """Reckon the time from publication to the first application, of the offers published in the period; one query."""
    first = func.min(col(Application.created_at))
    times = (
        select(col(Offer.published_at), first)
        .join(Application, col(Application.offer_id) == Offer.id)
        .where(_on_board(period), _within(col(Offer.published_at), period))
        .group_by(col(Offer.id))
        .order_by(col(Offer.published_at).desc())
    )
    return _told(_median(session.execute(times.limit(MOST_ROWS))))


def answers(session: Session, period: Period) -> Answers:
    """Reckon how many of the period's applications were answered, and how fast; two queries."""
    counts = select(func.count(), func.count(col(Application.answered_at))).join(Offer, _OFFER)
    received, answered = session.execute(counts.where(_on_board(period), _counted(period))).one()
    times = (
        select(col(Application.created_at), col(Application.answered_at))
        .join(Offer, _OFFER)
        .where(_on_board(period), _counted(period), col(Application.answered_at).is_not(None))
        .order_by(col(Application.created_at).desc())
    )
    return Answers(int(received), int(answered), _told(_median(session.execute(times.limit(MOST_ROWS)))))


class CompanyLine(NamedTuple):
    """One company's part; `answers` is of the quarters that tell of no person (see `answers_by_company`)."""

    company: Company | None  # None: « Entreprise non communiquée »
    published: int
    open: int
    filled: int
    expired: int
    answers: Answers | None


def by_company(session: Session, period: Period, *, limit: int = MOST_COMPANIES) -> list[CompanyLine]:
    """Return what each company did on the board, who published most first; three queries."""
    closed = _within(col(Offer.closed_at), period)
    published = _sum(_within(col(Offer.published_at), period))
    columns: list[Any] = [published, _sum(is_live()), _sum(and_(closed, _filled())), _sum(_expired(closed))]
    is_of_period = or_(_within(col(Offer.published_at), period), closed, is_live())
    rows = session.execute(
        select(col(Offer.company_id), *columns)
        .where(_on_board(period), is_of_period, col(Offer.published_at).is_not(None))
        .group_by(col(Offer.company_id))
        .order_by(published.desc(), col(Offer.company_id))
        .limit(limit)
    ).all()
    ids = [row[0] for row in rows]
    companies = {one.id: one for one in session.exec(select(Company).where(col(Company.id).in_(ids)))}
    told = answers_by_company(session, period)
    return [
        CompanyLine(companies.get(id), int(published), int(live), int(filled), int(expired), told.get(id))
        for id, published, live, filled, expired in rows
    ]


def without_few(received: Mapping[int | None, Answers]) -> dict[int | None, Answers]:
    """Leave out the groups of fewer than five; and as many more as it takes that the total gives none of them away."""
    shown = sorted(received, key=lambda id: (-received[id].received, id or 0))
    hidden = 0
    while shown and (received[shown[-1]].received < LEAST or 0 < hidden < LEAST):
        hidden += received[shown.pop()].received
    return {id: received[id] for id in shown}


def answers_by_company(session: Session, period: Period) -> dict[int | None, Answers]:
    """Count each company's applications in the period's whole quarters that are over; one query, or none.

    Each quarter leaves out its own few, so that two periods never differ by fewer than `LEAST` of one company's; and it
    waits until all of its applications had their time, so that it does not grow by one from day to day.
    """
    quarters = past_quarters(period.months, today=today(period.zone) - TIME_TO_ANSWER)
    if not quarters:
        return {}
    sums: list[Any] = []
    for first in quarters:
        created = col(Application.created_at)
        within = and_(created >= first.begins(period.zone), created < first.shifted(2).ends(period.zone))
        sums += [_sum(within), _sum(and_(within, col(Application.answered_at).is_not(None)))]
    rows = session.execute(
        select(col(Offer.company_id), *sums)
        .join(Offer, _OFFER)
        .where(_on_board(period), _counted(period))
        .group_by(col(Offer.company_id))
    ).all()
    told: dict[int | None, Answers] = {}
    for at in range(1, 2 * len(quarters), 2):
        of_quarter = {row[0]: Answers(int(row[at]), int(row[at + 1]), Delay(None, 0)) for row in rows if row[at]}
        for id, more in without_few(of_quarter).items():
            before = told.get(id, Answers(0, 0, Delay(None, 0)))
            told[id] = Answers(before.received + more.received, before.answered + more.answered, before.delay)
    return told


def _on_board(period: Period) -> ColumnElement[bool]:
    """The condition on `Offer`: on this board in its own right, pooled offers are their own cluster's figures."""
    ids = select(OfferCluster.offer_id).where(OfferCluster.cluster_id == period.cluster_id)
    return and_(col(Offer.id).in_(ids), ~col(Offer.is_template))


def _within(column: Any, period: Period) -> ColumnElement[bool]:
    return and_(column >= period.begins, column < period.ends)


def _filled() -> ColumnElement[bool]:
    return col(Offer.close_reason).in_(FILLED)


def _expired(closed: ColumnElement[bool]) -> ColumnElement[bool]:
    """What ended without anybody's word for it."""
    return and_(closed, col(Offer.close_reason).is_(None))


def _counted(period: Period) -> ColumnElement[bool]:
    """An application counts once it was answered, or had its time to be; not if the person took it back before."""
    answered = col(Application.answered_at).is_not(None)
    waited = and_(
        col(Application.created_at) <= now() - TIME_TO_ANSWER, col(Application.status) != ApplicationStatus.WITHDRAWN
    )
    return and_(_within(col(Application.created_at), period), or_(answered, waited))


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _median(rows: Iterable[Any]) -> Delay:
    hours = [max((end - start) / HOUR, 0.0) for start, end in rows]
    return Delay(median(hours) if hours else None, len(hours))


def _told(delay: Delay) -> Delay:
    return delay if delay.of >= LEAST else Delay(None, delay.of)


_OFFER = col(Offer.id) == col(Application.offer_id)
