"""What people may have meant: corrections of one word, and suggestions while typing."""

import bisect
import heapq
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from fairapp.search import french
from fairapp.search.codec import SEPARATOR
from fairapp.search.sealed import Array
from fairapp.search.terms import Terms

_PREFIX = 7  # letters that the deletions are made from
_SHORTEST = 4
_MOST_CANDIDATES = 300


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the labels: as shown, its search term, in how many documents."""

    shown: str
    term: str
    documents: int


@dataclass(frozen=True, slots=True)
class Guess:
    distance: int
    word: Word


def edits_allowed(word: str) -> int:
    if len(word) < _SHORTEST:
        return 0
    return 1 if len(word) < 6 else 2


class Lexicon:
    """The words of titles, skills, places … of one segment."""

    def __init__(self, terms: Terms) -> None:
        self._words: dict[str, Word] = {}
        for place, documents in enumerate(terms.counts(range(len(terms))).tolist()):
            shown = terms.term(place).decode()
            for folded in french.words(shown):
                known = self._words.get(folded)
                best = shown if known is None or documents > known.documents else known.shown
                self._words[folded] = Word(best, french.stem(folded), documents + (known.documents if known else 0))
        self.known_terms = frozenset(word.term for word in self._words.values())

    @cached_property
    def by_deletion(self) -> tuple[list[str], Array, Array]:
        """All words, and for each deletion of each word its hash and the word's place, sorted by hash."""
        words = [word for word in self._words if len(word) >= _SHORTEST]
        hashes, places = array("q"), array("I")
        for place, word in enumerate(words):
            found = deletions(word)
            hashes.extend(map(hash, found))
            places.extend([place] * len(found))
        keys, owners = np.frombuffer(hashes, np.int64), np.frombuffer(places, np.uint32)
        order = np.argsort(keys, kind="stable")
        return words, keys[order], owners[order]

    def guesses(self, folded: str) -> list[Guess]:
        """Return the words within a few typing errors of a folded word."""
        allowed = edits_allowed(folded)
        if not allowed or not self._words:
            return []
        words, keys, owners = self.by_deletion
        wanted = np.array([hash(key) for key in deletions(folded)], np.int64)
        starts, ends = np.searchsorted(keys, wanted, "left"), np.searchsorted(keys, wanted, "right")
        places = {int(owner) for start, end in zip(starts, ends, strict=True) for owner in owners[start:end]}
        near = [words[place] for place in places if abs(len(words[place]) - len(folded)) <= allowed]
        found = [
            Guess(distance, self._words[word])
            for word in near[:_MOST_CANDIDATES]
            if (distance := typing_errors(folded, word, allowed)) <= allowed
        ]
        return sorted(
            found, key=lambda guess: (guess.distance, guess.word.shown[0] != folded[0], -guess.word.documents)
        )


def deletions(word: str) -> set[str]:
    """Return what is left of the word's beginning after dropping none, one or two letters."""
    edge = {word[:_PREFIX]}
    found = set(edge)
    for _ in range(edits_allowed(word)):
        edge = {text[:at] + text[at + 1 :] for text in edge for at in range(len(text))}
        found |= edge
    return found


def typing_errors(one: str, other: str, most: int) -> int:
    """Count letters missing, added, wrong or swapped with their neighbour; `most` + 1 stands for more."""
    before_last: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, letter_there in enumerate(other, 1):
            cost = min(last[j - 1] + (letter != letter_there), last[j] + 1, row[j - 1] + 1)
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == letter_there:
                cost = min(cost, before_last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before_last, last = last, row
    return last[-1]


class Phrases:
    """The suggestions of one segment, found by the beginning of any of their words."""

    def __init__(self, terms: Terms) -> None:
        entries = sorted(_entries(terms))
        self._keys = [key for key, _, _ in entries]
        self._weights = np.array([weight for _, weight, _ in entries], np.float32)
        self._places = [place for _, _, place in entries]
        self._terms = terms

    def starting(self, folded: str, limit: int) -> dict[bytes, float]:
        """Return the weightiest phrases with a word that begins so (the first word counts double)."""
        first = bisect.bisect_left(self._keys, folded)
        last = bisect.bisect_left(self._keys, folded + "\x7f")
        weights = self._weights[first:last]
        best: Iterable[int] = range(len(weights))
        if len(weights) > limit:
            best = np.argpartition(-weights, limit)[:limit].tolist()
        found: dict[bytes, float] = {}
        for at in best:
            term = self._terms.term(self._places[first + at])
            found[term] = max(found.get(term, 0.0), float(weights[at]))
        return found


def _entries(terms: Terms) -> Iterator[tuple[str, float, int]]:
    for place, documents in enumerate(terms.counts(range(len(terms))).tolist()):
        shown = terms.term(place).decode().partition(SEPARATOR)[2]
        words = french.words(shown)
        for at in range(len(words)):
            yield " ".join(words[at:]), documents * (1.0 if at == 0 else 0.5), place


def heaviest(weights: dict[bytes, float], limit: int) -> list[bytes]:
    return heapq.nlargest(limit, weights, key=lambda term: (weights[term], term))
