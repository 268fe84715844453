"""Search as one types over a few thousand short labels: every word is a beginning, in any order."""

import re
from collections.abc import Callable, Iterable, Sequence
from heapq import nsmallest
from itertools import chain

from fairapp.core.text import fold
from fairapp.reference.prefixes import PrefixColumn

MIN_LENGTH = 2
MAX_WORDS = 8
_WORD = re.compile(r"[a-z0-9]+")
_WEAK = frozenset(
    ("a", "au", "aux", "d", "de", "des", "du", "en", "et", "h", "f", "l", "la", "le", "les", "ou", "par", "pour", "sur")
)


class WordIndex:
    """Texts in their order of preference; those found by one of their `leads`, the words that matter most, come first."""

    def __init__(self, texts: Sequence[str], leads: Sequence[str]) -> None:
        self._size = len(texts)
        self._words = PrefixColumn(chain(_starts(leads), _starts(texts, first=self._size)))

    def search(self, query: str, n: int, keep: Callable[[int], bool] | None = None) -> list[int]:
        """Return the positions of at most `n` texts that have all the words; nothing for fewer than two letters."""
        words = _WORD.findall(fold(query[:120]))[:MAX_WORDS]
        strong = [word for word in words if word not in _WEAK] or words
        if len("".join(strong)) < MIN_LENGTH:
            return []
        ranks = set(self._words.starting_with(strong[0]))
        for word in strong[1:]:
            others = {rank % self._size for rank in self._words.starting_with(word)}
            ranks = {rank for rank in ranks if rank % self._size in others}
        if keep:
            ranks = {rank for rank in ranks if keep(rank % self._size)}
        best = nsmallest(2 * n, ranks)  # a text may be there as a lead and as a later word
        return list(dict.fromkeys(rank % self._size for rank in best))[:n]


def _starts(texts: Sequence[str], first: int = 0) -> Iterable[tuple[str, int]]:
    return ((word, i) for i, text in enumerate(_fold_all(texts), first) for word in _WORD.findall(text))


def _fold_all(texts: Sequence[str]) -> list[str]:
    """Fold many texts together: at start that saves most of the time."""
    return fold("\n".join(texts)).split("\n")
