"""Answer rate and delay (row A3): reckoned by a daily task for companies and clusters, read by their key."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from statistics import median
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, and_, delete, or_
from sqlmodel import Session, col, select

from fairapp.clusters.models import Company, Membership
from fairapp.clusters.queries import in_term
from fairapp.core.clock import now
from fairapp.core.db import upsert
from fairapp.offers.applications.enums import ApplicationStatus
from fairapp.offers.applications.inbox.models import FEWEST, AnswerFigures
from fairapp.offers.applications.models import Application
from fairapp.offers.models import Offer, OfferCluster

PERIOD = timedelta(days=365)
TIME_TO_ANSWER = timedelta(days=7)  # before the first reminder nobody is late
AT_ONCE = 1000  # rows held in memory
HOUR = timedelta(hours=1)


class Standing(NamedTuple):
    """A member company and how it answers."""

    company: Company
    figures: AnswerFigures


def reckon_figures(session: Session) -> None:
    """Write every company's and cluster's figures anew (daily); of whom there is nothing to tell, the row goes."""
    at = now()
    of_companies = select(col(Offer.company_id), *_TIMES).join(Offer, _OFFER)
    of_clusters = select(col(OfferCluster.cluster_id), *_TIMES).join(
        OfferCluster, col(OfferCluster.offer_id) == Application.offer_id
    )
    for column, query, key in (
        ("company_id", of_companies, col(Offer.company_id)),
        ("cluster_id", of_clusters, col(OfferCluster.cluster_id)),
    ):
        rows = session.execute(
            query.where(_counts(at), key.is_not(None)).order_by(key).execution_options(yield_per=AT_ONCE)
        )
        _write(session, column, [(id, *_reckon(group)) for id, group in groupby(rows, key=lambda row: row[0])], at)
    session.execute(delete(AnswerFigures).where(col(AnswerFigures.reckoned_at) < at))


def _write(session: Session, column: str, reckoned: Iterable[tuple[int, int, int, int | None]], at: datetime) -> None:
    for id, received, answered, median_hours in reckoned:
        values = {"received": received, "answered": answered, "median_hours": median_hours, "reckoned_at": at}
        insert = upsert(session, AnswerFigures).values(**{column: id}, **values)
        session.execute(insert.on_conflict_do_update(index_elements=[column], set_=values))


def _reckon(rows: Iterator[Row[Any]]) -> tuple[int, int, int | None]:
    received, delays = 0, []
    for row in rows:
        received += 1
        if row.answered_at is not None:
            delays.append((row.answered_at - row.created_at) / HOUR)
    return received, len(delays), round(median(delays)) if delays else None


def _counts(at: datetime) -> ColumnElement[bool]:
    """An application counts once it had its time to be answered; not if the person took it back before that.

    Those of the last week would tell of quick answers only.
    """
    answered = col(Application.answered_at).is_not(None)
    waited = or_(answered, col(Application.status) != ApplicationStatus.WITHDRAWN)
    return and_(col(Application.created_at).between(at - PERIOD, at - TIME_TO_ANSWER), waited)


def figures_of_company(session: Session, company_id: int | None) -> AnswerFigures | None:
    """Return what candidates may read of a company's answers; None while there is too little to tell."""
    query = select(AnswerFigures).where(AnswerFigures.company_id == company_id, AnswerFigures.received >= FEWEST)
    return session.exec(query).first() if company_id else None


def figures_of_companies(session: Session, company_ids: Iterable[int]) -> Mapping[int, AnswerFigures]:
    query = select(AnswerFigures).where(
        col(AnswerFigures.company_id).in_(list(company_ids)), AnswerFigures.received >= FEWEST
    )
    return {row.company_id: row for row in session.exec(query) if row.company_id is not None}


def figures_of_cluster(session: Session, cluster_id: int) -> AnswerFigures | None:
    query = select(AnswerFigures).where(AnswerFigures.cluster_id == cluster_id, AnswerFigures.received >= FEWEST)
    return session.exec(query).first()


def standings(session: Session, cluster_id: int, *, limit: int = 100) -> Sequence[Standing]:
    """Return how the cluster's members answer at its own offers, who answers least first; two queries.

    What they received through other clusters is not this one's to know. It is counted now: organisers ask rarely.
    """
    rows = session.execute(
        select(col(Offer.company_id), *_TIMES)
        .join(Offer, _OFFER)
        .join(OfferCluster, col(OfferCluster.offer_id) == Application.offer_id)
        .where(OfferCluster.cluster_id == cluster_id, _counts(now()), col(Offer.company_id).is_not(None))
        .order_by(col(Offer.company_id))
        .execution_options(yield_per=AT_ONCE)
    )
    reckoned = {id: _reckon(group) for id, group in groupby(rows, key=lambda row: row[0])}
    members = (
        select(Company)
        .join(Membership, col(Membership.company_id) == Company.id)
        .where(Membership.cluster_id == cluster_id, in_term())
    )
    found = [_standing(one, *reckoned[one.id]) for one in session.exec(members) if one.id in reckoned]
    telling = [one for one in found if one.figures.is_telling]
    return sorted(telling, key=lambda one: (one.figures.answered / one.figures.received, one.company.name))[:limit]


def _standing(company: Company, received: int, answered: int, median_hours: int | None) -> Standing:
    figures = AnswerFigures(company_id=company.id, received=received, answered=answered, median_hours=median_hours)
    return Standing(company, figures)


_OFFER = col(Offer.id) == col(Application.offer_id)
_TIMES = (col(Application.created_at), col(Application.answered_at))
