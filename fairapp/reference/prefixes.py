"""A sorted column of words with a rank each: all that begin so are one slice."""

from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable

_AFTER = "\x7f"  # sorts after every character of a folded word


class PrefixColumn:
    """Immutable; a word may come with several ranks."""

    def __init__(self, pairs: Iterable[tuple[str, int]]) -> None:
        ranks: dict[str, list[int]] = defaultdict(list)
        for word, rank in pairs:
            ranks[word].append(rank)
        self._words = sorted(ranks)
        self._ranks = array("L")
        self._ends = array("L", [0])  # of each word's ranks, after those of the words before it
        for word in self._words:
            self._ranks.extend(ranks[word])
            self._ends.append(len(self._ranks))

    def starting_with(self, prefix: str) -> "array[int]":
        """Return the ranks of the words that begin with `prefix`."""
        return self._between(bisect_left(self._words, prefix), bisect_left(self._words, prefix + _AFTER))

    def equal_to(self, word: str) -> "array[int]":
        """Return the ranks of `word` itself."""
        return self._between(bisect_left(self._words, word), bisect_right(self._words, word))

    def _between(self, first: int, end: int) -> "array[int]":
        return self._ranks[self._ends[first] : self._ends[end]]
