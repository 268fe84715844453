"""What is known of exhibitors' people ends a year after the fair; the company's booking and its bill stay.

So does who accepted the terms (`terms_accepted_by`): without a name the contract proves nothing.
"""

from datetime import timedelta

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.models import ActionLink
from fairapp.core.clock import today
from fairapp.fairs.queries import ended_before
from fairapp.fairs.stands.models import BookingPartner, BookingStaff, StandBooking

KEPT = timedelta(days=365)
_NOBODY = {"contact_name": "", "contact_email": ""}
_IN_BULK = {"synchronize_session": False}


def purge_old_staff(session: Session) -> None:
    """Delete the people on stands, their badges with them, who was written to, and mailed links (daily)."""
    old = select(StandBooking.id).where(col(StandBooking.fair_id).in_(ended_before(today() - KEPT)))
    session.execute(delete(BookingStaff).where(col(BookingStaff.booking_id).in_(old)).execution_options(**_IN_BULK))
    shares = select(BookingPartner.id).where(col(BookingPartner.booking_id).in_(old))
    for purpose, subjects in ((LinkPurpose.STAND_OFFER, old), (LinkPurpose.BOOKING_PARTNER, shares)):
        links = delete(ActionLink).where(col(ActionLink.purpose) == purpose, col(ActionLink.subject_id).in_(subjects))
        session.execute(links.execution_options(**_IN_BULK))
    partners = update(BookingPartner).where(col(BookingPartner.booking_id).in_(old)).values(**_NOBODY)
    session.execute(partners.execution_options(**_IN_BULK))
    bookings = update(StandBooking).where(col(StandBooking.id).in_(old))
    bookings = bookings.values(**_NOBODY, contact_phone="", note="", terms_address="")
    session.execute(bookings.execution_options(**_IN_BULK))
