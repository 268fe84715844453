"""The activities of companies (NAF rév. 2)."""

from collections.abc import Callable
from typing import NamedTuple

from fairapp.reference.tables import Rows


class Activity(NamedTuple):
    code: str
    level: str  # "division", "group", "class", "subclass"
    label: str


class Activities:
    def __init__(self, rows: Callable[[str], Rows]) -> None:
        self._activities = {code.replace(".", ""): Activity(code, level, label) for code, level, label in rows("naf")}

    def activity(self, code: str) -> Activity | None:
        """Return the entry of a code, with or without its dot."""
        return self._activities.get(code.replace(".", "").strip().upper())

    def label(self, code: str) -> str | None:
        activity = self.activity(code)
        return activity.label if activity else None

    def division(self, code: str) -> Activity | None:
        """Return the division (the first two digits) of any code."""
        return self.activity(code.strip()[:2])
