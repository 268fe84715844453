"""The organiser's lists of bookings, and how full each type of stand is (row B11)."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import BigInteger, ColumnElement, and_, case, cast, func, or_
from sqlmodel import Session, col, select

from fairapp.clusters.models import Company
from fairapp.core.text import fold
from fairapp.fairs.enums import BookingStatus, PartnerStatus
from fairapp.fairs.stands.models import BookingOption, BookingPartner, Stand, StandBooking, StandType
from fairapp.fairs.stands.queries import BOOKED, LIVE, types_of


class Wanted(NamedTuple):
    """Which bookings; None and "" leave all."""

    status: BookingStatus | None = None
    type_id: int | None = None
    is_paid: bool | None = None
    text: str = ""


class Row(NamedTuple):
    booking: StandBooking
    company: Company
    kind: StandType
    code: str | None
    options_cents: int
    partners: int  # that have accepted

    @property
    def net_cents(self) -> int:
        return self.booking.price_cents + self.options_cents


def count_bookings(session: Session, fair_id: int, wanted: Wanted) -> int:
    query = select(func.count()).select_from(StandBooking).join(Company, col(Company.id) == StandBooking.company_id)
    return session.exec(query.where(_chosen(fair_id, wanted))).one()


def list_bookings(
    session: Session, fair_id: int, wanted: Wanted, *, limit: int | None = None, offset: int = 0
) -> list[Row]:
    """Return bookings by stand; of a waiting list, who waits longest first. One query."""
    options = (
        select(func.coalesce(cast(func.sum(_amount()), BigInteger), 0))
        .where(BookingOption.booking_id == StandBooking.id)
        .correlate(StandBooking)
        .scalar_subquery()
    )
    partners = (
        select(func.count())
        .select_from(BookingPartner)
        .where(BookingPartner.booking_id == StandBooking.id, BookingPartner.status == PartnerStatus.ACCEPTED)
        .correlate(StandBooking)
        .scalar_subquery()
    )
    query = (
        select(StandBooking, Company, StandType, Stand.code, options, partners)  # type: ignore[call-overload]
        .join(Company, col(Company.id) == StandBooking.company_id)
        .join(StandType, col(StandType.id) == StandBooking.type_id)
        .join(Stand, col(Stand.id) == StandBooking.stand_id, isouter=True)
        .where(_chosen(fair_id, wanted))
        .order_by(StandBooking.waitlisted_at if wanted.status is BookingStatus.WAITLISTED else Stand.code)
        .order_by(StandBooking.id)
    )
    return [Row(*row) for row in session.exec(query.limit(limit).offset(offset))]


def _amount() -> ColumnElement[int]:
    """Return what an ordered option costs; a thousand dear ones are more cents than 32 bits hold."""
    return cast(col(BookingOption.quantity), BigInteger) * col(BookingOption.unit_price_cents)


def _chosen(fair_id: int, wanted: Wanted) -> ColumnElement[bool]:
    conditions = [col(StandBooking.fair_id) == fair_id]
    if wanted.status is not None:
        conditions.append(col(StandBooking.status) == wanted.status)
    else:
        conditions.append(col(StandBooking.status).in_((*LIVE, BookingStatus.WAITLISTED)))
    if wanted.type_id is not None:
        conditions.append(col(StandBooking.type_id) == wanted.type_id)
    if wanted.is_paid is not None:
        paid = col(StandBooking.paid_at)
        conditions += [paid.is_not(None) if wanted.is_paid else paid.is_(None), col(StandBooking.status).in_(BOOKED)]
    for word in fold(wanted.text).split():
        on_stand = select(Stand.id).where(func.lower(Stand.code) == word, Stand.fair_id == fair_id)
        named = col(Company.search_text).contains(word, autoescape=True)
        conditions.append(or_(named, col(StandBooking.stand_id).in_(on_stand)))
    return and_(*conditions)


def count_by_status(session: Session, fair_id: int) -> dict[BookingStatus, int]:
    query = select(StandBooking.status, func.count()).where(StandBooking.fair_id == fair_id)
    rows = session.exec(query.group_by(col(StandBooking.status)))
    return {BookingStatus(status): count for status, count in rows}


class Fill(NamedTuple):
    """How full one type is, and what it brings in, excluding VAT."""

    kind: StandType
    stands: int
    blocked: int
    booked: int
    confirmed: int
    waiting: int
    revenue_cents: int  # stands and options of submitted and confirmed bookings
    paid_cents: int

    @property
    def free(self) -> int:
        return self.stands - self.blocked - self.booked


def fill_of(session: Session, fair_id: int) -> list[Fill]:
    """Return one line per type; four queries."""
    stands = _stands_by_type(session, fair_id)
    bookings = _bookings_by_type(session, fair_id)
    options = _options_by_type(session, fair_id)
    nothing = (0, 0, 0, 0, 0)
    return [
        Fill(
            kind, *stands.get(kind.id, (0, 0)), *bookings.get(kind.id, nothing)[:3],
            bookings.get(kind.id, nothing)[3] + options.get(kind.id, (0, 0))[0],
            bookings.get(kind.id, nothing)[4] + options.get(kind.id, (0, 0))[1],
        )
        for kind in types_of(session, fair_id)
    ]  # fmt: skip


def _stands_by_type(session: Session, fair_id: int) -> dict[int, tuple[int, int]]:
    blocked = func.sum(case((col(Stand.is_blocked), 1), else_=0))
    query = select(Stand.type_id, func.count(), blocked).where(Stand.fair_id == fair_id).group_by(col(Stand.type_id))
    return {type_id: (count, int(closed)) for type_id, count, closed in session.exec(query)}


def _bookings_by_type(session: Session, fair_id: int) -> dict[int, tuple[int, int, int, int, int]]:
    status, price = col(StandBooking.status), col(StandBooking.price_cents)
    is_booked = status.in_(BOOKED)
    columns = (
        func.sum(case((is_booked, 1), else_=0)),
        func.sum(case((status == BookingStatus.CONFIRMED, 1), else_=0)),
        func.sum(case((status == BookingStatus.WAITLISTED, 1), else_=0)),
        func.sum(case((is_booked, price), else_=0)),
        func.sum(case((is_booked & col(StandBooking.paid_at).is_not(None), price), else_=0)),
    )
    query = select(StandBooking.type_id, *columns).where(StandBooking.fair_id == fair_id)  # type: ignore[call-overload]
    rows: Sequence[tuple[int, ...]] = session.exec(query.group_by(col(StandBooking.type_id))).all()
    return {row[0]: (int(row[1]), int(row[2]), int(row[3]), int(row[4]), int(row[5])) for row in rows}


def _options_by_type(session: Session, fair_id: int) -> dict[int, tuple[int, int]]:
    amount = _amount()
    paid = func.sum(case((col(StandBooking.paid_at).is_not(None), amount), else_=0))
    query = (
        select(StandBooking.type_id, func.sum(amount), paid)
        .join(BookingOption, col(BookingOption.booking_id) == StandBooking.id)
        .where(StandBooking.fair_id == fair_id, col(StandBooking.status).in_(BOOKED))
        .group_by(col(StandBooking.type_id))
    )
    return {type_id: (int(total), int(paid_part)) for type_id, total, paid_part in session.exec(query)}


def free_stands(session: Session, fair_id: int) -> Sequence[Stand]:
    """Return the stands that a booking may be moved to."""
    taken = select(StandBooking.stand_id).where(
        StandBooking.fair_id == fair_id, col(StandBooking.status).in_(LIVE), col(StandBooking.stand_id).is_not(None)
    )
    query = select(Stand).where(Stand.fair_id == fair_id, ~col(Stand.is_blocked), col(Stand.id).not_in(taken))
    return session.exec(query.order_by(Stand.code)).all()


def blocked_reasons(session: Session, fair_id: int) -> dict[int, str]:
    query = select(Stand.id, Stand.blocked_reason).where(Stand.fair_id == fair_id, col(Stand.is_blocked))
    return dict(session.exec(query).all())
