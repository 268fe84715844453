"""The daily run: at six, new offers are put to every saved search; then those who wait get their letter.

A run that is killed goes on where it was: what was found is kept by unique rows, an offer is ticked off once all that
finds it is kept, and a letter is its own task.
"""

from datetime import date, datetime, time

import structlog
from sqlmodel import Session

from fairapp.core.clock import PARIS, now, today
from fairapp.core.tasks import TaskContext, enqueue, long_running
from fairapp.offers.alerts.letters import send_news
from fairapp.offers.alerts.matching import Findings, find_hits
from fairapp.offers.alerts.queries import new_offers
from fairapp.offers.alerts.services import note_hits, tick_off, write_letters
from fairapp.offers.board.index import offer_index

log = structlog.get_logger(__name__)

STARTS_AT = time(6)  # in Paris
OFFERS_AT_ONCE = 500
HITS_AT_ONCE = 2000  # in one transaction
LETTERS_AT_ONCE = 200


def plan_day(session: Session) -> None:
    """Plan the run of this day; the key of a task lasts for ever, so each is planned once (hourly)."""
    day = today()
    starts_at = datetime.combine(day, STARTS_AT, PARIS)
    enqueue(session, match_new_offers, key=f"alerts-{day}", run_at=max(now(), starts_at), day=day.isoformat())


@long_running(minutes=60)
def match_new_offers(context: TaskContext, day: str) -> None:
    """Put the offers that are new to every alert, a few hundred at a time, then have the letters written."""
    last = done = 0
    with context.reading() as session:
        ids = new_offers(session, after=last, limit=OFFERS_AT_ONCE)
    while ids:
        with context.reading() as session:
            found = find_hits(session, offer_index(), ids)
        _keep(context, found)
        last, done = ids[-1], done + len(ids)
        context.progress(done, done)
        log.info("alerts.matched", offers=len(found.offer_ids), hits=len(found.hits))
        with context.reading() as session:
            ids = new_offers(session, after=last, limit=OFFERS_AT_ONCE)
    with context.writing() as session:
        enqueue(session, make_letters, key=f"alert-letters-{day}", day=day)
        session.commit()


def _keep(context: TaskContext, found: Findings) -> None:
    """Keep what was found in transactions short enough for others; its offers are ticked off with the last of it."""
    for start in range(0, len(found.hits), HITS_AT_ONCE):
        with context.writing() as session:
            note_hits(session, found.hits[start : start + HITS_AT_ONCE])
            session.commit()
    with context.writing() as session:
        tick_off(session, found.offer_ids)
        session.commit()


def make_letters(session: Session, day: str) -> None:
    """Write the letters of this day, some at a time; if there are more, come back for them."""
    letters, readers = write_letters(session, date.fromisoformat(day), limit=LETTERS_AT_ONCE)
    for letter_id in letters:  # made in this transaction: its row, not a key, keeps it from being mailed twice
        enqueue(session, send_news, letter_id=letter_id)
    if readers == LETTERS_AT_ONCE:
        enqueue(session, make_letters, day=day)
