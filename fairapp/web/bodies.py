"""How much a request may carry, and when its body is read."""

import json
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
    """Answers 400 rather than 500 to `[[[[…`, and to half a character (`\\ud800`), which no database takes."""

    def loads(self, s: str | bytes, **kwargs: object) -> object:
        try:
            value = super().loads(s, **kwargs)
        except RecursionError:
            raise ValueError("nested too deeply") from None
        if (b"\\u" if isinstance(s, bytes) else "\\u") in s:  # type: ignore[operator]
            json.dumps(value, ensure_ascii=False).encode()
        return value


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
    """Refuse what no link or form of ours sends, before it reaches code that would answer it with a 500."""
    query = request.query_string
    if len(query) > MAX_QUERY_BYTES or b"%00" in query or "\0" in request.path or not _is_text(query):
        abort(400)


def _is_text(query: bytes) -> bool:
    """Tell whether Werkzeug will be able to read it: bytes that are not escaped must be UTF-8."""
    try:
        query.decode()
    except UnicodeDecodeError:
        return False
    return True
