"""Reference data: places, schools, occupations, activities, calendar; shipped with the package, replaceable from files.

Look-ups read memory: each table is parsed at its first use, in each process, and followed by `refresh`.
"""

from fairapp.reference.reading import ParsedPlace, find_commune, parse_place
from fairapp.reference.registry import activities, calendar, occupations, places, refresh, schools, warm
from fairapp.reference.sources import ATTRIBUTION, sources

__all__ = [
    "ATTRIBUTION",
    "ParsedPlace",
    "activities",
    "calendar",
    "find_commune",
    "occupations",
    "parse_place",
    "places",
    "refresh",
    "schools",
    "sources",
    "warm",
]
