"""Headers that every answer carries, and the hosts and proxies it trusts."""

import secrets
from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

from flask import Flask, Response, current_app, g, request
from flask.typing import ResponseReturnValue
from werkzeug.middleware.proxy_fix import ProxyFix

from fairapp.core.settings import Settings
from fairapp.web.sessions import cookie_name

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


def install(app: Flask, settings: Settings) -> None:
    app.config["TRUSTED_HOSTS"] = settings.trusted_hosts
    if proxies := settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]
    app.jinja_env.globals["csp_nonce"] = csp_nonce
    always = [
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),  # signed links are not told to other sites
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ]
    if settings.env == "production":
        always.append(("Strict-Transport-Security", f"max-age={YEAR_SECONDS}"))

    @app.after_request
    def add_headers(response: Response) -> Response:
        headers = response.headers
        view = current_app.view_functions.get(request.endpoint) if request.endpoint else None
        for name, value in always:
            headers[name] = value
        if "Content-Security-Policy" not in headers:
            headers["Content-Security-Policy"] = _policy(getattr(view, "content_policy", ()), g.get("csp_nonce", ""))
        headers["Permissions-Policy"] = _permissions(getattr(view, "uses_camera", False))
        headers["Cross-Origin-Resource-Policy"] = "cross-origin" if hasattr(view, "embeddable") else "same-origin"
        if _is_personal(response):
            headers["Cache-Control"] = "no-store"
        return response


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


@lru_cache(maxsize=64)
def _static_policy(overrides: Overrides) -> str:
    return "; ".join(f"{name} {value}" for name, value in {**POLICY, **dict(overrides)}.items())


def _policy(overrides: Overrides, nonce: str) -> str:
    policy = _static_policy(overrides)
    if not nonce:
        return policy
    for directive in ("script-src ", "style-src "):
        policy = policy.replace(directive, f"{directive}'nonce-{nonce}' ")
    return policy


@lru_cache(maxsize=2)
def _permissions(camera: bool) -> str:
    allowed = {**PERMISSIONS, "camera": "(self)"} if camera else PERMISSIONS
    return ", ".join(f"{name}={value}" for name, value in allowed.items())


def _is_personal(response: Response) -> bool:
    """Tell whether the answer may show one person's data, or hands out a cookie."""
    if "Set-Cookie" in response.headers:
        return True
    return cookie_name("session") in request.cookies and not response.cache_control.public
