"""Arrival bands (row C1): each day cut into half-hours, written « 2026-12-10T09:30 » in the fair's own time.

The date is part of a band's name: bands named by their hour alone break on the second day.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from fairapp.core.clock import now
from fairapp.core.errors import DomainError
from fairapp.core.text import N_
from fairapp.fairs.enums import QuotaKind
from fairapp.fairs.models import Fair, FairDay

_FORM = "%Y-%m-%dT%H:%M"


class Band(NamedTuple):
    """One band; wall-clock times of the fair's place."""

    starts: datetime
    ends: datetime

    @property
    def key(self) -> str:
        return self.starts.strftime(_FORM)


def bands_of(fair: Fair, day: FairDay) -> list[Band]:
    """Return the bands of a day; the last one ends when the doors close."""
    starts, closes = datetime.combine(day.held_on, day.opens), datetime.combine(day.held_on, day.closes)
    step = timedelta(minutes=fair.band_minutes)
    bands = []
    while starts < closes:
        bands.append(Band(starts, min(starts + step, closes)))
        starts += step
    return bands


def bands_to_come(fair: Fair, day: FairDay) -> list[Band]:
    """Return the bands of a day that are not over."""
    at = now().astimezone(ZoneInfo(fair.time_zone)).replace(tzinfo=None)
    return [band for band in bands_of(fair, day) if band.ends > at]


def day_of(band: str) -> date:
    return date.fromisoformat(band[:10])


def arrival_at(fair: Fair, band: str) -> datetime:
    """Return the instant at which a band begins."""
    return datetime.strptime(band, _FORM).replace(tzinfo=ZoneInfo(fair.time_zone))


def quota_keys(fair: Fair, days: Sequence[FairDay], bands: Iterable[str]) -> list[tuple[QuotaKind, str]]:
    """Return the days and bands that these arrivals count in.

    :raise DomainError: if there is none, one that does not exist, or two on one day.
    """
    wanted = sorted(set(bands))
    if not wanted:
        raise DomainError(N_("Choisissez quand vous arrivez."), field="arrivals")
    known = {band.key for day in days for band in bands_of(fair, day)}
    if not known.issuperset(wanted):
        raise DomainError(N_("Choisissez une heure d'arrivée de la liste."), field="arrivals")
    chosen = [day_of(band) for band in wanted]
    if len(set(chosen)) < len(chosen):
        raise DomainError(N_("Choisissez une seule heure d'arrivée par jour."), field="arrivals")
    return [*((QuotaKind.DAY, day.isoformat()) for day in chosen), *((QuotaKind.BAND, band) for band in wanted)]
