"""How a form fills a schema: which names to read, one or several values, and how each is understood."""

import re
import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, Union, get_args, get_origin

from pydantic import BaseModel
from werkzeug.datastructures import MultiDict

from fairapp.web import messages
from fairapp.web.values import READERS, Read, Unreadable, read_cents, read_text, write

Row = dict[str, "str | list[str]"]
Typed = dict[str, "str | list[str] | list[Row]"]

MAX_VALUES = 100  # of one field
MAX_ROWS = 50
_SEVERAL = (list, set, frozenset, tuple)


@dataclass(frozen=True)
class Entry:
    """One field of a schema."""

    name: str
    shape: Literal["one", "several", "rows"]
    read: Read
    is_flag: bool = False  # a checkbox: absent means no
    in_cents: bool = False  # stored in cents, typed in euros
    row: type[BaseModel] | None = None


@dataclass
class Reading:
    """What came out of a submission: as typed, as values for the schema, and what could not be read."""

    typed: Typed
    values: dict[str, object]
    errors: dict[str, str]
    repeated: list[str]  # names sent several times where the schema holds one value


@lru_cache(maxsize=256)
def entries(schema: type[BaseModel]) -> tuple[Entry, ...]:
    return tuple(_entry(name, field.annotation) for name, field in schema.model_fields.items())


def _entry(name: str, annotation: object) -> Entry:
    kind = _without_none(annotation)
    if get_origin(kind) in _SEVERAL:
        item = _without_none(get_args(kind)[0])
        if isinstance(item, type) and issubclass(item, BaseModel):
            return Entry(name, "rows", read_text, row=item)
        return Entry(name, "several", READERS.get(item, read_text))
    if kind is int and name.endswith("_cents"):
        return Entry(name, "one", read_cents, in_cents=True)
    return Entry(name, "one", READERS.get(kind, read_text), is_flag=annotation is bool)


def _without_none(annotation: object) -> object:
    if get_origin(annotation) not in (Union, types.UnionType):
        return annotation
    kinds = [kind for kind in get_args(annotation) if kind is not type(None)]
    return kinds[0] if len(kinds) == 1 else str


def read(schema: type[BaseModel], sent: MultiDict[str, str], *, flags: bool) -> Reading:
    """Read what `schema` asks for; blank counts as absent, unknown names are ignored.

    `flags`: an absent checkbox means no (a posted form), rather than the default (a query string).
    """
    result = Reading({}, {}, {}, [])
    for entry in entries(schema):
        if entry.row is not None:
            _read_rows(entry, entry.row, sent, result)
        else:
            _read_field(entry, sent, result)
        if flags and entry.is_flag:
            result.values.setdefault(entry.name, False)
    return result


def _read_field(entry: Entry, sent: MultiDict[str, str], result: Reading) -> None:
    if entry.name not in sent:
        return
    texts = [text.strip() for text in sent.getlist(entry.name)]
    if entry.shape == "several":
        filled = [text for text in texts if text][: MAX_VALUES + 1]
        result.typed[entry.name] = filled
        if len(filled) > MAX_VALUES:
            result.errors[entry.name] = messages.WRONG
        else:
            _understand(entry, filled, result)
        return
    if len(texts) > 1:
        result.repeated.append(entry.name)
    result.typed[entry.name] = texts[0]
    if texts[0]:
        _understand(entry, texts[0], result)


def _understand(entry: Entry, text: str | list[str], result: Reading) -> None:
    try:
        result.values[entry.name] = [entry.read(one) for one in text] if isinstance(text, list) else entry.read(text)
    except Unreadable as error:
        result.errors[entry.name] = str(error)


def _read_rows(entry: Entry, schema: type[BaseModel], sent: MultiDict[str, str], result: Reading) -> None:
    """Read `places[0].insee`, `places[1].insee` …; rows left blank are skipped, the others renumbered."""
    typed: list[Row] = []
    values: list[dict[str, object]] = []
    submissions = _split_rows(entry.name, sent)
    if len(submissions) > MAX_ROWS:
        result.errors[entry.name] = messages.WRONG
    for submitted in submissions[:MAX_ROWS]:
        row = read(schema, submitted, flags=True)
        if not any(row.typed.values()):
            continue
        prefix = f"{entry.name}[{len(typed)}]."
        result.errors |= {prefix + name: message for name, message in row.errors.items()}
        result.repeated += [prefix + name for name in row.repeated]
        typed.append(row.typed)  # type: ignore[arg-type]  # a row holds no rows
        values.append(row.values)
    if submissions:
        result.typed[entry.name] = typed
        result.values[entry.name] = values


def _split_rows(name: str, sent: MultiDict[str, str]) -> list[MultiDict[str, str]]:
    pattern = re.compile(re.escape(name) + r"\[(\d{1,4})\]\.(\w{1,60})", re.ASCII)
    rows: dict[int, MultiDict[str, str]] = {}
    for key in sent:
        if part := pattern.fullmatch(key):
            rows.setdefault(int(part[1]), MultiDict()).setlist(part[2], sent.getlist(key))
    return [rows[index] for index in sorted(rows)]


def typed_from(schema: type[BaseModel], values: Mapping[str, object]) -> Typed:
    """Return what the fields of a form show for these values."""
    typed: Typed = {}
    for entry in entries(schema):
        value = values.get(entry.name)
        if entry.row is not None and isinstance(value, Sequence):
            typed[entry.name] = [_row_from(entry.row, item) for item in value]
        elif entry.shape == "several":
            typed[entry.name] = [write(item) for item in value] if isinstance(value, _SEVERAL) else []
        else:
            typed[entry.name] = write(value, in_cents=entry.in_cents)
    return typed


def _row_from(schema: type[BaseModel], item: object) -> Row:
    values = {name: getattr(item, name, None) for name in schema.model_fields}
    return typed_from(schema, values)  # type: ignore[return-value]  # a row holds no rows
