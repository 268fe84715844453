"""The rows of the daily run: what was found, which offers were looked at, who gets a letter about what.

Every statement may meet its own earlier self, after a kill or beside a second worker: unique rows decide.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, delete, exists, update
from sqlmodel import Session, col, select

from fairapp.core.clock import now, today
from fairapp.core.db import upsert
from fairapp.offers.alerts.enums import Frequency
from fairapp.offers.alerts.models import AlertHit, AlertLetter, AlertOffer, AlertSent, SavedSearch
from fairapp.offers.alerts.queries import is_active, is_due, readers_due
from fairapp.offers.models import Offer

DAYS_OF_WEEK = 7


class Hit(NamedTuple):
    """A search finds an offer; `km` from the place that it asks for."""

    search_id: int
    offer_id: int
    km: float | None
    frequency: Frequency


def due_day(frequency: Frequency) -> date:
    """Return the day of the letter about what is found today: today, or the next Monday."""
    day = today()
    return day if frequency is Frequency.DAILY else day + timedelta(days=-day.weekday() % DAYS_OF_WEEK)


def note_hits(session: Session, hits: Sequence[Hit]) -> None:
    """Keep what was found, less what was deleted or stopped while it was searched for."""
    searches = _held(session, SavedSearch, {hit.search_id for hit in hits}, is_active())
    offers = _held(session, Offer, {hit.offer_id for hit in hits})
    days, at = {frequency: due_day(frequency) for frequency in Frequency}, now()
    rows = [
        {
            "search_id": hit.search_id, "offer_id": hit.offer_id, "km": hit.km,
            "due_on": days[hit.frequency], "found_at": at, "is_settled": False,
        }
        for hit in hits
        if hit.search_id in searches and hit.offer_id in offers
    ]  # fmt: skip
    if rows:
        session.connection().execute(upsert(session, AlertHit).on_conflict_do_nothing(), rows)


def tick_off(session: Session, offer_ids: Sequence[int]) -> None:
    """Note that these offers are new no more."""
    rows = [{"offer_id": id, "at": now()} for id in sorted(_held(session, Offer, offer_ids))]
    if rows:
        session.connection().execute(upsert(session, AlertOffer).on_conflict_do_nothing(), rows)


def _held(
    session: Session, model: type[SavedSearch | Offer], ids: Iterable[int], *also: ColumnElement[bool]
) -> set[int]:
    """Return those ids that exist, and see to it that they still do when the transaction ends."""
    there = select(model.id).where(col(model.id).in_(list(ids)), *also).order_by(col(model.id))
    return set(session.exec(there.with_for_update(read=True, key_share=True)).all())


def write_letters(session: Session, day: date, *, limit: int) -> tuple[list[int], int]:
    """Give those who wait their letter of this day; return the letters, and how many people were looked at.

    One letter a person and day: of two workers, the one whose row comes first writes it. What was in a letter before,
    for whichever of their searches, is in none again; nobody is told of nothing.
    """
    readers = readers_due(session, day, limit=limit)
    if not readers:
        return [], 0
    values = [{"reader_id": reader_id, "day": day, "created_at": now()} for reader_id in readers]
    insert = upsert(session, AlertLetter).values(values).on_conflict_do_nothing()
    letters = list(session.execute(insert.returning(col(AlertLetter.id))).scalars())
    _claim_offers(session, letters, day)
    _settle(session, letters, day)
    empty = ~exists().where(col(AlertSent.letter_id) == AlertLetter.id)
    dropped = delete(AlertLetter).where(col(AlertLetter.id).in_(letters), empty)
    unwritten = set(session.execute(dropped.returning(col(AlertLetter.id))).scalars())
    return [id for id in letters if id not in unwritten], len(readers)


def _claim_offers(session: Session, letters: Sequence[int], day: date) -> None:
    found = (
        select(SavedSearch.reader_id, AlertHit.offer_id, AlertLetter.id)
        .join(AlertHit, col(AlertHit.search_id) == SavedSearch.id)
        .join(AlertLetter, col(AlertLetter.reader_id) == SavedSearch.reader_id)
        .where(col(AlertLetter.id).in_(letters), is_active(), is_due(day))
        .distinct()
        .order_by(col(SavedSearch.reader_id), col(AlertHit.offer_id))  # two writers meet in one order
    )
    columns = ["reader_id", "offer_id", "letter_id"]
    session.execute(upsert(session, AlertSent).from_select(columns, found).on_conflict_do_nothing())


def _settle(session: Session, letters: Sequence[int], day: date) -> None:
    readers = select(AlertLetter.reader_id).where(col(AlertLetter.id).in_(letters))
    theirs = select(SavedSearch.id).where(col(SavedSearch.reader_id).in_(readers), is_active())
    done = update(AlertHit).where(col(AlertHit.search_id).in_(theirs), is_due(day)).values(is_settled=True)
    session.execute(done.execution_options(synchronize_session=False))
