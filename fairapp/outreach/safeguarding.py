"""Free text must name nobody (row E6): a class is a level, an alias and numbers.

A first name is told by a list of common ones; it counts beside a surname or an initial, or after a word for a child.
What stands after « collège », « rue », « Saint » is the name of a place.
"""

import re
from functools import cache
from pathlib import Path

from fairapp.core.errors import DomainError
from fairapp.core.text import N_, fold, squeeze

NAMES = N_(
    "« %(words)s » ressemble au nom d’une personne. Pour protéger les élèves, ne nommez personne : "
    "dites le besoin, par exemple « un élève en fauteuil roulant »."
)

GIVEN_NAMES = Path(__file__).with_name("given_names.txt")  # common in France over the last decades, folded
_WORD = r"[A-ZÀ-ÖØ-Þ][\w’']*[a-zß-öø-ÿ][\w’']*(?:-\w+)*"
_CAPITALS = r"[A-ZÀ-ÖØ-Þ]{2,}(?:-[A-ZÀ-ÖØ-Þ]{2,})*\b"
_FREE = r"(?<![\w’'-])"
# What follows is only looked at: « Avec Léa Martin » begins anew at « Léa ».
_PERSON = re.compile(rf"{_FREE}(?P<given>{_WORD})(?= (?P<rest>{_WORD}|{_CAPITALS}|[A-ZÀ-ÖØ-Þ]\.?(?!\w)))")
_ROLL = re.compile(rf"{_FREE}(?P<rest>{_CAPITALS})(?= (?P<given>{_WORD}))")  # « MARTIN Léa », as on a class roll
_LIST = re.compile(rf"{_FREE}(?P<given>{_WORD})(?=(?:,| et) (?P<rest>{_WORD}))")
_CHILD = re.compile(
    r"\b(?i:[ée]l[èe]ves?|enfants?|gar[çc]on|fille|pr[ée]nomm[ée]e?s?|nomm[ée]e?s?|s[’']appelle)"
    rf"(?: ?: ?| )(?P<given>{_WORD})"
)
_PLACE = re.compile(
    r"(?<!\w)(?:coll[èe]ge|lyc[ée]e|[ée]cole|rue|avenue|boulevard|place|quai|salle|gymnase|stade|saint|sainte|st|ste)[ -]+$",
    re.IGNORECASE,
)


def names_in(text: str) -> str | None:
    """Return the first words that look like somebody's name; None where nothing does.

    The text is read as it is stored: spaces and line breaks as one space.
    """
    told = squeeze(text)
    for pattern, shown in _SHOWN.items():
        for found in pattern.finditer(told):
            if not _is_given(found["given"]) or _PLACE.search(told[: found.start("given")]):
                continue
            if pattern is not _LIST or _is_given(found["rest"]):
                return shown.format(**found.groupdict())
    return None


_SHOWN = {_CHILD: "{given}", _PERSON: "{given} {rest}", _ROLL: "{rest} {given}", _LIST: "{given}, {rest}"}


def require_no_names(text: str, *, field: str) -> None:
    """Refuse a text that names somebody.

    :raise DomainError: telling which words, and why.
    """
    if words := names_in(text):
        raise DomainError(NAMES, field=field, words=words)


def _is_given(word: str) -> bool:
    """Compound names count by their first part: Jean-Baptiste, Marie-Lou."""
    return fold(word).split("-", 1)[0] in _given_names()


@cache
def _given_names() -> frozenset[str]:
    return frozenset(GIVEN_NAMES.read_text(encoding="ascii").split())
