"""Free text must name nobody (row E6): a class is a level, an alias and numbers.

A first name is told by a list of common ones; it counts beside a surname or an initial, or after a word for a child.
What stands after « collège », « rue », « Saint » is the name of a place.
"""

import re
from functools import cache
from pathlib import Path

from fairapp.core.errors import DomainError
from fairapp.core.text import N_, fold

NAMES = N_(
    "« %(words)s » ressemble au nom d’une personne. Pour protéger les élèves, ne nommez personne : "
    "dites le besoin, par exemple « un élève en fauteuil roulant »."
)

GIVEN_NAMES = Path(__file__).with_name("given_names.txt")  # common in France over the last decades, folded
_WORD = r"[A-ZÀ-ÖØ-Þ][\w’']*[a-zß-öø-ÿ][\w’']*(?:-\w+)*"
_PERSON = re.compile(
    rf"(?<![\w’'-])(?P<given>{_WORD})[ \u00a0](?P<rest>{_WORD}|[A-ZÀ-ÖØ-Þ]{{2,}}\b|[A-ZÀ-ÖØ-Þ]\.?(?!\w))"
)
_CHILD = re.compile(
    r"\b(?i:[ée]l[èe]ves?|enfants?|gar[çc]on|fille|pr[ée]nomm[ée]e?s?|nomm[ée]e?s?|s[’']appelle)"
    rf"\s*:?[ \u00a0]+(?P<given>{_WORD})"
)
_PLACE = re.compile(
    r"(?:coll[èe]ge|lyc[ée]e|[ée]cole|rue|avenue|boulevard|place|quai|salle|gymnase|stade|saint|sainte|st|ste)[ \u00a0-]+$",
    re.IGNORECASE,
)


def names_in(text: str) -> str | None:
    """Return the first words that look like somebody's name; None where nothing does."""
    for pattern in (_CHILD, _PERSON):
        for found in pattern.finditer(text):
            if _is_given(found["given"]) and not _PLACE.search(text[: found.start("given")]):
                return found[0] if pattern is _PERSON else found["given"]
    return None


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
