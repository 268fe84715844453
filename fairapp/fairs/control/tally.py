"""What the doors saw on one day, counted by the database: as many rows come back on a full day as on a quiet one.

It is what `door.passages.replay` finds, in SQL (a test compares them on logs in any order): scans of other days are not
read, but for doors that let in once.
"""

from collections import Counter
from collections.abc import Collection
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from sqlalchemy import CTE, ColumnElement, Select, and_, case, exists, extract, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from fairapp.fairs.badges.models import Badge
from fairapp.fairs.door.models import Checkpoint, Scan
from fairapp.fairs.door.queries import bounds_of
from fairapp.fairs.enums import CheckpointPolicy, Direction, RefusalReason
from fairapp.fairs.models import Fair

QUARTER_SECONDS = 15 * 60
NOWHERE = 0  # in no hall


class Tally(NamedTuple):
    """One day at the doors."""

    by_quarter: dict[datetime, int]  # arrivals, by the beginning of the quarter of an hour
    inside: int
    by_hall: dict[int, int]
    refusals: dict[RefusalReason, int]  # the most frequent first
    repeats: int  # badges scanned again


def tally_of(session: Session, fair: Fair, day: date, *, once: Collection[int]) -> Tally:
    """Count a day; two queries. `once` is what `halls_once` gives."""
    arrivals, halls, inside, entries = Counter[datetime](), Counter[int](), 0, 0
    for quarter, is_at_fair, hall, people, entered in session.execute(_whereabouts(fair, day, once)):
        entries += entered
        inside += people if is_at_fair or hall else 0
        halls[hall] += people
        if quarter is not None:
            arrivals[datetime.fromtimestamp(int(quarter), UTC)] += people
    refusals, ways_in = Counter[RefusalReason](), 0
    for refusal, count, scanned_in in session.execute(_read(fair, day)):
        if refusal is None:
            ways_in += scanned_in
        else:
            refusals[refusal] += count
    del halls[NOWHERE]
    return Tally(dict(arrivals), inside, dict(halls), dict(refusals.most_common()), ways_in - entries)


def halls_once(session: Session, fair: Fair) -> frozenset[int]:
    """Return the halls (0: the fair) that a door lets into once: there, the scans of other days count."""
    doors = select(_hall()).where(col(Checkpoint.fair_id) == fair.id)
    return frozenset(session.execute(doors.where(col(Checkpoint.policy) == CheckpointPolicy.ONCE)).scalars())


def who_came(fair: Fair, day: date, once: Collection[int]) -> Select[Any]:
    """Select the registrations of who came in that day."""
    seen = _seen(fair, day, once)
    return select(seen.c.registration_id).where(seen.c.is_in, seen.c.registration_id.is_not(None))


def quarter_of_hour(moment: Any) -> ColumnElement[int]:
    """Return the beginning of its quarter of an hour, in seconds; no zone changes its offset within one."""
    seconds = extract("epoch", moment)
    return seconds - seconds % QUARTER_SECONDS


def _read(fair: Fair, day: date) -> Select[RefusalReason | None, int, Any]:
    """Count the day's scans by refusal, and of those not refused the ways in."""
    is_way_in = and_(col(Checkpoint.direction) == Direction.IN, col(Scan.badge_id).is_not(None))
    return (
        select(col(Scan.refusal), func.count(), func.sum(case((is_way_in, 1), else_=0)))
        .join(Checkpoint, col(Checkpoint.id) == Scan.checkpoint_id)
        .where(*_of_day(fair, day), _stands())
        .group_by(col(Scan.refusal))
    )


def _whereabouts(fair: Fair, day: date, once: Collection[int]) -> Select[Any]:
    """Count people by the quarter in which they arrived and by where they are now."""
    moves = _moves(fair, day, once)
    order = (moves.c.at.desc(), moves.c.nonce.desc())
    last = func.row_number().over(partition_by=moves.c.who, order_by=order)
    last_at_gate = func.row_number().over(partition_by=(moves.c.who, moves.c.hall == NOWHERE), order_by=order)
    ranked = select(moves, last.label("last"), last_at_gate.label("last_at_gate")).subquery()
    row = ranked.c
    person = (
        select(
            func.min(case((row.is_in, row.at))).label("arrived_at"),
            func.max(case((and_(row.hall == NOWHERE, row.last_at_gate == 1, row.is_in), 1), else_=0)).label("at_fair"),
            func.max(case((row.last == 1, row.leads_to), else_=NOWHERE)).label("hall"),
            func.sum(case((and_(row.is_in, ~row.is_known), 1), else_=0)).label("entries"),
        )
        .group_by(row.who)
        .subquery()
    )
    quarter = quarter_of_hour(person.c.arrived_at)
    counted = select(quarter, person.c.at_fair, person.c.hall, func.count(), func.sum(person.c.entries))
    return counted.group_by(quarter, person.c.at_fair, person.c.hall)


def _moves(fair: Fair, day: date, once: Collection[int]) -> CTE:
    """Select what moved people, in their order: to a hall, to none of them; scans of who was at the fair are dropped.

    `is_known`: scanned again at the door of the hall where they were.
    """
    seen = _seen(fair, day, once)
    order = (seen.c.at, seen.c.nonce)
    before = func.lag(seen.c.is_in).over(partition_by=(seen.c.who, seen.c.hall == NOWHERE), order_by=order)
    gates = select(seen, before.label("before")).cte("gates")
    again = and_(gates.c.hall == NOWHERE, gates.c.asks, func.coalesce(gates.c.before, False))
    leads_to = case((gates.c.is_in, gates.c.hall), else_=NOWHERE)
    came_from = func.lag(leads_to).over(partition_by=gates.c.who, order_by=(gates.c.at, gates.c.nonce))
    halls = select(gates, leads_to.label("leads_to"), came_from.label("came_from")).where(~again).cte("halls")
    is_known = and_(halls.c.hall != NOWHERE, halls.c.asks, func.coalesce(halls.c.came_from, NOWHERE) == halls.c.hall)
    return select(halls, is_known.label("is_known")).cte("moves")


def _seen(fair: Fair, day: date, once: Collection[int]) -> CTE:
    """Select the day's scans that were neither refused nor taken back, with who it was.

    `asks`: a way in that refuses whoever is inside already. Where a door lets in once, later scans there are left out.
    """
    is_in = col(Checkpoint.direction) == Direction.IN
    is_checked = col(Scan.reason) != ""  # somebody at the door let them in
    asks = and_(is_in, col(Checkpoint.policy) == CheckpointPolicy.DAILY, ~is_checked)
    seen: Any = (
        select(
            _who().label("who"), col(Badge.registration_id), col(Scan.scanned_at).label("at"), col(Scan.nonce),
            is_in.label("is_in"), _hall().label("hall"), asks.label("asks"),
        )
        .join(Badge, col(Badge.id) == Scan.badge_id)
        .join(Checkpoint, col(Checkpoint.id) == Scan.checkpoint_id)
        .where(*_of_day(fair, day), col(Scan.refusal).is_(None), _stands())
    )  # fmt: skip
    if once:
        asks_once = and_(is_in, col(Checkpoint.policy) == CheckpointPolicy.ONCE, ~is_checked)
        seen = seen.where(or_(~asks_once, col(Scan.id).in_(_first_ways_in(fair, once))))
    found: CTE = seen.cte("seen")
    return found


def _first_ways_in(fair: Fair, halls: Collection[int]) -> Select[Any]:
    """Select the scans by which people came into these halls for the first time, on any day: none is ever refused."""
    hall = _hall()
    order = (col(Scan.scanned_at), col(Scan.nonce))
    number = func.row_number().over(partition_by=(_who(), hall), order_by=order).label("number")
    ways_in = (
        select(col(Scan.id), number)
        .join(Badge, col(Badge.id) == Scan.badge_id)
        .join(Checkpoint, col(Checkpoint.id) == Scan.checkpoint_id)
        .where(col(Scan.fair_id) == fair.id, col(Checkpoint.direction) == Direction.IN, hall.in_(halls))
        .where(col(Scan.refusal).is_(None), _stands())
        .subquery()
    )
    return select(ways_in.c.id).where(ways_in.c.number == 1)


def _hall() -> ColumnElement[int]:
    return func.coalesce(col(Checkpoint.hall_id), NOWHERE)


def _who() -> ColumnElement[int]:
    """Return one number for a person, whichever of their badges it is."""
    return func.coalesce(col(Badge.registration_id), -col(Badge.staff_id))


def _of_day(fair: Fair, day: date) -> tuple[ColumnElement[bool], ...]:
    since, until = bounds_of(fair, day)
    return col(Scan.fair_id) == fair.id, col(Scan.scanned_at) >= since, col(Scan.scanned_at) < until


def _stands() -> ColumnElement[bool]:
    """Tell a scan that is no undo, and that none took back.

    An expression, as SQLite would else choose the index of undos, and read the scans of every fair.
    """
    undo = aliased(Scan)
    is_undone = exists(select(col(undo.id)).where(col(undo.undoes_id) == Scan.id))
    return and_(func.coalesce(col(Scan.undoes_id), 0) == 0, ~is_undone)
