"""A fair in somebody's calendar (rows C7, F4): one event per day, whose name stays when the fair moves (RFC 5545)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from icalendar import Calendar, Event

from fairapp.core.clock import now
from fairapp.fairs.calendar import Hours, hours_of
from fairapp.fairs.enums import FairStatus
from fairapp.fairs.models import Fair, FairDay

MEDIA_TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True)
class Visit:
    """One person's part of a fair."""

    id: int  # of the registration
    version: int  # grows with each change of days or hours
    arrivals: Mapping[date, datetime | None]  # the days, and when the person arrives
    is_cancelled: bool = False


def fair_calendar(
    fair: Fair,
    days: Sequence[FairDay],
    *,
    url: str,
    host: str,
    visit: Visit | None = None,
) -> bytes:
    """Return the calendar file of a fair, or of one person's visit.

    The rank of a day, not its date, makes the UID: a calendar moves the event that it has instead of adding another.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//{host}//fairapp//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for rank, hours in enumerate(hours_of(fair, days), start=1):
        if visit is None:
            calendar.add_component(_event(fair, hours, None, url=url, uid=f"salon-{fair.id}-{rank}@{host}"))
        elif hours.held_on in visit.arrivals:
            calendar.add_component(_event(fair, hours, visit, url=url, uid=f"salon-{fair.id}-{rank}-{visit.id}@{host}"))
    content: bytes = calendar.to_ical()
    return content


def _event(fair: Fair, hours: Hours, visit: Visit | None, *, url: str, uid: str) -> Event:
    arrival = visit.arrivals[hours.held_on] if visit else None
    cancelled = fair.status is FairStatus.CANCELLED or (visit is not None and visit.is_cancelled)
    event = Event()
    event.add("uid", uid)
    event.add("sequence", fair.sequence + (visit.version if visit else 0))
    event.add("dtstamp", now())
    event.add("dtstart", (arrival or hours.opens_at).astimezone(UTC))
    event.add("dtend", hours.closes_at.astimezone(UTC))
    event.add("summary", fair.name)
    town = "" if fair.commune and fair.commune.lower() in fair.address.lower() else fair.commune
    event.add("location", ", ".join(filter(None, [fair.venue, fair.address, town])))
    event.add("url", url)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    return event
