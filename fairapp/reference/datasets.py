"""Which data sets exist, what their columns hold, and whom to thank for them."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from fairapp.core.text import N_

LICENCE_OUVERTE = "Licence Ouverte 2.0"
ODBL = "ODbL 1.0"

DEPARTMENT = r"\d{2}|2[AB]|9[78]\d"
INSEE = r"\d{5}|2[AB]\d{3}"
TEXT = r".{1,200}"
ANY = r".{0,400}"
WHOLE = r"\d{1,9}"
LATITUDE = r"-?[0-8]?\d(\.\d+)?"
LONGITUDE = r"-?1?\d?\d(\.\d+)?"
DAY = "day"  # checked as a calendar day, not by its shape alone


def optional(pattern: str) -> str:
    """Let the column be empty."""
    return f"({pattern})?"


@dataclass(frozen=True, slots=True)
class DataSet:
    """One CSV file. `columns` gives the pattern of each column, `key` the ones that name a row, `refers` foreign keys."""

    name: str
    title: str
    columns: dict[str, str]
    key: tuple[str, ...]
    publisher: str
    dated: str  # the edition, as it is shown
    licence: str = LICENCE_OUVERTE
    refers: tuple[tuple[str, str], ...] = ()  # (column, data set whose first column it must be in)

    def shipped(self) -> bytes:
        """Return the file of the package, still compressed."""
        return (files("fairapp.reference") / "data" / f"{self.name}.csv.gz").read_bytes()


DATA_SETS = {
    data_set.name: data_set
    for data_set in (
        DataSet(
            "regions", N_("Régions"), {"code": WHOLE, "name": TEXT, "prefecture_insee": INSEE}, ("code",), "INSEE", "2026",
        ),
        DataSet(
            "departments", N_("Départements"),
            {"code": DEPARTMENT, "name": TEXT, "region": WHOLE, "prefecture_insee": INSEE}, ("code",), "INSEE", "2026",
            refers=(("region", "regions"),),
        ),
        DataSet(
            "communes", N_("Communes, codes postaux et populations légales"),
            {
                "insee": INSEE, "name": TEXT, "kind": "commune|arrondissement", "postal_codes": r"(\d{5})?( \d{5})*",
                "department": DEPARTMENT, "region": WHOLE, "population": optional(WHOLE),
            },
            ("insee",), "INSEE, La Poste, DGCL", "2026", refers=(("department", "departments"), ("region", "regions")),
        ),
        DataSet(
            "former_communes", N_("Communes déléguées, associées et anciens codes"),
            {"insee": INSEE, "name": optional(TEXT), "successor": INSEE}, ("insee", "name"), "INSEE", "2026",
            refers=(("successor", "communes"),),
        ),
        DataSet(
            "communes_coordinates", N_("Positions des communes"),
            {"insee": INSEE, "lat": LATITUDE, "lon": LONGITUDE, "method": ANY}, ("insee",), "La Poste", "2019-06", ODBL,
        ),
        DataSet(
            "academies", N_("Académies et zones de vacances"),
            {"academie": TEXT, "holiday_zone": "[ABC]?", "departments": TEXT}, ("academie",),
            N_("ministère de l’Éducation nationale"), "2024",
        ),
        DataSet(
            "schools", N_("Collèges et lycées"),
            {
                "uai": r"\d{7}[A-Za-z]", "name": TEXT, "kind": "collège|lycée", "sector": ANY, "address": ANY,
                "postal_code": r"(\d{5})?", "commune": ANY, "insee": optional(INSEE), "department": DEPARTMENT,
                "academie": ANY, "lat": optional(LATITUDE), "lon": optional(LONGITUDE), "position": "(address|commune)?",
                "pupils": optional(WHOLE),
            },
            ("uai",), N_("ministère de l’Éducation nationale"), "2023-06 – 2024-12",
            refers=(("department", "departments"),),
        ),
        DataSet(
            "school_holidays", N_("Vacances scolaires"),
            {"zone": "[ABC]", "name": TEXT, "first_day": DAY, "last_day": DAY}, ("zone", "first_day"),
            N_("ministère de l’Éducation nationale"), "2022 – 2028",
        ),
        DataSet(
            "public_holidays", N_("Jours fériés"),
            {"date": DAY, "name": TEXT, "scope": "national|alsace-moselle"}, ("date", "name"),
            "PyPI holidays 0.109", "2024 – 2032", "MIT",
        ),
        DataSet(
            "rome_tree", N_("Arborescence des métiers (ROME)"),
            {"code": r"[A-N](\d{2}(\d{2})?)?", "parent": r"([A-N](\d{2})?)?", "label": TEXT}, ("code",),
            "France Travail (ROME)", "2021-07",
        ),
        DataSet(
            "rome_occupations", N_("Métiers (ROME 4.0)"),
            {
                "code": r"[A-N]\d{4}", "label": TEXT, "parent_code": r"[A-N]\d{4}", "ecology": ANY,
                "digital": "[ON]?", "regulated": "[ON]?", "executive": "[ON]?",
            },
            ("code",), "France Travail (ROME)", "v460, 2026-08", refers=(("parent_code", "rome_tree"),),
        ),
        DataSet(
            "rome_job_titles", N_("Appellations de métiers"),
            {"ogr": WHOLE, "rome_code": r"[A-N]\d{4}", "label": TEXT, "masculine": ANY, "feminine": ANY}, ("ogr",),
            "France Travail (ROME)", "2021", refers=(("rome_code", "rome_tree"),),
        ),
        DataSet(
            "job_acronyms", N_("Sigles de métiers"), {"acronym": TEXT, "title": TEXT, "rome_code": r"[A-N]\d{4}"},
            ("acronym", "title", "rome_code"), "France Travail (ROME)", "2021", refers=(("rome_code", "rome_occupations"),),
        ),
        DataSet(
            "naf", N_("Nomenclature d’activités (NAF rév. 2)"),
            {"code": r"\d{2}(\.\d{1,2}[A-Z]?)?", "level": "division|group|class|subclass", "label": TEXT}, ("code", "level"),
            "INSEE", "2008",
        ),
        DataSet(
            "minimum_wage", N_("Salaire minimum horaire brut (SMIC)"), {"from": DAY, "hourly_cents": r"\d{3,4}"}, ("from",),
            "INSEE", "2026-01",
        ),
    )
}  # fmt: skip


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Return the pattern, compiled once."""
    return re.compile(pattern)


def is_cell_valid(pattern: str, cell: str) -> bool:
    """Tell whether `cell` is what its column may hold."""
    if pattern == DAY:
        return _is_day(cell)
    return compiled(pattern).fullmatch(cell) is not None


def _is_day(cell: str) -> bool:
    try:
        date.fromisoformat(cell)
    except ValueError:
        return False
    return len(cell) == len("2026-01-01")
