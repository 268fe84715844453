"""What is kept of a person, and for how long (rows A7, K6): the row forgets them, and stays for the figures."""

from datetime import timedelta

from sqlalchemy import delete, update
from sqlmodel import Session, col

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.models import ActionLink
from fairapp.candidates.enums import Seen
from fairapp.candidates.models import CandidateView
from fairapp.core.clock import now
from fairapp.core.errors import Conflict
from fairapp.core.events import emit
from fairapp.core.files import StoredFile
from fairapp.offers.applications import states
from fairapp.offers.applications.enums import Action
from fairapp.offers.applications.events import ApplicationForgotten
from fairapp.offers.applications.models import Application, ApplicationNote, ApplicationStep
from fairapp.offers.applications.queries import of_person
from fairapp.offers.applications.services.stepping import Acting, hold, take

ONE_DAY = timedelta(days=1)
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


def adopt(session: Session, application: Application, account_id: int) -> None:
    """Tie it to the account of who reads its link, signed in with its address: nobody else could have both."""
    held = hold(session, application)
    held.account_id = held.account_id or account_id


def note_life(session: Session, *, account_id: int, email: str) -> None:
    """Note that the person came: two years that they agreed to start again; once a day is enough."""
    long_ago = (col(Application.keep_consent_at).is_not(None), col(Application.contact_at) < now() - ONE_DAY)
    noting = update(Application).where(of_person(account_id, email), *long_ago).values(contact_at=now())
    session.execute(noting.execution_options(synchronize_session=False))


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
    file_id, id, email = application.cv_file_id, application.id, application.email
    for name, nothing in NOBODY.items():
        setattr(application, name, nothing)
    application.forgotten_at = now()
    session.flush()
    mute = update(ApplicationStep).where(col(ApplicationStep.application_id) == id).values(reason="")
    link = (col(ActionLink.purpose) == LinkPurpose.APPLICATION, col(ActionLink.subject_id) == id)
    kinds = (Seen.APPLICATION, Seen.CV)
    seen = (col(CandidateView.email) == email, col(CandidateView.subject_id) == id, col(CandidateView.what).in_(kinds))
    emit(session, ApplicationForgotten(id))
    for statement in (
        mute,
        delete(ApplicationNote).where(col(ApplicationNote.application_id) == id),
        delete(ActionLink).where(*link),
        delete(CandidateView).where(*seen),
        delete(StoredFile).where(col(StoredFile.id) == file_id),
    ):
        session.execute(statement.execution_options(synchronize_session=False))
