"""The sign-in cookie: a random id in the browser, only its SHA-256 in the database."""

import hashlib
import re
import secrets
from datetime import timedelta

from flask import Response, current_app, request
from flask import session as cookie

_TOKEN = re.compile(r"[\w-]{43}")  # 32 bytes in URL-safe base64


def new_token() -> str:
    """Return a fresh session id; a new one at each sign-in, so that none can be planted beforehand."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """Return what the database keeps of `token`: 64 hexadecimal digits."""
    return hashlib.sha256(token.encode()).hexdigest()


def current_hash() -> str | None:
    """Return the hash of this request's session id; None when it carries none."""
    token = request.cookies.get(cookie_name("session"), "") if request else ""
    return hash_token(token) if _TOKEN.fullmatch(token) else None


def is_anonymous() -> bool:
    """Tell whether the browser sends neither a session nor a notice waiting to be shown."""
    if "HTTP_COOKIE" not in request.environ:
        return True
    return cookie_name("session") not in request.cookies and cookie_name("notice") not in request.cookies


def start(response: Response, token: str, *, max_age: timedelta | None = None) -> None:
    """Sign the browser in; without `max_age` until it closes. The row decides when the session ends."""
    set_cookie(response, "session", token, max_age=max_age)
    _forget_csrf()


def end(response: Response) -> None:
    """Sign the browser out; the caller deletes the row."""
    set_cookie(response, "session", "", max_age=timedelta(0))
    _forget_csrf()


def cookie_name(name: str) -> str:
    """Bind the cookie to this very host where HTTPS allows the prefix."""
    return f"__Host-{name}" if current_app.config["SESSION_COOKIE_SECURE"] else name


def set_cookie(response: Response, name: str, value: str, *, max_age: timedelta | None) -> None:
    """Set a cookie that scripts cannot read; `max_age` of zero deletes it."""
    response.set_cookie(
        cookie_name(name), value, max_age=max_age, path="/", httponly=True, samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )  # fmt: skip


def _forget_csrf() -> None:
    """A token made for one person must not serve the next."""
    if cookie:
        cookie.clear()
