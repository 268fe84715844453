"""The spelling that the many ways of writing a place's name have in common."""

import re

from fairapp.core.text import fold

_NOT_WORD = re.compile(r"[^a-z0-9\n]+")
_SHORT_FORMS = re.compile(r"\b(?:ste?|ss)\b(?= )")
_LONG_FORMS = {"st": "saint", "ste": "sainte", "ss": "sous"}
_ARTICLE = re.compile(r"^(?:les|le|la|l|aux|au) (?=.)")


def place_key(text: str) -> str:
    """Return the folded words: « ST-JUST D'ARDECHE » and « Saint-Just-d’Ardèche » give the same key."""
    return _words(fold(text)).replace("\n", " ")


def place_keys(names: list[str]) -> list[str]:
    """Return the keys of many names, folded together: at start that saves a second."""
    return [key.strip() for key in _words(fold("\n".join(names))).split("\n")]


def _words(folded: str) -> str:
    words = _NOT_WORD.sub(" ", folded).strip(" ")
    return _SHORT_FORMS.sub(lambda match: _LONG_FORMS[match[0]], words)


def without_article(key: str) -> str:
    """Drop a leading article: the employment service writes « 72 - Mans » and « 07 - Teil »."""
    return _ARTICLE.sub("", key)
