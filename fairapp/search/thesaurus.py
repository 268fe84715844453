"""Words that find each other: trade synonyms and acronyms.

An expression of several words ("chef d'équipe") is a term of its own in the index, written when the words stand in a
row: looking for its words one by one would find every team and every chief.
"""

import csv
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise

from fairapp.search import french

_ACRONYM_WEIGHT = 0.7
_IN_A_ROW = 1.5  # the words of an expression together, beside 1 for anywhere
_MOST_ALTERNATIVES = 10

Terms = tuple[str, ...]


_JOINT = "_"  # no word has it


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
        self._expressions: defaultdict[tuple[str, str], list[Terms]] = defaultdict(list)
        for key in self._alternatives:
            if len(key) > 1:
                self._expressions[key[0], key[1]].append(key)
        self._beginnings = frozenset(self._expressions)

    def expressions(self, terms: list[str]) -> list[str]:
        """Return the expressions that stand in these terms, in any order, each as one term for the index."""
        found = []
        for beginning in self._beginnings.intersection(pairwise(terms)):
            at = -1
            for _ in range(terms.count(beginning[0])):
                at = terms.index(beginning[0], at + 1)
                found += [
                    _JOINT.join(key) for key in self._expressions[beginning] if tuple(terms[at : at + len(key)]) == key
                ]
        return found

    def longest_at(self, terms: Sequence[str]) -> tuple[int, list[Alternative]]:
        """Return how many of the first terms form the longest known expression, and what else says the same."""
        for length in range(min(self._longest, len(terms)), 0, -1):
            known = self._alternatives.get(tuple(terms[:length]))
            if known is not None:
                own = [Alternative(_IN_A_ROW, (_JOINT.join(terms[:length]),))] if length > 1 else []
                best = sorted(known.items(), key=lambda item: -item[1])[:_MOST_ALTERNATIVES]
                return length, own + [Alternative(weight, (_JOINT.join(other),)) for other, weight in best]
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


def data_sum() -> int:
    """Return what changes with the files, since expressions are written into the index."""
    return zlib.crc32(repr([_read("synonyms.csv"), _read("acronyms.csv")]).encode())


def _read(name: str) -> list[dict[str, str]]:
    text = resources.files("fairapp.search").joinpath("data", name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))
