"""The forms of registration, and what they offer to choose from."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from sqlmodel import Field, Session, SQLModel

from fairapp.fairs.enums import ConsentPurpose, HolderKind, Profile, QuotaKind, RegistrationStatus
from fairapp.fairs.models import Fair, FairDay
from fairapp.fairs.registrations.arrivals import Band, bands_to_come
from fairapp.fairs.registrations.models import Needs, RegistrationDraft, Who, Wishes
from fairapp.fairs.registrations.queries import quotas_of
from fairapp.fairs.registrations.services.places import is_full
from fairapp.fairs.registrations.words import band_label
from fairapp.web.formats import weekday_date
from fairapp.web.forms import Form

STEPS: tuple[type[SQLModel], ...] = (Who, Wishes, Needs)


class Arrivals(SQLModel):
    arrivals: list[str] = []


class ConsentChange(SQLModel):
    purpose: ConsentPurpose
    given: bool = False


class OfferAnswer(SQLModel):
    accepts: bool = False


class ListQuery(SQLModel):
    """Which registrations the organiser's list shows."""

    q: str = Field(default="", max_length=100)
    statut: RegistrationStatus | None = None
    genre: HolderKind | None = None
    profil: Profile | None = None
    jour: date | None = None
    page: int = 1


class DayChoice(NamedTuple):
    """One day to choose an arrival in; no option is left when the day is full."""

    day: str
    label: str
    options: Sequence[tuple[str, str]]
    chosen: str


def day_choices(session: Session, fair: Fair, days: Sequence[FairDay], chosen: Sequence[str]) -> list[DayChoice]:
    """Return the bands that are still free; all of them when the fair is full, as wishes for the waiting list.

    What is past is left out: one may register while the fair is open.
    """
    coming = [day for day in days if bands_to_come(fair, day)]
    full = {(quota.kind, quota.key) for quota in quotas_of(session, fair.id) if is_full(quota)}
    free = {day.held_on: _free_bands(fair, day, full) for day in coming}
    if (QuotaKind.FAIR, "") in full or not any(free.values()):
        free = {day.held_on: bands_to_come(fair, day) for day in coming}
    choices = []
    for day in coming:
        held_on = day.held_on.isoformat()
        options = [(band.key, band_label(band)) for band in free[day.held_on]]
        mine = next((band for band in chosen if band.startswith(held_on)), "")
        choices.append(DayChoice(held_on, weekday_date(day.held_on), options, mine))
    return choices


def _free_bands(fair: Fair, day: FairDay, full: Collection[tuple[QuotaKind, str]]) -> list[Band]:
    if (QuotaKind.DAY, day.held_on.isoformat()) in full:
        return []
    return [band for band in bands_to_come(fair, day) if (QuotaKind.BAND, band.key) not in full]


def step_with_errors(form: Form[RegistrationDraft], up_to: int) -> int | None:
    """Keep the errors of the first step that has some, of those already filled in; return its number."""
    for number, schema in enumerate(STEPS[:up_to], start=1):
        errors = {name: text for name, text in form.errors.items() if name.partition("[")[0] in schema.model_fields}
        if errors:
            form.errors = errors
            return number
    form.errors = {name: text for name, text in form.errors.items() if not name}
    return up_to if form.errors else None


def carried(form: Form[RegistrationDraft], step: int) -> list[tuple[str, str]]:
    """Return what the other steps hold, as hidden fields: the server keeps nothing of an unfinished form."""
    names = [name for number, schema in enumerate(STEPS, start=1) if number != step for name in schema.model_fields]
    pairs = []
    for name in names:
        typed = form.typed.get(name, "")
        values = [typed] if isinstance(typed, str) else [str(value) for value in typed]
        pairs += [(name, value) for value in values if value]
    return pairs
