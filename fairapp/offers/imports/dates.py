"""Days and instants as other systems write them."""

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

from fairapp.core.clock import PARIS

YEARS = range(1990, 2100)  # outside, it is no date of an offer, and may not even be an instant in UTC
_FRENCH = re.compile(r"(\d\d?)[/.-](\d\d?)[/.-](\d{4})(?!\d)")
_STARTS_WITH_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def read_instant(text: str) -> datetime | None:
    """Read ISO 8601, 21/11/2026, or the dates of mails and feeds; what has no time zone is meant in France."""
    instant = _instant(text)
    if instant is None or instant.year not in YEARS:
        return None
    return (instant if instant.tzinfo else instant.replace(tzinfo=PARIS)).astimezone(UTC)


def read_day(text: str) -> date | None:
    """Read the same as a day in France."""
    instant = read_instant(text)
    return instant.astimezone(PARIS).date() if instant else None


def _instant(text: str) -> datetime | None:
    try:
        if found := _FRENCH.match(text):
            return datetime(int(found[3]), int(found[2]), int(found[1]))  # noqa: DTZ001 - the caller adds the zone
        if found := _STARTS_WITH_DAY.match(text):
            return _iso(text, found[0])
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None


def _iso(text: str, day: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:  # the day is readable at least
        return datetime.fromisoformat(day)
