"""Guessing the ROME occupation from a title, when the source gives none (so that occupation facets are useful)."""

import re
from functools import cache

from fairapp.core.text import fold
from fairapp.offers.duplicates import title_key
from fairapp.reference import occupations
from fairapp.reference.occupations import JobTitle

MAX_WORDS = 6
_WORD = re.compile(r"\S+")


@cache
def _titles() -> dict[str, JobTitle]:
    """Every ROME job title by its key without gender; the first of two that share one stays."""
    found: dict[str, JobTitle] = {}
    for title in occupations().all_titles():
        for form in (title.masculine, title.feminine, title.label):
            if key := title_key(form):
                found.setdefault(key, title)
    return found


def occupation_of(title: str) -> JobTitle | None:
    """Return the ROME job title that `title` names, whole or by its first words (six at most).

    A single first word counts only if it names one job on its own ("boulanger", not "chef").
    """
    words = _WORD.findall(re.sub(r"[/|,;(]| - | – ", " ", fold(title)))[:MAX_WORDS]
    for count in range(len(words), 0, -1):
        if found := _titles().get(title_key(" ".join(words[:count]))):
            return found
    return None
