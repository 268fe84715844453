"""How an application takes a step: held, asked of the one table, written down (row A1). There is no other door."""

from dataclasses import dataclass

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from fairapp.accounts.services import record
from fairapp.core.actor import Actor
from fairapp.core.clock import now
from fairapp.core.errors import Conflict, DomainError
from fairapp.core.events import emit
from fairapp.core.files import StoredFile
from fairapp.core.text import N_, clean
from fairapp.offers.applications import policies, queries, states
from fairapp.offers.applications.enums import Action, Refusal, Side
from fairapp.offers.applications.events import ApplicationStepped
from fairapp.offers.applications.models import Application, ApplicationStep
from fairapp.offers.models import Offer


@dataclass(frozen=True)
class Acting:
    """Who acts, and as what: the side comes from the page. A signed link, or the clock, names nobody."""

    side: Side
    actor: Actor | None = None

    @property
    def account_id(self) -> int | None:
        return self.actor.account_id if self.actor else None


SYSTEM = Acting(Side.SYSTEM)
GONE = N_("Cette candidature n’existe plus : la personne a effacé ses données, ou leur durée est passée.")
CHANGED = N_(
    "Cette candidature a changé entre-temps : cette action n’est plus possible. Son état est à jour ci-dessous."
)
NOT_YOURS = N_("Vous ne répondez pas pour cette offre.")
NEEDS_REFUSAL = N_("Choisissez un motif : il aide la personne à comprendre.")
APPLIED_ANEW = N_("Cette personne a postulé de nouveau depuis : répondez à sa nouvelle candidature.")
MOST_WORDS = 3000  # characters
_TWO_OPEN = ("uq_application_open", "application.offer_id, application.email")  # as PostgreSQL and SQLite tell it
_REFUSING = {Action.REFUSE, Action.END_OFFER}


def hold(session: Session, application: Application) -> Application:
    """Keep others from this application until the transaction ends, and read it afresh.

    :raise Conflict: if nobody is left behind it.
    """
    session.flush()
    query = select(Application).where(Application.id == application.id).with_for_update(key_share=True)
    held = session.exec(query.execution_options(populate_existing=True)).first()
    if held is None or held.forgotten_at is not None:
        raise Conflict(GONE)
    return held


def take(
    session: Session,
    application: Application,
    action: Action,
    acting: Acting,
    *,
    reason: str = "",
    refusal: Refusal | None = None,
) -> ApplicationStep | None:
    """Take the step that the table tells; None: it was taken already, by a double click or a colleague.

    `reason` is what the other side reads. A refusal names its motive.

    :raise Conflict: if the table refuses, the person is forgotten, or `acting` does not answer for the offer.
    :raise DomainError: if a refusal comes without motive.
    """
    held = hold(session, application)
    _check_side(session, held, acting)
    target = states.after(held.status, action, acting.side)
    if target is None:
        if states.is_done(held.status, action, acting.side):
            return None
        raise Conflict(CHANGED)
    if action in _REFUSING and refusal is None:
        raise DomainError(NEEDS_REFUSAL, field="refusal")
    step = ApplicationStep(
        application_id=held.id, account_id=acting.account_id, side=acting.side, action=action,
        from_status=held.status, to_status=target, reason=clean(reason)[:MOST_WORDS],
        refusal=refusal if action in _REFUSING else None,
    )  # fmt: skip
    _write(session, held, step)
    if action is Action.WITHDRAW:
        _take_back(session, held)
    if acting.actor:
        record(session, f"application.{action}", "application", held.id, by=acting.actor)
    emit(session, ApplicationStepped(held.id, step.id))
    return step


def _check_side(session: Session, application: Application, acting: Acting) -> None:
    """Whoever signed in must be what they act as; a signed link was made for its side."""
    if acting.actor is None:
        return
    match acting.side:
        case Side.CANDIDATE:
            is_allowed = policies.is_own(acting.actor, application)
        case Side.COMPANY:
            offer = session.get_one(Offer, application.offer_id)
            companies = queries.companies_of(session, offer, at=application.created_at)
            is_allowed = policies.can_answer(acting.actor, companies)
        case Side.ORGANISER:
            is_allowed = policies.can_stand_in(acting.actor, application)
        case Side.SYSTEM:
            is_allowed = False
    if not is_allowed:
        raise Conflict(NOT_YOURS)


def _write(session: Session, application: Application, step: ApplicationStep) -> None:
    """:raise Conflict: if it reopens beside a newer one of the same address; the partial unique index says so."""
    try:
        with session.begin_nested():
            _move(application, step)
            session.add(step)
            session.flush()
    except IntegrityError as error:
        if any(sign in str(error.orig) for sign in _TWO_OPEN):
            raise Conflict(APPLIED_ANEW) from None
        raise


def _take_back(session: Session, application: Application) -> None:
    """Delete the CV, and the agreement to keep it all for long: nobody answers any more."""
    file_id, application.cv_file_id, application.keep_consent_at = application.cv_file_id, None, None
    session.flush()
    session.execute(delete(StoredFile).where(col(StoredFile.id) == file_id))


def _move(application: Application, step: ApplicationStep) -> None:
    """Set the new state and the dates that follow from it."""
    at = step.at = now()
    if step.action is Action.NUDGE:
        application.nudges += 1
        return
    application.status, application.status_at = step.to_status, at
    application.refusal = step.refusal
    application.closed_at = None if step.to_status in states.OPEN else at
    if step.action in states.ANSWERS and application.answered_at is None:
        application.answered_at = at
    if step.action in states.TOLD or step.side is Side.CANDIDATE:
        application.contact_at = at
