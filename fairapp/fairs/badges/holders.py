"""Who gets a badge at a fair, and what is printed on it."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import func
from sqlmodel import Session, col, select

from fairapp.clusters.models import Company
from fairapp.core.text import fold
from fairapp.fairs.badges.models import Badge
from fairapp.fairs.badges.queries import normalised_code
from fairapp.fairs.enums import BatchOrder, BookingStatus, HolderKind, RegistrationStatus
from fairapp.fairs.queries import days_of
from fairapp.fairs.registrations.models import Registration
from fairapp.fairs.registrations.queries import DATED, places_of
from fairapp.fairs.stands.models import BookingStaff, Stand, StandBooking
from fairapp.web.formats import short_date

BOOKED = (BookingStatus.SUBMITTED, BookingStatus.CONFIRMED)
KINDS = tuple(HolderKind)
AT_ONCE = 500  # ids in one query


class Holder(NamedTuple):
    """One person, as printed; the badge's code does not depend on any of it (row G4)."""

    badge_id: int
    token: str
    short_code: str
    kind: HolderKind
    first_name: str
    last_name: str
    about: str  # employer, school, job sought
    tag: str  # stand, days
    registration_id: int | None = None
    stand_code: str = ""

    @property
    def sort_key(self) -> tuple[str, int]:
        return (fold(f"{self.last_name} {self.first_name}"), self.badge_id)


def holders_of(session: Session, fair_id: int, kind: HolderKind | None = None) -> list[Holder]:
    """Return everybody with a current badge who may come; in no order."""
    found = _registered(session, fair_id, () if kind is None else (col(Registration.kind) == kind,))
    if kind in (None, HolderKind.EXHIBITOR):
        found += _staff(session, fair_id)
    return found


def holder_of(session: Session, badge: Badge) -> Holder | None:
    """Return who wears one badge; revoked or not, confirmed or not: somebody asked for it."""
    if badge.staff_id is not None:
        return next(iter(_staff_rows(session, (Badge.id == badge.id,))), None)
    row = session.get(Registration, badge.registration_id)
    return _registered_holders(session, badge.fair_id, [(badge, row)])[0] if row else None


def search_holders(session: Session, fair_id: int, sought: str, *, limit: int) -> list[Holder]:
    """Find badges by words of the name, or by the code."""
    words = fold(sought).split()
    code = normalised_code(sought)
    found = [
        holder
        for holder in holders_of(session, fair_id)
        if holder.short_code == code or all(word in fold(f"{holder.first_name} {holder.last_name}") for word in words)
    ]
    return sorted_holders(found, BatchOrder.NAME)[:limit]


def sorted_holders(holders: Iterable[Holder], order: BatchOrder) -> list[Holder]:
    """Sort by name, or by category and then by name."""
    if order is BatchOrder.NAME:
        return sorted(holders, key=lambda holder: holder.sort_key)
    return sorted(holders, key=lambda holder: (KINDS.index(holder.kind), holder.sort_key))


class Missing(NamedTuple):
    """People who should have a badge and have none, by the column that holds them."""

    registration_ids: Sequence[int]
    staff_ids: Sequence[int]


def without_badge(session: Session, fair_id: int) -> Missing:
    worn_by = select(Badge.registration_id).where(
        col(Badge.revoked_at).is_(None), col(Badge.registration_id).is_not(None)
    )
    registered = select(Registration.id).where(*_confirmed(fair_id), col(Registration.id).not_in(worn_by))
    worn_by_staff = select(Badge.staff_id).where(col(Badge.revoked_at).is_(None), col(Badge.staff_id).is_not(None))
    staff = (
        select(BookingStaff.id)
        .join(StandBooking, col(StandBooking.id) == BookingStaff.booking_id)
        .where(*_booked(fair_id), col(BookingStaff.id).not_in(worn_by_staff))
    )
    return Missing(session.exec(registered).all(), session.exec(staff).all())


def count_by_kind(session: Session, fair_id: int) -> dict[HolderKind, int]:
    """Count who gets a badge, whether they have one yet or not."""
    counts = dict.fromkeys(HolderKind, 0)
    rows = select(Registration.kind, func.count()).where(*_confirmed(fair_id)).group_by(col(Registration.kind))
    for kind, count in session.exec(rows):
        counts[HolderKind(kind)] = count
    staff = (
        select(func.count())
        .select_from(BookingStaff)
        .join(StandBooking, col(StandBooking.id) == BookingStaff.booking_id)
        .where(*_booked(fair_id))
    )
    counts[HolderKind.EXHIBITOR] += session.exec(staff).one()
    return counts


def _confirmed(fair_id: int) -> tuple[Any, ...]:
    return (col(Registration.fair_id) == fair_id, col(Registration.status) == RegistrationStatus.CONFIRMED)


def _booked(fair_id: int) -> tuple[Any, ...]:
    return (col(StandBooking.fair_id) == fair_id, col(StandBooking.status).in_(BOOKED))


def _registered(session: Session, fair_id: int, which: tuple[Any, ...]) -> list[Holder]:
    query = (
        select(Badge, Registration)
        .join(Registration, col(Registration.id) == Badge.registration_id)
        .where(col(Badge.revoked_at).is_(None), *_confirmed(fair_id), *which)
    )
    return _registered_holders(session, fair_id, session.exec(query).all())


def _registered_holders(session: Session, fair_id: int, rows: Sequence[tuple[Badge, Registration]]) -> list[Holder]:
    days = [day.held_on for day in days_of(session, fair_id)]
    wanted = _days_wanted(session, [row.id for _badge, row in rows]) if len(days) > 1 else {}
    return [
        Holder(
            badge.id, badge.token, badge.short_code, row.kind, row.first_name, row.last_name,
            about=row.organisation or row.jobs_sought,
            tag=_days_tag(wanted.get(row.id, ()), days),
            registration_id=row.id,
        )
        for badge, row in rows
    ]  # fmt: skip


def _days_wanted(session: Session, registration_ids: list[int]) -> dict[int, set[date]]:
    found: dict[int, set[date]] = {}
    for start in range(0, len(registration_ids), AT_ONCE):
        for id, places in places_of(session, registration_ids[start : start + AT_ONCE]).items():
            found[id] = {date.fromisoformat(quota.key[:10]) for quota in places if quota.kind in DATED}
    return found


def _days_tag(wanted: Iterable[date], days: Sequence[date]) -> str:
    """Name the days of somebody who does not come on all of them."""
    chosen = sorted(set(wanted) & set(days))
    return ", ".join(short_date(day) for day in chosen) if 0 < len(chosen) < len(days) else ""


def _staff(session: Session, fair_id: int) -> list[Holder]:
    return _staff_rows(session, (*_booked(fair_id), col(Badge.revoked_at).is_(None)))


def _staff_rows(session: Session, which: tuple[Any, ...]) -> list[Holder]:
    query = (
        select(Badge, BookingStaff, col(Company.name), col(Stand.code))
        .join(BookingStaff, col(BookingStaff.id) == Badge.staff_id)
        .join(StandBooking, col(StandBooking.id) == BookingStaff.booking_id)
        .join(Company, col(Company.id) == BookingStaff.company_id)
        .outerjoin(Stand, col(Stand.id) == StandBooking.stand_id)
        .where(*which)
    )
    return [
        Holder(
            badge.id, badge.token, badge.short_code, HolderKind.EXHIBITOR, person.first_name, person.last_name,
            about=", ".join(filter(None, [person.job, company])),
            tag=_("Stand %(code)s", code=stand) if stand else "",
            stand_code=stand or "",
        )
        for badge, person, company, stand in session.exec(query)
    ]  # fmt: skip
