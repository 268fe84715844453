"""Flask's signed cookie, kept for the CSRF secret only.

Two differences from Flask's own: no age is read from the signature (itsdangerous refuses a cookie when the clock steps
back), and a page that used it is never stored by a cache.
"""

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import BadSignature


class CsrfCookie(SecureCookieSessionInterface):
    """Decodes nothing when the browser sent nothing, which is every visit to a public page."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        value = request.cookies.get(self.get_cookie_name(app))
        serializer = self.get_signing_serializer(app) if value else None
        if not value or serializer is None:
            return SecureCookieSession()
        try:
            return SecureCookieSession(serializer.loads(value))
        except BadSignature:
            return SecureCookieSession()

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        super().save_session(app, session, response)
        if session.accessed:
            response.headers["Cache-Control"] = "no-store"


def install(app: Flask, *, secure: bool) -> None:
    app.session_interface = CsrfCookie()
    app.config.update(
        SESSION_COOKIE_NAME="__Host-csrf" if secure else "csrf",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
    )
