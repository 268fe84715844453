"""The time, asked in one place so that a test can set it (time-machine does)."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


def now() -> datetime:
    """Return the current instant, in UTC."""
    return datetime.now(UTC)


def today(zone: str = "Europe/Paris") -> date:
    """Return the calendar day in `zone` (an IANA name)."""
    return datetime.now(ZoneInfo(zone)).date()
