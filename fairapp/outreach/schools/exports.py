"""The schools around a cluster for a spreadsheet."""

from collections.abc import Iterable

from fairapp.core.sheets import write_csv
from fairapp.outreach.schools.listing import Line
from fairapp.web.i18n import translate

HEADER = (
    "uai", "nom", "type", "commune", "département", "prioritaire", "rattachée", "visites cette année",
    "élèves cette année", "professionnel le plus proche (km)",
)  # fmt: skip


def schools_csv(lines: Iterable[Line]) -> str:
    return write_csv(HEADER, [_row(line) for line in lines])


def _row(line: Line) -> tuple[object, ...]:
    return (
        line.uai, line.name, line.kind, line.commune, line.department, _yes(line.is_priority), line.people,
        line.visits, line.pupils, round(line.distance_km, 1) if line.distance_km is not None else None,
    )  # fmt: skip


def _yes(is_so: bool) -> str:
    return translate("oui") if is_so else translate("non")
