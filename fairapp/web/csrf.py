"""Refuses what another site makes a browser send: by Sec-Fetch-Site or Origin, and by a token in each form."""

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect

from fairapp.web.transactions import SAFE_METHODS

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])

_protect = CSRFProtect()


def install(app: Flask) -> None:
    app.config.update(
        WTF_CSRF_TIME_LIMIT=None,  # a form left open over lunch still works
        WTF_CSRF_CHECK_DEFAULT=False,  # `check` decides when
        WTF_CSRF_SSL_STRICT=False,  # browsers may hide the referrer; Sec-Fetch-Site and Origin are checked instead
    )
    _protect.init_app(app)


def one_click(view: View) -> View:
    """Exempt RFC 8058 unsubscribing, which mail services post from their own servers: the link in it is the proof."""
    view.csrf_exempt = True  # type: ignore[attr-defined]
    return view


def check() -> None:
    """Refuse an unsafe request that did not come from a form of ours."""
    if request.method in SAFE_METHODS or request.endpoint is None:
        return
    if getattr(current_app.view_functions[request.endpoint], "csrf_exempt", False):
        return
    if _comes_from_elsewhere():
        abort(403)
    _protect.protect()


def _comes_from_elsewhere() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = request.headers.get("Origin")  # older browsers
    return origin is not None and urlsplit(origin).netloc != request.host
