"""What is kept about a person who registered, handed out and erased with their account (or their address alone)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_
from sqlmodel import Session, col, select

from fairapp.accounts.models import Account
from fairapp.fairs.badges.forgetting import forget_prints
from fairapp.fairs.models import Fair
from fairapp.fairs.registrations.models import Registration
from fairapp.fairs.registrations.queries import consents_of, places_of
from fairapp.fairs.registrations.services import Erased, cancel, forget_links


def export_registrations(session: Session, account_id: int) -> list[dict[str, Any]]:
    """Return every registration tied to the account or made with its address, as JSON-able values."""
    return [_exported(session, row) for row in registrations_of(session, account_id)]


def erase_registrations(session: Session, account_id: int) -> None:
    """Delete them; places that they held go to those who wait.

    Fair by fair in the order of their ids, as offers that are over end: quotas are held, and nobody waits in a circle.
    """
    for row in sorted(registrations_of(session, account_id), key=lambda row: row.fair_id):
        erase_registration(session, row)


def erase_registration(session: Session, row: Registration) -> None:
    """Delete one registration with its links and the files it is printed in; badge, scans, places go with it.

    Twice is once.
    """
    try:
        cancel(session, row)
    except Erased:
        return
    forget_prints(session, row.id)
    forget_links(session, col(Registration.id) == row.id)
    session.delete(row)
    session.flush()


def registrations_of(session: Session, account_id: int) -> Sequence[Registration]:
    email = session.get_one(Account, account_id).email  # proven: signing in needs it
    theirs = or_(col(Registration.account_id) == account_id, col(Registration.email) == email)
    return session.exec(select(Registration).where(theirs).order_by(col(Registration.id))).all()


def _exported(session: Session, row: Registration) -> dict[str, Any]:
    kept = row.model_dump(mode="json", exclude={"id", "fair_id", "account_id", "form_key", "folded_name", "version"})
    return kept | {
        "fair": session.get_one(Fair, row.fair_id).name,
        "places": [quota.key for quota in places_of(session, [row.id])[row.id] if quota.key],
        "consents": [
            one.model_dump(mode="json", include={"purpose", "version", "given_at", "withdrawn_at"})
            for one in consents_of(session, row.id)
        ],
    }
