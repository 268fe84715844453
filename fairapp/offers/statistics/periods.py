"""Whole months, by the calendar of the cluster."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

USUAL_MONTHS, MOST_MONTHS = 12, 24
OFFERED_MONTHS = 36  # back from now, to choose from
_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])", re.ASCII)


class Month(NamedTuple):
    year: int
    number: int

    @property
    def first_day(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def key(self) -> str:
        return f"{self.year}-{self.number:02}"

    def shifted(self, months: int) -> "Month":
        count = self.year * 12 + self.number - 1 + months
        return Month(count // 12, count % 12 + 1)

    def begins(self, zone: str) -> datetime:
        return datetime.combine(self.first_day, time(), ZoneInfo(zone))

    def ends(self, zone: str) -> datetime:
        """Return the first instant after the month."""
        return self.shifted(1).begins(zone)


def month_of(day: date) -> Month:
    return Month(day.year, day.month)


def months_asked(since: str, until: str, *, today: date) -> list[Month]:
    """Return the months from `since` to `until` (« 2026-03 »), in any order; the last twelve for what is unreadable.

    Nothing of the future, and 24 months at most: the latest ones.
    """
    now = month_of(today)
    last = min(_read(until) or now, now)
    first = min(_read(since) or last.shifted(1 - USUAL_MONTHS), now)
    first, last = min(first, last), max(first, last)
    months = [last]
    while months[0] > first and len(months) < MOST_MONTHS:
        months.insert(0, months[0].shifted(-1))
    return months


def past_quarters(months: Sequence[Month], *, today: date) -> list[Month]:
    """Return the first month of each whole quarter among `months` that is over."""
    among, now = set(months), month_of(today)
    return [month for month in months if month.number % 3 == 1 and month.shifted(2) in among and month.shifted(2) < now]


def offered(today: date) -> list[Month]:
    """Return the months to choose from, the newest first."""
    return [month_of(today).shifted(-back) for back in range(OFFERED_MONTHS)]


def _read(text: str) -> Month | None:
    found = _MONTH.fullmatch(text.strip())
    return Month(int(found[1]), int(found[2])) if found else None
