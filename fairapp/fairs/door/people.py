"""The people whom a door may look up: candidates and stand staff of its fair, by name (row D4)."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, select

from fairapp.clusters.models import Company
from fairapp.core.text import fold
from fairapp.fairs.badges.models import Badge
from fairapp.fairs.door.passages import Holder
from fairapp.fairs.enums import BookingStatus, HolderKind, RegistrationStatus
from fairapp.fairs.registrations.models import Registration
from fairapp.fairs.stands.models import BookingStaff, StandBooking

LIVE_BOOKINGS = (BookingStatus.SUBMITTED, BookingStatus.CONFIRMED)


class Person(NamedTuple):
    """A candidate or somebody of a stand, with the badge that is theirs now."""

    kind: HolderKind
    first_name: str
    last_name: str
    organisation: str
    holder: Holder
    badge: Badge | None
    registration: Registration | None

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


def find_people(session: Session, fair_id: int, words: str, *, limit: int = 12) -> list[Person]:
    """Return the people whose names begin with these words, in any order; two queries."""
    asked = [word for word in re.split(r"[\s-]+", fold(words)) if word]
    if not asked:
        return []
    found = _registrations(session, fair_id, *(_has(word) for word in asked), limit=limit)
    staff = [one for one in _staff(session, fair_id) if _begins(one, asked)]
    return sorted([*found, *staff], key=_by_name)[:limit]


def everyone(session: Session, fair_id: int) -> list[Person]:
    """Return all who may come in, by name, for the list on paper (row D7); two queries."""
    coming = col(Registration.status) == RegistrationStatus.CONFIRMED
    return sorted([*_registrations(session, fair_id, coming), *_staff(session, fair_id)], key=_by_name)


def person_of(session: Session, badge: Badge) -> Person | None:
    """Return who wears this badge, a replaced one too; one query."""
    if badge.registration_id is not None:
        registration = session.get(Registration, badge.registration_id)
        return candidate(registration, badge) if registration else None
    rows = _staff_rows(session, col(BookingStaff.id) == badge.staff_id)
    return next((_of_stand(staff, company, badge) for staff, company, _badge in rows), None)


def people_of(session: Session, fair_id: int, badges: Iterable[Badge]) -> dict[Holder, Person]:
    """Return the wearers of several badges of a fair; two queries."""
    ids = {badge.registration_id for badge in badges}
    people = _registrations(session, fair_id, col(Registration.id).in_(ids - {None}))
    wearing = {badge.staff_id for badge in badges} - {None}
    staff = [_of_stand(*row) for row in _staff_rows(session, col(BookingStaff.id).in_(wearing))] if wearing else []
    return {person.holder: person for person in [*people, *staff]}


def _registrations(
    session: Session, fair_id: int, *conditions: ColumnElement[bool], limit: int | None = None
) -> list[Person]:
    rows = session.exec(
        select(Registration, Badge)
        .join(Badge, _wears(Badge.registration_id == Registration.id), isouter=True)
        .where(Registration.fair_id == fair_id, *conditions)
        .order_by(Registration.folded_name, col(Registration.id))
        .limit(limit)
    )
    return [candidate(registration, badge) for registration, badge in rows]


def _staff(session: Session, fair_id: int) -> list[Person]:
    live = and_(col(StandBooking.fair_id) == fair_id, col(StandBooking.status).in_(LIVE_BOOKINGS))
    return [_of_stand(*row) for row in _staff_rows(session, live)]


def _staff_rows(
    session: Session, condition: ColumnElement[bool]
) -> Sequence[tuple[BookingStaff, Company, Badge | None]]:
    return session.exec(
        select(BookingStaff, Company, Badge)
        .join(StandBooking, col(StandBooking.id) == BookingStaff.booking_id)
        .join(Company, col(Company.id) == BookingStaff.company_id)
        .join(Badge, _wears(Badge.staff_id == BookingStaff.id), isouter=True)
        .where(condition)
    ).all()


def _wears(condition: object) -> ColumnElement[bool]:
    return and_(condition, col(Badge.revoked_at).is_(None))  # type: ignore[arg-type]


def _has(word: str) -> ColumnElement[bool]:
    """Tell whether a word of the name begins so: « le goff-kervella enora » has le, goff, kervella and enora."""
    name = col(Registration.folded_name)
    return or_(
        name.startswith(word, autoescape=True), *(name.contains(f"{before}{word}", autoescape=True) for before in " -'")
    )


def _begins(person: Person, asked: list[str]) -> bool:
    words = re.split(r"[\s'-]+", fold(person.name))
    return all(any(word.startswith(beginning) for word in words) for beginning in asked)


def _by_name(person: Person) -> tuple[str, int]:
    return fold(f"{person.last_name} {person.first_name}"), person.holder.registration_id or person.holder.staff_id or 0


def candidate(row: Registration, badge: Badge | None) -> Person:
    return Person(row.kind, row.first_name, row.last_name, row.organisation, Holder(row.id, None), badge, row)


def _of_stand(staff: BookingStaff, company: Company, badge: Badge | None) -> Person:
    holder = Holder(None, staff.id)
    return Person(HolderKind.EXHIBITOR, staff.first_name, staff.last_name, company.name, holder, badge, None)
