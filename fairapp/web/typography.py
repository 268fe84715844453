"""French typography: what a keyboard cannot type, added where messages are looked up.

Messages are written with plain spaces and straight apostrophes. They are polished once and remembered, so a page
pays nothing for it; people's own words are left alone unless a template asks (`|typo`).
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import cast

from babel.support import NullTranslations
from flask import Flask
from flask_babel import Babel, Domain, get_locale, get_translations
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

SOURCE = "fr"
NO_BREAK = "\u00a0"
NARROW_NO_BREAK = "\u202f"

_UNITS = r"€|k€|%|m²|km|h\b|min\b|ans?\b|mois\b|jours?\b|semaines?\b|offres?\b|postes?\b|places?\b|élèves?\b"
_RULES = (
    (re.compile(r"(?<=\w)'(?=\w|«|%\()"), "’"),
    (re.compile(r" (?=[;!?])"), NARROW_NO_BREAK),
    (re.compile(r" (?=[:»%](?![(\w]))"), NO_BREAK),
    (re.compile(r"« "), "«" + NO_BREAK),
    (re.compile(r"(?<=\d) (?=\d{3}\b)"), NARROW_NO_BREAK),
    (re.compile(rf"(?:(?<=\d)|(?<=\)[sd])) (?={_UNITS})"), NO_BREAK),  # « 12 offres », « %(num)s offres »
    (re.compile(r"(?<=\d\u00a0h) (?=\d\d\b)"), NO_BREAK),
)


def install(app: Flask, babel: Babel, *, only_french: bool = False) -> None:
    """Polish every French message, in templates as in Python, and give templates the filter `typo`."""
    babel.domain_instance = PolishedDomain()
    app.jinja_env.filters["typo"] = typo
    translate = template_gettext(_source_language if only_french else _language)
    app.jinja_env.globals.update(_=translate, gettext=translate, ngettext=template_ngettext)


def polish(text: str) -> str:
    """Give a French text its no-break spaces and curly apostrophes; markup and %(names)s stay as they are."""
    for pattern, mark in _RULES:
        text = pattern.sub(mark, text)
    return text


def typo(text: str) -> str:
    """Filter: polish somebody's own text; what was safe stays safe."""
    polished = polish(str(text))
    return Markup(polished) if isinstance(text, Markup) else polished  # noqa: S704 - it was Markup already


_polish_once = lru_cache(maxsize=8192)(polish)


class FrenchMessages(NullTranslations):
    """French is the source language: a message is its own translation, with French typography and plurals."""

    def gettext(self, message: str) -> str:
        return _polish_once(message)

    def ngettext(self, msgid1: str, msgid2: str, n: float) -> str:
        return _polish_once(msgid1 if abs(n) < 2 else msgid2)  # « 0 offre », « 1,5 jour »

    def upgettext(self, context: str, message: str) -> str:
        return _polish_once(message)

    def unpgettext(self, context: str, singular: str, plural: str, num: int) -> str:
        return self.ngettext(singular, plural, num)

    ugettext = gettext
    ungettext = ngettext


class PolishedDomain(Domain):  # type: ignore[misc]
    """Flask-Babel's messages, French ones being polished."""

    _french = FrenchMessages()

    def get_translations(self) -> NullTranslations:
        locale = get_locale()
        if locale is None or locale.language == SOURCE:
            return self._french
        return cast(NullTranslations, super().get_translations())


def template_gettext(language: Callable[[], str]) -> Callable[..., str]:
    """Return the `_` of templates: Flask-Babel's costs 13 µs a message, which a layout of fifty would feel.

    What is written in a template is markup; what is put into it gets escaped.
    """
    look_up = lru_cache(maxsize=8192)(_look_up)  # of this application: another may have another catalogue

    @pass_eval_context
    def gettext(context: EvalContext, message: str, **variables: object) -> str:
        whole, pattern = look_up(language(), message, context.autoescape)
        return pattern % variables if variables else whole

    return gettext


@pass_eval_context
def template_ngettext(context: EvalContext, singular: str, plural: str, num: float, **variables: object) -> str:
    chosen = get_translations().ungettext(singular, plural, num)
    return (Markup(chosen) if context.autoescape else str(chosen)) % {"num": _grouped(num), **variables}  # noqa: S704


def _grouped(num: float) -> float | str:
    """« 1 234 badges »; small numbers, nearly all of them, cost nothing."""
    if abs(num) < 1000:
        return num
    return f"{num:,}".replace(",", NARROW_NO_BREAK) if _language() == SOURCE else f"{num:,}"


def _look_up(language: str, message: str, autoescape: bool) -> tuple[str, str]:
    """Return the text to show as it is, and as a pattern; `language` is the request's, so each has its own entry."""
    pattern = str(get_translations().ugettext(message))
    whole = pattern.replace("%%", "%")
    return (Markup(whole), Markup(pattern)) if autoescape else (whole, pattern)  # noqa: S704 - a message is ours


def _language() -> str:
    locale = get_locale()
    return str(locale.language) if locale else SOURCE


def _source_language() -> str:
    return SOURCE
