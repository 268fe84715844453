"""What a badge that is folded twice says inside: when to come, where to go (row G1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlmodel import Session, col, select

from fairapp.fairs.badges.holders import AT_ONCE, Holder
from fairapp.fairs.enums import QuotaKind
from fairapp.fairs.models import Fair, FairDay, Hall
from fairapp.fairs.queries import days_of, halls_of
from fairapp.fairs.registrations.queries import DATED, places_of
from fairapp.fairs.registrations.words import hours_label, place_label, visit_lines
from fairapp.fairs.stands.models import Outline, Stand


class Plan(NamedTuple):
    """A hall as one drawing: every stand in one path, one's own in another."""

    hall: str
    width: float
    height: float
    stands: str
    own: str
    own_code: str
    own_at: tuple[float, float]


class Inside(NamedTuple):
    """What one person reads."""

    visit: list[str]
    hours: list[str]
    place: str
    plan: Plan | None


@dataclass(frozen=True)
class Insides:
    """What many people read, looked up at once."""

    fair: Fair
    days: Sequence[FairDay]
    halls: Sequence[tuple[Hall, list[Stand]]]
    visits: dict[int, list[str]]

    def of(self, holder: Holder) -> Inside:
        visit = self.visits.get(holder.registration_id or 0, [])
        hours = [hours_label(day) for day in self.days]
        return Inside(visit, hours, place_label(self.fair), self._plan_for(holder))

    def _plan_for(self, holder: Holder) -> Plan | None:
        for hall, stands in self.halls:
            own = next((stand for stand in stands if stand.code == holder.stand_code), None)
            if own is not None:
                return _draw(hall, stands, own)
        return _draw(*self.halls[0], None) if self.halls else None


def insides_for(session: Session, fair: Fair, holders: Sequence[Holder]) -> Insides:
    days = days_of(session, fair.id)
    halls = [(hall, list(_stands(session, hall))) for hall in halls_of(session, fair.id)]
    ids = [holder.registration_id for holder in holders if holder.registration_id is not None]
    return Insides(fair, days, [pair for pair in halls if pair[1]], _visits(session, fair, days, ids))


def _stands(session: Session, hall: Hall) -> Sequence[Stand]:
    return session.exec(select(Stand).where(Stand.hall_id == hall.id).order_by(col(Stand.code))).all()


def _visits(session: Session, fair: Fair, days: Sequence[FairDay], ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for start in range(0, len(ids), AT_ONCE):
        for id, places in places_of(session, ids[start : start + AT_ONCE]).items():
            bands = [quota.key for quota in places if quota.kind is QuotaKind.BAND]
            dates = [quota.key[:10] for quota in places if quota.kind in DATED]
            found[id] = visit_lines(fair, days, bands, dates)
    return found


def _draw(hall: Hall, stands: Sequence[Stand], own: Stand | None) -> Plan:
    others = "".join(_path(stand.outline) for stand in stands if own is None or stand.id != own.id)
    corners = own.outline if own else []
    middle = tuple(sum(corner[axis] for corner in corners) / len(corners) if corners else 0.0 for axis in (0, 1))
    return Plan(
        hall.name, hall.plan_width, hall.plan_height, others, _path(corners), own.code if own else "",
        (middle[0], middle[1]),
    )  # fmt: skip


def _path(outline: Outline) -> str:
    if not outline:
        return ""
    return "M" + "L".join(f"{x:g} {y:g}" for x, y, *_rest in outline) + "Z"
