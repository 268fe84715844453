"""One segment of the index, read: it never changes, so what is computed from it is kept with it."""

import threading
import zlib
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from fairapp.search.codec import PHRASE, POINT, SEPARATOR, TAG, TEXT, WORD
from fairapp.search.columns import Codebook, Column, build_column
from fairapp.search.lexicon import Lexicon, Phrases
from fairapp.search.places import on_sphere
from fairapp.search.sealed import Array, Slices, unseal
from fairapp.search.terms import Terms
from fairapp.search.types import IndexDamaged


class Segment:
    """:raise IndexDamaged: on opening or later, when a file is missing or not what was written."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        try:
            self.records = unseal(folder / f"{name}.rec")["records"]
            arrays = unseal(folder / f"{name}.trm")
            postings = Slices(folder / f"{name}.pst")
            self._sequences = Slices(folder / f"{name}.seq")
        except FileNotFoundError as error:
            raise IndexDamaged(f"{Path(error.filename).name}: missing") from error
        self.text = Terms(TEXT, arrays, postings)
        self.tags = Terms(TAG, arrays, postings)
        self.word_terms = Terms(WORD, arrays, postings)
        self.phrase_terms = Terms(PHRASE, arrays, postings)
        self.point_terms = Terms(POINT, arrays, postings)
        self._columns: dict[str, Column] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self.records)

    def column(self, facet: str, codebook: Codebook) -> Column:
        """Return the facet's values; `codebook` must always be the same for a facet."""
        column = self._columns.get(facet)
        if column is None:
            with self._lock:
                column = self._columns.get(facet) or self._read_column(facet, codebook)
                self._columns[facet] = column
        return column

    def _read_column(self, facet: str, codebook: Codebook) -> Column:
        prefix = f"{facet}{SEPARATOR}".encode()
        numbers, codes = [np.zeros(0, "<u4")], [np.zeros(0, np.int64)]
        for place, postings in self.tags.all_postings(self.tags.starting(prefix)):
            value = self.tags.term(place)[len(prefix) :].decode()
            numbers.append(postings)
            codes.append(np.full(len(postings), codebook.code(value), np.int64))
        return build_column(np.concatenate(numbers), np.concatenate(codes), len(self))

    @cached_property
    def points(self) -> Array:
        return on_sphere(self.records["lat"], self.records["lon"])

    @cached_property
    def further_points(self) -> tuple[Array, Array]:
        """The documents with more than one place: their numbers, and these points."""
        owners, pairs = [np.zeros(0, "<u4")], [np.zeros((0, 2), "<f4")]
        for place, numbers in self.point_terms.all_postings(range(len(self.point_terms))):
            pair = np.array(self.point_terms.term(place).split(b","), np.float32)
            owners.append(numbers)
            pairs.append(np.broadcast_to(pair, (len(numbers), 2)))
        places = np.concatenate(pairs)
        return np.concatenate(owners), on_sphere(places[:, 0], places[:, 1])

    @cached_property
    def order(self) -> Array:
        """The documents, newest first, then the highest id."""
        return np.lexsort((-self.records["id"].astype(np.int64), -self.records["published"].astype(np.int64)))

    @cached_property
    def lexicon(self) -> Lexicon:
        return Lexicon(self.word_terms)

    @cached_property
    def phrases(self) -> Phrases:
        return Phrases(self.phrase_terms)

    @cached_property
    def _sequence_ends(self) -> Array:
        return self.records["words"].cumsum(dtype=np.int64)

    def check(self) -> None:
        """Read every byte."""
        for terms in (self.text, self.tags, self.word_terms, self.phrase_terms, self.point_terms):
            for _ in terms.all_postings(range(len(terms))):
                pass
        for _ in self.sequences(range(len(self))):
            pass

    def sequences(self, numbers: Sequence[int]) -> Iterator[bytes]:
        """Yield the words of each of these documents in order, two bytes each as `word_code` gives them."""
        ends, words, checks = self._sequence_ends, self.records["words"], self.records["check"]
        for number in numbers:
            length = int(words[number]) * 2
            data = self._sequences.read(int(ends[number]) * 2 - length, length)
            if zlib.crc32(data) & 0xFFFF != checks[number]:
                raise IndexDamaged(f"{self._sequences.name}: damaged")
            yield data

    def with_sequence(self, codes: Sequence[int]) -> Array:
        """Return all documents that have these words in a row, by one look through the whole file."""
        words = np.frombuffer(self._sequences.read(0, int(self.records["words"].sum()) * 2), "<u2")
        starts = np.flatnonzero(words[: len(words) - len(codes) + 1] == codes[0])
        for further, code in enumerate(codes[1:], 1):
            starts = starts[words.take(starts + further) == code]
        return np.unique(np.searchsorted(self._sequence_ends, starts, "right"))
