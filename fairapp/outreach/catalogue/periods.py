"""When a class may come: a month, or a term of the school year."""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

_WRITTEN = re.compile(r"(\d{4})-(\d{2})(?:_(\d{4})-(\d{2}))?", re.ASCII)
_TERMS = ((9, 12), (1, 3), (4, 7))  # first and last month
MONTHS_AHEAD = 12
LONGEST = 12  # months


class Month(NamedTuple):
    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    def next(self) -> "Month":
        return Month(self.year + self.number // 12, self.number % 12 + 1)


class Period(NamedTuple):
    """From the first to the last month, both included; written « 2027-01 » or « 2027-01_2027-03 »."""

    first: Month
    last: Month

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}_{self.last}"

    def months(self) -> Iterator[Month]:
        month = self.first
        while month <= self.last:
            yield month
            month = month.next()


def month_of(day: date) -> Month:
    return Month(day.year, day.month)


def read_period(text: str) -> Period | None:
    """Return None for what no form of ours sends."""
    found = _WRITTEN.fullmatch(text)
    if found is None:
        return None
    first = Month(int(found[1]), int(found[2]))
    last = Month(int(found[3]), int(found[4])) if found[3] else first
    are_months = 1 <= first.number <= 12 and 1 <= last.number <= 12
    length = (last.year - first.year) * 12 + last.number - first.number + 1
    return Period(first, last) if are_months and 1 <= length <= LONGEST else None


def coming_terms(today: date) -> list[Period]:
    """Return the terms that are not over, for a year."""
    this = month_of(today)
    terms = [
        Period(Month(year, first), Month(year, last))
        for year in (today.year, today.year + 1)
        for first, last in sorted(_TERMS)
    ]
    return [term for term in terms if term.last >= this and term.first < Month(this.year + 1, this.number)]


def coming_months(today: date) -> list[Month]:
    months = [month_of(today)]
    while len(months) < MONTHS_AHEAD:
        months.append(months[-1].next())
    return months
