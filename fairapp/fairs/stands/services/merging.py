"""After two companies became one: a company is no partner of its own stand."""

from sqlmodel import Session, col, select

from fairapp.fairs.stands.models import BookingPartner, StandBooking
from fairapp.fairs.stands.services.locking import plan_changed


def tidy_after_merge(session: Session, company_id: int) -> None:
    """Take the company off the partners of its own bookings, and let plans show its name; twice is once."""
    own = select(BookingPartner).join(StandBooking, col(StandBooking.id) == BookingPartner.booking_id)
    for row in session.exec(own.where(StandBooking.company_id == company_id, BookingPartner.company_id == company_id)):
        session.delete(row)
    session.flush()
    fairs = select(StandBooking.fair_id).where(StandBooking.company_id == company_id).distinct()
    shared = (
        select(StandBooking.fair_id)
        .join(BookingPartner, col(BookingPartner.booking_id) == StandBooking.id)
        .where(BookingPartner.company_id == company_id)
    )
    for fair_id in sorted({*session.exec(fairs), *session.exec(shared)}):
        plan_changed(session, fair_id)
