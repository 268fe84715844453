"""Holds that ran out: freed by whoever writes next, and by the clock's own round every two minutes."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from fairapp.core.clock import now
from fairapp.fairs.enums import BookingStatus
from fairapp.fairs.stands.models import StandBooking


def expire_overdue(
    session: Session, *where: ColumnElement[bool], fair_id: int, skip_locked: bool = False
) -> Sequence[StandBooking]:
    """End the holds of this fair whose time is over; return them.

    With `skip_locked`, those that somebody else writes about are left to them: who holds a stand type must not wait.
    """
    session.flush()
    overdue = (
        select(StandBooking)
        .where(StandBooking.fair_id == fair_id, StandBooking.status == BookingStatus.HELD, *where)
        .where(col(StandBooking.held_until) <= now())
        .order_by(col(StandBooking.id))
        .with_for_update(key_share=True, skip_locked=skip_locked)
        .execution_options(populate_existing=True)
    )
    bookings = session.exec(overdue).all()
    for booking in bookings:
        end(session, booking, BookingStatus.EXPIRED)
    return bookings


def end(session: Session, booking: StandBooking, status: BookingStatus) -> None:
    """Cancel or expire a booking: its stand is free from here on."""
    booking.status, booking.ended_at, booking.version = status, now(), booking.version + 1
    session.add(booking)
    session.flush()
