"""Collèges and lycées of the ministry's directory."""

from collections import defaultdict
from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

from fairapp.reference.tables import Rows
from fairapp.reference.words import WordIndex

_UAI_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


class School(NamedTuple):
    uai: str
    name: str
    kind: str  # "collège", "lycée"
    sector: str  # empty where unknown
    address: str
    postal_code: str
    commune: str
    insee: str | None
    department: str
    academie: str
    lat: float | None
    lon: float | None
    position: str  # "address", "commune" (its centre) or empty
    pupils: int | None


def is_valid_uai(text: str) -> bool:
    """Tell whether the letter fits the number. Only warn: old numbers exist that do not."""
    number, letter = text[:-1], text[-1:].upper()
    return len(number) == 7 and number.isascii() and number.isdigit() and _UAI_LETTERS[int(number) % 23] == letter


class Schools:
    def __init__(self, rows: Callable[[str], Rows]) -> None:
        self._schools = sorted((_school(row) for row in rows("schools")), key=lambda school: (school.name, school.uai))
        self._by_uai = {school.uai: school for school in self._schools}

    def school(self, uai: str) -> School | None:
        return self._by_uai.get(uai.strip().upper())

    def in_department(self, department: str) -> list[School]:
        return self._by_department.get(department, [])

    def suggest_schools(self, query: str, *, department: str | None = None, n: int = 8) -> list[School]:
        """Complete a name, a commune, or both in any order."""
        inside = None if department is None else (lambda i: self._schools[i].department == department)
        return [self._schools[i] for i in self._index.search(query, n, inside)]

    @cached_property
    def _by_department(self) -> dict[str, list[School]]:
        groups: dict[str, list[School]] = defaultdict(list)
        for school in self._schools:
            groups[school.department].append(school)
        return groups

    @cached_property
    def _index(self) -> WordIndex:
        texts = [f"{school.name} {school.commune} {school.uai}" for school in self._schools]
        return WordIndex(texts, leads=[school.commune for school in self._schools])


def _school(row: list[str]) -> School:
    uai, name, kind, sector, address, postal_code, commune, insee, department, academie, lat, lon, position, pupils = (
        row
    )
    return School(
        uai.upper(), name, kind, sector, address, postal_code, commune, insee or None, department, academie,
        float(lat) if lat else None, float(lon) if lon else None, position, int(pupils) if pupils else None,
    )  # fmt: skip
