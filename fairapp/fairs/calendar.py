"""Where a fair stands in its calendar (row F3): phases open and close by the clock alone, nothing has to run."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from fairapp.core.clock import now
from fairapp.fairs.enums import FairStatus, Phase
from fairapp.fairs.models import Fair, FairDay


class Hours(NamedTuple):
    """From the opening of a day to its end, as instants."""

    held_on: date
    opens_at: datetime
    closes_at: datetime


def hours_of(fair: Fair, days: Sequence[FairDay]) -> list[Hours]:
    """Return the opening hours in their order; in the night when clocks change, wall-clock hours count."""
    zone = ZoneInfo(fair.time_zone)
    return sorted(
        Hours(
            day.held_on,
            datetime.combine(day.held_on, day.opens, zone),
            datetime.combine(day.held_on, day.closes, zone),
        )
        for day in days
    )


def phase_of(fair: Fair, days: Sequence[FairDay], at: datetime | None = None) -> Phase:
    """Return the phase at that instant; a fair without days is announced."""
    at = at or now()
    hours = hours_of(fair, days)
    if hours and at >= hours[-1].closes_at:
        return Phase.OVER
    if hours and at >= hours[0].opens_at:
        return Phase.OPEN
    if fair.booking_until and at >= fair.booking_until:
        return Phase.CLOSED
    if fair.booking_from and at >= fair.booking_from:
        return Phase.BOOKING
    if fair.interest_from and at >= fair.interest_from:
        return Phase.INTEREST
    return Phase.ANNOUNCED


def can_book(fair: Fair, days: Sequence[FairDay], at: datetime | None = None) -> bool:
    return fair.status is FairStatus.PUBLISHED and phase_of(fair, days, at) is Phase.BOOKING


def can_register(fair: Fair, days: Sequence[FairDay], at: datetime | None = None) -> bool:
    """Tell whether candidates may register: from the day that is set to the end of the last day, or what is set."""
    at = at or now()
    hours = hours_of(fair, days)
    if fair.status is not FairStatus.PUBLISHED or not hours or fair.registration_from is None:
        return False
    return fair.registration_from <= at < (fair.registration_until or hours[-1].closes_at)


def day_at(fair: Fair, days: Sequence[FairDay], at: datetime) -> FairDay | None:
    """Return the day of the fair that this instant falls on, whatever the hour."""
    local = at.astimezone(ZoneInfo(fair.time_zone)).date()
    return next((day for day in days if day.held_on == local), None)
