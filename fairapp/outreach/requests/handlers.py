"""What follows from the steps of requests, what happens by itself each hour, and the waiting lists (rows E5, E7, E8)."""

from datetime import timedelta

from sqlmodel import Session

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.services import issue_link
from fairapp.core.clock import now
from fairapp.core.tasks import Handler, Subscriptions, enqueue
from fairapp.core.worker import Scheduled
from fairapp.outreach.enums import Action
from fairapp.outreach.events import PlaceFreed, PlaceNotified, RequestStepped, WaitEnded
from fairapp.outreach.models import HistoryLine, OutreachRequest
from fairapp.outreach.requests.letters import send_place, send_step, send_thanks, send_wait_ended
from fairapp.outreach.requests.readers import readers_of
from fairapp.outreach.requests.retention import forget_classes
from fairapp.outreach.requests.services import clockwork, waiting

HOUR = timedelta(hours=1)
_PLACE_TAKEN = (Action.BOOK, Action.CHOOSE, Action.AGREE)


def queue_steps(session: Session) -> None:
    """Queue what is due by itself (hourly), a task each; what fails or finds its request held is due in an hour again."""
    for action in clockwork.ACTIONS:
        for id in clockwork.due_ids(session, action):
            enqueue(
                session, take_step, key=f"outreach-{action}-{id}-{_this_hour()}", action=action.value, request_id=id
            )


def take_step(session: Session, action: str, request_id: int) -> None:
    clockwork.run(session, Action(action), request_id)


def tell(session: Session, request_id: int, line_id: int) -> None:
    """Queue a letter to each reader of a step, once."""
    request, line = session.get(OutreachRequest, request_id), session.get(HistoryLine, line_id)
    if request is None or line is None:
        return
    if line.action is Action.THANK:
        _ask_for_evaluation(session, request, line)
        return
    for reader in readers_of(session, request, line):
        key = f"outreach-letter-{line.id}-{reader.side}-{reader.account_id or 0}"
        enqueue(session, send_step, key=key, line_id=line.id, side=reader.side.value, account_id=reader.account_id)


def _ask_for_evaluation(session: Session, request: OutreachRequest, line: HistoryLine) -> None:
    """Give each reader a link that holds as long as evaluations are taken."""
    ended = request.ends_at or line.at
    left = max(ended + clockwork.EVALUATE_WITHIN - now(), timedelta(minutes=1))
    for reader in readers_of(session, request, line):
        link = issue_link(
            session, LinkPurpose.VISIT_EVALUATION, email=reader.email, subject_id=request.id, lifetime=left
        )
        enqueue(session, send_thanks, link_id=link.id, line_id=line.id, side=reader.side.value)


def tell_of_taken_place(session: Session, request_id: int, line_id: int) -> None:
    """Have those wait on who were told of a place that another class has now."""
    request, line = session.get(OutreachRequest, request_id), session.get(HistoryLine, line_id)
    if request and line and line.action in _PLACE_TAKEN and request.slot_id:
        enqueue(session, tend_slot, slot_id=request.slot_id)


def tend_slot(session: Session, slot_id: int) -> None:
    waiting.notify(session, slot_id)


def tend_waiting_lists(session: Session) -> None:
    """Queue the slots of which a notice is over, or a place was left without notice (hourly)."""
    for id in waiting.slots_to_tend(session):
        enqueue(session, tend_slot, key=f"outreach-slot-{id}-{_this_hour()}", slot_id=id)


def _this_hour() -> int:
    return int(now().timestamp() // HOUR.total_seconds())


SUBSCRIPTIONS: Subscriptions = {
    RequestStepped: (tell, tell_of_taken_place),
    PlaceFreed: (tend_slot,),
    PlaceNotified: (send_place,),
    WaitEnded: (send_wait_ended,),
}
SCHEDULE: tuple[Scheduled, ...] = (
    Scheduled(queue_steps, every=HOUR),
    Scheduled(tend_waiting_lists, every=HOUR),
    Scheduled(forget_classes, every=24 * HOUR),
)
DIRECT: tuple[Handler, ...] = (take_step, send_step, send_thanks, tend_slot)
