"""Which offers are about to end, and who minds them."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, String, and_, cast, exists, or_
from sqlmodel import Session, col, select

from fairapp.accounts.models import Account
from fairapp.clusters.queries import organisers_of, people_of_company
from fairapp.core.clock import PARIS, today
from fairapp.offers.enums import OfferStatus
from fairapp.offers.lifecycle import LIVE, Action
from fairapp.offers.models import Offer, OfferChange
from fairapp.offers.queries import cluster_ids_of

WEEK_BEFORE, DAY_BEFORE = 7, 1
# How many days late each letter still goes out, after a stop of the worker; the two never go out together.
LATE_DAYS = {WEEK_BEFORE: 3, DAY_BEFORE: 1}
_SETTLES = (Action.PUBLISH, Action.SUBMIT, Action.EXTEND, Action.REOPEN)  # whoever did it has just read the last day


def ending_offers(session: Session, days: int, *, after_id: int = 0, limit: int = 200) -> Sequence[Offer]:
    """Return the live offers for which the letter `days` before the end is due, in the order of their ids.

    Left out: what an import brought, whose end is its source's affair; and what was published or prolonged since the
    day of the letter, for someone has just chosen that end.
    """
    due = (today() + timedelta(days=days - late) for late in range(LATE_DAYS[days] + 1))
    found = select(Offer).where(
        Offer.status == LIVE,
        col(Offer.source).is_(None),
        col(Offer.id) > after_id,
        or_(*(_is_due(d, days) for d in due)),
    )
    return session.exec(found.order_by(col(Offer.id)).limit(limit)).all()


def _is_due(last_day: date, days: int) -> ColumnElement[bool]:
    letter_day = datetime.combine(last_day - timedelta(days=days), time(), PARIS)
    return and_(col(Offer.valid_through) == last_day, ~_was_settled(letter_day))


def _was_settled(since: datetime) -> ColumnElement[bool]:
    chose_end = and_(
        col(OfferChange.action) == "edit", cast(col(OfferChange.fields), String).contains('"valid_through"')
    )
    return exists().where(
        col(OfferChange.offer_id) == col(Offer.id),
        col(OfferChange.at) >= since,
        col(OfferChange.status) == OfferStatus.PUBLISHED,
        or_(col(OfferChange.action).in_(_SETTLES), chose_end),
    )


def was_extended(session: Session, offer_id: int, *, since: datetime) -> bool:
    steps = select(OfferChange.id).where(
        OfferChange.offer_id == offer_id, OfferChange.action == Action.EXTEND, col(OfferChange.at) >= since
    )
    return session.exec(steps.limit(1)).first() is not None


def minders_of(session: Session, offer: Offer) -> Sequence[Account]:
    """Return the company's people; where it has none, the organisers of the offer's clusters."""
    people = people_of_company(session, offer.company_id) if offer.company_id else ()
    if people:
        return people
    clusters = cluster_ids_of(session, offer.id)
    return list({one.id: one for cluster_id in clusters for one in organisers_of(session, cluster_id)}.values())
