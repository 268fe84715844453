"""The sorted terms of one field of one segment, and their postings."""

import zlib
from collections.abc import Iterator, Mapping

import numpy as np

from fairapp.search.codec import WEIGHTED
from fairapp.search.sealed import Array, Slices
from fairapp.search.types import IndexDamaged

_NO_NUMBERS = np.zeros(0, "<u4")
_NO_WEIGHTS = np.zeros(0, "<f2")


class Terms:
    """Found by bisection: half a million terms take a few megabytes, a dictionary would take hundreds."""

    def __init__(self, field: str, arrays: Mapping[str, Array], postings: Slices) -> None:
        self._postings = postings
        self._width = 6 if field in WEIGHTED else 4
        if f"{field}.ends" not in arrays:
            self._start, self._text, self._ends, self._posts, self._sums = 0, b"", _NO_NUMBERS, _NO_NUMBERS, _NO_NUMBERS
        else:
            self._start = int(arrays[f"{field}.start"][0])
            self._text = arrays[f"{field}.terms"].tobytes()
            self._ends, self._posts = arrays[f"{field}.ends"], arrays[f"{field}.posts"]
            self._sums = arrays[f"{field}.sums"]
        self._end_of = memoryview(self._ends.data)

    def __len__(self) -> int:
        return len(self._ends)

    def term(self, place: int) -> bytes:
        return self._text[self._end_of[place - 1] if place else 0 : self._end_of[place]]

    def bisect(self, term: bytes) -> int:
        """Return the place of the first term that does not sort before `term`."""
        low, high = 0, len(self._ends)
        while low < high:
            middle = (low + high) // 2
            if self.term(middle) < term:
                low = middle + 1
            else:
                high = middle
        return low

    def find(self, term: bytes) -> int | None:
        place = self.bisect(term)
        return place if place < len(self) and self.term(place) == term else None

    def starting(self, prefix: bytes) -> range:
        """Return the places of all terms that begin with `prefix`."""
        return range(self.bisect(prefix), self.bisect(prefix + b"\xff"))

    def count(self, places: range) -> int:
        """Return how many postings these neighbours have together, read from two numbers."""
        if not places:
            return 0
        return int(self._posts[places[-1]]) - self._first(places[0])

    def counts(self, places: range) -> Array:
        """Return the number of postings of each."""
        if not places:
            return _NO_NUMBERS
        before = np.concatenate(([self._first(places[0])], self._posts[places[0] : places[-1]]))
        counts: Array = self._posts[places[0] : places[-1] + 1] - before.astype("<u4")
        return counts

    def postings(self, place: int) -> tuple[Array, Array]:
        """Return the numbers and weights of one term.

        :raise IndexDamaged: if they are not what was written.
        """
        first = self._first(place)
        count = int(self._posts[place]) - first
        data = self._postings.read(self._start + first * self._width, count * self._width)
        return self._checked(data, count, place)

    def all_postings(self, places: range) -> Iterator[tuple[int, Array]]:
        """Yield the place and numbers of each of these neighbours, read in one go."""
        if not places:
            return
        base = self._first(places[0])
        data = memoryview(self._postings.read(self._start + base * self._width, self.count(places) * self._width))
        for place in places:
            first, last = self._first(place), int(self._posts[place])
            piece = data[(first - base) * self._width : (last - base) * self._width]
            yield place, self._checked(piece, last - first, place)[0]

    def _checked(self, data: bytes | memoryview, count: int, place: int) -> tuple[Array, Array]:
        if zlib.crc32(data) != self._sums[place]:
            raise IndexDamaged(f"{self._postings.name}: damaged")
        numbers = np.frombuffer(data, "<u4", count)
        return numbers, np.frombuffer(data, "<f2", count, count * 4) if self._width == 6 else _NO_WEIGHTS

    def _first(self, place: int) -> int:
        return int(self._posts[place - 1]) if place else 0
