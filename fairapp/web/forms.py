"""Forms are schemas: one description validates, stores and renders.

A field keeps its schema's name. Several values of one name fill a list; rows are named `places[0].insee`. Numbers may be
typed as « 1 234,50 », dates as 2026-11-21 or 21/11/2026, amounts (`…_cents`) in euros. An absent checkbox means no.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, Literal, TypeVar

from flask import abort, request
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from fairapp.core.errors import DomainError
from fairapp.web import messages, schemas
from fairapp.web.i18n import translate
from fairapp.web.schemas import Typed
from fairapp.web.values import write

Schema = TypeVar("Schema", bound=BaseModel)


@dataclass
class Form(Generic[Schema]):
    """What the user typed, and either clean `data` or `errors` by field ("" for the whole form)."""

    schema: type[Schema]
    typed: Typed = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    _data: Schema | None = None

    @property
    def is_valid(self) -> bool:
        return self._data is not None and not self.errors

    @property
    def data(self) -> Schema:
        """The clean values; ask `is_valid` first."""
        if self._data is None:
            raise LookupError("the form has errors")
        return self._data

    def refuse(self, error: DomainError) -> None:
        """Show a rule's refusal at its field, or above the form if it names none."""
        self.errors[error.field or ""] = translate(error.message, **error.params)

    def element_id(self, name: str) -> str:
        """Return the id of a field's element: `places[0].insee` → `places-0-insee`."""
        return name.replace("[", "-").replace("].", "-")

    def error_id(self, name: str) -> str:
        return f"{self.element_id(name)}-error"


def bind(schema: type[Schema]) -> Form[Schema]:
    """Read the posted form; blank counts as absent. A name sent twice where one value is meant answers 400."""
    reading = schemas.read(schema, request.form, flags=True)
    if reading.repeated:
        abort(400)
    unreadable = {name: translate(message) for name, message in reading.errors.items()}
    try:
        return Form(schema, reading.typed, unreadable, schema.model_validate(reading.values))
    except ValidationError as invalid:
        errors = [(_name(error), _explain(error)) for error in invalid.errors(include_url=False, include_input=False)]
        return Form(schema, reading.typed, _first_of_each(errors) | unreadable)
    except DomainError as refusal:  # raised by a validator of the schema
        form = Form(schema, reading.typed, unreadable)
        form.refuse(refusal)
        return form


def blank(schema: type[Schema], **initial: object) -> Form[Schema]:
    """Return a form to fill in, showing the schema's defaults."""
    defaults = {
        name: info.get_default(call_default_factory=True)
        for name, info in schema.model_fields.items()
        if not info.is_required()
    }
    return Form(schema, schemas.typed_from(schema, defaults | initial))


def prefill(schema: type[Schema], row: object, **others: object) -> Form[Schema]:
    """Return a form showing the values of an existing row; `others` come from elsewhere (its places)."""
    values = {name: getattr(row, name, None) for name in schema.model_fields}
    return Form(schema, schemas.typed_from(schema, values | others))


def query(schema: type[Schema], *, invalid: Literal["drop", "refuse"] = "drop") -> Schema:
    """Read the query string: what is wrong is dropped as if absent (pages), or answers 400 (the API)."""
    reading = schemas.read(schema, request.args, flags=False)
    if invalid == "refuse" and (reading.repeated or reading.errors):
        abort(400, ", ".join([*reading.repeated, *reading.errors]))
    values = reading.values
    while True:
        try:
            return schema.model_validate(values)
        except ValidationError as error:
            if invalid == "refuse" or not values:
                abort(400, "; ".join(f"{_name(one)}: {_explain(one)}" for one in error.errors(include_url=False)))
            values = _without_faults(values, error)


def _without_faults(values: dict[str, object], invalid: ValidationError) -> dict[str, object]:
    """Drop the wrong values; of a list, the wrong items only. A fault of the whole drops everything."""
    faults: dict[object, set[object]] = {}
    for error in invalid.errors(include_url=False, include_input=False):
        location = (*error["loc"], None, None)
        faults.setdefault(location[0], set()).add(location[1])
    if not faults.keys() & values.keys():
        return {}
    kept = {name: value for name, value in values.items() if name not in faults}
    for name, items in faults.items():
        value = values.get(str(name))
        if isinstance(value, list) and None not in items:
            kept[str(name)] = [item for index, item in enumerate(value) if index not in items]
    return kept


def _first_of_each(errors: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Keep the first error of each field, in the order of the form: one reads the list from top to bottom."""
    first: dict[str, str] = {}
    for name, text in errors:
        first.setdefault(name, text)
    return first


def _name(error: ErrorDetails) -> str:
    """Return the field to blame: `places[0].insee` for rows, "" for the whole form (a model's own validator)."""
    match error["loc"]:
        case (str() as name, int() as index, str() as part, *_):
            return f"{name}[{index}].{part}"
        case (str() as name, *_):
            return name
        case _:
            return ""


def _explain(error: ErrorDetails) -> str:
    context = error.get("ctx", {})
    if error["type"] in messages.SPOKEN:
        spoken = context.get("error")
        return translate(str(spoken)) if spoken and str(spoken) else translate(messages.WRONG)
    in_cents = _name(error).endswith("_cents")
    shown = {name: _shown(value, in_cents=in_cents) for name, value in context.items()}
    message = messages.MESSAGES.get(error["type"])
    if message is None:  # a PydanticCustomError carries its own sentence
        return translate(error["msg"])
    return translate(message, **shown)


def _shown(value: object, *, in_cents: bool) -> str:
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return write(value, in_cents=in_cents and isinstance(value, int)) or "0"
