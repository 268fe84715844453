"""Dates every week (row E4): days on which no class goes out are left out, and told."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from sqlmodel import Session

from fairapp.core.actor import Actor
from fairapp.core.errors import DomainError
from fairapp.core.text import N_
from fairapp.outreach.dates import SUNDAY, off_school
from fairapp.outreach.interventions.drafts import SeriesDraft
from fairapp.outreach.interventions.services.slots import (
    department_of,
    hold_open,
    place_slot,
    require_ahead,
    require_time_to_book,
    time_zone,
)
from fairapp.outreach.interventions.services.visits import note_in_journal
from fairapp.outreach.models import Intervention, Slot
from fairapp.outreach.zones import at_hour

MOST_WEEKS = 45
WEEK = timedelta(weeks=1)
ENDS_BEFORE = N_("La série finit avant de commencer : choisissez un dernier jour plus tardif.")
TOO_LONG = N_("Une série compte %(most)s semaines au plus : choisissez un dernier jour plus proche.")
ON_SUNDAYS = N_("Aucune classe ne sort le dimanche : commencez la série un autre jour.")
NONE_LEFT = N_("Aucun créneau à ajouter : chaque semaine tombe un jour sans classe, ou a déjà ce créneau.")
TOO_SOON = N_("trop tôt pour votre délai de réservation")
THERE_ALREADY = N_("déjà proposé")
NO_SUCH_HOUR = N_("l’horloge avance d’une heure cette nuit-là")


class Skipped(NamedTuple):
    day: date
    why: str  # a message id


class Series(NamedTuple):
    """What was added, and which weeks were not."""

    slots: list[Slot]
    skipped: list[Skipped]


def add_series(session: Session, intervention: Intervention, draft: SeriesDraft, *, by: Actor) -> Series:
    """Add a date each week from the first day to the last; sent again, it finds them all there.

    :raise DomainError: if the days make no series, or nothing is left to add.
    """
    intervention = hold_open(session, intervention)
    zone = time_zone(session, intervention)
    _check(draft, zone)
    made = Series([], [])
    for day in _days(draft):
        slot, why = _add(session, intervention, day, draft, zone=zone)
        if slot is not None:
            made.slots.append(slot)
        else:
            made.skipped.append(Skipped(day, why))
    if not made.slots:
        raise DomainError(NONE_LEFT, field="day")
    note_in_journal(session, "slot.series", intervention, by=by, slots=len(made.slots))
    return made


def _days(draft: SeriesDraft) -> Iterator[date]:
    day = draft.day
    while day <= draft.until:
        yield day
        day += WEEK


def _check(draft: SeriesDraft, zone: str) -> None:
    if draft.until < draft.day:
        raise DomainError(ENDS_BEFORE, field="until")
    if draft.day.weekday() == SUNDAY:
        raise DomainError(ON_SUNDAYS, field="day")
    require_ahead(at_hour(draft.day, draft.hour, zone, field="hour"))
    if draft.until - draft.day > MOST_WEEKS * WEEK:
        raise DomainError(TOO_LONG, field="until", most=MOST_WEEKS)
    last = max(_days(draft))
    require_ahead(at_hour(last, draft.hour, "UTC"), field="until")


def _add(
    session: Session, intervention: Intervention, day: date, draft: SeriesDraft, *, zone: str
) -> tuple[Slot | None, str]:
    """Return the slot of one week, or None and why there is none."""
    if why := off_school(day, department_of(session, intervention)):
        return None, why
    try:
        starts_at = at_hour(day, draft.hour, zone)
    except DomainError:
        return None, NO_SUCH_HOUR
    try:
        require_time_to_book(starts_at, draft, zone=zone)
    except DomainError:
        return None, TOO_SOON
    return place_slot(session, intervention, starts_at, draft, zone=zone), THERE_ALREADY
