"""Doors, devices and scans: what is kept, and what it means once it is put in the order of time."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, exists, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from fairapp.accounts.models import Account
from fairapp.fairs.badges.models import Badge
from fairapp.fairs.door.models import Checkpoint, Device, Scan
from fairapp.fairs.door.passages import Arrival, Holder, Log, Passage, replay
from fairapp.fairs.enums import Direction
from fairapp.fairs.models import Fair


def checkpoints_of(session: Session, fair_id: int) -> Sequence[Checkpoint]:
    order = (col(Checkpoint.position), col(Checkpoint.id))
    return session.exec(select(Checkpoint).where(Checkpoint.fair_id == fair_id).order_by(*order)).all()


def devices_of(session: Session, fair_id: int) -> Sequence[Device]:
    """Return the devices, those in use first."""
    order = (col(Device.revoked_at).is_not(None), Device.label, col(Device.id))
    return session.exec(select(Device).where(Device.fair_id == fair_id).order_by(*order)).all()


def device_by_key(session: Session, key_hash: str) -> tuple[Device, Checkpoint, Fair] | None:
    """Return the device that holds this secret, with where it stands; revoked ones too: their page says so."""
    return session.exec(
        select(Device, Checkpoint, Fair)
        .join(Checkpoint, col(Checkpoint.id) == Device.checkpoint_id)
        .join(Fair, col(Fair.id) == Device.fair_id)
        .where(Device.key_hash == key_hash)
    ).first()


def scan_by_nonce(session: Session, nonce: str) -> Scan | None:
    return session.exec(select(Scan).where(Scan.nonce == nonce)).first()


def passages_of(session: Session, fair: Fair, *conditions: ColumnElement[bool]) -> list[Passage]:
    """Return the scans of a fair as `replay` reads them; one query."""
    undone, day_in = aliased(Scan), local_days(fair)
    rows: Any = session.exec(
        select(  # type: ignore[call-overload]
            Scan.nonce, Scan.scanned_at, Badge.registration_id, Badge.staff_id, Checkpoint.hall_id,
            Checkpoint.policy, Checkpoint.direction, Scan.refusal, Scan.reason, undone.nonce,
        )
        .join(Checkpoint, col(Checkpoint.id) == Scan.checkpoint_id)
        .join(Badge, col(Badge.id) == Scan.badge_id, isouter=True)
        .join(undone, col(undone.id) == Scan.undoes_id, isouter=True)
        .where(Scan.fair_id == fair.id, *conditions)
    )  # fmt: skip
    return [_passage(day_in(row[1]), *row) for row in rows]


def _passage(day: date, nonce: str, at: datetime, *row: Any) -> Passage:
    registration_id, staff_id, hall_id, policy, direction, refusal, reason, undoes = row
    holder = Holder(registration_id, staff_id) if registration_id or staff_id else None
    return Passage(nonce, at, day, holder, hall_id, policy, direction, refusal, bool(reason), undoes)


def local_days(fair: Fair) -> Callable[[datetime], date]:
    """Return what tells the day of an instant at the fair; it asks the zone once per quarter of an hour.

    Asked for each of 3,000 scans, the zone took a third of the control room's time.
    """
    zone = ZoneInfo(fair.time_zone)
    known: dict[int, date] = {}

    def day_in(at: datetime) -> date:
        quarter = int(at.timestamp()) // 900  # no zone changes its offset within one
        if quarter not in known:
            known[quarter] = at.astimezone(zone).date()
        return known[quarter]

    return day_in


def held_by(holder: Holder) -> ColumnElement[bool]:
    """Return the condition for the scans of one person's badges; an undo carries the badge of what it undoes."""
    if holder.registration_id is not None:
        return col(Badge.registration_id) == holder.registration_id
    return col(Badge.staff_id) == holder.staff_id


def log_of(session: Session, fair: Fair) -> Log:
    """Return what all scans of a fair mean; one query."""
    return replay(passages_of(session, fair))


def effective_arrivals(session: Session, fair_id: int) -> list[Arrival]:
    """Return when each person came in first on each day, from the times of all scans (row D3)."""
    return log_of(session, session.get_one(Fair, fair_id)).arrivals


def bounds_of(fair: Fair, day: date) -> tuple[datetime, datetime]:
    """Return the instants between which a day lies in the fair's time zone."""
    zone = ZoneInfo(fair.time_zone)
    midnight = datetime.combine(day, time(), zone)
    return midnight, datetime.combine(day + timedelta(days=1), time(), zone)


def count_arrivals(session: Session, fair: Fair, day: date) -> int:
    """Count who came in that day, without reading every scan: whoever has one that was neither refused nor undone."""
    since, until = bounds_of(fair, day)
    undo = aliased(Scan)
    who = func.coalesce(col(Badge.registration_id), -col(Badge.staff_id))
    return session.exec(
        select(func.count(func.distinct(who)))
        .select_from(Scan)
        .join(Badge, col(Badge.id) == Scan.badge_id)
        .join(Checkpoint, col(Checkpoint.id) == Scan.checkpoint_id)
        .where(
            Scan.fair_id == fair.id, Scan.scanned_at >= since, Scan.scanned_at < until,
            Checkpoint.direction == Direction.IN, col(Scan.refusal).is_(None), col(Scan.undoes_id).is_(None),
            ~exists().where(col(undo.undoes_id) == Scan.id),
        )
    ).one()  # fmt: skip


class Recent(NamedTuple):
    """One line of the last passages."""

    scan: Scan
    badge: Badge | None
    checkpoint: Checkpoint
    device: Device | None
    account: Account | None
    is_undone: bool


def recent_scans(session: Session, *conditions: ColumnElement[bool], limit: int | None = 6) -> list[Recent]:
    """Return the last scans, the newest first, undos left out; one query."""
    undo = aliased(Scan)
    rows: Any = session.exec(
        select(Scan, Badge, Checkpoint, Device, Account, undo.id)  # type: ignore[call-overload]
        .join(Checkpoint, col(Checkpoint.id) == Scan.checkpoint_id)
        .join(Badge, col(Badge.id) == Scan.badge_id, isouter=True)
        .join(Device, col(Device.id) == Scan.device_id, isouter=True)
        .join(Account, col(Account.id) == Scan.account_id, isouter=True)
        .join(undo, col(undo.undoes_id) == Scan.id, isouter=True)
        .where(col(Scan.undoes_id).is_(None), *conditions)
        .order_by(col(Scan.scanned_at).desc(), col(Scan.id).desc())
        .limit(limit)
    )
    return [Recent._make([*row[:-1], row[-1] is not None]) for row in rows]
