"""The organiser's list of registrations: filters, counts, what to prepare for."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from fairapp.core.text import fold
from fairapp.fairs.enums import AccessNeed, ConsentPurpose, HolderKind, Profile, QuotaKind, RegistrationStatus
from fairapp.fairs.registrations.models import Consent, Quota, Registration, RegistrationPlace
from fairapp.fairs.registrations.queries import LIVE, places_of


@dataclass(frozen=True)
class Filter:
    """What the list shows; None: all."""

    text: str = ""
    status: RegistrationStatus | None = None
    kind: HolderKind | None = None
    profile: Profile | None = None
    day: date | None = None


class Line(NamedTuple):
    row: Registration
    places: Sequence[Quota]

    @property
    def bands(self) -> list[str]:
        return [quota.key for quota in self.places if quota.kind is QuotaKind.BAND]

    @property
    def dates(self) -> list[str]:
        return [quota.key for quota in self.places if quota.kind is QuotaKind.DAY]


def count_by_status(session: Session, fair_id: int) -> dict[RegistrationStatus, int]:
    rows = session.exec(
        select(Registration.status, func.count())
        .where(Registration.fair_id == fair_id)
        .group_by(col(Registration.status))
    )
    return {RegistrationStatus(status): count for status, count in rows}


def count_lines(session: Session, fair_id: int, chosen: Filter) -> int:
    return session.exec(select(func.count()).select_from(Registration).where(*_chosen(fair_id, chosen))).one()


def lines(
    session: Session, fair_id: int, chosen: Filter, *, limit: int | None = None, offset: int = 0
) -> list[Line]:  # fmt: skip
    """Return registrations with their places, by name; the waiting list by its numbers. Two queries."""
    order = [col(Registration.folded_name), col(Registration.id)]
    if chosen.status is RegistrationStatus.WAITLISTED:
        order = [col(Registration.queue_number)]
    query = select(Registration).where(*_chosen(fair_id, chosen)).order_by(*order)
    rows = session.exec(query.limit(limit).offset(offset)).all()
    places = places_of(session, [row.id for row in rows])
    return [Line(row, places[row.id]) for row in rows]


def _chosen(fair_id: int, chosen: Filter) -> list[ColumnElement[bool]]:
    conditions = [col(Registration.fair_id) == fair_id]
    for word in fold(chosen.text).split()[:5]:
        conditions.append(
            col(Registration.folded_name).contains(word, autoescape=True)
            | func.coalesce(Registration.email, "").contains(word, autoescape=True)
        )
    if chosen.status:
        conditions.append(col(Registration.status) == chosen.status)
    if chosen.kind:
        conditions.append(col(Registration.kind) == chosen.kind)
    if chosen.profile:
        conditions.append(col(Registration.profile) == chosen.profile)
    if chosen.day:
        conditions.append(col(Registration.id).in_(_on_day(fair_id, chosen.day)))
    return conditions


def _on_day(fair_id: int, day: date):  # type: ignore[no-untyped-def]  # SQLAlchemy's own type has no public name
    return (
        select(RegistrationPlace.registration_id)
        .join(Quota, col(Quota.id) == RegistrationPlace.quota_id)
        .where(Quota.fair_id == fair_id, Quota.kind == QuotaKind.DAY, Quota.key == day.isoformat())
    )


class Needs(NamedTuple):
    """How many people need what, without their names (row C5)."""

    counts: Sequence[tuple[AccessNeed, int]]
    people: int
    notes: int  # who wrote a precision: the door shows it


def access_needs(session: Session, fair_id: int) -> Needs:
    rows = session.exec(
        select(Registration.access_needs, Registration.access_note).where(
            Registration.fair_id == fair_id, col(Registration.status).in_(LIVE)
        )
    ).all()
    counts = Counter(AccessNeed(need) for needs, _note in rows for need in needs)
    return Needs(
        [(need, counts[need]) for need in AccessNeed if counts[need]],
        sum(1 for needs, note in rows if needs or note),
        sum(1 for _needs, note in rows if note),
    )


def who_allow(session: Session, registration_ids: Iterable[int], purpose: ConsentPurpose) -> set[int]:
    """Return those of these people who allow it now."""
    query = select(Consent.registration_id).where(Consent.purpose == purpose, col(Consent.withdrawn_at).is_(None))
    return set(session.exec(query.where(col(Consent.registration_id).in_(list(registration_ids)))))
