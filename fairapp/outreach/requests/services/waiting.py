"""The waiting list of a slot (row E7): a place that comes free is told to three at most, the fastest has it."""

from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from fairapp.core.clock import now
from fairapp.core.db import upsert
from fairapp.core.events import emit
from fairapp.outreach.enums import LIVE_WAITS, RequestStatus, SlotStatus, WaitStatus
from fairapp.outreach.events import PlaceNotified
from fairapp.outreach.models import OutreachRequest, Slot, WaitItem
from fairapp.outreach.requests.services.places import hold_slots

MOST_NOTICES = 3  # at a time
NOTICE = timedelta(hours=48)


def join(session: Session, request: OutreachRequest, slot: Slot) -> None:
    """Wait for a place; who waits already keeps the number that it has."""
    adding = upsert(session, WaitItem).values(
        slot_id=slot.id, request_id=request.id, status=WaitStatus.WAITING, created_at=now()
    )
    session.execute(adding.on_conflict_do_nothing())  # `uq_wait_item_live`


def waits_of(session: Session, request_id: int) -> Sequence[WaitItem]:
    """Return where the draft waits."""
    query = select(WaitItem).where(WaitItem.request_id == request_id, col(WaitItem.status).in_(LIVE_WAITS))
    return session.exec(query.order_by(col(WaitItem.id))).all()


def settle(session: Session, request: OutreachRequest, status: WaitStatus) -> None:
    """End all waiting of the request: it is booked, or left the lists."""
    query = select(WaitItem).where(WaitItem.request_id == request.id, col(WaitItem.status).in_(LIVE_WAITS))
    held = query.order_by(col(WaitItem.id)).with_for_update().execution_options(populate_existing=True)
    for item in session.exec(held):
        item.status = status
        session.add(item)
    session.flush()


def notify(session: Session, slot_id: int) -> None:
    """Tell the next in the line that a place is free, up to three at a time; notices that are over are given on.

    Whoever was told and finds the slot full again was not fast enough: they keep their number, and wait on.
    """
    hold_slots(session, {slot_id})
    slot = session.get(Slot, slot_id, populate_existing=True)
    if slot is None or slot.status is not SlotStatus.OPEN or slot.booking_until <= now():
        return
    if not _has_room(slot):
        _put_back(session, slot)
        return
    held = _of(slot).with_for_update(of=WaitItem).execution_options(populate_existing=True)
    in_line = session.exec(held).all()
    for item in in_line:
        if item.status is WaitStatus.NOTIFIED and item.notified_until and item.notified_until <= now():
            item.status = WaitStatus.LEFT
    told = sum(item.status is WaitStatus.NOTIFIED for item in in_line)
    next_ones = [item for item in in_line if item.status is WaitStatus.WAITING][: max(0, MOST_NOTICES - told)]
    for item in next_ones:
        item.status, item.notified_until = WaitStatus.NOTIFIED, min(now() + NOTICE, slot.booking_until)
    session.add_all(in_line)
    session.flush()
    for item in next_ones:
        emit(session, PlaceNotified(item.id))


def slots_to_tend(session: Session) -> list[int]:
    """Return the slots with a place that somebody waits for, in the order in which they are held.

    Most have told whom they could. But a notice may be over, and of three who were told one may throw the draft away.
    """
    query = (
        select(WaitItem.slot_id)
        .join(Slot, col(Slot.id) == WaitItem.slot_id)
        .where(col(WaitItem.status).in_(LIVE_WAITS))
    )
    query = query.where(Slot.status == SlotStatus.OPEN, col(Slot.booking_until) > now())
    return sorted(
        set(session.exec(query.where(Slot.groups_taken < Slot.groups_max, Slot.pupils_taken < Slot.pupils_max)))
    )


def _put_back(session: Session, slot: Slot) -> None:
    query = select(WaitItem).where(WaitItem.slot_id == slot.id, WaitItem.status == WaitStatus.NOTIFIED)
    for item in session.exec(query):
        item.status, item.notified_until = WaitStatus.WAITING, None
        session.add(item)
    session.flush()


def _has_room(slot: Slot) -> bool:
    return slot.groups_taken < slot.groups_max and slot.pupils_taken < slot.pupils_max


def _of(slot: Slot) -> SelectOfScalar[WaitItem]:
    """Those who wait for this slot with a class that fits, the first come first."""
    return (
        select(WaitItem)
        .join(OutreachRequest, col(OutreachRequest.id) == WaitItem.request_id)
        .where(WaitItem.slot_id == slot.id, col(WaitItem.status).in_(LIVE_WAITS))
        .where(OutreachRequest.status == RequestStatus.DRAFT)
        .where(OutreachRequest.pupils <= slot.pupils_max - slot.pupils_taken)
        .order_by(col(WaitItem.id))
    )
