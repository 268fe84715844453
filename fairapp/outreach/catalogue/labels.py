"""What visits are called and described by."""

from collections.abc import Iterable
from itertools import groupby
from typing import Protocol

from fairapp.core.text import slugify
from fairapp.outreach.enums import GRADE_LABELS, Grade
from fairapp.web.formats import NO_BREAK
from fairapp.web.i18n import translate

# One year after the other; the rest stands beside.
_YEARS = (Grade.SIXTH, Grade.FIFTH, Grade.FOURTH, Grade.THIRD, Grade.SECOND, Grade.FIRST, Grade.FINAL)
_ORDER = {grade: place for place, grade in enumerate(Grade)}


class Titled(Protocol):
    @property
    def id(self) -> int: ...
    @property
    def title(self) -> str: ...


def visit_path(visit: Titled) -> str:
    """Return the address of its public page."""
    return f"/visites/{visit.id}-{slugify(visit.title)}".removesuffix("-")


def grades_label(grades: Iterable[str]) -> str:
    """« 3e à terminale », « 4e, 3e, SEGPA »: years in a row are drawn together."""
    known = sorted({Grade(grade) for grade in grades}, key=_ORDER.__getitem__)
    rows = groupby(enumerate(grade for grade in known if grade in _YEARS), lambda at: _YEARS.index(at[1]) - at[0])
    years = [_row([grade for _, grade in row]) for _, row in rows]
    return ", ".join([*years, *(translate(GRADE_LABELS[grade]) for grade in known if grade not in _YEARS)])


def _row(grades: list[Grade]) -> str:
    names = [translate(GRADE_LABELS[grade]) for grade in grades]
    if len(names) < 3:
        return ", ".join(names)
    return translate("%(first)s à %(last)s", first=names[0], last=names[-1].lower())


def duration_label(minutes: int) -> str:
    """« 45 min », « 2 h », « 1 h 30 »."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}{NO_BREAK}min"
    return f"{hours}{NO_BREAK}h" + (f"{NO_BREAK}{rest:02d}" if rest else "")
