"""Light or dark: the browser's wish, unless this visitor chose; sent with the page, so nothing flashes."""

from flask import Flask, request

THEMES = ("light", "dark")
COOKIE = "theme"


def install(app: Flask) -> None:
    app.jinja_env.globals["theme"] = chosen_theme


def chosen_theme() -> str:
    """Return the value of `data-theme`; empty when the browser decides."""
    theme = request.cookies.get(COOKIE, "")
    return theme if theme in THEMES else ""
