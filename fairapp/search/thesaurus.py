"""Words that find each other: trade synonyms and acronyms, looked up in a query's words."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from fairapp.search import french

_ACRONYM_WEIGHT = 0.7
_MOST_ALTERNATIVES = 10

Terms = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Alternative:
    """Terms that must all be there, and what finding them is worth."""

    weight: float
    terms: Terms


class Thesaurus:
    def __init__(self, groups: Iterable[tuple[float, Sequence[str]]]) -> None:
        self._alternatives: defaultdict[Terms, dict[Terms, float]] = defaultdict(dict)
        for weight, forms in groups:
            keys = list(dict.fromkeys(_key(form) for form in forms))
            for key in keys:
                known = self._alternatives[key]
                for other in keys:
                    # Documents with all of `key` and more are found anyway.
                    if not set(key) <= set(other):
                        known[other] = max(weight, known.get(other, 0.0))
        self._longest = max(map(len, self._alternatives), default=0)

    def longest_at(self, terms: Sequence[str]) -> tuple[int, list[Alternative]]:
        """Return how many of the first terms form the longest known expression, and what else says the same."""
        for length in range(min(self._longest, len(terms)), 0, -1):
            known = self._alternatives.get(tuple(terms[:length]))
            if known:
                best = sorted(known.items(), key=lambda item: -item[1])[:_MOST_ALTERNATIVES]
                return length, [Alternative(weight, other) for other, weight in best]
        return 0, []


def _key(form: str) -> Terms:
    return tuple(french.terms(form))


@cache
def standard() -> Thesaurus:
    """Return the thesaurus that ships with the product."""
    return Thesaurus(_rows())


def _rows() -> Iterator[tuple[float, Sequence[str]]]:
    for row in _read("synonyms.csv"):
        yield float(row["weight"]), row["forms"].split("|")
    for row in _read("acronyms.csv"):
        yield _ACRONYM_WEIGHT, (row["acronym"], row["meaning"])


def _read(name: str) -> list[dict[str, str]]:
    text = resources.files("fairapp.search").joinpath("data", name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))
