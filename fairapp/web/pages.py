"""Rendering: the same view serves the page and the fragments that htmx asks for."""

import json
from dataclasses import dataclass

from flask import Flask, Response, make_response, redirect, render_template
from htmx_flask import Htmx, request
from jinja2 import StrictUndefined, Template
from jinja2_fragments.flask import render_blocks

from fairapp.core.settings import Settings
from fairapp.web import notices

DECIDING_HEADERS = "HX-Request, HX-Request-Type, HX-Boosted, HX-History-Restore-Request"


@dataclass(frozen=True)
class Site:
    """What templates may know of the settings."""

    product_name: str
    product_tagline: str
    public_url: str
    contact_email: str
    demo: bool


class FreshMacros:
    """The macros of a file that may change while one works on it."""

    def __init__(self, app: Flask, name: str) -> None:
        self._app, self._name = app, name

    def __getattr__(self, macro: str) -> object:
        template: Template = self._app.jinja_env.get_template(self._name)
        return getattr(template.module, macro)


def install(app: Flask, settings: Settings) -> None:
    Htmx(app)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["site"] = Site(
        settings.product_name, settings.product_tagline, settings.public_url, settings.contact_email, settings.demo
    )


def install_macros(app: Flask, name: str = "ui/macros.html") -> None:
    """Make the macros a global: a block rendered alone does not run its template's imports.

    They see globals only (`_`, `csrf_token`, `request`, `g` …), which are asked anew at each call.
    """
    reloads = app.config["TEMPLATES_AUTO_RELOAD"] or app.debug
    app.jinja_env.globals["ui"] = FreshMacros(app, name) if reloads else app.jinja_env.get_template(name).module


def render(
    template: str, *, fragment: str | None = None, oob: tuple[str, ...] = (), status: int = 200, **context: object
) -> Response:
    """Render `template`, or only its block `fragment` when htmx will swap it in.

    `oob` names further blocks, each one element with an id and hx-swap-oob, to refresh.
    """
    if fragment and wants_fragment():
        body = render_blocks(template, [fragment, *oob], oob=True, **context)
    else:
        body = render_template(template, oob=False, **context)
    response = make_response(body, status)
    if fragment:
        response.headers["Vary"] = DECIDING_HEADERS
    return response


def keep_private(response: Response) -> Response:
    """Keep a page out of caches and search engines: its address is a key. No page tells its own to other sites."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def wants_fragment() -> bool:
    """Tell whether htmx will swap the answer into a part of the page (htmx 2 and 4)."""
    htmx = request.htmx
    if not htmx or htmx.boosted or htmx.history_restore_request:
        return False
    return bool(request.headers.get("HX-Request-Type") != "full")


def go_to(url: str) -> Response:
    """Redirect after a successful POST; htmx follows it and swaps the whole page."""
    if wants_fragment():
        response = make_response("", 204)
        # Without the header the target view would answer a fragment, into the body.
        response.headers["HX-Location"] = json.dumps({"path": url, "headers": {"HX-Request-Type": "full"}})
        return response
    return make_response(redirect(url, code=303))


def notify(response: Response, message: str, *, level: str = "success") -> Response:
    """Announce `message` (a toast, read out by screen readers): in this page if htmx updates it, else in the next."""
    leaves = response.status_code in range(300, 400) or "HX-Location" in response.headers
    if wants_fragment() and not leaves:
        response.headers["HX-Trigger"] = json.dumps({"notify": {"level": level, "message": message}})
    else:
        notices.keep(response, message, level=level)
    return response
