"""The waiting list of a stand type: a stand that comes free is offered to who waits longest (row B7)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import exists
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from fairapp.core.clock import now
from fairapp.core.events import emit
from fairapp.fairs.calendar import can_book
from fairapp.fairs.enums import BookingStatus
from fairapp.fairs.events import StandOffered
from fairapp.fairs.models import Fair
from fairapp.fairs.queries import days_of
from fairapp.fairs.stands.models import Stand, StandBooking, StandType
from fairapp.fairs.stands.queries import LIVE, has_waiting
from fairapp.fairs.stands.services.expiring import expire_overdue
from fairapp.fairs.stands.services.locking import plan_changed

OFFER = timedelta(hours=24)


def offer_free_stands(session: Session, fair: Fair, type_id: int) -> int:
    """Offer every free stand of the type, first come first served by `waitlisted_at`; return how many were.

    The caller notes the change of the plan.
    """
    if not has_waiting(session, type_id) or not can_book(fair, days_of(session, fair.id)):
        return 0
    kind = select(StandType).where(StandType.id == type_id).with_for_update(key_share=True)
    session.exec(kind).one()  # one at a time walks the list: nobody is passed over
    expire_overdue(session, col(StandBooking.type_id) == type_id, fair_id=fair.id, skip_locked=True)
    until = min(now() + OFFER, fair.booking_until) if fair.booking_until else now() + OFFER
    offered = 0
    for stand in _free_stands(session, type_id):
        first = first_waiting(session, type_id)
        if first is None:
            break
        offered += _offer(session, first, stand, until)
    return offered


def tend_waiting_lists(session: Session, fair: Fair) -> None:
    """Free what is overdue and offer what is free, all types of the fair; what nobody's click did yet."""
    overdue = expire_overdue(session, fair_id=fair.id)
    waiting = select(StandBooking.type_id).where(
        StandBooking.fair_id == fair.id, StandBooking.status == BookingStatus.WAITLISTED
    )
    types = sorted(session.exec(waiting.distinct()))  # in one order, so that two rounds cannot block each other
    offered = sum(offer_free_stands(session, fair, type_id) for type_id in types)
    if overdue or offered:
        plan_changed(session, fair.id)


def first_waiting(session: Session, type_id: int) -> StandBooking | None:
    """Return who waits longest; a company that keeps another stand just now is passed over, and keeps its place."""
    other = aliased(StandBooking)
    keeps = exists().where(
        col(other.fair_id) == col(StandBooking.fair_id),
        col(other.company_id) == col(StandBooking.company_id),
        col(other.status) == BookingStatus.HELD,
    )
    query = (
        select(StandBooking)
        .where(StandBooking.type_id == type_id, StandBooking.status == BookingStatus.WAITLISTED, ~keeps)
        .order_by(col(StandBooking.waitlisted_at), col(StandBooking.id))
        .limit(1)
        .with_for_update(key_share=True)
    )
    return session.exec(query.execution_options(populate_existing=True)).first()


def _free_stands(session: Session, type_id: int) -> Sequence[Stand]:
    """Return the free stands of a type, held against other writers; those that someone books right now are skipped."""
    query = select(Stand).where(Stand.type_id == type_id, ~col(Stand.is_blocked)).order_by(Stand.code)
    locked = session.exec(query.with_for_update(key_share=True, skip_locked=True)).all()
    live = select(StandBooking.stand_id).where(
        StandBooking.type_id == type_id, col(StandBooking.status).in_(LIVE)
    )  # asked after the lock: what was booked before it is seen
    taken = set(session.exec(live).all())
    return [stand for stand in locked if stand.id not in taken]


def _offer(session: Session, booking: StandBooking, stand: Stand, until: datetime) -> bool:
    try:
        with session.begin_nested():
            booking.status, booking.stand_id, booking.is_offered = BookingStatus.HELD, stand.id, True
            booking.held_at, booking.held_until, booking.version = now(), until, booking.version + 1
            session.add(booking)
    except IntegrityError:  # the company took another stand this very moment
        session.refresh(booking)
        return False
    emit(session, StandOffered(booking_id=booking.id))
    return True
