"""What a reader does with the searches they have; every step may be repeated, and a deletion taken back."""

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from fairapp.core.clock import now
from fairapp.core.errors import DomainError
from fairapp.core.text import N_, squeeze
from fairapp.offers.alerts.enums import AlertStatus
from fairapp.offers.alerts.models import AlertChoices, AlertHit, AlertReader, SavedSearch
from fairapp.offers.alerts.services.holding import drop_waiting, hold, note_life, wake
from fairapp.offers.alerts.services.saving import check_room
from fairapp.offers.alerts.services.writing import due_day

SAME_AGAIN = N_("Vous avez créé la même alerte entre-temps : celle-ci n’a pas besoin de revenir.")
TO_CONFIRM = N_("Confirmez d’abord cette alerte par le lien du courriel que vous avez reçu.")


def change(session: Session, search: SavedSearch, choices: AlertChoices) -> SavedSearch:
    """Rename, or choose when it writes; what it has already found comes with the next letter of its new rhythm."""
    search = hold(session, search)
    search.name, search.frequency = squeeze(choices.name), choices.frequency
    waiting = update(AlertHit).where(col(AlertHit.search_id) == search.id, ~col(AlertHit.is_settled))
    session.execute(waiting.values(due_on=due_day(choices.frequency)).execution_options(synchronize_session=False))
    note_life(session, search.reader_id)
    return search


def pause(session: Session, search: SavedSearch) -> SavedSearch:
    """Stop the search; what it had found and not yet told is dropped."""
    search = hold(session, search)
    if search.status is AlertStatus.ACTIVE:
        search.status = AlertStatus.PAUSED
        drop_waiting(session, search.id)
    note_life(session, search.reader_id)
    return search


def resume(session: Session, search: SavedSearch) -> SavedSearch:
    """Start it again, for what appears from now on.

    :raise DomainError: if its address is still to be proven.
    """
    search = hold(session, search)
    if search.status is AlertStatus.PENDING:
        raise DomainError(TO_CONFIRM)
    if search.status is AlertStatus.PAUSED:
        wake(session, search)
    note_life(session, search.reader_id)
    return search


def remove(session: Session, search: SavedSearch) -> SavedSearch:
    """Delete a search; for a day it can be brought back."""
    search = hold(session, search)
    search.deleted_at = search.deleted_at or now()
    note_life(session, search.reader_id)
    return search


def restore(session: Session, search: SavedSearch) -> SavedSearch:
    """Bring back what was deleted today.

    :raise DomainError: if the same search was saved again meanwhile, or there is no room for it.
    """
    search = hold(session, search)
    if search.deleted_at is None:
        return search
    same = (SavedSearch.reader_id == search.reader_id, SavedSearch.key == search.key)
    if session.exec(select(SavedSearch.id).where(*same, col(SavedSearch.deleted_at).is_(None))).first():
        raise DomainError(SAME_AGAIN)
    if search.status is not AlertStatus.PENDING:
        check_room(session, search.reader_id)
    search.deleted_at = None
    note_life(session, search.reader_id)
    return search


def stop_all(session: Session, reader: AlertReader) -> None:
    """Write no more: what is active is paused, what was never confirmed is forgotten (RFC 8058)."""
    held = select(AlertReader).where(AlertReader.id == reader.id).with_for_update()
    if (held_reader := session.exec(held).first()) is None:
        return
    held_reader.stopped_at = now()
    theirs = col(SavedSearch.reader_id) == reader.id
    unconfirmed = delete(SavedSearch).where(theirs, col(SavedSearch.status) == AlertStatus.PENDING)
    session.execute(unconfirmed.execution_options(synchronize_session=False))
    for search in session.exec(select(SavedSearch).where(theirs, SavedSearch.status == AlertStatus.ACTIVE)):
        search.status = AlertStatus.PAUSED
        drop_waiting(session, search.id)


def keep_alive(session: Session, reader: AlertReader) -> None:
    """Note that somebody still reads there: a year begins anew."""
    note_life(session, reader.id)
