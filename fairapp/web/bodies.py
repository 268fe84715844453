"""How much a request may carry, and when its body is read."""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, abort, request
from flask.json.provider import DefaultJSONProvider
from flask.typing import ResponseReturnValue

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])

MAX_BODY = 2 * 1024 * 1024  # bytes
MAX_FIELDS_BYTES = 500_000  # of one text field, or of a whole form without files
MAX_FIELDS = 1000
MAX_QUERY_BYTES = 4096


class BoundedJSONProvider(DefaultJSONProvider):
    """Answers 400 rather than 500 to `[[[[…`."""

    def loads(self, s: str | bytes, **kwargs: object) -> object:
        try:
            return super().loads(s, **kwargs)
        except RecursionError:
            raise ValueError("nested too deeply") from None


def install(app: Flask) -> None:
    app.config.update(MAX_CONTENT_LENGTH=MAX_BODY, MAX_FORM_MEMORY_SIZE=MAX_FIELDS_BYTES, MAX_FORM_PARTS=MAX_FIELDS)
    app.json = BoundedJSONProvider(app)


def accepts_upload(max_bytes: int) -> Callable[[View], View]:
    """Let one view take a larger body."""

    def mark(view: View) -> View:
        view.max_body = max_bytes  # type: ignore[attr-defined]
        return view

    return mark


def read_body(view: object) -> None:
    """Read the whole body now; called after the access check and before the write transaction."""
    if max_bytes := getattr(view, "max_body", None):
        request.max_content_length = max_bytes
    request.get_data(parse_form_data=True)


def check_address() -> None:
    """Refuse what no link or form of ours sends, before it reaches a database that refuses NUL bytes with a 500."""
    if len(request.query_string) > MAX_QUERY_BYTES or b"%00" in request.query_string or "\0" in request.path:
        abort(400)
