"""The plan as one company, or the public, sees it now (row B2): a fixed number of queries, whatever its size."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import func
from sqlmodel import Session, col, select

from fairapp.clusters.models import Company
from fairapp.core.clock import now
from fairapp.core.text import N_
from fairapp.fairs.enums import BookingStatus, PartnerStatus
from fairapp.fairs.models import Fair, Hall
from fairapp.fairs.queries import halls_of
from fairapp.fairs.stands.geometry import Box, box_of, gap, usual_side
from fairapp.fairs.stands.models import BookingPartner, Outline, Stand, StandBooking, StandType
from fairapp.fairs.stands.queries import LIVE, types_of


class State(StrEnum):
    FREE = "free"
    HELD = "held"
    BOOKED = "booked"
    MINE = "mine"
    BLOCKED = "blocked"


STATE_LABELS = {
    State.FREE: N_("Disponible"),
    State.HELD: N_("En option"),
    State.BOOKED: N_("Réservé"),
    State.MINE: N_("Le vôtre"),
    State.BLOCKED: N_("Fermé"),
}


class Name(NamedTuple):
    company_id: int
    name: str
    slug: str


@dataclass(frozen=True)
class Place:
    """One stand and who has it."""

    id: int
    code: str
    hall_id: int
    outline: Outline
    box: Box
    is_accessible: bool
    state: State
    kind: StandType
    companies: tuple[Name, ...]  # shown: of a booked stand, or one's own
    awaits_list: bool = False  # free, but of a type that others wait for

    @property
    def area_dm2(self) -> int:
        return self.kind.width_cm * self.kind.depth_cm // 100


@dataclass(frozen=True)
class Plan:
    stamp: str
    halls: Sequence[Hall]
    kinds: Sequence[StandType]
    places: Sequence[Place]
    counts: dict[State, int] = field(default_factory=dict)

    def place(self, stand_id: int) -> Place | None:
        return next((place for place in self.places if place.id == stand_id), None)

    def neighbours(self, place: Place) -> list[Place]:
        """Return the stands that touch this one, or stand across an aisle no wider than a small stand."""
        return self._beside([place])

    def beside(self, company_id: int) -> set[int]:
        """Return the ids of the stands beside this company's."""
        own = [place for place in self.places if any(name.company_id == company_id for name in place.companies)]
        return {place.id for place in self._beside(own)}

    def _beside(self, own: Sequence[Place]) -> list[Place]:
        near = usual_side([place.box for place in self.places]) * 0.6
        ids = {place.id for place in own}
        return [
            other
            for other in self.places
            if other.id not in ids
            and any(other.hall_id == one.hall_id and gap(one.box, other.box) <= near for one in own)
        ]

    @property
    def exhibitors(self) -> list[Name]:
        """Return whoever is shown on the plan, by name."""
        return sorted({name for place in self.places for name in place.companies}, key=lambda name: name.name.lower())


class _Row(NamedTuple):
    stand: Stand
    booking_id: int | None
    status: BookingStatus | None
    held_until: datetime | None
    company_id: int | None
    name: str | None
    slug: str | None


def read_plan(session: Session, fair: Fair, *, company_id: int | None = None, for_organiser: bool = False) -> Plan:
    """Read the whole plan, with the eyes of `company_id` (None: of the public, or an organiser). Six queries."""
    stamp = stamp_of(session, fair.id)  # first: what changes meanwhile shows at the next look
    kinds = {kind.id: kind for kind in types_of(session, fair.id)}
    eyes = _Eyes(kinds, _partners(session, fair.id), _waited_types(session, fair.id), company_id, for_organiser)
    places = [_place(row, eyes) for row in _rows(session, fair.id)]
    places.sort(key=lambda place: _natural(place.code))
    counts = {state: sum(place.state is state for place in places) for state in State}
    return Plan(stamp, halls_of(session, fair.id), list(kinds.values()), places, counts)


def stamp_of(session: Session, fair_id: int) -> str:
    """Return what changes whenever the plan may look different: its version, and how many holds have run out.

    "" for no such fair.
    """
    ran_out = (
        select(func.count())
        .select_from(StandBooking)
        .where(StandBooking.fair_id == fair_id, StandBooking.status == BookingStatus.HELD)
        .where(col(StandBooking.held_until) <= now())
        .scalar_subquery()
    )
    row = session.exec(select(Fair.plan_version, ran_out).where(Fair.id == fair_id)).first()
    return f"{row[0]}-{row[1]}" if row else ""


def _rows(session: Session, fair_id: int) -> list[_Row]:
    live = col(StandBooking.status).in_(LIVE)
    rows = session.exec(
        select(  # type: ignore[call-overload]
            Stand, StandBooking.id, StandBooking.status, StandBooking.held_until, Company.id, Company.name, Company.slug
        )
        .join(StandBooking, (col(StandBooking.stand_id) == Stand.id) & live, isouter=True)
        .join(Company, col(Company.id) == StandBooking.company_id, isouter=True)
        .where(Stand.fair_id == fair_id)
    )
    return [_Row(*row) for row in rows]


def _partners(session: Session, fair_id: int) -> dict[int, list[Name]]:
    """Return the companies that share each booking, those only that have accepted (row B6)."""
    rows = session.exec(
        select(BookingPartner.booking_id, Company.id, Company.name, Company.slug)
        .join(StandBooking, col(StandBooking.id) == BookingPartner.booking_id)
        .join(Company, col(Company.id) == BookingPartner.company_id)
        .where(StandBooking.fair_id == fair_id, BookingPartner.status == PartnerStatus.ACCEPTED)
        .order_by(col(BookingPartner.id))
    )
    found: dict[int, list[Name]] = {}
    for booking_id, company_id, name, slug in rows:
        found.setdefault(booking_id, []).append(Name(company_id, name, slug))
    return found


def _waited_types(session: Session, fair_id: int) -> frozenset[int]:
    query = select(StandBooking.type_id).where(
        StandBooking.fair_id == fair_id, StandBooking.status == BookingStatus.WAITLISTED
    )
    return frozenset(session.exec(query.distinct()).all())


class _Eyes(NamedTuple):
    """What is looked at beside each row, and by whom."""

    kinds: dict[int, StandType]
    partners: dict[int, list[Name]]
    waited: frozenset[int]
    company_id: int | None
    for_organiser: bool


def _place(row: _Row, eyes: _Eyes) -> Place:
    stand = row.stand
    companies = (Name(row.company_id or 0, row.name or "", row.slug or ""), *eyes.partners.get(row.booking_id or 0, ()))
    is_ours = eyes.company_id is not None and any(name.company_id == eyes.company_id for name in companies)
    is_free = not stand.is_blocked and (row.status is None or _ran_out(row))
    awaits_list = is_free and stand.type_id in eyes.waited
    state = State.HELD if awaits_list else _state(row, is_free=is_free, is_ours=is_ours)
    return Place(
        id=stand.id, code=stand.code, hall_id=stand.hall_id, outline=stand.outline, box=box_of(stand.outline),
        is_accessible=stand.is_accessible, state=state, kind=eyes.kinds[stand.type_id],
        companies=companies if _is_named(row, state, eyes) else (), awaits_list=awaits_list,
    )  # fmt: skip


def _is_named(row: _Row, state: State, eyes: _Eyes) -> bool:
    """Tell whether it is said who has the stand: others learn it once the organiser has confirmed."""
    known = eyes.for_organiser or row.status is BookingStatus.CONFIRMED
    return state is State.MINE or (state is State.BOOKED and known)


def _state(row: _Row, *, is_free: bool, is_ours: bool) -> State:
    if row.stand.is_blocked:
        return State.BLOCKED
    if is_free:
        return State.FREE
    if is_ours:
        return State.MINE
    return State.HELD if row.status is BookingStatus.HELD else State.BOOKED


def _ran_out(row: _Row) -> bool:
    """Tell whether it is a hold that the next writer frees."""
    return row.status is BookingStatus.HELD and row.held_until is not None and row.held_until <= now()


def _natural(code: str) -> list[tuple[int, str]]:
    """A2 before A10."""
    parts = re.findall(r"\d+|\D+", code)
    return [(int(part), "") if part.isdigit() else (-1, part) for part in parts]
