"""Parts of the layout that are the same on thousands of pages: drawn once for all strangers, then kept."""

from functools import lru_cache

from flask import Flask, current_app, g, render_template
from markupsafe import Markup

from fairapp.web.i18n import current_language

KEPT = 512  # of them: a header for each board and section, a footer for each board


def install(app: Flask) -> None:
    """Give templates `part`; drawings are this application's own, as another may have another catalogue."""
    app.extensions["fairapp.parts"] = lru_cache(maxsize=KEPT)(_draw_for_strangers)
    app.jinja_env.globals["part"] = draw_part


def draw_part(template: str, *, same_everywhere: bool = True, **shown: object) -> Markup:
    """Draw a template that reads nothing but `shown`, the language, the actor and what never changes.

    `same_everywhere`: it does not read the request either, so that it may be kept.
    """
    if g.actor is not None or not same_everywhere or current_app.config["TEMPLATES_AUTO_RELOAD"]:
        return Markup(render_template(template, **shown))  # noqa: S704 - a template escapes
    sprite = current_app.extensions["fairapp.assets"].url("sprite.svg")  # moves while one works on it
    drawn: Markup = current_app.extensions["fairapp.parts"](template, current_language(), sprite, **shown)
    return drawn


def _draw_for_strangers(template: str, _language: str, _sprite: str, **shown: object) -> Markup:
    return Markup(render_template(template, **shown))  # noqa: S704 - a template escapes
