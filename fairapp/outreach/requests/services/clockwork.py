"""What happens by itself, each hour (rows E5, E8): one step a request and transaction, each at most once.

A worker that is killed before the commit leaves nothing; after it, the history tells that the step was taken.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlmodel import Session, col, func, select

from fairapp.clusters.models import Cluster
from fairapp.core.clock import PARIS, now, today
from fairapp.outreach.dates import school_year
from fairapp.outreach.enums import LIVE_WAITS, Action, RequestStatus, Side, SlotStatus
from fairapp.outreach.models import Evaluation, HistoryLine, OutreachRequest, Slot, WaitItem
from fairapp.outreach.requests.queries import NUDGE_AFTER, WARN_BEFORE
from fairapp.outreach.requests.services import steps
from fairapp.outreach.requests.services.answering import forget_dates
from fairapp.outreach.requests.services.attesting import issue_attestations
from fairapp.outreach.requests.services.steps import Click
from fairapp.outreach.states import AGREED

ESCALATE_AFTER = timedelta(days=21)
DRAFTS_KEPT = timedelta(days=90)
EVALUATE_WITHIN = timedelta(days=30)
CORRECT_WITHIN = timedelta(days=7)  # who came, and what was answered, may still be put right
CONTACTS_KEPT = timedelta(days=730)
AT_ONCE = 200  # requests of one action and round
MORNING = time(8)  # on the clock of the cluster
BOTH = 2

_S = RequestStatus
_MOVING = (_S.MOVED_BY_SCHOOL, _S.MOVED_BY_COMPANY)
_OVER = (_S.CLOSED, _S.CANCELLED, _S.REFUSED, _S.EXPIRED)
_BY_ITSELF = Click(Side.CLOCK)

Condition = Callable[[], ColumnElement[bool]]


def due_ids(session: Session, action: Action) -> list[int]:
    """Return the requests that `action` is due for now, `AT_ONCE` at most; the others have their turn next time."""
    query = (
        select(OutreachRequest, Cluster.time_zone)
        .join(Cluster, col(Cluster.id) == OutreachRequest.cluster_id)
        .where(_DUE[action]())
        .order_by(col(OutreachRequest.id))
    )
    due = (request.id for request, zone in session.exec(query) if _is_time(request, zone, action))
    return list(islice(due, AT_ONCE))  # of those whose morning has come: the others must not stand in their way


def run(session: Session, action: Action, request_id: int) -> None:
    """Take one step if it is still due: somebody may have answered, or another worker been faster."""
    query = select(OutreachRequest).where(OutreachRequest.id == request_id, _DUE[action]())
    query = query.with_for_update(key_share=True, skip_locked=True).execution_options(populate_existing=True)
    request = session.exec(query).first()
    if request is None or not _is_time(request, session.get_one(Cluster, request.cluster_id).time_zone, action):
        return
    if action is Action.EXPIRE:
        forget_dates(session, request)
    elif action is Action.CLOSE:
        issue_attestations(session, request)
    elif action is Action.ANONYMISE:
        _forget_contacts(session, request)
    steps.take(session, request, action, _BY_ITSELF)


def _forget_contacts(session: Session, request: OutreachRequest) -> None:
    """Keep the numbers, forget who asked and what was said (row E11)."""
    request.contact_id = None
    request.contact_name = request.contact_email = request.contact_phone = ""
    request.wishes = request.needs = ""
    request.anonymised_at = now()
    for line in session.exec(select(HistoryLine).where(HistoryLine.request_id == request.id)):
        line.account_id, line.reason = None, ""
        session.add(line)
    for one in session.exec(select(Evaluation).where(Evaluation.request_id == request.id)):
        one.comment = ""
        session.add(one)


def _is_time(request: OutreachRequest, zone: str, action: Action) -> bool:
    """Tell whether the morning for this has come where the cluster is: no letter leaves at night, on no clock."""
    if action not in _MORNINGS or request.starts_at is None:
        return True
    morning = morning_of(request.starts_at, zone, days=_MORNINGS[action])
    if action is Action.FINISH:
        return morning <= now()
    if action is Action.REMIND_WEEK and morning_of(request.starts_at, zone, days=-1) <= now():
        return False  # nothing ran for days: the other reminder leaves now, one letter is enough
    return request.changed_at < morning <= now()


def morning_of(starts_at: datetime, zone: str, *, days: int) -> datetime:
    """Return eight o'clock on the wall, `days` after the day of the visit (before it where negative)."""
    day = starts_at.astimezone(ZoneInfo(zone)).date() + timedelta(days=days)
    return datetime.combine(day, MORNING, ZoneInfo(zone))


def _written(action: Action, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    same = col(HistoryLine.request_id) == col(OutreachRequest.id)
    return exists().where(same, col(HistoryLine.action) == action, *more)


def _in(*statuses: RequestStatus) -> ColumnElement[bool]:
    return col(OutreachRequest.status).in_(statuses)


def _unanswered(action: Action, after: timedelta) -> Condition:
    """Nobody did anything for so long, and it was not yet said since."""
    since = col(HistoryLine.at) >= col(OutreachRequest.changed_at)
    return lambda: and_(_in(_S.SENT), col(OutreachRequest.changed_at) <= now() - after, ~_written(action, since))


def _soon(action: Action, *, days: int) -> Condition:
    """The visit is near, and this reminder was not sent for the agreed date."""
    of_date = col(HistoryLine.sequence) == col(OutreachRequest.sequence)
    return lambda: and_(
        _in(*AGREED), col(OutreachRequest.starts_at) > now(),
        col(OutreachRequest.starts_at) <= now() + timedelta(days=days + 1), ~_written(action, of_date),
    )  # fmt: skip


def _waits_for_a_place() -> ColumnElement[bool]:
    live = col(WaitItem.status).in_(LIVE_WAITS)
    bookable = and_(col(Slot.status) == SlotStatus.OPEN, col(Slot.booking_until) > now())
    return exists().where(
        col(WaitItem.request_id) == col(OutreachRequest.id), live, col(Slot.id) == col(WaitItem.slot_id), bookable
    )


def _start_of_school_year() -> datetime:
    """What nobody answered ends with its school year."""
    return datetime.combine(school_year(today())[0], time(), PARIS)


def _answers() -> ColumnElement[int]:
    count = select(func.count()).select_from(Evaluation).where(Evaluation.request_id == col(OutreachRequest.id))
    return count.scalar_subquery()


_MORNINGS = {Action.REMIND_WEEK: -7, Action.REMIND_DAY: -1, Action.FINISH: 1}
_SINCE_CHANGE = col(HistoryLine.at) >= col(OutreachRequest.changed_at)

_DUE: Mapping[Action, Condition] = {
    Action.PURGE: lambda: and_(
        _in(_S.DRAFT), col(OutreachRequest.changed_at) <= now() - DRAFTS_KEPT, ~_waits_for_a_place(),
    ),
    Action.NUDGE: _unanswered(Action.NUDGE, NUDGE_AFTER),
    Action.ESCALATE: _unanswered(Action.ESCALATE, ESCALATE_AFTER),
    Action.WARN: lambda: and_(
        _in(_S.PROPOSED, *_MOVING), col(OutreachRequest.due_at) > now(),
        col(OutreachRequest.due_at) <= now() + WARN_BEFORE, ~_written(Action.WARN, _SINCE_CHANGE),
    ),
    Action.EXPIRE: lambda: or_(
        and_(_in(_S.PROPOSED, *_MOVING), col(OutreachRequest.due_at) <= now()),
        and_(_in(_S.SENT), col(OutreachRequest.changed_at) < _start_of_school_year()),
    ),
    Action.REMIND_WEEK: _soon(Action.REMIND_WEEK, days=7),
    Action.REMIND_DAY: _soon(Action.REMIND_DAY, days=1),
    Action.FINISH: lambda: and_(_in(*AGREED), col(OutreachRequest.ends_at) <= now()),
    Action.THANK: lambda: and_(_in(_S.DONE), ~_written(Action.THANK)),
    Action.CLOSE: lambda: and_(
        _in(_S.DONE), _written(Action.THANK),
        or_(
            and_(_answers() >= BOTH, col(OutreachRequest.ends_at) <= now() - CORRECT_WITHIN),
            col(OutreachRequest.ends_at) <= now() - EVALUATE_WITHIN,
        ),
    ),
    Action.ANONYMISE: lambda: and_(
        _in(*_OVER), col(OutreachRequest.anonymised_at).is_(None),
        col(OutreachRequest.changed_at) <= now() - CONTACTS_KEPT,
    ),
}  # fmt: skip

ACTIONS = tuple(_DUE)  # in the order in which they may follow each other
