"""Reading places as people and other systems write them."""

from dataclasses import dataclass, replace

from fairapp.core.doubts import Doubt, doubt
from fairapp.core.text import N_, squeeze
from fairapp.geo.distance import haversine_km, position
from fairapp.reference.enums import Precision
from fairapp.reference.place_text import Reading, read_place
from fairapp.reference.places import Commune, Places
from fairapp.reference.registry import places

# The largest communes (Arles, Guyana aside) reach 30 km; a point farther from the centre is another place.
MAX_OFFSET_KM = 40

LOCATED = N_("Lieu « %(text)s » : commune déduite de la position, %(place)s.")
TOO_FAR = N_("La position est à %(km)s km de %(place)s : la commune a été retenue.")


@dataclass(frozen=True, slots=True)
class ParsedPlace:
    """What could be understood. `name` is the label of the commune or department, else the text, white space squeezed."""

    insee: str | None
    name: str
    department: str | None
    lat: float | None
    lon: float | None
    precision: Precision
    doubt: Doubt | None = None

    @property
    def is_found(self) -> bool:
        """Tell whether a commune is known."""
        return self.insee is not None


def parse_place(
    text: str | None, *, insee: str | None = None, postal_code: str | None = None, department: str | None = None,
    lat: float | str | None = None, lon: float | str | None = None,
) -> ParsedPlace:  # fmt: skip
    """Understand « 07 - ST THOME », « 75 », « Lyon 3e », « 07200 Aubenas », « Aubenas (07) », a position alone…

    `insee` comes first when it is known, then the words, then the position. Codes help the words that have none.
    """
    table = places()
    words = squeeze(text or "")[:200]
    coded = f"{postal_code} {words}" if postal_code and postal_code not in words else words
    reading = read_place(table, coded, department=department)
    declared = table.commune(insee.strip().upper()) if insee else None
    if declared:
        reading = Reading(declared, declared.department, Precision.COMMUNE)
    point = position(lat, lon)
    if point:
        reading = _narrowed(table, reading, words, point)
    return _parsed(reading, words, point)


def find_commune(text: str) -> Commune | None:
    """Return the one commune that a visitor means: code, « Aubenas (07200) », « 07200 Aubenas », or a name.

    Among homonyms only one that is far the largest is meant; what had to be guessed is not found.
    """
    table = places()
    reading = read_place(table, squeeze(text)[:200], guess=False)
    return reading.commune


def _narrowed(table: Places, reading: Reading, words: str, point: tuple[float, float]) -> Reading:
    """Use a position for what the words do not tell. The centre of a department is no address: words that say so win."""
    if reading.commune or (words and reading.precision is not Precision.NONE):
        return reading
    nearest = table.nearest(*point)
    if not nearest:
        return reading
    commune, _ = nearest
    found = Reading(commune, commune.department, Precision.COMMUNE)
    if words:
        found = replace(found, doubt=doubt(LOCATED, text=words, place=commune.label))
    return found


def _parsed(reading: Reading, words: str, point: tuple[float, float] | None) -> ParsedPlace:
    commune = reading.commune
    if not commune:
        name = _department_label(reading.department) if reading.precision is Precision.DEPARTMENT else words
        return ParsedPlace(None, name, reading.department, None, None, reading.precision, reading.doubt)
    lat, lon, precision, remark = commune.lat, commune.lon, Precision.COMMUNE, reading.doubt
    offset_km = _offset_km(commune, point)
    if point and offset_km <= MAX_OFFSET_KM:
        (lat, lon), precision = point, Precision.POINT
    elif point:
        remark = remark or doubt(TOO_FAR, km=round(offset_km), place=commune.label)
    return ParsedPlace(commune.insee, commune.label, commune.department, lat, lon, precision, remark)


def _department_label(code: str | None) -> str:
    department = places().department(code or "")
    return department.label if department else ""


def _offset_km(commune: Commune, point: tuple[float, float] | None) -> float:
    if not point or commune.lat is None or commune.lon is None:
        return 0.0
    return haversine_km(commune.lat, commune.lon, *point)
