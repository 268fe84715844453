"""What the control room shows of a fair, in a constant number of queries (row R1)."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_
from sqlmodel import Session, col, select

from fairapp.core.clock import now
from fairapp.fairs.badges.models import Badge
from fairapp.fairs.control.tally import QUARTER_SECONDS, halls_once, quarter_of_hour, tally_of, who_came
from fairapp.fairs.door.models import Checkpoint, Device, Scan
from fairapp.fairs.enums import BookingStatus, QuotaKind, RefusalReason, RegistrationStatus
from fairapp.fairs.models import Fair
from fairapp.fairs.registrations.models import Quota, Registration, RegistrationPlace
from fairapp.fairs.stands.models import Stand, StandBooking, StandType

QUARTER_MINUTES = QUARTER_SECONDS // 60
BOOKED = (BookingStatus.SUBMITTED, BookingStatus.CONFIRMED)


class Signups(NamedTuple):
    """Registrations as they stand."""

    confirmed: int
    walked_in: int
    waiting: int
    offered: int
    by_day: dict[date, int]  # of registering


class Fill(NamedTuple):
    """Stands of one type."""

    name: str
    booked: int
    total: int


class Stands(NamedTuple):
    fills: Sequence[Fill]
    to_confirm: int
    held: int
    waiting: int


class Printing(NamedTuple):
    printed: int
    total: int


class Day(NamedTuple):
    """What the doors saw on one day."""

    arrivals: int
    by_quarter: dict[datetime, int]
    inside: int
    by_hall: dict[int, int]
    refusals: dict[RefusalReason, int]
    repeats: int  # badges scanned again
    expected: int  # registered beforehand for that day
    absent: int  # of those


class Equipment(NamedTuple):
    """What stands at the doors."""

    doors: int
    devices: int


def version_of(session: Session, fair: Fair) -> str:
    """Return what differs as soon as the room would: one cheap query, asked every ten seconds."""
    row = session.exec(
        select(  # type: ignore[call-overload]
            _count(Scan, func.max(col(Scan.id)), fair),
            _count(Registration, func.count(), fair),
            *(_count(Registration, func.sum(case((col(Registration.status) == one, 1), else_=0)), fair) for one in _SEEN),
            _count(Badge, func.count(), fair),
            _count(Badge, func.count(col(Badge.printed_at)), fair),
            _count(StandBooking, func.sum(case((col(StandBooking.status) == BookingStatus.WAITLISTED, 1), else_=0)), fair),
            _count(Checkpoint, func.count(), fair),
            _count(Device, func.count(), fair),
        )
    ).one()  # fmt: skip
    quarter = int(now().timestamp()) // QUARTER_SECONDS
    return "-".join(str(part or 0) for part in (*row, fair.plan_version, fair.version, quarter))


_SEEN = (RegistrationStatus.CONFIRMED, RegistrationStatus.WAITLISTED, RegistrationStatus.OFFERED)


def _count(model: Any, what: ColumnElement[int], fair: Fair) -> Any:
    return select(what).where(model.fair_id == fair.id).scalar_subquery()


def signups_of(session: Session, fair: Fair) -> Signups:
    """Count the registrations, by the day of the fair's time zone on which they were made; one query."""
    zone = ZoneInfo(fair.time_zone)
    quarter = quarter_of_hour(Registration.created_at)
    rows = session.exec(
        select(Registration.status, Registration.is_walk_in, quarter, func.count())
        .where(Registration.fair_id == fair.id)
        .group_by(col(Registration.status), col(Registration.is_walk_in), quarter)
    )
    statuses, by_day, walked_in = Counter[str](), Counter[date](), 0
    for status, is_walk_in, made_at, count in rows:
        statuses[status] += count
        by_day[datetime.fromtimestamp(int(made_at), zone).date()] += count
        walked_in += count if is_walk_in and status is RegistrationStatus.CONFIRMED else 0
    return Signups(
        confirmed=statuses[RegistrationStatus.CONFIRMED],
        walked_in=walked_in,
        waiting=statuses[RegistrationStatus.WAITLISTED],
        offered=statuses[RegistrationStatus.OFFERED],
        by_day=dict(sorted(by_day.items())),
    )


def stands_of(session: Session, fair_id: int) -> Stands:
    """Return how full each type is, blocked stands left out; two queries."""
    booked = func.count(func.distinct(case((col(StandBooking.status).in_(BOOKED), Stand.id))))
    fills = session.exec(
        select(StandType.name, booked, func.count(func.distinct(Stand.id)))
        .join(Stand, col(Stand.type_id) == StandType.id)
        .join(StandBooking, col(StandBooking.stand_id) == Stand.id, isouter=True)
        .where(StandType.fair_id == fair_id, col(Stand.is_blocked).is_(False))
        .group_by(col(StandType.id), StandType.name, col(StandType.position))
        .order_by(col(StandType.position), col(StandType.id))
    )
    statuses: Counter[str] = Counter()
    statuses.update(
        dict(
            session.exec(
                select(StandBooking.status, func.count())
                .where(StandBooking.fair_id == fair_id)
                .group_by(col(StandBooking.status))
            ).all()
        )
    )
    return Stands(
        fills=[Fill(*row) for row in fills],
        to_confirm=statuses[BookingStatus.SUBMITTED],
        held=statuses[BookingStatus.HELD],
        waiting=statuses[BookingStatus.WAITLISTED],
    )


def printing_of(session: Session, fair_id: int) -> Printing:
    current = (Badge.fair_id == fair_id, col(Badge.revoked_at).is_(None))
    return Printing(*session.exec(select(func.count(col(Badge.printed_at)), func.count()).where(*current)).one())


def equipment_of(session: Session, fair_id: int) -> Equipment:
    doors = select(func.count()).select_from(Checkpoint).where(Checkpoint.fair_id == fair_id).scalar_subquery()
    live = (Device.fair_id == fair_id, col(Device.revoked_at).is_(None))
    devices = select(func.count()).select_from(Device).where(*live).scalar_subquery()
    return Equipment(*session.exec(select(doors, devices)).one())


def day_of(session: Session, fair: Fair, day: date) -> Day:
    """Return what the doors saw on that day; four queries."""
    once = halls_once(session, fair)
    tally = tally_of(session, fair, day, once=once)
    expected, came = session.exec(_expected(fair, day, who_came(fair, day, once))).one()
    return Day(
        arrivals=sum(tally.by_quarter.values()),
        by_quarter={quarter_of(fair, at): number for at, number in tally.by_quarter.items()},
        inside=tally.inside,
        by_hall=tally.by_hall,
        refusals=tally.refusals,
        repeats=tally.repeats,
        expected=expected,
        absent=expected - (came or 0),
    )


def _expected(fair: Fair, day: date, who: Select[Any]) -> Any:
    """Count who registered beforehand for that day, and how many of them came; without a day, it is any day."""
    is_held = and_(
        col(RegistrationPlace.registration_id) == Registration.id, col(Quota.id) == RegistrationPlace.quota_id
    )
    has_day = exists(select(RegistrationPlace.id).where(is_held, Quota.kind == QuotaKind.DAY))
    has_this = exists(
        select(RegistrationPlace.id).where(is_held, Quota.kind == QuotaKind.DAY, Quota.key == day.isoformat())
    )
    came = case((col(Registration.id).in_(who), 1), else_=0)
    return (
        select(func.count(), func.sum(came))
        .select_from(Registration)
        .where(Registration.fair_id == fair.id, Registration.status == RegistrationStatus.CONFIRMED)
        .where(col(Registration.is_walk_in).is_(False), or_(has_this, ~has_day))
    )


def quarter_of(fair: Fair, at: datetime) -> datetime:
    """Return the beginning of the quarter of an hour, as the fair's clock shows it."""
    local = at.astimezone(ZoneInfo(fair.time_zone))
    return local.replace(minute=local.minute // QUARTER_MINUTES * QUARTER_MINUTES, second=0, microsecond=0)
