"""Saving a search: at once by whoever proved their address, else by the letter that asks (row K3, double opt-in)."""

from dataclasses import dataclass

from sqlalchemy import delete
from sqlmodel import Session, col, select

from fairapp.core.errors import DomainError
from fairapp.core.events import emit
from fairapp.core.text import N_, squeeze
from fairapp.offers.alerts import kept
from fairapp.offers.alerts.enums import AlertStatus, Frequency
from fairapp.offers.alerts.events import AlertAsked
from fairapp.offers.alerts.models import AlertReader, SavedSearch
from fairapp.offers.alerts.services.answering import count_answer, is_told, may_answer
from fairapp.offers.alerts.services.holding import count_kept, hold, hold_reader, note_life, wake, want_letters
from fairapp.offers.board.criteria import Criteria

MOST = 20  # searches of one person
MOST_PENDING = 5  # of one address: whoever types somebody else's fills no more
FULL = N_("Vous avez déjà %(most)s alertes, le plus que l’on puisse avoir : supprimez-en une pour en créer une autre.")


@dataclass(frozen=True)
class Wish:
    """What somebody wants to be told of."""

    criteria: Criteria
    cluster_id: int | None
    name: str
    frequency: Frequency


def save_own(session: Session, wish: Wish, *, email: str, account_id: int, locale: str) -> SavedSearch:
    """Save the search of somebody who is signed in; the same search again changes its frequency, and wakes it.

    :raise DomainError: if they have as many as one may have, or the search cannot be kept.
    """
    written = kept.write(wish.criteria)
    reader = hold_reader(session, email, locale=locale, account_id=account_id)
    note_life(session, reader.id)
    known = _known(session, reader, wish)
    if known is None or known.status is AlertStatus.PENDING:
        check_room(session, reader.id)
    search = known or _add(session, reader, wish, written)
    if search.status is not AlertStatus.ACTIVE:
        wake(session, search)
    search.frequency = wish.frequency
    session.flush()
    return search


def ask(session: Session, wish: Wish, *, email: str, locale: str) -> None:
    """Save a search for an unproven address; its owner is written to, and nobody else learns what is known of it.

    Nothing is saved that its owner would not be told of: they were written to enough, or want no more letters.

    :raise DomainError: if the search cannot be kept.
    """
    written = kept.write(wish.criteria)
    reader = hold_reader(session, email, locale=locale)
    search = _known(session, reader, wish)
    if is_told(search) or not may_answer(session, reader):
        return
    count_answer(reader)
    if search is None and count_kept(session, reader.id) < MOST:
        _make_room_for_pending(session, reader.id)
        search = _add(session, reader, wish, written)
    emit(session, AlertAsked(reader.id, search.id if search else None))


def confirm(session: Session, search: SavedSearch) -> SavedSearch:
    """Start a search whose address its link has proven; twice is once, and what was paused since stays so.

    :raise DomainError: if they have as many as one may have.
    :raise Gone: if it was forgotten.
    """
    search = hold(session, search)
    if search.status is AlertStatus.PENDING:
        check_room(session, search.reader_id)
        search.status = AlertStatus.ACTIVE
        note_life(session, search.reader_id)
        want_letters(session, search.reader_id)
    return search


def check_room(session: Session, reader_id: int) -> None:
    if count_kept(session, reader_id) >= MOST:
        raise DomainError(FULL, most=MOST)


def _known(session: Session, reader: AlertReader, wish: Wish) -> SavedSearch | None:
    same = (SavedSearch.reader_id == reader.id, SavedSearch.key == kept.key_of(wish.criteria, wish.cluster_id))
    return session.exec(select(SavedSearch).where(*same, col(SavedSearch.deleted_at).is_(None))).first()


def _add(session: Session, reader: AlertReader, wish: Wish, written: str) -> SavedSearch:
    search = SavedSearch(
        reader_id=reader.id, cluster_id=wish.cluster_id, name=squeeze(wish.name)[:120], criteria=written,
        key=kept.key_of(wish.criteria, wish.cluster_id), frequency=wish.frequency,
    )  # fmt: skip
    session.add(search)
    session.flush()
    return search


def _make_room_for_pending(session: Session, reader_id: int) -> None:
    """Forget the oldest of those that nobody has confirmed."""
    pending = (col(SavedSearch.reader_id) == reader_id, col(SavedSearch.status) == AlertStatus.PENDING)
    newest = select(SavedSearch.id).where(*pending).order_by(col(SavedSearch.id).desc()).limit(MOST_PENDING - 1)
    kept_ids = session.exec(newest).all()
    old = delete(SavedSearch).where(*pending, col(SavedSearch.id).not_in(kept_ids))
    session.execute(old.execution_options(synchronize_session=False))
