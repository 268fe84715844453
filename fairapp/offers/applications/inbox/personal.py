"""What is kept of who answers applications, handed out with their account; it stays when they go, without their name."""

from typing import Any

from sqlmodel import Session, col, select

from fairapp.offers.applications.enums import Side
from fairapp.offers.applications.models import Application, ApplicationNote, ApplicationStep
from fairapp.offers.models import Offer

ANSWERING = (Side.COMPANY, Side.ORGANISER)
_STEP = {"at", "action", "to_status", "refusal", "reason"}


def export_answers(session: Session, account_id: int) -> dict[str, list[dict[str, Any]]]:
    """Return the steps that a person took for a company or a cluster, and their notes; not whom they are about."""
    steps = (
        select(ApplicationStep, Offer.title)
        .join(Application, col(Application.id) == ApplicationStep.application_id)
        .join(Offer, col(Offer.id) == Application.offer_id)
        .where(ApplicationStep.account_id == account_id, col(ApplicationStep.side).in_(ANSWERING))
    )
    notes = (
        select(ApplicationNote, Offer.title)
        .join(Application, col(Application.id) == ApplicationNote.application_id)
        .join(Offer, col(Offer.id) == Application.offer_id)
        .where(ApplicationNote.account_id == account_id)
    )
    return {
        "answers": [
            step.model_dump(mode="json", include=_STEP) | {"offer": title}
            for step, title in session.exec(steps.order_by(col(ApplicationStep.id)))
        ],
        "notes": [
            note.model_dump(mode="json", include={"at", "body"}) | {"offer": title}
            for note, title in session.exec(notes.order_by(col(ApplicationNote.id)))
        ],
    }
