"""What is kept of somebody who booked or shares a stand for a company, handed out and erased with their account."""

from typing import Any

from sqlalchemy import ColumnElement, func, or_, update
from sqlmodel import Session, col, select

from fairapp.accounts.models import Account
from fairapp.fairs.models import Fair
from fairapp.fairs.stands.models import BookingPartner, StandBooking

_NOBODY = {"contact_name": "", "contact_email": ""}
_CONTACT = {"contact_name", "contact_email", "contact_phone"}
_SIGNED = {"terms_version", "terms_accepted_at", "terms_accepted_by", "terms_address"}


def export_bookings(session: Session, account_id: int) -> list[dict[str, Any]]:
    """Return the bookings that the account made or is the contact of, and the shared stands too."""
    email = _email(session, account_id)
    theirs = or_(col(StandBooking.booked_by_id) == account_id, _is_contact(StandBooking, email))
    bookings = session.exec(select(StandBooking).where(theirs).order_by(col(StandBooking.id))).all()
    shared = session.exec(select(BookingPartner).where(_is_contact(BookingPartner, email))).all()
    return [_booked(session, row, account_id, email) for row in bookings] + [_shared(session, row) for row in shared]


def erase_bookings(session: Session, account_id: int) -> None:
    """Forget the person; the company keeps its stand, its bill, and who accepted the terms: the contract's evidence."""
    email = _email(session, account_id)
    nobody = update(StandBooking).where(_is_contact(StandBooking, email)).values(**_NOBODY, contact_phone="")
    by_them = update(StandBooking).where(col(StandBooking.booked_by_id) == account_id)
    partner = update(BookingPartner).where(_is_contact(BookingPartner, email)).values(**_NOBODY)
    session.flush()
    for statement in (nobody, by_them.values(booked_by_id=None, terms_address=""), partner):
        session.execute(statement.execution_options(synchronize_session="fetch"))


def _email(session: Session, account_id: int) -> str:
    return session.get_one(Account, account_id).email  # proven: signing in needs it


def _is_contact(model: type[StandBooking] | type[BookingPartner], email: str) -> ColumnElement[bool]:
    return func.lower(col(model.contact_email)) == email.lower()


def _booked(session: Session, row: StandBooking, account_id: int, email: str) -> dict[str, Any]:
    """Return what concerns this person: another's contact or signature is not theirs to read."""
    told = {"status", "submitted_at", "confirmed_at"}
    told |= _CONTACT if row.contact_email.lower() == email.lower() else set()
    told |= _SIGNED | {"note"} if row.booked_by_id == account_id else set()
    return {"fair": session.get_one(Fair, row.fair_id).name} | row.model_dump(mode="json", include=told)


def _shared(session: Session, row: BookingPartner) -> dict[str, Any]:
    fair_id = session.get_one(StandBooking, row.booking_id).fair_id
    kept = row.model_dump(mode="json", include={"contact_name", "contact_email", "status", "asked_at", "answered_at"})
    return {"fair": session.get_one(Fair, fair_id).name} | kept
