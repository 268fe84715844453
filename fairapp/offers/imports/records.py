"""One offer as its source published it, whatever the format: text only, nothing judged yet."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from fairapp.core.text import clean, squeeze

MAX_CHARACTERS = 60_000  # of a description; what is longer is no offer
MAX_WORDS = 4_000  # characters of any other value: rules that read them take longer than their length
MAX_SKILLS = 20
_UNWRITABLE = re.compile(r"[\ud800-\udfff]")  # lone surrogates, which JSON can spell and no database can store
_BLOCK = re.compile(r"</?(?:p|div|br|li|ul|ol|h[1-6]|tr|table|section)\b[^<>]*>", re.IGNORECASE)
_ITEM = re.compile(r"<li\b[^<>]*>", re.IGNORECASE)
_UNSEEN = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
# No more digits than a character has: Python refuses to read thousands of them.
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,31}\d{0,2});", re.IGNORECASE)
_PAY_WORDS = {"hour": "Horaire", "month": "Mensuel", "year": "Annuel"}  # as the employment service writes


@dataclass(frozen=True, slots=True)
class Record:
    """The values of one offer, cleaned of control characters; an empty string is a value that is not there."""

    line: int  # in the file, from 1
    source: str = ""
    reference: str = ""
    status: str = ""  # of our own exports
    title: str = ""
    description: str = ""
    company: str = ""
    siret: str = ""
    contract: str = ""
    contract_label: str = ""
    nature: str = ""  # of the contract: « Contrat apprentissage »
    hours: str = ""
    salary: str = ""
    place: str = ""  # several are separated by " | "
    insee: str = ""
    postal_code: str = ""
    department: str = ""
    lat: str = ""
    lon: str = ""
    remote: str = ""
    rome_code: str = ""
    occupation: str = ""
    experience: str = ""
    openings: str = ""
    published_on: str = ""
    valid_through: str = ""
    apply_url: str = ""
    apply_email: str = ""
    is_shared: str = ""
    skills: tuple[str, ...] = ()


NAMES = frozenset(f.name for f in fields(Record)) - {"line", "description", "skills"}


def make_record(line: int, values: Mapping[str, Any], *, skills: object = ()) -> Record:
    """Build a record from whatever a reader found; values of another type than text are shown as text."""
    texts = {name: squeeze(_readable(_text(values.get(name))))[:MAX_WORDS] for name in NAMES}
    texts["salary"] = _pay(values) or texts["salary"] or squeeze(_text(values.get("salary_motive")))
    texts["hours"] = " ".join(filter(None, (texts["hours"], _with(values.get("hours_per_week"), "h"))))
    texts["contract_label"] = texts["contract_label"] or _with(values.get("duration_months"), "mois")
    description = clean(_readable(_text(values.get("description"))))
    return Record(line=line, description=description, skills=_labels(skills), **texts)


def _text(value: object) -> str:
    if value is None or isinstance(value, (dict, list)):
        return ""
    if isinstance(value, bool):
        return "oui" if value else ""
    return _UNWRITABLE.sub("", str(value)[:MAX_CHARACTERS])


def _readable(text: str) -> str:
    """Return the text of what may be HTML: paragraphs and lists stay, tags and entities go."""
    if _BLOCK.search(text):
        text = _TAG.sub("", _BLOCK.sub("\n", _ITEM.sub("\n- ", _UNSEEN.sub("", text))))
        text = "\n".join(line.strip() for line in text.split("\n") if line.strip())
    return _ENTITY.sub(lambda found: html.unescape(found[0]), text)


def _pay(values: Mapping[str, Any]) -> str:
    """Put amounts and unit of our own exports into the words that are read everywhere else."""
    unit = _PAY_WORDS.get(_text(values.get("salary_unit")).strip())
    low, high = (_text(values.get(name)).strip() for name in ("salary_min", "salary_max"))
    if not unit or not (low or high):
        return ""
    if low and high:
        return f"{unit} de {low} Euros à {high} Euros"
    return f"{unit} à partir de {low} Euros" if low else f"{unit} jusqu’à {high} Euros"


def _with(value: object, unit: str) -> str:
    number = squeeze(_text(value)).removesuffix(".0")
    return f"{number} {unit}" if number else ""


def _labels(values: object) -> tuple[str, ...]:
    if isinstance(values, str):
        values = re.split(r"[,;|\n]", values)
    if not isinstance(values, (list, tuple)):
        return ()
    labels = (squeeze(_text(value))[:80] for value in values)
    return tuple(dict.fromkeys(label for label in labels if label))[:MAX_SKILLS]
