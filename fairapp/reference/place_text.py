"""What the words of a place say: the code in front or behind, the commune, or something wider."""

import re
from dataclasses import dataclass, replace
from difflib import get_close_matches

from fairapp.core.doubts import Doubt, doubt
from fairapp.core.text import N_
from fairapp.reference.enums import Precision
from fairapp.reference.names import place_key, without_article
from fairapp.reference.places import Commune, Department, Places

DOMINANT = 10  # times the population of the next homonym
TOWN = 20_000  # inhabitants that make a commune better known than the department or region of the same name
SIMILAR = 0.86  # of difflib: one or two wrong letters in a name of ten

_CODE = r"\d{5}|97\d|98\d|\d{2}|2[ab]"
_CODE_FIRST = re.compile(rf"({_CODE})(?: (.*))?")
_CODE_LAST = re.compile(rf"(.*?) ({_CODE})")
_FIVE_DIGITS = re.compile(r"\b\d{5}\b")
_NOISE = re.compile(
    r"\b(?:cedex(?: \d{1,2})?|dept|departement|frontalier|et (?:les )?(?:alentours|environs)|centre ville)\b"
)
_ARRONDISSEMENT = re.compile(
    r"(?:\d{2,5} )?(paris|lyon|marseille) 0?(\d{1,2})(er|e|eme|ieme)?(?: arr(?:ondissement)?)?(?: \d{2,5})?"
)
_FIRST_ARRONDISSEMENT = {"paris": 75100, "lyon": 69380, "marseille": 13200}
_DEPARTMENT_OF_CITY = {"paris": "75", "lyon": "69", "marseille": "13"}
_COUNTRY = frozenset(["france", "france entiere", "toute la france", "france metropolitaine", "metropole", "fr"])
_SEPARATOR = re.compile(r"\s*[/;,|]\s*|\s+(?:-|et|ou|&)\s+")
# Where many offices are, though no commune is called so.
_DISTRICTS = {"la defense": "92062", "paris la defense": "92062", "sophia antipolis": "06152"}
_ABROAD = frozenset(
    (
        "allemagne", "andorre", "angleterre", "autriche", "belgique", "canada", "espagne", "etats unis", "etranger",
        "grande bretagne", "irlande", "italie", "luxembourg", "maroc", "monaco", "pays bas", "pologne", "portugal",
        "royaume uni", "suisse", "tunisie",
    )
)  # fmt: skip

UNKNOWN = N_("Lieu non reconnu : « %(text)s ».")
GUESSED = N_("Lieu « %(text)s » compris comme %(place)s.")
LARGEST = N_("Plusieurs communes répondent à « %(text)s » : %(place)s retenue, la plus peuplée.")
AMBIGUOUS = N_("Plusieurs communes répondent à « %(text)s » : il manque le département.")


@dataclass(frozen=True, slots=True)
class Reading:
    """What the words mean; `doubt` says what had to be guessed or could not be."""

    commune: Commune | None = None
    department: str | None = None
    precision: Precision = Precision.NONE
    doubt: Doubt | None = None


def read_place(places: Places, text: str, *, department: str | None = None, guess: bool = True) -> Reading:
    """Read `text`; without `guess`, what is not certain is not found."""
    reading = _read_one(places, text, department, guess)
    if guess and reading.precision is Precision.NONE:
        first = _SEPARATOR.split(text)[0]  # « Annonay / Davézieux »
        reading = _doubting(_read_one(places, first, department, guess), reading) if first != text else reading
    if reading.doubt:
        reading = replace(reading, doubt=replace(reading.doubt, params={**reading.doubt.params, "text": text}))
    return reading


def _doubting(part: Reading, whole: Reading) -> Reading:
    """Return the reading of a part as a guess at the whole, unless it tells no more."""
    return replace(part, doubt=part.doubt or _doubt(GUESSED, part.commune)) if part.commune else whole


def _read_one(places: Places, text: str, department: str | None, guess: bool) -> Reading:
    key = place_key(text)
    if "cedex" in key:
        key = _FIVE_DIGITS.sub(lambda match: _postal_code_or_department(places, match[0]), key)
    key = re.sub(r" +", " ", _NOISE.sub(" ", key)).strip()
    if not key:
        return Reading(None, department, Precision.DEPARTMENT) if department else Reading()
    return _read_arrondissement(places, key) or _read_with_code(places, key, department, guess)


def _read_arrondissement(places: Places, key: str) -> Reading | None:
    match = _ARRONDISSEMENT.fullmatch(key)
    if not match:
        return None
    city, number, ordinal = match.groups()
    if number == _DEPARTMENT_OF_CITY[city] and not ordinal:
        return None  # « Marseille 13 » is the department, « Marseille 13e » is not
    commune = places.commune(str(_FIRST_ARRONDISSEMENT[city] + int(number)))
    return _at(commune) if commune else None


def _read_with_code(places: Places, key: str, department: str | None, guess: bool) -> Reading:
    code, name = _split(key)
    if len(code) == len("07200"):
        return _read_at_postal_code(places, code, name, guess)
    known = places.department(code.upper()) if code else places.department(department or "")
    if not known:
        return _read_alone(places, name or key, guess)
    if not name:
        return Reading(None, known.code, Precision.DEPARTMENT)
    return _read_in_department(places, known.code, name, guess)


def _split(key: str) -> tuple[str, str]:
    match = _CODE_FIRST.fullmatch(key)
    if match:
        return match[1], match[2] or ""
    match = _CODE_LAST.fullmatch(key)
    return (match[2], match[1]) if match else ("", key)


def _read_at_postal_code(places: Places, code: str, name: str, guess: bool) -> Reading:
    if not name:
        return _read_postal_code(places, code)
    named = [c for c in places.search_communes(name) if c in places.communes_at(code)]
    if named:
        return _at(named[0])
    return _read_in_department(places, department_of(code), name, guess)


def _read_postal_code(places: Places, code: str) -> Reading:
    """Read five digits alone: a postal code, which may serve several communes, else an INSEE code, else a CEDEX."""
    served = places.communes_at(code)
    if len(served) == 1 or (served and served[0].kind == "arrondissement"):
        return _at(served[0])
    if served:
        return replace(_at(served[0]), doubt=_doubt(LARGEST, served[0]))
    commune = places.commune(code)
    if commune:
        return _at(commune)
    department = department_of(code)
    if places.department(department):
        return Reading(None, department, Precision.DEPARTMENT)
    return Reading(doubt=_doubt(UNKNOWN))


def _postal_code_or_department(places: Places, code: str) -> str:
    """Keep what a CEDEX code tells: it belongs to a post office, and may look like the INSEE code of somewhere else."""
    return code if places.communes_at(code) else department_of(code)


def department_of(postal_code: str) -> str:
    """Return the department of a postal code; Corsica's codes from 202 on are Haute-Corse."""
    if postal_code.startswith("20"):
        return "2B" if postal_code >= "20200" else "2A"
    return postal_code[: 3 if postal_code.startswith(("97", "98")) else 2]


def _read_in_department(places: Places, department: str, name: str, guess: bool) -> Reading:
    found = places.search_communes(name, department=department)
    if found:
        return _at(found[0])
    known = places.department(department)
    if not known:
        return _read_alone(places, name, guess)
    if place_key(known.name) == name:
        return Reading(None, department, Precision.DEPARTMENT)
    return _guess(places, known, name) if guess else Reading(None, department, Precision.DEPARTMENT)


def _guess(places: Places, department: Department, name: str) -> Reading:
    commune = _district(places, name, department.code) or _guessed_commune(places, department.code, name)
    if commune:
        return replace(_at(commune), doubt=_doubt(GUESSED, commune))
    # « 07 - Ardèche, Isère & Drôme »: the first one was meant most
    named = name.startswith(f"{place_key(department.name)} ")
    return Reading(None, department.code, Precision.DEPARTMENT, _doubt(GUESSED if named else UNKNOWN, department))


def _guessed_commune(places: Places, department: str, name: str) -> Commune | None:
    """Find « Vals » in « Vals-les-Bains », « Privas ZI du Lac » in « Privas », then a name with a typing error."""
    keys = {place_key(commune.name): commune for commune in places.communes_of(department)}
    longer = [key for key in keys if key.startswith(f"{name} ")]
    if len(longer) == 1:
        return keys[longer[0]]
    shorter = [key for key in keys if name.startswith(f"{key} ")]
    if shorter:
        return keys[max(shorter, key=len)]
    near = get_close_matches(name, keys, n=1, cutoff=SIMILAR)
    return keys[near[0]] if near else None


def _read_alone(places: Places, name: str, guess: bool) -> Reading:
    communes = places.search_communes(name)
    district = _district(places, name) if guess else None
    if district:
        return replace(_at(district), doubt=_doubt(GUESSED, district))
    wider = None if communes and communes[0].population >= TOWN else _read_wider(places, name)
    if wider:
        return wider
    if not communes:
        return Reading(doubt=_doubt(UNKNOWN))
    if len(communes) == 1:
        return _at(communes[0])
    if communes[0].population >= DOMINANT * communes[1].population:
        return replace(_at(communes[0]), doubt=_doubt(LARGEST, communes[0]))
    return Reading(doubt=_doubt(AMBIGUOUS))


def _read_wider(places: Places, name: str) -> Reading | None:
    department = places.department_named(name)
    if department:
        return Reading(None, department.code, Precision.DEPARTMENT)
    if places.region_named(name):
        return Reading(precision=Precision.REGION)
    if name in _COUNTRY:
        return Reading(precision=Precision.COUNTRY)
    return Reading(precision=Precision.ABROAD) if without_article(name) in _ABROAD else None


def _district(places: Places, name: str, department: str | None = None) -> Commune | None:
    commune = places.commune(_DISTRICTS.get(name, ""))
    return commune if commune and department in (None, commune.department) else None


def _at(commune: Commune) -> Reading:
    return Reading(commune, commune.department, Precision.COMMUNE)


def _doubt(message: str, place: Commune | Department | None = None) -> Doubt:
    """Return the doubt; the text as it was written is filled in at the end."""
    return doubt(message, text="", place=place.label if place else "")
