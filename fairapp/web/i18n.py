"""Languages: French is the source; another is offered once its compiled catalogue exists in `fairapp/translations`."""

from collections.abc import Callable
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, current_app, has_app_context, has_request_context, request
from flask_babel import Babel, get_locale, gettext

from fairapp.core.paths import PACKAGE
from fairapp.web import typography

SOURCE = "fr"
TIME_ZONE = "Europe/Paris"
TRANSLATIONS = PACKAGE / "translations"
COOKIE = "lang"
COOKIE_LIFETIME = timedelta(days=365)


def install(app: Flask) -> None:
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    app.extensions["fairapp.languages"] = available(TRANSLATIONS)
    app.extensions["fairapp.translated"] = lru_cache(maxsize=4096)(_look_up)  # Flask-Babel takes 13 µs a message
    babel = Babel(app, default_locale=SOURCE, default_timezone=TIME_ZONE, locale_selector=select_language)
    typography.install(app, babel, only_french=available(TRANSLATIONS) == (SOURCE,))
    app.jinja_env.globals["lang"] = current_language
    app.jinja_env.globals["languages"] = languages


def available(directory: Path) -> tuple[str, ...]:
    """List the languages that can be shown, the source first."""
    compiled = sorted(path.parts[-3] for path in directory.glob("*/LC_MESSAGES/messages.mo"))
    return (SOURCE, *(name for name in compiled if name != SOURCE))


def languages() -> tuple[str, ...]:
    choices: tuple[str, ...] = current_app.extensions["fairapp.languages"]
    return choices


def select_language() -> str:
    """Choose among the available ones: `?lang=`, then the cookie, then what the browser prefers."""
    choices = languages()
    if len(choices) == 1 or not request:
        return SOURCE
    for wanted in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if wanted in choices:
            return str(wanted)
    return request.accept_languages.best_match(choices, SOURCE) or SOURCE


def current_language() -> str:
    """Return the language of this answer, for `<html lang>`."""
    if has_request_context() and len(languages()) == 1:  # asked for by each line of a list
        return SOURCE
    locale = get_locale()
    return str(locale.language) if locale else SOURCE


def translate(message: str, **params: object) -> str:
    """Translate a message id that comes from below (`DomainError`, `N_`)."""
    if has_app_context():
        look_up: Callable[[str, str], str] = current_app.extensions["fairapp.translated"]
        text = look_up(current_language(), message)
    else:
        text = message  # the source
    return text % params if params else text


def _look_up(_language: str, message: str) -> str:
    return str(gettext(message))


def remember_choice(response: Response) -> None:
    """Keep `?lang=` for the next pages."""
    if len(languages()) == 1:
        return
    if response.mimetype == "text/html":
        response.vary.update(("Accept-Language", "Cookie"))
    if (wanted := request.args.get("lang")) in languages():
        response.set_cookie(
            COOKIE, str(wanted), max_age=COOKIE_LIFETIME, samesite="Lax", httponly=True,
            secure=current_app.config["SESSION_COOKIE_SECURE"],
        )  # fmt: skip
