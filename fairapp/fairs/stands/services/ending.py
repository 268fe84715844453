"""Ending a booking: its stand goes to the waiting list or is free, its options go back in stock."""

from sqlmodel import Session

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.services import record, revoke_links
from fairapp.core.actor import Actor
from fairapp.core.errors import Conflict
from fairapp.core.events import emit
from fairapp.core.text import N_
from fairapp.fairs.enums import BookingStatus
from fairapp.fairs.events import BookingCancelled
from fairapp.fairs.models import Fair
from fairapp.fairs.stands.models import StandBooking
from fairapp.fairs.stands.queries import BOOKED, LIVE
from fairapp.fairs.stands.services.expiring import end
from fairapp.fairs.stands.services.locking import lock_booking, plan_changed, require_booking
from fairapp.fairs.stands.services.offering import offer_free_stands
from fairapp.fairs.stands.services.submitting import give_back_options

OVER = (BookingStatus.CANCELLED, BookingStatus.EXPIRED)


def give_up_booking(session: Session, fair: Fair, booking: StandBooking, *, by: Actor) -> None:
    """Cancel as the company, while bookings are open; twice is once.

    :raise DomainError: afterwards, with the day: an organiser still can.
    """
    require_booking(session, fair)
    cancel_booking(session, fair, booking, by=by)


def cancel_booking(session: Session, fair: Fair, booking: StandBooking, *, by: Actor | None) -> None:
    """Cancel whatever the booking is: held, submitted, confirmed or on the waiting list; twice is once."""
    booking = lock_booking(session, booking.id)
    if booking.status in OVER:
        return
    was, had_stand = booking.status, booking.status in LIVE
    end(session, booking, BookingStatus.CANCELLED)
    revoke_links(session, LinkPurpose.STAND_OFFER, subject_id=booking.id)
    if was in BOOKED:
        give_back_options(session, booking)
        record(session, "booking.cancelled", "booking", booking.id, by=by, cluster_id=fair.cluster_id)
        emit(session, BookingCancelled(booking_id=booking.id))
    if had_stand:
        offer_free_stands(session, fair, booking.type_id)
        plan_changed(session, fair.id)


def decline_offer(session: Session, fair: Fair, booking: StandBooking) -> None:
    """Decline the stand that the waiting list offers: the next in line is asked; twice is once.

    :raise Conflict: if the company booked it meanwhile.
    """
    booking = lock_booking(session, booking.id)
    if booking.status in BOOKED:
        raise Conflict(N_("Ce stand est déjà réservé par votre entreprise."))
    cancel_booking(session, fair, booking, by=None)
