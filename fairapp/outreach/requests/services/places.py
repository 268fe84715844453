"""Places of a slot: a conditional update takes one, the CHECK on the row has the last word (row E7)."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, update
from sqlmodel import Session, col, select

from fairapp.core.changes import note_change
from fairapp.core.clock import now
from fairapp.core.events import emit
from fairapp.outreach.enums import SlotStatus
from fairapp.outreach.events import PlaceFreed
from fairapp.outreach.models import OutreachRequest, Slot, VisitBooking

_UNSEEN = {"synchronize_session": False}  # rows in memory are read again where they matter


def hold_slots(session: Session, ids: set[int]) -> None:
    """Keep others from these slots, always in the order of their ids: two who swap do not wait for each other."""
    session.exec(select(Slot.id).where(col(Slot.id).in_(ids)).order_by(col(Slot.id)).with_for_update()).all()


def take_place(session: Session, request: OutreachRequest, slot: Slot, *, starts_at: datetime) -> bool:
    """Give the class a place in the slot; False if it has none left, is closed, cancelled, or no longer at this hour."""
    taking = (
        update(Slot)
        .where(col(Slot.id) == slot.id, col(Slot.starts_at) == starts_at, *has_room(request))
        .values(groups_taken=Slot.groups_taken + 1, pupils_taken=Slot.pupils_taken + request.pupils)
    )
    done: CursorResult[Any] = session.execute(taking.execution_options(**_UNSEEN))  # type: ignore[assignment]
    session.expire(slot)
    if not done.rowcount:
        return False
    session.add(VisitBooking(request_id=request.id, slot_id=slot.id, pupils=request.pupils))
    session.flush()
    _tell_search(session, slot.id)
    return True


def has_room(request: OutreachRequest) -> list[ColumnElement[bool]]:
    """Return what is true of a slot that has a place for this class, now."""
    return [
        col(Slot.status) == SlotStatus.OPEN,
        col(Slot.booking_until) > now(),
        col(Slot.groups_taken) < col(Slot.groups_max),
        col(Slot.pupils_taken) + request.pupils <= col(Slot.pupils_max),
    ]


def free_place(session: Session, request: OutreachRequest) -> None:
    """Give back the place that the request holds, if any; the caller holds the request."""
    query = select(VisitBooking).where(VisitBooking.request_id == request.id, col(VisitBooking.released_at).is_(None))
    booking = session.exec(query).first()
    if booking is None:
        return
    booking.released_at = now()
    session.add(booking)
    freeing = (
        update(Slot)
        .where(col(Slot.id) == booking.slot_id)
        .values(groups_taken=Slot.groups_taken - 1, pupils_taken=Slot.pupils_taken - booking.pupils)
    )
    session.execute(freeing.execution_options(**_UNSEEN))
    session.flush()
    _tell_search(session, booking.slot_id)
    emit(session, PlaceFreed(booking.slot_id))


def _tell_search(session: Session, slot_id: int) -> None:
    """Have the catalogue look again at the months in which this intervention has a place."""
    note_change(session, "intervention", session.get_one(Slot, slot_id).intervention_id)
