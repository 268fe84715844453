"""Messages that survive one redirect, in a signed cookie that the next page consumes."""

from datetime import timedelta

from flask import Flask, Response, current_app, g, request
from itsdangerous import BadSignature, URLSafeSerializer

from fairapp.web.sessions import cookie_name, set_cookie

Notice = tuple[str, str]  # level, message

LEVELS = ("success", "info", "warning", "error")
LIFETIME = timedelta(minutes=1)
MAX_LENGTH = 500  # characters; a cookie holds 4 kB


def install(app: Flask) -> None:
    # Flask's own would keep them in the CSRF cookie and read that cookie on every page.
    app.jinja_env.globals["get_flashed_messages"] = waiting


def keep(response: Response, message: str, *, level: str = "success") -> None:
    """Have the next full page say `message`."""
    if level not in LEVELS:
        raise ValueError(level)
    value = _serializer().dumps([level, message[:MAX_LENGTH]])
    set_cookie(response, "notice", str(value), max_age=LIFETIME)


def waiting(with_categories: bool = False) -> list[Notice] | list[str]:
    """Return the messages to show now; same signature as Flask's, for the layout."""
    value = request.cookies.get(cookie_name("notice"))
    if not value:
        return []
    g.notice_shown = True
    try:
        level, message = _serializer().loads(value)
    except (BadSignature, ValueError):
        return []
    return [(level, message)] if with_categories else [message]


def forget_shown(response: Response) -> None:
    if "notice_shown" in g:
        set_cookie(response, "notice", "", max_age=timedelta(0))


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="notice")
