"""What pages, letters and the daily run ask of alerts."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, exists, func, or_
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.models import Account, ActionLink
from fairapp.core.actor import Actor
from fairapp.offers.alerts.enums import AlertStatus, Frequency
from fairapp.offers.alerts.models import AlertHit, AlertLetter, AlertOffer, AlertReader, AlertSent, SavedSearch
from fairapp.offers.lifecycle import LIVE, Action
from fairapp.offers.models import Offer, OfferChange
from fairapp.offers.queries import is_live

GOES_LIVE = (Action.SUBMIT, Action.PUBLISH, Action.RESUME, Action.REOPEN, Action.EXTEND)


# A person's searches


def readers_of(session: Session, account_id: int, email: str) -> Sequence[AlertReader]:
    """Return the rows of a person who proved this address; two, if they saved a search at both of their addresses."""
    is_nobodys = col(AlertReader.account_id).is_(None)
    theirs = or_(col(AlertReader.account_id) == account_id, and_(is_nobodys, col(AlertReader.email) == email))
    return session.exec(select(AlertReader).where(theirs).order_by(col(AlertReader.id))).all()


def own_readers(session: Session, actor: Actor) -> Sequence[AlertReader]:
    return readers_of(session, actor.account_id, actor.email)


def address_of(session: Session, reader: AlertReader) -> str:
    """Return where to write to: an account's own address, which may have changed."""
    account = session.get(Account, reader.account_id) if reader.account_id else None
    return account.email if account else reader.email


def searches_of(session: Session, reader_ids: Iterable[int]) -> Sequence[SavedSearch]:
    """Return their searches, the newest first, with those deleted today."""
    theirs = col(SavedSearch.reader_id).in_(list(reader_ids))
    return session.exec(select(SavedSearch).where(theirs).order_by(col(SavedSearch.id).desc())).all()


def count_sent(session: Session, search_ids: Iterable[int], *, since: datetime) -> dict[int, int]:
    """Count the offers that each search found since, and that were in a letter; one query."""
    rows = session.exec(
        select(AlertHit.search_id, func.count())
        .where(col(AlertHit.search_id).in_(list(search_ids)), col(AlertHit.is_settled), AlertHit.found_at >= since)
        .group_by(col(AlertHit.search_id))
    )
    return {search_id: int(count) for search_id, count in rows}


# The daily run


def is_active() -> ColumnElement[bool]:
    return (col(SavedSearch.status) == AlertStatus.ACTIVE) & col(SavedSearch.deleted_at).is_(None)


class Asking(NamedTuple):
    """One search among those with the same key."""

    id: int
    since: datetime
    frequency: Frequency


class Group(NamedTuple):
    """Searches that find the same offers."""

    criteria: str
    cluster_id: int | None
    askings: list[Asking]


# Plain columns of the table: by the model's attributes the ORM would double the cost.
_search = SavedSearch.__table__.c  # type: ignore[attr-defined]
_ACTIVE = sa_select(
    _search.key, _search.criteria, _search.cluster_id, _search.id, _search.since, _search.frequency
).where(is_active())


def active_groups(session: Session) -> list[Group]:
    """Return every active search, those with the same board and criteria together; one query."""
    groups: dict[str, Group] = {}
    for key, criteria, cluster_id, id, since, frequency in session.connection().execute(_ACTIVE):
        group = groups.get(key)
        if group is None:
            group = groups[key] = Group(criteria, cluster_id, [])
        group.askings.append(Asking(id, since, frequency))
    return list(groups.values())


def new_offers(session: Session, *, after: int, limit: int) -> Sequence[int]:
    """Return live offers that no alert has been asked about yet, beyond the number `after`.

    Each offer is ticked off by its own row. A moment up to which all is seen would lose offers: one published before
    it can be committed after it, an import keeps the day of its source, a suspended offer comes back with its old one.
    """
    seen = exists().where(col(AlertOffer.offer_id) == Offer.id)
    waiting = select(Offer.id).where(is_live(), ~seen, col(Offer.id) > after)
    return session.exec(waiting.order_by(col(Offer.id)).limit(limit)).all()


def appeared_at(session: Session, offer_ids: Sequence[int]) -> dict[int, datetime]:
    """Return when each of these live offers last went on line; two queries."""
    published = select(Offer.id, Offer.published_at).where(col(Offer.id).in_(offer_ids))
    found = {id: at for id, at in session.exec(published) if at is not None}
    steps = (
        select(OfferChange.offer_id, func.max(OfferChange.at))
        .where(col(OfferChange.offer_id).in_(offer_ids), OfferChange.status == LIVE)
        .where(col(OfferChange.action).in_(GOES_LIVE))
        .group_by(col(OfferChange.offer_id))
    )
    return found | dict(session.exec(steps).all())


def readers_due(session: Session, day: date, *, limit: int) -> Sequence[int]:
    """Return who has offers waiting for a letter on this day, and none of that day yet."""
    has_letter = exists().where(col(AlertLetter.reader_id) == SavedSearch.reader_id, col(AlertLetter.day) == day)
    waiting = (
        select(SavedSearch.reader_id)
        .join(AlertHit, col(AlertHit.search_id) == SavedSearch.id)
        .where(is_due(day), is_active(), ~has_letter)
    )
    return session.exec(waiting.distinct().order_by(col(SavedSearch.reader_id)).limit(limit)).all()


def is_due(day: date) -> ColumnElement[bool]:
    return ~col(AlertHit.is_settled) & (col(AlertHit.due_on) <= day)


# A letter


class Found(NamedTuple):
    """A search in a letter, and the offers that it found: their ids, with the distance where a place was asked for."""

    search: SavedSearch
    offers: dict[int, float | None]


def found_for(session: Session, letter: AlertLetter) -> list[Found]:
    """Return what is in a letter, by search in the order they were saved; two queries."""
    rows = session.exec(
        select(AlertHit.search_id, AlertHit.offer_id, AlertHit.km)
        .join(SavedSearch, col(SavedSearch.id) == AlertHit.search_id)
        .join(AlertSent, (col(AlertSent.offer_id) == AlertHit.offer_id) & (col(AlertSent.letter_id) == letter.id))
        .where(SavedSearch.reader_id == letter.reader_id, is_active(), AlertHit.due_on <= letter.day)
    )
    by_search: defaultdict[int, dict[int, float | None]] = defaultdict(dict)
    for search_id, offer_id, km in rows:
        by_search[search_id][offer_id] = km
    searches = session.exec(select(SavedSearch).where(col(SavedSearch.id).in_(by_search)).order_by(col(SavedSearch.id)))
    return [Found(search, by_search[search.id]) for search in searches]


def link_of(session: Session, reader: AlertReader, purpose: LinkPurpose = LinkPurpose.ALERTS) -> ActionLink | None:
    """Return the link that opens a reader's alerts, or that stops them."""
    theirs = (ActionLink.purpose == purpose, ActionLink.subject_id == reader.id)
    good = (col(ActionLink.revoked_at).is_(None), ActionLink.email == reader.email)
    return session.exec(select(ActionLink).where(*theirs, *good).order_by(col(ActionLink.id).desc())).first()
