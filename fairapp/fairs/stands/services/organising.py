"""What an organiser does with bookings and stands (row B11)."""

from collections.abc import Iterable

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from fairapp.accounts.services import record
from fairapp.core.actor import Actor
from fairapp.core.clock import now
from fairapp.core.errors import Conflict, DomainError
from fairapp.core.events import emit
from fairapp.core.text import N_, squeeze
from fairapp.fairs.enums import BookingStatus
from fairapp.fairs.events import BookingConfirmed, BookingMoved
from fairapp.fairs.models import Fair
from fairapp.fairs.stands.models import Stand, StandBooking
from fairapp.fairs.stands.queries import BOOKED, LIVE
from fairapp.fairs.stands.services.expiring import expire_overdue
from fairapp.fairs.stands.services.locking import lock_booking, lock_bookings, lock_stand, lock_stands, plan_changed
from fairapp.fairs.stands.services.offering import offer_free_stands

NOT_BOOKED = N_("Cette réservation n’est plus en cours : la liste est à jour.")


def confirm_bookings(session: Session, fair: Fair, ids: Iterable[int], *, by: Actor) -> int:
    """Confirm those of these bookings that wait for it; return how many did."""
    confirmed = 0
    for booking in lock_bookings(session, ids):
        if booking.fair_id != fair.id or booking.status is not BookingStatus.SUBMITTED:
            continue
        booking.status, booking.confirmed_at, booking.version = BookingStatus.CONFIRMED, now(), booking.version + 1
        session.add(booking)
        record(session, "booking.confirmed", "booking", booking.id, by=by, cluster_id=fair.cluster_id)
        emit(session, BookingConfirmed(booking_id=booking.id))
        confirmed += 1
    if confirmed:
        plan_changed(session, fair.id)
    return confirmed


def move_booking(session: Session, fair: Fair, booking: StandBooking, stand: Stand, *, by: Actor) -> None:
    """Give the booking another free stand, at the price that was accepted; the stand that it leaves is offered.

    :raise Conflict: if that stand is not free.
    """
    booking = _booked(session, booking.id)
    if booking.stand_id == stand.id:
        return
    left, left_type = booking.stand_id, booking.type_id
    expire_overdue(session, col(StandBooking.stand_id) == stand.id, fair_id=fair.id)
    stand = lock_stand(session, stand, *([left] if left else []))
    if stand.is_blocked:
        raise Conflict(N_("Le stand %(code)s est bloqué : débloquez-le d’abord."), code=stand.code)
    try:
        with session.begin_nested():
            booking.stand_id, booking.type_id, booking.version = stand.id, stand.type_id, booking.version + 1
            session.add(booking)
    except IntegrityError:
        raise Conflict(
            N_("Le stand %(code)s n’est pas libre. Pour l’échanger, choisissez « Échanger »."), code=stand.code
        ) from None
    _note_move(session, fair, booking, by)
    offer_free_stands(session, fair, left_type)
    plan_changed(session, fair.id)


def swap_bookings(session: Session, fair: Fair, first: StandBooking, second: StandBooking, *, by: Actor) -> None:
    """Let two bookings exchange their stands.

    :raise Conflict: if one of them is over.
    """
    if first.id == second.id:
        raise DomainError(N_("Choisissez deux réservations différentes."), field="other_id")
    locked = {one.id: one for one in lock_bookings(session, (first.id, second.id))}
    first, second = locked[first.id], locked[second.id]
    if {first.status, second.status} - set(BOOKED):
        raise Conflict(NOT_BOOKED)
    places = [(one.stand_id, one.type_id) for one in (first, second)]
    lock_stands(session, *(stand_id for stand_id, _type in places if stand_id))
    status = first.status
    # The index lets no stand be booked twice, not even between two statements: the first steps aside.
    first.status, first.stand_id = BookingStatus.EXPIRED, None
    session.flush()
    second.stand_id, second.type_id = places[0]
    session.flush()
    first.status, (first.stand_id, first.type_id) = status, places[1]
    for booking in (first, second):
        booking.version += 1
        session.add(booking)
        _note_move(session, fair, booking, by)
    plan_changed(session, fair.id)


def set_paid(session: Session, fair: Fair, booking: StandBooking, is_paid: bool, *, by: Actor) -> None:
    """Note that the payment came, or take the note back."""
    booking = _booked(session, booking.id)
    if bool(booking.paid_at) is is_paid:
        return
    booking.paid_at, booking.version = now() if is_paid else None, booking.version + 1
    session.add(booking)
    record(session, "booking.paid", "booking", booking.id, by=by, cluster_id=fair.cluster_id, paid=is_paid)


def block_stand(session: Session, fair: Fair, stand: Stand, *, reason: str, by: Actor) -> None:
    """Take a stand off the plan; blocking it again changes the reason.

    :raise Conflict: if it is booked or kept.
    """
    expire_overdue(session, col(StandBooking.stand_id) == stand.id, fair_id=fair.id)
    stand = lock_stand(session, stand)
    live = select(StandBooking.id).where(StandBooking.stand_id == stand.id, col(StandBooking.status).in_(LIVE))
    if session.exec(live).first() is not None:
        raise Conflict(N_("Le stand %(code)s est pris : déplacez ou annulez d’abord sa réservation."), code=stand.code)
    stand.is_blocked, stand.blocked_reason = True, squeeze(reason)[:200]
    session.add(stand)
    record(session, "stand.blocked", "stand", stand.id, by=by, cluster_id=fair.cluster_id)
    plan_changed(session, fair.id)


def unblock_stand(session: Session, fair: Fair, stand: Stand, *, by: Actor) -> None:
    """Put a stand back on the plan: it is offered to the waiting list first; twice is once."""
    stand = lock_stand(session, stand)
    if not stand.is_blocked:
        return
    stand.is_blocked, stand.blocked_reason = False, ""
    session.add(stand)
    session.flush()
    record(session, "stand.freed", "stand", stand.id, by=by, cluster_id=fair.cluster_id)
    offer_free_stands(session, fair, stand.type_id)
    plan_changed(session, fair.id)


def _booked(session: Session, booking_id: int) -> StandBooking:
    booking = lock_booking(session, booking_id)
    if booking.status not in BOOKED:
        raise Conflict(NOT_BOOKED)
    return booking


def _note_move(session: Session, fair: Fair, booking: StandBooking, by: Actor) -> None:
    session.flush()
    record(session, "booking.moved", "booking", booking.id, by=by, cluster_id=fair.cluster_id)
    emit(session, BookingMoved(booking_id=booking.id))
