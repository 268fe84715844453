"""The end of what is kept: the unconfirmed after a week, the deleted after a day, addresses after a silent year."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, exists, false, func
from sqlmodel import Session, SQLModel, col, select

from fairapp.accounts.models import Account, ActionLink
from fairapp.core.clock import now, today
from fairapp.core.events import emit
from fairapp.offers.alerts.enums import AlertStatus
from fairapp.offers.alerts.events import ReaderEnds
from fairapp.offers.alerts.models import AlertHit, AlertLetter, AlertReader, SavedSearch
from fairapp.offers.alerts.services.answering import SILENCE
from fairapp.offers.alerts.services.holding import LINKS

FORGOTTEN_AFTER = timedelta(days=7)  # unconfirmed
UNDO_FOR = timedelta(days=1)  # a deletion
KEPT = timedelta(days=365)  # an address without account, after its last sign of life
NOTICE = timedelta(days=30)
LETTERS_KEPT = timedelta(days=90)
BATCH = 200  # in one transaction


def forget_old(session: Session) -> None:
    """Delete what is over: searches, what they found, letters, and addresses without any search (daily)."""
    at = now()
    unconfirmed = (col(SavedSearch.status) == AlertStatus.PENDING) & (
        col(SavedSearch.created_at) <= at - FORGOTTEN_AFTER
    )
    _delete(session, SavedSearch, unconfirmed | (col(SavedSearch.deleted_at) <= at - UNDO_FOR))
    _delete(session, AlertHit, col(AlertHit.found_at) <= at - LETTERS_KEPT)
    _delete(session, AlertLetter, col(AlertLetter.day) <= today() - LETTERS_KEPT)
    has_search = exists().where(col(SavedSearch.reader_id) == AlertReader.id)
    wants_silence = func.coalesce(col(AlertReader.stopped_at) > at - SILENCE, false())  # to be remembered, it is kept
    _erase(session, _held(session, ~has_search, ~wants_silence, col(AlertReader.created_at) <= at - UNDO_FOR))


def announce_ends(session: Session) -> int:
    """Ask addresses without account that were silent for eleven months whether to go on; return how many."""
    told_at = col(AlertReader.erasure_announced_at)
    untold = told_at.is_(None) | (told_at <= col(AlertReader.seen_at))
    silent = (_is_nobodys(), untold, col(AlertReader.seen_at) <= now() - KEPT + NOTICE)
    readers = session.exec(select(AlertReader).where(*silent).limit(BATCH)).all()
    for reader in readers:
        reader.erasure_announced_at = now()
        emit(session, ReaderEnds(reader.id))
    return len(readers)


def erase_silent(session: Session) -> int:
    """Erase those who were asked a month ago and did not answer; return how many."""
    told_at = col(AlertReader.erasure_announced_at)
    told = (_is_nobodys(), told_at <= now() - NOTICE, told_at > col(AlertReader.seen_at))
    readers = _held(session, *told, col(AlertReader.seen_at) <= now() - KEPT)
    _erase(session, readers)
    return len(readers)


def erase_reader(session: Session, reader: AlertReader) -> None:
    """Delete all that is kept about a reader, their link included."""
    _erase(session, [reader.id])


def _is_nobodys() -> ColumnElement[bool]:
    """Tell the addresses without account: with one, they end when it does."""
    has_account = exists().where(col(Account.email) == AlertReader.email)
    return col(AlertReader.account_id).is_(None) & ~has_account


def _held(session: Session, *due: ColumnElement[bool]) -> Sequence[int]:
    """Hold the readers who are due, and return those who still are.

    Who held one of them may have saved a search: a new statement sees it, the one that waited does not.
    """
    ids = session.exec(select(AlertReader.id).where(*due).limit(BATCH).with_for_update()).all()
    return session.exec(select(AlertReader.id).where(col(AlertReader.id).in_(ids), *due)).all()


def _erase(session: Session, reader_ids: Iterable[int]) -> None:
    ids = list(reader_ids)
    links = col(ActionLink.purpose).in_(LINKS) & col(ActionLink.subject_id).in_(ids)
    _delete(session, ActionLink, links)
    _delete(session, AlertReader, col(AlertReader.id).in_(ids))


def _delete(session: Session, model: type[SQLModel], which: ColumnElement[bool]) -> None:
    session.execute(delete(model).where(which).execution_options(synchronize_session=False))
