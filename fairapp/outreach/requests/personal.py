"""What requests keep of who answers for a class, or took a step, handed out and erased with their account."""

from typing import Any

from sqlalchemy import ColumnElement, func, or_, update
from sqlmodel import Session, col, select

from fairapp.accounts.models import Account
from fairapp.clusters.models import School
from fairapp.outreach.models import HistoryLine, OutreachRequest

_TOLD = {
    "contact_name", "contact_email", "contact_phone", "grade", "class_name", "pupils", "adults", "wishes", "needs",
    "equipment", "status", "starts_at", "created_at",
}  # fmt: skip
_STEP = {"request_id", "at", "action", "reason"}
_NOBODY = {"contact_name": "", "contact_email": "", "contact_phone": ""}


def export_requests(session: Session, account_id: int) -> dict[str, list[dict[str, Any]]]:
    """Return the requests that the person answers for, and the steps that they took with any."""
    requests = select(OutreachRequest).where(_is_contact(session, account_id)).order_by(col(OutreachRequest.id))
    steps = select(HistoryLine).where(HistoryLine.account_id == account_id).order_by(col(HistoryLine.id))
    return {
        "requests": [
            {"school": session.get_one(School, row.school_id).name, **row.model_dump(mode="json", include=_TOLD)}
            for row in session.exec(requests)
        ],
        "steps": [row.model_dump(mode="json", include=_STEP) for row in session.exec(steps)],
    }


def erase_requests(session: Session, account_id: int) -> None:
    """Forget the person; the class keeps its visit, the history what was done and why. Twice is once.

    Letters about the class go to the school's other people from now on.
    """
    session.flush()
    nobody = update(OutreachRequest).where(_is_contact(session, account_id)).values(**_NOBODY)
    asked = update(OutreachRequest).where(col(OutreachRequest.contact_id) == account_id).values(contact_id=None)
    done = update(HistoryLine).where(col(HistoryLine.account_id) == account_id).values(account_id=None)
    for statement in (nobody, asked, done):
        session.execute(statement.execution_options(synchronize_session="fetch"))


def _is_contact(session: Session, account_id: int) -> ColumnElement[bool]:
    email = session.get_one(Account, account_id).email  # proven: signing in needs it
    same_address = func.lower(col(OutreachRequest.contact_email)) == email.lower()
    return or_(col(OutreachRequest.contact_id) == account_id, same_address)
