"""The rows that decide, held until the transaction ends: the reader first, then one of their searches."""

from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.services import issue_link
from fairapp.core.clock import now
from fairapp.core.db import upsert
from fairapp.core.errors import Conflict
from fairapp.core.text import N_
from fairapp.offers.alerts.enums import AlertStatus
from fairapp.offers.alerts.models import AlertHit, AlertReader, SavedSearch

LINKS = (LinkPurpose.ALERTS, LinkPurpose.ALERTS_STOP)


class Gone(Conflict):
    """The search was deleted for good, or its reader erased, since the page was shown."""


def hold_reader(session: Session, email: str, *, locale: str, account_id: int | None = None) -> AlertReader:
    """Return the row of this address, made if there is none. An account keeps the row it has, whatever its address."""
    tied = select(AlertReader).where(AlertReader.account_id == account_id) if account_id else None
    reader = session.exec(tied.with_for_update()).first() if tied is not None else None
    if reader is None:
        reader = _reader_at(session, email, locale)
        if account_id and reader.account_id is None:
            reader.account_id = account_id
    return reader


def _reader_at(session: Session, email: str, locale: str) -> AlertReader:
    """Insert or find the row; if the nightly tidying takes it away in between, insert it again."""
    values = {"email": email, "locale": locale, "created_at": now(), "seen_at": now(), "answers": 0}
    insert = upsert(session, AlertReader).values(**values).on_conflict_do_nothing(index_elements=["email"])
    there = select(AlertReader).where(AlertReader.email == email).with_for_update()
    reader = None
    while reader is None:
        made = session.execute(insert.returning(col(AlertReader.id))).scalar()
        if made is not None:
            issue_links(session, made, email)
        reader = session.exec(there).first()
    return reader


def issue_links(session: Session, reader_id: int, email: str) -> None:
    """Make the reader's links; they hold until they are revoked, or erased with the reader."""
    for purpose in LINKS:
        issue_link(session, purpose, email=email, subject_id=reader_id)


def hold(session: Session, search: SavedSearch) -> SavedSearch:
    """Hold a search and its reader, and read both afresh.

    :raise Gone: if it is no more.
    """
    afresh = {"populate_existing": True}
    reader = select(AlertReader).where(AlertReader.id == search.reader_id).with_for_update().execution_options(**afresh)
    mine = select(SavedSearch).where(SavedSearch.id == search.id).with_for_update().execution_options(**afresh)
    if session.exec(reader).first() is None or (held := session.exec(mine).first()) is None:
        raise Gone(N_("Cette alerte n’existe plus."))
    return held


def note_life(session: Session, reader_id: int) -> None:
    """Somebody acted for this address: a year begins anew, and what was announced is over."""
    reader = session.get_one(AlertReader, reader_id)
    reader.seen_at, reader.erasure_announced_at = now(), None


def count_kept(session: Session, reader_id: int) -> int:
    """Count the searches that take one of the reader's places; those to be confirmed take none."""
    kept = (col(SavedSearch.status) != AlertStatus.PENDING, col(SavedSearch.deleted_at).is_(None))
    return session.exec(select(func.count()).where(SavedSearch.reader_id == reader_id, *kept)).one()


def wake(session: Session, search: SavedSearch) -> None:
    """Start a search for what appears from now on; what was found while it was being stopped is past."""
    search.status, search.since = AlertStatus.ACTIVE, now()
    drop_waiting(session, search.id)
    want_letters(session, search.reader_id)


def want_letters(session: Session, reader_id: int) -> None:
    """A search goes on: who had wanted no more letters wants some again."""
    session.get_one(AlertReader, reader_id).stopped_at = None


def drop_waiting(session: Session, search_id: int) -> None:
    """Forget what a search found and no letter told."""
    waiting = delete(AlertHit).where(col(AlertHit.search_id) == search_id, ~col(AlertHit.is_settled))
    session.execute(waiting.execution_options(synchronize_session=False))
