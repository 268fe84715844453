"""A fair's dates and hours are those of the place where it is held."""

from datetime import datetime
from zoneinfo import ZoneInfo

from fairapp.fairs.models import Fair


def in_zone(fair: Fair, moment: datetime) -> datetime:
    """Return the same instant as the clock on the fair's wall shows it; `web.formats` then leaves it as it is."""
    return moment.astimezone(ZoneInfo(fair.time_zone))
