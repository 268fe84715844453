"""Guessing the ROME occupation of a title when the source gives none, so that the facet of families is of use.

Titles of offers are matched with those of the directory by their rare words. Measured on 313 offers whose occupation is
known: of four titles three get an answer, and of a hundred answers 94 name the right family.
"""

import math
from collections import Counter, defaultdict
from functools import lru_cache
from typing import NamedTuple

from fairapp.offers.duplicates import title_key
from fairapp.reference import occupations
from fairapp.reference.occupations import JobTitle, Occupations

MARGIN = 2.5  # by which the best family must beat the second
MIN_SCORE = 3.0  # of rare words in common: "responsable" alone tells nothing
MIN_COVERED = 0.3  # part of the directory's title that the offer must name
FULLY_COVERED = 0.9  # from here on the directory's title is the offer's
FIRST_WORD = 5.0  # for a family that has all the titles which begin like the offer's ("infirmier")
MAX_WORDS = 10  # what follows is place, schedule or advertising


class Guess(NamedTuple):
    rome_code: str
    label: str  # the job title if the offer names it in full, else ""


class _Candidate(NamedTuple):
    score: float
    covered: float
    title: JobTitle


class _Titles(NamedTuple):
    """The directory by word."""

    titles: list[JobTitle]
    weights: list[float]  # of all the words of each
    rarity: dict[str, float]
    by_word: dict[str, list[int]]
    families: dict[str, Counter[str]]  # of the titles that begin with a word


@lru_cache(maxsize=1)
def _directory(table: Occupations) -> _Titles:
    titles = table.all_titles()
    keys = [title_key(title.masculine or title.label).split() for title in titles]
    words = [
        {*key, *title_key(title.feminine).split()} if title.masculine else set(key)
        for title, key in zip(titles, keys, strict=True)
    ]
    counts = Counter(word for own in words for word in own)
    rarity = {word: math.log(len(titles) / count) for word, count in counts.items()}
    by_word: dict[str, list[int]] = defaultdict(list)
    for number, own in enumerate(words):
        for word in own:
            by_word[word].append(number)
    weights = [sum(rarity[word] for word in own) for own in words]
    families: dict[str, Counter[str]] = defaultdict(Counter)
    for title, key in zip(titles, keys, strict=True):
        families[key[0] if key else ""][title.rome_code[0]] += 1
    return _Titles(titles, weights, rarity, dict(by_word), dict(families))


def occupation_of(title: str) -> Guess | None:
    """Return the occupation that a title means, or None where two families are as likely."""
    words = title_key(title).split()[:MAX_WORDS]
    ranked = sorted(_best_by_family(words).values(), reverse=True)
    if not ranked or ranked[0].score < MIN_SCORE or ranked[0].covered < MIN_COVERED:
        return None
    best, *others = ranked
    if others and best.score - others[0].score <= MARGIN:
        return None
    return Guess(best.title.rome_code, best.title.label if best.covered >= FULLY_COVERED else "")


def _best_by_family(words: list[str]) -> dict[str, _Candidate]:
    table = _directory(occupations())
    common: dict[int, float] = defaultdict(float)
    for word in dict.fromkeys(words):
        for number in table.by_word.get(word, ()):
            common[number] += table.rarity[word]
    usual = table.families.get(words[0], Counter()) if words else Counter()
    best: dict[str, _Candidate] = {}
    for number, shared in common.items():
        covered, title = shared / table.weights[number], table.titles[number]
        family = title.rome_code[0]
        score = shared * covered + FIRST_WORD * usual[family] / max(usual.total(), 1)
        if family not in best or score > best[family].score:
            best[family] = _Candidate(score, covered, title)
    return best
