"""What depends on the day: school holidays by zone, public holidays, the minimum wage."""

from bisect import bisect_right
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from fairapp.reference.tables import Rows

# Local law keeps two more public holidays (code du travail, L3134-13).
ALSACE_MOSELLE = frozenset({"57", "67", "68"})


class Holiday(NamedTuple):
    name: str
    first_day: date
    last_day: date  # included


class Calendar:
    def __init__(self, rows: Callable[[str], Rows]) -> None:
        self._zones = {
            department: zone for _, zone, departments in rows("academies") for department in departments.split()
        }
        self._school: dict[str, list[Holiday]] = {}
        for zone, name, first_day, last_day in rows("school_holidays"):
            holiday = Holiday(name, date.fromisoformat(first_day), date.fromisoformat(last_day))
            self._school.setdefault(zone, []).append(holiday)
        self._public = {(date.fromisoformat(day), scope): name for day, name, scope in rows("public_holidays")}
        self._wages = sorted((date.fromisoformat(day), int(cents)) for day, cents in rows("minimum_wage"))

    def zone(self, department: str) -> str | None:
        """Return the holiday zone (A, B, C); None in Corsica and overseas, which have calendars of their own."""
        return self._zones.get(department) or None

    def school_holidays(self, zone: str) -> list[Holiday]:
        """Return all known holidays of a zone, in order."""
        return sorted(self._school.get(zone, []), key=lambda holiday: holiday.first_day)

    def school_holiday(self, zone: str, day: date) -> Holiday | None:
        """Return the holiday that `day` falls in."""
        return next((h for h in self._school.get(zone, []) if h.first_day <= day <= h.last_day), None)

    def is_school_holiday(self, zone: str, day: date) -> bool:
        return self.school_holiday(zone, day) is not None

    def public_holiday(self, day: date, department: str | None = None) -> str | None:
        """Return the name of the public holiday; those of Alsace and Moselle need the department."""
        local = self._public.get((day, "alsace-moselle")) if department in ALSACE_MOSELLE else None
        return self._public.get((day, "national")) or local

    def is_public_holiday(self, day: date, department: str | None = None) -> bool:
        return self.public_holiday(day, department) is not None

    def minimum_wage_cents(self, day: date) -> int:
        """Return the gross minimum wage per hour (SMIC) in force on `day`; before the first known one, that one."""
        at = bisect_right(self._wages, day, key=lambda wage: wage[0])
        return self._wages[max(at - 1, 0)][1]
