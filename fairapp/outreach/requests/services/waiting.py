"""The waiting list of a slot (row E7): a place that comes free is told to three at most, the fastest has it."""

from datetime import timedelta

from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from fairapp.core.clock import now
from fairapp.core.db import upsert
from fairapp.core.events import emit
from fairapp.outreach.enums import RequestStatus, SlotStatus, WaitStatus
from fairapp.outreach.events import PlaceNotified
from fairapp.outreach.models import OutreachRequest, Slot, WaitItem
from fairapp.outreach.requests.services.places import hold_slots

MOST_NOTICES = 3  # at a time
NOTICE = timedelta(hours=48)
_LIVE = (WaitStatus.WAITING, WaitStatus.NOTIFIED)


def join(session: Session, request: OutreachRequest, slot: Slot) -> None:
    """Wait for a place; who waits already keeps the number that it has."""
    adding = upsert(session, WaitItem).values(
        slot_id=slot.id, request_id=request.id, status=WaitStatus.WAITING, created_at=now()
    )
    session.execute(adding.on_conflict_do_nothing())  # `uq_wait_item_live`


def leave(session: Session, request: OutreachRequest, slot: Slot) -> None:
    _settle(session, request, WaitStatus.LEFT, slot_id=slot.id)


def settle_booked(session: Session, request: OutreachRequest) -> None:
    """Whoever has a place waits for none: of this slot or another one of the same intervention."""
    _settle(session, request, WaitStatus.BOOKED)


def notify(session: Session, slot_id: int) -> None:
    """Tell the next in the line that a place is free, up to three at a time; notices that are over are given on."""
    hold_slots(session, {slot_id})
    slot = session.get(Slot, slot_id, populate_existing=True)
    if slot is None or not _has_room(slot):
        return
    for late in session.exec(
        _of(slot).where(WaitItem.status == WaitStatus.NOTIFIED, col(WaitItem.notified_until) <= now())
    ):
        late.status = WaitStatus.LEFT
        session.add(late)
    session.flush()
    told = session.exec(
        select(func.count())
        .select_from(WaitItem)
        .where(WaitItem.slot_id == slot.id, WaitItem.status == WaitStatus.NOTIFIED)
    ).one()
    next_ones = _of(slot).where(WaitItem.status == WaitStatus.WAITING).limit(max(0, MOST_NOTICES - told))
    for item in session.exec(next_ones):
        item.status, item.notified_until = WaitStatus.NOTIFIED, min(now() + NOTICE, slot.booking_until)
        session.add(item)
        session.flush()
        emit(session, PlaceNotified(item.id))


def overdue_slots(session: Session) -> list[int]:
    """Return the slots of which a notice is over, in the order in which they are held."""
    late = select(WaitItem.slot_id).where(WaitItem.status == WaitStatus.NOTIFIED, col(WaitItem.notified_until) <= now())
    return sorted(set(session.exec(late)))


def _has_room(slot: Slot) -> bool:
    is_open = slot.status is SlotStatus.OPEN and slot.booking_until > now()
    return is_open and slot.groups_taken < slot.groups_max and slot.pupils_taken < slot.pupils_max


def _of(slot: Slot) -> SelectOfScalar[WaitItem]:
    """Those who wait for this slot with a class that fits, the first come first."""
    return (
        select(WaitItem)
        .join(OutreachRequest, col(OutreachRequest.id) == WaitItem.request_id)
        .where(WaitItem.slot_id == slot.id, OutreachRequest.status == RequestStatus.DRAFT)
        .where(OutreachRequest.pupils <= slot.pupils_max - slot.pupils_taken)
        .order_by(col(WaitItem.id))
    )


def _settle(session: Session, request: OutreachRequest, status: WaitStatus, *, slot_id: int | None = None) -> None:
    query = select(WaitItem).where(WaitItem.request_id == request.id, col(WaitItem.status).in_(_LIVE))
    for item in session.exec(query if slot_id is None else query.where(WaitItem.slot_id == slot_id)):
        item.status = status
        session.add(item)
    session.flush()
