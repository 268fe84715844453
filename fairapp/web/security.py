"""Headers that every answer carries, and the hosts and proxies it trusts."""

import secrets
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from flask import Flask, Response, current_app, g, request
from flask.typing import ResponseReturnValue
from werkzeug.middleware.proxy_fix import ProxyFix

from fairapp.core.settings import Settings
from fairapp.web.sessions import cookie_name

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
PERMISSIONS = {"camera": "()", "geolocation": "(self)", "microphone": "()", "payment": "()", "usb": "()"}
YEAR_SECONDS = 365 * 24 * 3600

Overrides = tuple[tuple[str, str], ...]


class DefaultHeaders:
    """Adds the headers that an answer did not set itself; around Flask, so that no failure inside loses them."""

    def __init__(self, app: "WSGIApplication", headers: Iterable[tuple[str, str]]) -> None:
        self._app = app
        self._headers = list(headers)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None, /) -> Any:
            given = {name for name, _ in headers}
            headers += [header for header in self._headers if header[0] not in given]
            return start_response(status, headers, exc_info) if exc_info else start_response(status, headers)

        return self._app(environ, start)


def install(app: Flask, settings: Settings) -> None:
    app.config["TRUSTED_HOSTS"] = settings.trusted_hosts
    app.jinja_env.globals["csp_nonce"] = csp_nonce
    headers = {
        "Content-Security-Policy": _policy((), ""),
        "Permissions-Policy": _permissions(camera=False),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",  # signed links are not told to other sites
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-cache",  # nothing is shown again without asking
    }
    if settings.env == "production":
        headers["Strict-Transport-Security"] = f"max-age={YEAR_SECONDS}"
    app.wsgi_app = DefaultHeaders(app.wsgi_app, headers.items())  # type: ignore[method-assign]
    if proxies := settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]


def add_headers(response: Response) -> None:
    """Set what differs from the default: a view's own policy, a nonce, no storing of personal pages."""
    view = current_app.view_functions.get(request.endpoint) if request.endpoint else None
    overrides: Overrides = getattr(view, "content_policy", ())
    nonce = g.get("csp_nonce", "")
    if (overrides or nonce) and "Content-Security-Policy" not in response.headers:
        response.headers["Content-Security-Policy"] = _policy(overrides, nonce)
    if hasattr(view, "uses_camera"):
        response.headers["Permissions-Policy"] = _permissions(camera=True)
    if hasattr(view, "embeddable"):
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if _is_personal(response):
        response.headers["Cache-Control"] = "no-store"


def csp_nonce() -> str:
    """Return this answer's nonce for an inline script or style; the policy names it only if someone asked."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def content_policy(**directives: str) -> Callable[[View], View]:
    """Override directives for one view: `content_policy(script_src="'self' 'wasm-unsafe-eval'")`."""
    overrides = tuple((name.replace("_", "-"), value) for name, value in directives.items())

    def mark(view: View) -> View:
        view.content_policy = (*getattr(view, "content_policy", ()), *overrides)  # type: ignore[attr-defined]
        return view

    return mark


def embeddable(view: View) -> View:
    """Let other sites show this page in a frame."""
    view.embeddable = True  # type: ignore[attr-defined]
    return content_policy(frame_ancestors="*")(view)


def uses_camera(view: View) -> View:
    """Let this page scan codes."""
    view.uses_camera = True  # type: ignore[attr-defined]
    return view


def _policy(overrides: Overrides, nonce: str) -> str:
    policy = _without_nonce(overrides)
    if not nonce:
        return policy
    for directive in ("script-src ", "style-src "):
        policy = policy.replace(directive, f"{directive}'nonce-{nonce}' ")
    return policy


@lru_cache(maxsize=64)
def _without_nonce(overrides: Overrides) -> str:
    return "; ".join(f"{name} {value}" for name, value in {**POLICY, **dict(overrides)}.items())


def _permissions(*, camera: bool) -> str:
    allowed = {**PERMISSIONS, "camera": "(self)"} if camera else PERMISSIONS
    return ", ".join(f"{name}={value}" for name, value in allowed.items())


def _is_personal(response: Response) -> bool:
    """Tell whether the answer may show one person's data, or hands out a cookie."""
    if "Set-Cookie" in response.headers:
        return True
    if "HTTP_COOKIE" not in request.environ:
        return False
    return cookie_name("session") in request.cookies and not response.cache_control.public
