"""Where a class comes from, and how far it has to look (row E10)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from fairapp.clusters.models import School
from fairapp.geo.distance import haversine_km
from fairapp.outreach.catalogue.criteria import RADII_KM
from fairapp.reference import find_commune, places, schools
from fairapp.reference.schools import School as Listed

ENOUGH = 5  # visits to choose from
ANYWHERE_KM = 21_000.0  # half of the Earth's girth
_UAI = re.compile(r"\b\d{7}[A-Za-z]\b", re.ASCII)


@dataclass(frozen=True)
class Where:
    """What the place field means: a school or a town to count from, or words that we do not know."""

    name: str = ""
    lat: float | None = None
    lon: float | None = None
    department: str | None = None
    unknown: str = ""

    @property
    def is_located(self) -> bool:
        return self.lat is not None and self.lon is not None

    def km_to(self, lat: float | None, lon: float | None) -> float | None:
        """Return how far it is as the crow flies; None where one of both ends is not known."""
        if self.lat is None or self.lon is None or lat is None or lon is None:
            return None
        return haversine_km(self.lat, self.lon, lat, lon)


def school_label(school: School | Listed) -> str:
    """Return what the field shows, and what is read again: « Collège Anita-Conti, Brest (0292137S) »."""
    town = f", {school.commune}" if school.commune and school.commune not in school.name else ""
    return f"{school.name}{town}" + (f" ({school.uai})" if school.uai else "")


def locate(text: str, own: School | None = None) -> Where:
    """Read the place field: the teacher's own school, another one by number or name, else a town."""
    if not text:
        return Where()
    if own is not None and text == school_label(own):
        return where_is(own)
    number = _UAI.search(text)
    if number and (school := schools().school(number[0])):
        return where_is(school)
    if (town := find_commune(text)) is not None:
        return Where(town.name, town.lat, town.lon, town.department)
    found = schools().suggest_schools(text, n=1)
    return where_is(found[0]) if found else Where(unknown=text)


def where_is(school: School | Listed) -> Where:
    """A school that is on no map counts from its town."""
    if school.lat is not None and school.lon is not None:
        return Where(school.name, school.lat, school.lon, school.department)
    town = places().commune(school.insee) if school.insee else find_commune(school.commune)
    if town is None:
        return Where(school.name, department=school.department, unknown=school.name)
    return Where(school.name, town.lat, town.lon, school.department)


def radius_for(counts: Mapping[int, int]) -> int:
    """Return the smallest radius with enough to choose from; the largest one where the country has less."""
    return next((km for km in RADII_KM if counts.get(km, 0) >= ENOUGH), RADII_KM[-1])
