"""What follows from applications, for who made them: letters, the end of an offer, being forgotten."""

from datetime import timedelta

from sqlmodel import Session, col, select

from fairapp.accounts.events import EmailChanged
from fairapp.accounts.hooks import settings
from fairapp.accounts.models import Account
from fairapp.core.clock import now
from fairapp.core.tasks import Handler, Subscriptions, enqueue, outside
from fairapp.core.worker import Scheduled
from fairapp.mail import outbox
from fairapp.offers.applications import services, states
from fairapp.offers.applications.enums import Action, Refusal, Side
from fairapp.offers.applications.events import (
    ApplicationAskedAgain,
    ApplicationEnding,
    ApplicationForgotten,
    ApplicationMade,
    ApplicationStepped,
)
from fairapp.offers.applications.letters import send_link, send_notice, send_received, send_step
from fairapp.offers.applications.models import Application, ApplicationStep
from fairapp.offers.applications.services import moving
from fairapp.offers.enums import OfferStatus
from fairapp.offers.events import OfferClosed
from fairapp.offers.models import Offer, OfferChange

SECOND_THOUGHTS = timedelta(minutes=1)  # who answers by mistake takes it back within that time, and told nobody
SAME_LETTER = timedelta(minutes=10)  # the form sent ten times in a row mails one link
BATCH = 200  # applications of one offer and transaction
_ENDED = {OfferStatus.FILLED: Refusal.FILLED, OfferStatus.CLOSED: Refusal.CANCELLED}


def queue_link(session: Session, application_id: int) -> None:
    bucket = int(now().timestamp() // SAME_LETTER.total_seconds())
    key = f"application-link-{application_id}-{bucket}"
    enqueue(session, send_link, key=key, application_id=application_id, bucket=bucket)


def tell_candidate(session: Session, application_id: int, step_id: int) -> None:
    """Write to the candidate what was decided; a little later, where somebody decided it."""
    step = session.get(ApplicationStep, step_id)
    if step is not None and step.action in states.TOLD:
        run_at = now() if step.side is Side.SYSTEM else step.at + SECOND_THOUGHTS
        enqueue(session, send_step, key=f"application-step-{step_id}", run_at=run_at, step_id=step_id)


def queue_notice(session: Session, application_id: int) -> None:
    application = session.get(Application, application_id)
    if application is not None and application.notice_at is not None:
        notified = application.notice_at.isoformat()
        key = f"application-ending-{application_id}-{notified}"
        enqueue(session, send_notice, key=key, application_id=application_id, notified=notified)


def follow_offer(session: Session, offer_id: int, change_id: int) -> None:
    """An offer is filled or closed: those who still wait for a first word are told, unless it is reopened at once."""
    run_at = session.get_one(OfferChange, change_id).at + SECOND_THOUGHTS
    enqueue(session, end_applications, key=f"applications-end-offer-{change_id}", run_at=run_at, offer_id=offer_id)


def end_applications(session: Session, offer_id: int) -> None:
    """Close what waits; if there is more than fits in one transaction, come back for it."""
    # Held as by who applies: whoever reopens it waits, or was faster and is seen.
    query = select(Offer).where(Offer.id == offer_id).with_for_update(read=True)
    offer = session.exec(query.execution_options(populate_existing=True)).first()
    if offer is None or offer.status not in _ENDED:
        return
    waiting = (Application.offer_id == offer_id, col(Application.status).in_(states.WAITING))
    due = session.exec(select(Application).where(*waiting).order_by(col(Application.id)).limit(BATCH)).all()
    for application in due:
        _end(session, application, _ENDED[offer.status])
    if len(due) == BATCH:
        enqueue(session, end_applications, offer_id=offer_id)


def _end(session: Session, application: Application, refusal: Refusal) -> None:
    held = services.hold(session, application)  # it may have been answered, or withdrawn, meanwhile
    if states.may(held.status, Action.END_OFFER, Side.SYSTEM):
        services.take(session, held, Action.END_OFFER, services.SYSTEM, refusal=refusal)


@outside
def forget_letters(session: Session, application_id: int) -> None:
    """Take out of the outbox what told of somebody who is forgotten: letters to them, and to who was to answer."""
    application = session.get(Application, application_id)
    if application is None or application.forgotten_at is None:
        return
    steps = session.exec(select(ApplicationStep.id).where(ApplicationStep.application_id == application_id))
    beginnings = (
        f"application-{application_id}-",
        f"application-new-{application_id}-",
        f"applications-reminder-{application.offer_id}-",  # it names many
        *(f"application-withdrawn-{id}-" for id in steps),
    )
    outbox.forget_keys(settings().outbox_dir, beginnings)


def follow_address(session: Session, account_id: int) -> None:
    if account := session.get(Account, account_id):
        moving.follow_address(session, account)


def announce_endings(session: Session) -> None:
    if services.announce_endings(session) == services.BATCH:
        enqueue(session, announce_endings)


def forget_ended(session: Session) -> None:
    if services.forget_ended(session) == services.BATCH:
        enqueue(session, forget_ended)


SUBSCRIPTIONS: Subscriptions = {
    ApplicationMade: (send_received,),
    ApplicationAskedAgain: (queue_link,),
    ApplicationStepped: (tell_candidate,),
    ApplicationEnding: (queue_notice,),
    ApplicationForgotten: (forget_letters,),
    OfferClosed: (follow_offer,),
    EmailChanged: (follow_address,),
}
SCHEDULE: tuple[Scheduled, ...] = (
    Scheduled(announce_endings, every=timedelta(days=1)),
    Scheduled(forget_ended, every=timedelta(days=1)),
)
DIRECT: tuple[Handler, ...] = (send_link, send_step, send_notice, end_applications)
