"""Who exhibits where, and what a company or an organiser asks about bookings."""

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

from sqlalchemy import Subquery, func, or_, union_all
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from fairapp.clusters.models import Company, Membership
from fairapp.clusters.queries import in_term
from fairapp.core.clock import now
from fairapp.fairs.enums import BookingStatus, PartnerStatus
from fairapp.fairs.models import Fair, Hall
from fairapp.fairs.stands.models import (
    BookingOption,
    BookingPartner,
    BookingStaff,
    Stand,
    StandBooking,
    StandOption,
    StandType,
)
from fairapp.fairs.stands.pricing import split

Value = TypeVar("Value")

LIVE = (BookingStatus.HELD, BookingStatus.SUBMITTED, BookingStatus.CONFIRMED)
BOOKED = (BookingStatus.SUBMITTED, BookingStatus.CONFIRMED)
PRESENT = (PartnerStatus.PENDING, PartnerStatus.ACCEPTED)  # asked to share a stand, and did not decline


class Exhibitor(NamedTuple):
    """A company that is present, on the stand that it booked or on one that it shares."""

    company: Company
    stand_codes: tuple[str, ...]
    halls: tuple[str, ...]
    stand_ids: tuple[int, ...]


def exhibitors_of(session: Session, fair_id: int) -> list[Exhibitor]:
    """Return the companies whose stand is confirmed, by name; a partner once it has accepted (row B6). One query.

    What a company has only asked for is nothing that the public is told.
    """
    present = _present(fair_id, BookingStatus.CONFIRMED)
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


def _with(values: tuple[Value, ...], value: Value) -> tuple[Value, ...]:
    return values if value in values else (*values, value)


def booked_companies(session: Session, fair_id: int) -> Sequence[int]:
    """Return the ids of all companies that a change of the fair concerns: those who await their confirmation too."""
    present = _present(fair_id, *BOOKED)
    return session.exec(select(present.c.company_id).distinct().order_by(present.c.company_id)).all()


def fairs_with(company_id: int) -> SelectOfScalar[int]:
    """Select the fairs where the company's stand, or one that it shares, is confirmed."""
    shares = select(BookingPartner.booking_id).where(
        BookingPartner.company_id == company_id, BookingPartner.status == PartnerStatus.ACCEPTED
    )
    theirs = or_(col(StandBooking.company_id) == company_id, col(StandBooking.id).in_(shares))
    return select(StandBooking.fair_id).where(StandBooking.status == BookingStatus.CONFIRMED, theirs)


def _present(fair_id: int, *statuses: BookingStatus) -> Subquery:
    """Select booking, stand and company of those who booked and of those who share."""
    booked = (col(StandBooking.fair_id) == fair_id, col(StandBooking.status).in_(statuses))
    owners = select(StandBooking.id, StandBooking.stand_id, StandBooking.company_id).where(*booked)
    partners = (
        select(StandBooking.id, StandBooking.stand_id, BookingPartner.company_id)
        .join(BookingPartner, col(BookingPartner.booking_id) == StandBooking.id)
        .where(*booked, BookingPartner.status == PartnerStatus.ACCEPTED)
    )
    return union_all(owners, partners).subquery()


def count_booked(session: Session, fair_id: int, company_id: int) -> int:
    """Count the stands that a company booked itself and still has."""
    query = select(func.count()).select_from(StandBooking).where(col(StandBooking.status).in_(BOOKED))
    return session.exec(query.where(StandBooking.fair_id == fair_id, StandBooking.company_id == company_id)).one()


def hold_of(session: Session, fair_id: int, company_id: int) -> StandBooking | None:
    """Return the stand that the company keeps, even past its time: the next writer has not come by yet."""
    query = select(StandBooking).where(StandBooking.fair_id == fair_id, StandBooking.company_id == company_id)
    return session.exec(query.where(StandBooking.status == BookingStatus.HELD)).first()


def own_booking(session: Session, stand_id: int, company_id: int) -> StandBooking | None:
    """Return what the company has of this stand, held or booked.

    One statement for both: between two, the same form sent at that moment makes the one the other.
    """
    query = select(StandBooking).where(StandBooking.stand_id == stand_id, StandBooking.company_id == company_id)
    return session.exec(query.where(col(StandBooking.status).in_(LIVE))).first()


def has_waiting(session: Session, type_id: int) -> bool:
    """Tell whether anyone waits for a stand of this type: then the free ones are theirs."""
    waiting = select(StandBooking.id).where(
        StandBooking.type_id == type_id, StandBooking.status == BookingStatus.WAITLISTED
    )
    return session.exec(waiting.limit(1)).first() is not None


def options_of(session: Session, fair_id: int) -> Sequence[StandOption]:
    query = select(StandOption).where(StandOption.fair_id == fair_id)
    return session.exec(query.order_by(col(StandOption.position), col(StandOption.id))).all()


def ordered_options(session: Session, booking_id: int) -> Sequence[tuple[BookingOption, StandOption]]:
    query = select(BookingOption, StandOption).join(StandOption, col(StandOption.id) == BookingOption.option_id)
    return session.exec(query.where(BookingOption.booking_id == booking_id).order_by(col(StandOption.id))).all()


def types_of(session: Session, fair_id: int) -> Sequence[StandType]:
    query = select(StandType).where(StandType.fair_id == fair_id)
    return session.exec(query.order_by(col(StandType.position), col(StandType.id))).all()


class Partner(NamedTuple):
    """A company asked to share a stand."""

    row: BookingPartner
    company: Company


def partners_of(session: Session, booking_id: int) -> list[Partner]:
    """Return every partner that the host did not take off, whatever it answered, in the order of their asking."""
    rows = session.exec(
        select(BookingPartner, Company)
        .join(Company, col(Company.id) == BookingPartner.company_id)
        .where(BookingPartner.booking_id == booking_id, BookingPartner.status != PartnerStatus.REMOVED)
        .order_by(col(BookingPartner.id))
    )
    return [Partner(*row) for row in rows]


def staff_of(session: Session, booking_id: int) -> Sequence[BookingStaff]:
    query = select(BookingStaff).where(BookingStaff.booking_id == booking_id)
    return session.exec(query.order_by(col(BookingStaff.company_id), col(BookingStaff.id))).all()


def count_free(session: Session, type_id: int) -> int:
    """Count the stands of a type that are neither blocked, booked nor kept by someone whose time still runs."""
    kept = col(StandBooking.status).in_(BOOKED) | (
        (col(StandBooking.status) == BookingStatus.HELD) & (col(StandBooking.held_until) > now())
    )
    taken = select(StandBooking.stand_id).where(StandBooking.type_id == type_id, kept)
    free = select(func.count()).select_from(Stand).where(Stand.type_id == type_id, ~col(Stand.is_blocked))
    return session.exec(free.where(col(Stand.id).not_in(taken))).one()


def askable_companies(session: Session, fair: Fair, booking: StandBooking) -> Sequence[Company]:
    """Return who may be asked to share the stand: members of the fair's cluster, with people to answer."""
    present = select(BookingPartner.company_id).where(
        BookingPartner.booking_id == booking.id, col(BookingPartner.status).in_(PRESENT)
    )
    return session.exec(
        select(Company)
        .join(Membership, col(Membership.company_id) == Company.id)
        .where(Membership.cluster_id == fair.cluster_id, in_term(), col(Company.claimed_at).is_not(None))
        .where(Company.id != booking.company_id, col(Company.id).not_in(present), col(Company.merged_into_id).is_(None))
        .order_by(Company.folded_name)
    ).all()


def weights_of(session: Session, booking: StandBooking) -> dict[int, int]:
    """Return the company that booked and the partners that accepted, each with its weight."""
    accepted = select(BookingPartner).where(
        BookingPartner.booking_id == booking.id, BookingPartner.status == PartnerStatus.ACCEPTED
    )
    partners = session.exec(accepted.order_by(col(BookingPartner.id))).all()
    return {booking.company_id: booking.share, **{row.company_id: row.share for row in partners}}


def badge_quotas(session: Session, booking: StandBooking) -> dict[int, int]:
    """Return how many badges each company of the stand may name, at least one."""
    weights = weights_of(session, booking)
    total = session.get_one(StandType, booking.type_id).staff_badges
    parts = split(total, list(weights.values()))
    return {company_id: max(part, 1) for company_id, part in zip(weights, parts, strict=True)}


def last_booking(session: Session, company_id: int) -> StandBooking | None:
    """Return the company's latest booking of any fair, for what it wrote there."""
    query = select(StandBooking).where(StandBooking.company_id == company_id, StandBooking.contact_name != "")
    return session.exec(query.order_by(col(StandBooking.id).desc()).limit(1)).first()


def waiting_of(session: Session, fair_id: int) -> Sequence[StandBooking]:
    """Return everyone on the waiting lists of a fair, first come first."""
    query = select(StandBooking).where(StandBooking.fair_id == fair_id, StandBooking.status == BookingStatus.WAITLISTED)
    return session.exec(query.order_by(col(StandBooking.waitlisted_at), col(StandBooking.id))).all()


def bookings_of(session: Session, fair_id: int, company_id: int) -> Sequence[StandBooking]:
    """Return what the company booked or waits for at this fair, and the stands that it shares or is asked to share."""
    asked = select(BookingPartner.booking_id).where(
        BookingPartner.company_id == company_id, col(BookingPartner.status).in_(PRESENT)
    )
    own = (col(StandBooking.company_id) == company_id) & col(StandBooking.status).in_((*LIVE, BookingStatus.WAITLISTED))
    shared = col(StandBooking.id).in_(asked) & col(StandBooking.status).in_(BOOKED)
    query = select(StandBooking).where(StandBooking.fair_id == fair_id, own | shared)
    return session.exec(query.order_by(col(StandBooking.id))).all()


class Presence(NamedTuple):
    """A company's stand at some fair, for the list of its fairs."""

    fair_id: int
    code: str
    status: BookingStatus


def presences_of(session: Session, company_id: int) -> list[Presence]:
    """Return the company's stands at all fairs, shared ones included; one query."""
    shared = select(BookingPartner.booking_id).where(
        BookingPartner.company_id == company_id, BookingPartner.status == PartnerStatus.ACCEPTED
    )
    rows = session.exec(
        select(StandBooking.fair_id, Stand.code, StandBooking.status)
        .join(Stand, col(Stand.id) == StandBooking.stand_id)
        .where(col(StandBooking.status).in_(BOOKED))
        .where((col(StandBooking.company_id) == company_id) | col(StandBooking.id).in_(shared))
        .order_by(Stand.code)
    )
    return [Presence(fair_id, code, BookingStatus(status)) for fair_id, code, status in rows]
