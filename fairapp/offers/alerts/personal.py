"""What is kept about a person who has alerts, handed out and erased with their account, or with their address alone."""

from typing import Any

from sqlmodel import Session, col, select

from fairapp.accounts.models import Account
from fairapp.core.events import emit
from fairapp.mail.outbox import digest_of
from fairapp.offers.alerts.events import ReaderErased
from fairapp.offers.alerts.models import AlertLetter, AlertReader, AlertSent
from fairapp.offers.alerts.queries import readers_of, searches_of
from fairapp.offers.alerts.services import erase_reader

_SEARCH = {"name", "criteria", "frequency", "status", "since", "created_at", "deleted_at"}


def export_alerts(session: Session, account_id: int) -> list[dict[str, Any]]:
    """Return each address that the account saved searches with, as JSON-able values."""
    return [_exported(session, reader) for reader in _theirs(session, account_id)]


def erase_alerts(session: Session, account_id: int) -> None:
    for reader in _theirs(session, account_id):
        erase_reader(session, reader)


def erase_address(session: Session, reader: AlertReader) -> None:
    """Erase what an address without account has here, the letters of the outbox included."""
    erase_reader(session, reader)
    emit(session, ReaderErased(digest_of(reader.email)))


def _theirs(session: Session, account_id: int) -> list[AlertReader]:
    email = session.get_one(Account, account_id).email  # proven: signing in needs it
    return list(readers_of(session, account_id, email))


def _exported(session: Session, reader: AlertReader) -> dict[str, Any]:
    letters = session.exec(select(AlertLetter).where(AlertLetter.reader_id == reader.id).order_by(col(AlertLetter.id)))
    sent = select(AlertSent.offer_id).where(AlertSent.reader_id == reader.id).order_by(col(AlertSent.offer_id))
    return {
        **reader.model_dump(mode="json", include={"email", "locale", "created_at", "seen_at"}),
        "searches": [row.model_dump(mode="json", include=_SEARCH) for row in searches_of(session, [reader.id])],
        "letters": [letter.day.isoformat() for letter in letters],
        "offers_sent": list(session.exec(sent)),
    }
