"""Who answers is told and reminded; what nobody answers ends; figures are reckoned."""

from datetime import datetime, time, timedelta

from sqlmodel import Session

from fairapp.core.clock import PARIS, now, today
from fairapp.core.tasks import Handler, Subscriptions, enqueue
from fairapp.core.worker import Scheduled
from fairapp.offers.applications import states
from fairapp.offers.applications.enums import Action, ApplicationStatus
from fairapp.offers.applications.events import ApplicationMade, ApplicationStepped
from fairapp.offers.applications.inbox import clockwork
from fairapp.offers.applications.inbox.figures import reckon_figures
from fairapp.offers.applications.inbox.letters import send_new, send_reminder, send_withdrawn
from fairapp.offers.applications.inbox.links import end_answers, issue_answers
from fairapp.offers.applications.inbox.readers import readers_of, shares_of
from fairapp.offers.applications.models import Application, ApplicationStep

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MORNING = time(8)


def tell_of_new(session: Session, application_id: int) -> None:
    """Queue a letter to each reader of a new application, once."""
    application = session.get(Application, application_id)
    if application is None or application.email is None:
        return
    for reader in readers_of(session, application):
        issue_answers(session, application.id, reader.email)
        key = f"application-new-{application.id}-{reader.account_id or 0}"
        enqueue(session, send_new, key=key, application_id=application.id, account_id=reader.account_id)


def queue_reminders(session: Session) -> None:
    """Queue the offers of which somebody has to be reminded (daily)."""
    for offer_id in clockwork.offers_to_remind_of(session):
        enqueue(session, remind_of_offer, key=f"applications-remind-{offer_id}-{today()}", offer_id=offer_id)


def remind_of_offer(session: Session, offer_id: int) -> None:
    """Take the step for each application that is due, and queue one letter to each reader, for the morning."""
    reminded = [session.get_one(Application, id) for id in clockwork.remind(session, offer_id)]
    for reader, applications in shares_of(session, reminded):
        ids = [one.id for one in applications]
        if len(ids) == 1:
            issue_answers(session, ids[0], reader.email)
        enqueue(
            session, send_reminder, key=f"applications-reminder-{offer_id}-{today()}-{ids[0]}-{reader.account_id or 0}",
            run_at=_morning(), offer_id=offer_id, ids=ids, day=str(today()), account_id=reader.account_id,
        )  # fmt: skip


def queue_ends(session: Session) -> None:
    """Queue what nobody answered in time (hourly), a task each; what fails is due in an hour again."""
    hour = int(now().timestamp() // HOUR.total_seconds())
    for id in clockwork.ids_to_end(session):
        enqueue(session, end_application, key=f"application-lapse-{id}-{hour}", application_id=id)


def end_application(session: Session, application_id: int) -> None:
    clockwork.end(session, application_id)


def tell_of_withdrawal(session: Session, application_id: int, step_id: int) -> None:
    """Queue a letter to each reader whom it spares an answer: somebody had begun, or they have no inbox to see it."""
    step, application = session.get(ApplicationStep, step_id), session.get(Application, application_id)
    if step is None or application is None or step.action is not Action.WITHDRAW:
        return
    for reader in readers_of(session, application):
        if step.from_status is not ApplicationStatus.NEW or not reader.inbox:
            key = f"application-withdrawn-{step_id}-{reader.account_id or 0}"
            enqueue(session, send_withdrawn, key=key, step_id=step_id, account_id=reader.account_id)


def end_links(session: Session, application_id: int, step_id: int) -> None:
    """Once it is over, no letter answers it any more."""
    application = session.get(Application, application_id)
    if application is None or application.status in states.OVER:
        end_answers(session, application_id)


def _morning() -> datetime:
    """Return eight o'clock of today in Paris, or now when it is past: no letter leaves at night."""
    return max(now(), datetime.combine(today(), MORNING, PARIS))


SUBSCRIPTIONS: Subscriptions = {ApplicationMade: (tell_of_new,), ApplicationStepped: (end_links, tell_of_withdrawal)}
SCHEDULE: tuple[Scheduled, ...] = (
    Scheduled(queue_reminders, every=DAY),
    Scheduled(queue_ends, every=HOUR),
    Scheduled(reckon_figures, every=DAY),
)
DIRECT: tuple[Handler, ...] = (send_new, send_reminder, send_withdrawn, remind_of_offer, end_application)
