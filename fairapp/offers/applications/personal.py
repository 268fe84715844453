"""What is kept of who applied, handed out and erased with their account (or their address alone)."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlmodel import Session, col, select

from fairapp.accounts.models import Account
from fairapp.core.files import StoredFile
from fairapp.offers.applications.enums import Side
from fairapp.offers.applications.models import Application
from fairapp.offers.applications.queries import notes_of, of_person, steps_of
from fairapp.offers.applications.services import erase
from fairapp.offers.applications.services.stepping import Acting
from fairapp.offers.models import Offer

_TOLD = {
    "email", "first_name", "last_name", "phone", "message", "source", "status", "refusal", "created_at", "answered_at",
    "closed_at", "keep_consent_at", "notice_at",
}  # fmt: skip
_STEP = {"at", "side", "action", "to_status", "refusal", "reason"}


def export_applications(session: Session, account_id: int) -> list[dict[str, Any]]:
    """Return every application made by the account or with its address, and all that was written about it."""
    return [_exported(session, row) for row in applications_of(session, account_id)]


def export_sent_cvs(session: Session, account_id: int) -> Iterator[tuple[str, bytes]]:
    for row in applications_of(session, account_id):
        file = session.get(StoredFile, row.cv_file_id) if row.cv_file_id else None
        if file is not None:
            yield f"cv-{row.id}.pdf", file.content


def erase_applications(session: Session, account_id: int) -> None:
    """Withdraw what goes on, and forget the person everywhere. Twice is once."""
    for row in applications_of(session, account_id):
        erase(session, row, Acting(Side.CANDIDATE))


def applications_of(session: Session, account_id: int) -> Sequence[Application]:
    email = session.get_one(Account, account_id).email  # proven: signing in needs it
    theirs = select(Application).where(of_person(account_id, email))
    return session.exec(theirs.order_by(col(Application.id))).all()


def _exported(session: Session, row: Application) -> dict[str, Any]:
    """A note is the person's data as well (GDPR art. 15)."""
    return row.model_dump(mode="json", include=_TOLD) | {
        "offer": session.get_one(Offer, row.offer_id).title,
        "steps": [told.step.model_dump(mode="json", include=_STEP) for told in steps_of(session, row.id)],
        "notes": [note.model_dump(mode="json", include={"at", "body"}) for note in notes_of(session, [row.id])],
    }
