"""What a log of scans amounts to, in whatever order and however often they arrived (row D3).

Nothing here reads a table or a clock: the same function decides what a door shows, counts the people inside, and is
tried by tests with logs in any order.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from fairapp.fairs.enums import CheckpointPolicy, Direction, Outcome, RefusalReason


class Holder(NamedTuple):
    """Who wears a badge, whichever of their badges it is: one of the two is set."""

    registration_id: int | None
    staff_id: int | None


class Passage(NamedTuple):
    """One scan, with what its checkpoint says about it."""

    nonce: str
    at: datetime
    day: date  # in the fair's time zone
    holder: Holder | None  # None: nobody of this fair
    hall_id: int | None  # of the checkpoint; None: a door of the whole fair
    policy: CheckpointPolicy
    direction: Direction
    refusal: RefusalReason | None = None
    is_let_in: bool = False  # by someone at the door who checked who it is, though the badge had been used
    undoes: str | None = None  # nonce of the scan that it takes back


class Arrival(NamedTuple):
    """The first time that someone came in on a day."""

    holder: Holder
    at: datetime
    day: date
    nonce: str


@dataclass
class Log:
    """What all scans together mean."""

    outcomes: dict[str, Outcome] = field(default_factory=dict)  # by nonce; what was taken back is not there
    arrivals: list[Arrival] = field(default_factory=list)  # in their order
    entries: dict[Holder, Passage] = field(default_factory=dict)  # the last time that each came in
    whereabouts: dict[Holder, "Whereabouts"] = field(default_factory=dict)

    def inside(self, day: date) -> dict[Holder, int | None]:
        """Return who is inside on that day, and in which hall (None: at the fair, in no counted hall)."""
        return {
            holder: where.hall_id
            for holder, where in self.whereabouts.items()
            if where.day == day and (where.is_at_fair or where.hall_id is not None)
        }


@dataclass
class Whereabouts:
    """Where someone is, as far as the doors know."""

    day: date | None = None
    is_at_fair: bool = False  # came in by a door of the whole fair, and did not leave by one
    hall_id: int | None = None  # one is in one hall at a time, though nobody scans the way out
    entered: set[int | None] = field(default_factory=set)  # ever, for checkpoints that let in once

    def knows(self, passage: Passage) -> bool:
        """Tell whether this way in was used already, by the rule of its checkpoint."""
        match passage.policy:
            case CheckpointPolicy.MANY:
                return False
            case CheckpointPolicy.ONCE:
                return passage.hall_id in self.entered
            case CheckpointPolicy.DAILY:
                return self.is_at_fair if passage.hall_id is None else self.hall_id == passage.hall_id

    def begin(self, day: date) -> None:
        """A new day finds everyone outside."""
        if self.day != day:
            self.day, self.is_at_fair, self.hall_id = day, False, None

    def enter(self, hall_id: int | None) -> None:
        self.entered.add(hall_id)
        self.is_at_fair, self.hall_id = self.is_at_fair or hall_id is None, hall_id

    def leave(self, hall_id: int | None) -> None:
        self.hall_id = None
        if hall_id is None:
            self.is_at_fair = False


def replay(passages: Iterable[Passage]) -> Log:
    """Return what the scans mean, by their times alone: order of arrival and repeats change nothing."""
    known = {passage.nonce: passage for passage in passages}
    taken_back = {passage.undoes for passage in known.values()}
    log = Log()
    arrived: set[tuple[Holder, date]] = set()
    for passage in sorted(known.values(), key=lambda one: (one.at, one.nonce)):
        if passage.undoes is None and passage.nonce not in taken_back:
            _apply(log, passage, arrived)
    return log


def _apply(log: Log, passage: Passage, arrived: set[tuple[Holder, date]]) -> None:
    holder = passage.holder
    if passage.refusal is not None or holder is None:
        log.outcomes[passage.nonce] = Outcome.REFUSED
        return
    where = log.whereabouts.setdefault(holder, Whereabouts())
    where.begin(passage.day)
    if passage.direction is Direction.OUT:
        where.leave(passage.hall_id)
    elif where.knows(passage) and not passage.is_let_in:
        log.outcomes[passage.nonce] = Outcome.ALREADY
        return
    else:
        where.enter(passage.hall_id)
        log.entries[holder] = passage
        if (holder, passage.day) not in arrived:
            arrived.add((holder, passage.day))
            log.arrivals.append(Arrival(holder, passage.at, passage.day, passage.nonce))
    log.outcomes[passage.nonce] = Outcome.ACCEPTED
