"""One offer as its source published it, whatever the format: text only, nothing judged yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from fairapp.core.text import clean, squeeze

LONG_TEXTS = {"description"}
MAX_CHARACTERS = 60_000  # of one value; what is longer is no offer


@dataclass(frozen=True, slots=True)
class Record:
    """The values of one offer, cleaned of control characters; an empty string is a value that is not there."""

    line: int  # in the file, from 1
    source: str = ""
    reference: str = ""
    title: str = ""
    description: str = ""
    company: str = ""
    siret: str = ""
    contract: str = ""
    contract_label: str = ""
    hours: str = ""
    salary: str = ""
    place: str = ""
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
    skills: tuple[str, ...] = field(default=())


NAMES = frozenset(f.name for f in fields(Record)) - {"line", "skills"}


def make_record(line: int, values: Mapping[str, Any], *, skills: object = ()) -> Record:
    """Build a record from whatever a reader found; values of another type than text are shown as text."""
    texts = {name: _text(name, values.get(name)) for name in NAMES}
    return Record(line=line, skills=_labels(skills), **texts)


def _text(name: str, value: object) -> str:
    if value is None or isinstance(value, (dict, list, bool)):
        return ""
    text = str(value)[:MAX_CHARACTERS]
    return clean(text) if name in LONG_TEXTS else squeeze(text)


def _labels(values: object) -> tuple[str, ...]:
    if isinstance(values, str):
        values = values.replace(";", ",").split(",")
    if not isinstance(values, (list, tuple)):
        return ()
    labels = (squeeze(str(value))[:120] for value in values if isinstance(value, (str, int, float)))
    return tuple(dict.fromkeys(label for label in labels if label))[:30]
