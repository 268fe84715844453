"""A fair in somebody's calendar (rows C7, F4): one event per day, whose name stays when the fair moves (RFC 5545)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from fairapp.core.clock import now
from fairapp.fairs.calendar import hours_of
from fairapp.fairs.enums import FairStatus
from fairapp.fairs.models import Fair, FairDay

MEDIA_TYPE = "text/calendar; charset=utf-8"


def fair_calendar(
    fair: Fair,
    days: Sequence[FairDay],
    *,
    url: str,
    host: str,
    of: str = "",
    is_cancelled: bool = False,
    arrivals: Iterable[datetime] = (),
) -> bytes:
    """Return the calendar file of these days.

    `of` sets one visitor's events apart from the fair's own (« inscription-12 »); `arrivals` begin their days. The
    number of each day, not its date, makes the UID: a calendar moves the event that it has instead of adding another.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//{host}//fairapp//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    starts = {at.astimezone(ZoneInfo(fair.time_zone)).date(): at for at in arrivals}
    ids = {day.held_on: day.id for day in days}
    for hours in hours_of(fair, days):
        event = Event()
        event.add("uid", "-".join(filter(None, ["salon", str(fair.id), str(ids[hours.held_on]), of])) + f"@{host}")
        event.add("sequence", fair.sequence)
        event.add("dtstamp", now())
        event.add("dtstart", starts.get(hours.held_on, hours.opens_at).astimezone(ZoneInfo("UTC")))
        event.add("dtend", hours.closes_at.astimezone(ZoneInfo("UTC")))
        event.add("summary", fair.name)
        event.add("location", ", ".join(filter(None, [fair.venue, fair.address, fair.commune])))
        event.add("url", url)
        event.add("status", "CANCELLED" if is_cancelled or fair.status is FairStatus.CANCELLED else "CONFIRMED")
        calendar.add_component(event)
    return calendar.to_ical()
