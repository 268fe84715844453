"""What is kept of a person, and for how long (rows A7, K6): the row forgets them, and stays for the figures."""

from sqlalchemy import delete, update
from sqlmodel import Session, col

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.models import ActionLink
from fairapp.core.clock import now
from fairapp.core.errors import Conflict
from fairapp.core.files import StoredFile
from fairapp.offers.applications import states
from fairapp.offers.applications.enums import Action
from fairapp.offers.applications.models import Application, ApplicationNote, ApplicationStep
from fairapp.offers.applications.services.stepping import Acting, hold, take

NOBODY = {
    "account_id": None, "email": None, "first_name": "", "last_name": "", "folded_name": "", "phone": "",
    "message": "", "cv_file_id": None, "form_key": None, "keep_consent_at": None,
}  # fmt: skip


def set_keeping(session: Session, application: Application, *, keeps: bool) -> None:
    """Agree to two years, or withdraw that: then three months after the end. Said twice, the first date stands."""
    held = hold(session, application)
    if keeps != (held.keep_consent_at is not None):
        held.keep_consent_at = now() if keeps else None
    held.contact_at = now()


def erase(session: Session, application: Application, acting: Acting) -> None:
    """Forget the person at their own wish; who was to answer learns that they withdrew. Twice is once."""
    try:
        held = hold(session, application)
    except Conflict:
        return
    if states.may(held.status, Action.WITHDRAW, acting.side):
        take(session, held, Action.WITHDRAW, acting)
    forget(session, held)


def forget(session: Session, application: Application) -> None:
    """Delete CV, words, notes and link; dates and states stay, and name nobody."""
    file_id, id = application.cv_file_id, application.id
    for name, nothing in NOBODY.items():
        setattr(application, name, nothing)
    application.forgotten_at = now()
    session.flush()
    mute = update(ApplicationStep).where(col(ApplicationStep.application_id) == id).values(reason="")
    link = (col(ActionLink.purpose) == LinkPurpose.APPLICATION, col(ActionLink.subject_id) == id)
    for statement in (
        mute,
        delete(ApplicationNote).where(col(ApplicationNote.application_id) == id),
        delete(ActionLink).where(*link),
        delete(StoredFile).where(col(StoredFile.id) == file_id),
    ):
        session.execute(statement.execution_options(synchronize_session=False))
