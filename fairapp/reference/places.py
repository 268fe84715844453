"""Communes, departments and regions, found by code, name, postal code or position."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cached_property
from sys import intern
from typing import NamedTuple, TypeVar

import numpy as np

from fairapp.geo.distance import haversine_km_many
from fairapp.reference.names import place_key, place_keys, without_article
from fairapp.reference.suggestions import CommuneIndex
from fairapp.reference.tables import Rows

T = TypeVar("T")

NEAREST_MAX_KM = 30
# Paris, Lyon and Marseille are one commune each and, in lists of arrondissements, twenty, nine and sixteen.
CITIES = {"751": "75056", "693": "69123", "132": "13055"}


class Commune(NamedTuple):
    """A commune, or an arrondissement of Paris, Lyon or Marseille."""

    insee: str
    name: str
    kind: str  # "commune", "arrondissement"
    postal_codes: tuple[str, ...]
    department: str
    region: str
    population: int
    lat: float | None
    lon: float | None

    @property
    def postal_code(self) -> str:
        """The first postal code; empty on uninhabited islands."""
        return self.postal_codes[0] if self.postal_codes else ""

    @property
    def label(self) -> str:
        """The name as the autocomplete shows it and `find_commune` reads it back."""
        whole_city = self.insee in CITIES.values()
        code = self.department if whole_city or not self.postal_codes else self.postal_codes[0]
        return f"{self.name} ({code})"


class Department(NamedTuple):
    code: str
    name: str
    region: str
    prefecture_insee: str

    @property
    def label(self) -> str:
        """The name with its code: « Ardèche (07) »."""
        return f"{self.name} ({self.code})"


class Region(NamedTuple):
    code: str
    name: str
    prefecture_insee: str


class Places:
    """All places in memory; the larger indexes are built when first asked for."""

    def __init__(self, rows: Callable[[str], Rows]) -> None:
        self._rows = rows
        positions = {insee: (float(lat), float(lon)) for insee, lat, lon, _ in rows("communes_coordinates")}
        self.communes = [_commune(row, positions.get(row[0])) for row in rows("communes")]
        self._by_insee = {commune.insee: commune for commune in self.communes}
        self._departments = {row[0]: Department(*row) for row in rows("departments")}
        self._regions = {row[0]: Region(*row) for row in rows("regions")}

    def commune(self, insee: str) -> Commune | None:
        """Return the commune with this code; the code of a former or delegated commune gives today's."""
        return self._by_insee.get(insee) or self._by_insee.get(self._former_codes.get(insee, ""))

    def department(self, code: str) -> Department | None:
        return self._departments.get(code)

    def region(self, code: str) -> Region | None:
        return self._regions.get(code)

    def departments(self) -> tuple[Department, ...]:
        return tuple(self._departments.values())

    def regions(self) -> tuple[Region, ...]:
        return tuple(self._regions.values())

    def department_named(self, name: str) -> Department | None:
        return self._departments.get(self._department_keys.get(place_key(name), ""))

    def region_named(self, name: str) -> Region | None:
        return self._regions.get(self._region_keys.get(place_key(name), ""))

    def search_communes(self, name: str, *, department: str | None = None) -> list[Commune]:
        """Return all communes of this name, the most populous first; former names when no present one fits."""
        key = place_key(name)
        for index in (self._by_key, self._by_short_key, self._former_keys):
            found = [c for c in index.get(key, ()) if department in (None, c.department)]
            if found:
                return sorted(found, key=lambda c: -c.population)
        return []

    def communes_of(self, department: str) -> list[Commune]:
        return self._by_department.get(department, [])

    def communes_at(self, postal_code: str) -> list[Commune]:
        """Return the communes that a postal code serves, whole cities after their arrondissements."""
        return self._by_postal_code.get(postal_code, [])

    def suggest_communes(self, query: str, n: int = 8) -> list[Commune]:
        """Complete a name (from two letters) or a postal code (from two digits); the most populous first."""
        return [self.communes[i] for i in self._index.suggest(query, n)]

    def city_of(self, insee: str) -> str:
        """Return the whole city's code for an arrondissement, else the code itself."""
        return CITIES.get(insee[:3], insee) if insee in self._arrondissements else insee

    def covered(self, insee: str) -> frozenset[str]:
        """Return the codes that a choice of this commune covers: a whole city covers its arrondissements (row S4)."""
        return frozenset({insee, *(a for a in self._arrondissements if insee == CITIES[a[:3]])})

    def nearest(self, lat: float, lon: float) -> tuple[Commune, float] | None:
        """Return the commune whose centre is nearest, with the distance in km; None when it is 30 km away or more.

        An arrondissement is preferred to its whole city, whose centre says less.
        """
        distances = haversine_km_many(lat, lon, *self._centres)
        i = int(np.nanargmin(distances))
        distance = float(distances[i])
        return (self.communes[i], distance) if distance < NEAREST_MAX_KM else None

    @cached_property
    def _arrondissements(self) -> frozenset[str]:
        return frozenset(c.insee for c in self.communes if c.kind == "arrondissement")

    @cached_property
    def _centres(self) -> tuple[np.ndarray, np.ndarray]:
        unknown, cities = float("nan"), set(CITIES.values())
        points = [(unknown, unknown) if c.lat is None or c.insee in cities else (c.lat, c.lon) for c in self.communes]
        table = np.array(points, dtype=np.float64)
        return table[:, 0].copy(), table[:, 1].copy()

    @cached_property
    def _keys(self) -> list[str]:
        return place_keys([commune.name for commune in self.communes])

    @cached_property
    def _by_key(self) -> dict[str, list[Commune]]:
        return _grouped(zip(self._keys, self.communes, strict=True))

    @cached_property
    def _by_short_key(self) -> dict[str, list[Commune]]:
        return _grouped((without_article(key), c) for key, c in zip(self._keys, self.communes, strict=True))

    @cached_property
    def _by_department(self) -> dict[str, list[Commune]]:
        return _grouped((commune.department, commune) for commune in self.communes)

    @cached_property
    def _by_postal_code(self) -> dict[str, list[Commune]]:
        cities = set(CITIES.values())
        ordered = sorted(self.communes, key=lambda c: (c.insee in cities, -c.population))
        return _grouped((code, commune) for commune in ordered for code in commune.postal_codes)

    @cached_property
    def _former(self) -> list[tuple[str, str, Commune]]:
        rows = self._rows("former_communes")
        return [(insee, name, self._by_insee[new]) for insee, name, new in rows if new in self._by_insee]

    @cached_property
    def _former_codes(self) -> dict[str, str]:
        return {insee: commune.insee for insee, _, commune in self._former}

    @cached_property
    def _former_keys(self) -> dict[str, list[Commune]]:
        named = [(name, commune) for _, name, commune in self._former if name]
        return _grouped(zip(place_keys([name for name, _ in named]), (c for _, c in named), strict=True))

    @cached_property
    def _department_keys(self) -> dict[str, str]:
        return {place_key(d.name): d.code for d in self._departments.values()}

    @cached_property
    def _region_keys(self) -> dict[str, str]:
        return {place_key(r.name): r.code for r in self._regions.values()}

    @cached_property
    def _index(self) -> CommuneIndex:
        return CommuneIndex(
            self._keys,
            populations=[c.population for c in self.communes],
            codes=[
                (*c.postal_codes, c.insee) if c.department.startswith("2") else c.postal_codes for c in self.communes
            ],
            departments=[c.department for c in self.communes],
            arrondissements=[c.kind == "arrondissement" for c in self.communes],
        )


def _commune(row: list[str], position: tuple[float, float] | None) -> Commune:
    insee, name, kind, postal_codes, department, region, population = row
    lat, lon = position or (None, None)
    return Commune(
        insee, name, intern(kind), tuple(postal_codes.split()), intern(department), intern(region),
        int(population or 0), lat, lon,
    )  # fmt: skip


def _grouped(pairs: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    groups: dict[str, list[T]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups
