"""Who exhibits where, and what a company or an organiser asks about bookings."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, union_all
from sqlmodel import Session, col, select

from fairapp.clusters.models import Company
from fairapp.fairs.enums import BookingStatus, PartnerStatus
from fairapp.fairs.models import Hall
from fairapp.fairs.stands.models import (
    BookingPartner,
    Stand,
    StandBooking,
)

LIVE = (BookingStatus.HELD, BookingStatus.SUBMITTED, BookingStatus.CONFIRMED)
BOOKED = (BookingStatus.SUBMITTED, BookingStatus.CONFIRMED)


class Exhibitor(NamedTuple):
    """A company that is present, on the stand that it booked or on one that it shares."""

    company: Company
    stand_codes: tuple[str, ...]
    halls: tuple[str, ...]
    stand_ids: tuple[int, ...]


def exhibitors_of(session: Session, fair_id: int) -> list[Exhibitor]:
    """Return the companies with a stand, by name; a partner appears once it has accepted (row B6). One query."""
    owners = select(StandBooking.id, StandBooking.stand_id, StandBooking.company_id).where(*_booked(fair_id))
    partners = (
        select(StandBooking.id, StandBooking.stand_id, BookingPartner.company_id)
        .join(BookingPartner, col(BookingPartner.booking_id) == StandBooking.id)
        .where(*_booked(fair_id), BookingPartner.status == PartnerStatus.ACCEPTED)
    )
    present = union_all(owners, partners).subquery()
    rows = session.exec(
        select(Company, Stand.code, Stand.id, Hall.name)
        .join(present, present.c.company_id == Company.id)
        .join(Stand, col(Stand.id) == present.c.stand_id)
        .join(Hall, col(Hall.id) == Stand.hall_id)
        .order_by(Company.folded_name, col(Company.id), Stand.code)
    ).all()
    found: dict[int, Exhibitor] = {}
    for company, code, stand_id, hall in rows:
        known = found.get(company.id, Exhibitor(company, (), (), ()))
        found[company.id] = Exhibitor(
            company,
            _with(known.stand_codes, code),
            _with(known.halls, hall),
            _with(known.stand_ids, stand_id),
        )
    return list(found.values())


def _with[Value](values: tuple[Value, ...], value: Value) -> tuple[Value, ...]:
    return values if value in values else (*values, value)


def _booked(fair_id: int) -> tuple[ColumnElement[bool], ...]:
    return (col(StandBooking.fair_id) == fair_id, col(StandBooking.status).in_(BOOKED))
