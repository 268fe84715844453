"""Refuses what another site makes a browser send: by Sec-Fetch-Site or Origin, and by a token in each form.

The token is Flask-WTF's. Its CSRFProtect runs a hook of its own before the access check, so only its functions are used.
"""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, abort, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, ValidationError, generate_csrf, validate_csrf

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


def install(app: Flask) -> None:
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # a form left open over lunch still works
    app.jinja_env.globals["csrf_token"] = generate_csrf


def one_click(view: View) -> View:
    """Exempt RFC 8058 unsubscribing, which mail services post from their own servers: the link in it is the proof."""
    view.csrf_exempt = True  # type: ignore[attr-defined]
    return view


def check(view: object) -> None:
    """Refuse an unsafe request that did not come from a form of ours."""
    if getattr(view, "csrf_exempt", False):
        return
    if _comes_from_elsewhere():
        abort(403)
    try:
        validate_csrf(request.form.get("csrf_token") or request.headers.get("X-CSRFToken"))
    except ValidationError as error:
        raise CSRFError(error.args[0]) from None


def _comes_from_elsewhere() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = request.headers.get("Origin")  # older browsers
    return origin is not None and origin.partition("://")[2] != request.host
