"""Who stands there: badges within the type's quota, shared among the companies of the stand (rows B6, B10)."""

from sqlmodel import Session, select

from fairapp.core.errors import Conflict, DomainError
from fairapp.core.text import N_, squeeze
from fairapp.fairs.badges.services import ensure_badge
from fairapp.fairs.models import Fair
from fairapp.fairs.stands.drafts import StaffDraft
from fairapp.fairs.stands.models import BookingStaff, StandBooking
from fairapp.fairs.stands.queries import BOOKED, badge_quotas
from fairapp.fairs.stands.services.locking import lock_booking, require_booking


def name_staff(
    session: Session, fair: Fair, booking: StandBooking, draft: StaffDraft, *, company_id: int
) -> BookingStaff:
    """Name somebody, who gets a badge; naming the same person again changes nothing.

    :raise DomainError: if the company's share of the badges is used up, or names no longer change.
    """
    require_booking(session, fair)
    booking = lock_booking(session, booking.id)
    if booking.status not in BOOKED:
        raise Conflict(N_("Cette réservation n’est plus en cours."))
    first_name, last_name = squeeze(draft.first_name), squeeze(draft.last_name)
    query = select(BookingStaff).where(BookingStaff.booking_id == booking.id, BookingStaff.company_id == company_id)
    named = session.exec(query).all()
    for person in named:
        if (person.first_name, person.last_name) == (first_name, last_name):
            return person
    quota = badge_quotas(session, booking).get(company_id, 0)
    if len(named) >= quota:
        raise DomainError(
            N_("Vos %(quota)s badges sont attribués : retirez d’abord quelqu’un."), field="last_name", quota=quota
        )
    person = BookingStaff(
        booking_id=booking.id, company_id=company_id, first_name=first_name, last_name=last_name,
        job=squeeze(draft.job),
    )  # fmt: skip
    session.add(person)
    session.flush()
    ensure_badge(session, fair_id=fair.id, staff_id=person.id)
    return person


def remove_staff(session: Session, fair: Fair, person: BookingStaff) -> None:
    """Take somebody off the stand, with their badge."""
    require_booking(session, fair)
    session.delete(person)
