"""What the control room shows of a fair, in a constant number of queries (row R1)."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, case, func
from sqlmodel import Session, col, select

from fairapp.core.clock import now
from fairapp.fairs.badges.models import Badge
from fairapp.fairs.door.models import Checkpoint, Device, Scan
from fairapp.fairs.door.passages import Log, Passage, replay
from fairapp.fairs.door.queries import local_days, passages_of
from fairapp.fairs.enums import BookingStatus, QuotaKind, RefusalReason, RegistrationStatus
from fairapp.fairs.models import Fair
from fairapp.fairs.registrations.models import Quota, Registration, RegistrationPlace
from fairapp.fairs.stands.models import Stand, StandBooking, StandType

QUARTER_MINUTES = 15
BOOKED = (BookingStatus.SUBMITTED, BookingStatus.CONFIRMED)


class Signups(NamedTuple):
    """Registrations as they stand."""

    confirmed: int
    walked_in: int
    waiting: int
    offered: int
    by_day: dict[date, int]  # of registering
    registered: frozenset[int]  # ids of those who did so beforehand, confirmed


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
    quarter = int(now().timestamp()) // (QUARTER_MINUTES * 60)
    return "-".join(str(part or 0) for part in (*row, fair.plan_version, fair.version, quarter))


_SEEN = (RegistrationStatus.CONFIRMED, RegistrationStatus.WAITLISTED, RegistrationStatus.OFFERED)


def _count(model: Any, what: ColumnElement[int], fair: Fair) -> Any:
    return select(what).where(model.fair_id == fair.id).scalar_subquery()


def signups_of(session: Session, fair: Fair) -> Signups:
    """Read every registration once; days are those of the fair's time zone."""
    day_in = local_days(fair)
    rows = session.exec(
        select(Registration.id, Registration.status, Registration.is_walk_in, Registration.created_at).where(
            Registration.fair_id == fair.id
        )
    ).all()
    statuses = Counter(status for _id, status, _walked_in, _at in rows)
    coming = [(id, walked_in) for id, status, walked_in, _at in rows if status is RegistrationStatus.CONFIRMED]
    return Signups(
        confirmed=len(coming),
        walked_in=sum(walked_in for _id, walked_in in coming),
        waiting=statuses[RegistrationStatus.WAITLISTED],
        offered=statuses[RegistrationStatus.OFFERED],
        by_day=dict(sorted(Counter(day_in(at) for *_rest, at in rows).items())),
        registered=frozenset(id for id, walked_in in coming if not walked_in),
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


def day_of(session: Session, fair: Fair, day: date, *, signups: Signups) -> Day:
    """Return what the doors saw on that day; two queries."""
    passages = passages_of(session, fair)
    log = replay(passages)
    arrived = [one for one in log.arrivals if one.day == day]
    inside = log.inside(day)
    expected = _expected(session, fair, day, signups)
    came = {one.holder.registration_id for one in arrived}
    return Day(
        arrivals=len(arrived),
        by_quarter=dict(Counter(quarter_of(fair, one.at) for one in arrived)),
        inside=len(inside),
        by_hall=dict(Counter(hall_id for hall_id in inside.values() if hall_id is not None)),
        refusals=_refusals(passages, log, day),
        repeats=sum(1 for one in passages if one.day == day and log.outcomes.get(one.nonce) == "already"),
        expected=len(expected),
        absent=len(expected - came),
    )


def _expected(session: Session, fair: Fair, day: date, signups: Signups) -> frozenset[int]:
    """Return who registered beforehand for that day; for any day, where nobody chooses one."""
    rows = session.exec(
        select(RegistrationPlace.registration_id, Quota.key)
        .join(Quota, col(Quota.id) == RegistrationPlace.quota_id)
        .where(Quota.fair_id == fair.id, Quota.kind == QuotaKind.DAY)
    ).all()
    dated = {id for id, _key in rows}
    that_day = {id for id, key in rows if key == day.isoformat()}
    return frozenset(id for id in signups.registered if id in that_day or id not in dated)


def _refusals(passages: Sequence[Passage], log: Log, day: date) -> dict[RefusalReason, int]:
    """Count refusals that nobody took back, the most frequent first."""
    counted = Counter(
        one.refusal for one in passages if one.refusal and one.day == day and one.nonce in log.outcomes
    )  # fmt: skip
    return dict(counted.most_common())


def quarter_of(fair: Fair, at: datetime) -> datetime:
    """Return the beginning of the quarter of an hour, as the fair's clock shows it."""
    local = at.astimezone(ZoneInfo(fair.time_zone))
    return local.replace(minute=local.minute // QUARTER_MINUTES * QUARTER_MINUTES, second=0, microsecond=0)
