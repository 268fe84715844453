"""A sorted column of words with a rank each: all that begin so are one slice."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable

_AFTER = "\x7f"  # sorts after every character of a folded word


class PrefixColumn:
    """Immutable; a word may come with several ranks."""

    def __init__(self, pairs: Iterable[tuple[str, int]]) -> None:
        words, ranks = zip(*pairs, strict=True)
        order = sorted(range(len(words)), key=words.__getitem__)
        self._words: list[str] = [words[i] for i in order]
        self._ranks = array("L", (ranks[i] for i in order))

    def starting_with(self, prefix: str) -> "array[int]":
        """Return the ranks of the words that begin with `prefix`."""
        return self._ranks[bisect_left(self._words, prefix) : bisect_left(self._words, prefix + _AFTER)]

    def equal_to(self, word: str) -> "array[int]":
        """Return the ranks of `word` itself."""
        return self._ranks[bisect_left(self._words, word) : bisect_right(self._words, word)]
