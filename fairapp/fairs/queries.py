"""Fairs, their days and halls."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import islice

from sqlalchemy import Select, Subquery, func
from sqlmodel import Session, col, select

from fairapp.core.clock import today
from fairapp.fairs.enums import FairStatus
from fairapp.fairs.models import Fair, FairDay, Hall

EASTERNMOST, WESTERNMOST = "Etc/GMT-14", "Etc/GMT+12"  # where a day ends first, and last
RUNNING = 20  # fairs, at most, whose day is over in the east and not where they are held


def fair_by_slug(session: Session, slug: str) -> Fair | None:
    return session.exec(select(Fair).where(Fair.slug == slug)).first()


def days_of(session: Session, fair_id: int) -> Sequence[FairDay]:
    """Return the days in their order."""
    return session.exec(select(FairDay).where(FairDay.fair_id == fair_id).order_by(col(FairDay.held_on))).all()


def days_of_fairs(session: Session, fair_ids: Iterable[int]) -> dict[int, list[FairDay]]:
    """Return the days of several fairs, in one query."""
    found: dict[int, list[FairDay]] = {fair_id: [] for fair_id in fair_ids}
    rows = session.exec(select(FairDay).where(col(FairDay.fair_id).in_(list(found))).order_by(col(FairDay.held_on)))
    for day in rows:
        found[day.fair_id].append(day)
    return found


def halls_of(session: Session, fair_id: int) -> Sequence[Hall]:
    return session.exec(select(Hall).where(Hall.fair_id == fair_id).order_by(col(Hall.position), col(Hall.id))).all()


def fairs_of_cluster(session: Session, cluster_id: int, *, limit: int = 200) -> Sequence[Fair]:
    """Return every fair of a cluster, drafts included, the newest first."""
    query = select(Fair).where(Fair.cluster_id == cluster_id)
    return session.exec(query.order_by(col(Fair.id).desc()).limit(limit)).all()


def coming_fairs(session: Session, *, cluster_id: int | None = None, limit: int = 100) -> Sequence[Fair]:
    """Return the published fairs whose last day is not past where they are held, the next one first."""
    last_day = _first_and_last_day()
    query = (
        select(Fair, last_day.c.last)
        .join(last_day, last_day.c.fair_id == Fair.id)
        .where(Fair.status == FairStatus.PUBLISHED, last_day.c.last >= today(WESTERNMOST))
    )
    if cluster_id is not None:
        query = query.where(Fair.cluster_id == cluster_id)
    rows = session.exec(query.order_by(last_day.c.first, col(Fair.id)))
    return list(islice((fair for fair, last in rows if last >= today(fair.time_zone)), limit))


def past_fairs(session: Session, *, limit: int) -> Sequence[Fair]:
    """Return the published fairs that are over where they were held, the latest first."""
    last_day = _first_and_last_day()
    rows = session.exec(
        select(Fair, last_day.c.last)
        .join(last_day, last_day.c.fair_id == Fair.id)
        .where(Fair.status == FairStatus.PUBLISHED, last_day.c.last < today(EASTERNMOST))
        .order_by(last_day.c.last.desc(), col(Fair.id).desc())
        .limit(limit + RUNNING)
    )
    return list(islice((fair for fair, last in rows if last < today(fair.time_zone)), limit))


def _first_and_last_day() -> Subquery:
    return (
        select(FairDay.fair_id, func.max(FairDay.held_on).label("last"), func.min(FairDay.held_on).label("first"))
        .group_by(col(FairDay.fair_id))
        .subquery()
    )


def ended_before(day: date) -> Select[int]:
    """Select the ids of fairs whose last day is before `day`."""
    return select(FairDay.fair_id).group_by(col(FairDay.fair_id)).having(func.max(FairDay.held_on) < day)
