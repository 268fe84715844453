"""The index as it is at one moment: segments side by side, as arrays, of documents that may be found today."""

import itertools
import math
import threading
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property

import numpy as np

from fairapp.search.cache import ByteCache
from fairapp.search.columns import Codebook, Column, join_columns, of
from fairapp.search.counting import Counter, make_counter
from fairapp.search.documents import day_number
from fairapp.search.places import Places
from fairapp.search.sealed import Array
from fairapp.search.segment import Segment
from fairapp.search.types import Condition, Scope

K1, B = 1.2, 0.4  # BM25
POSTINGS_BYTES = 32 << 20
SPREAD_BYTES = 16 << 20
SQUARES_BYTES = 8 << 20
MASKS_BYTES = 8 << 20

_FEW = 8  # less than one document in so many: looked at one by one

_SERIALS = itertools.count()  # tell the views of one process apart

Scored = tuple[Array, Array]
"""Documents, ascending, and the score of each."""

NOTHING: Scored = (np.zeros(0, np.int64), np.zeros(0, np.float32))


class View:
    """Never changes, so threads share it; what it computes is kept until the next view replaces it.

    Documents are numbered from 0 across the segments. Those deleted or expired are left out of everything.
    """

    def __init__(
        self,
        segments: Sequence[Segment],
        deleted: Sequence[Array],
        codebooks: Mapping[str, Codebook],
        *,
        today: date,
        generation: int = 0,
    ) -> None:
        self.segments, self.codebooks = segments, codebooks
        self.serial = next(_SERIALS)
        self.today, self.generation = today, generation
        self.offsets = np.cumsum([0, *map(len, segments)]).tolist()
        self.size: int = self.offsets[-1]
        self.id = self._record("id")
        self.published = self._record("published")
        self.salary = self._record("salary")
        self.visible = self._record("expires") >= day_number(today)
        for offset, numbers in zip(self.offsets, deleted, strict=False):
            self.visible[numbers + offset] = False
        self.everything = np.flatnonzero(self.visible)
        self.all_visible = len(self.everything) == self.size
        self._norm = self._length_norm()
        self._columns: dict[str, Column] = {}
        self._counters: dict[tuple[str, ...], Counter] = {}
        self._postings: ByteCache[Hashable, Scored] = ByteCache(POSTINGS_BYTES)
        self._spread: ByteCache[Hashable, Array] = ByteCache(SPREAD_BYTES)
        self._squares: ByteCache[tuple[float, float], Array] = ByteCache(SQUARES_BYTES)
        self._masks: ByteCache[Hashable, Array] = ByteCache(MASKS_BYTES)
        self._local = threading.local()

    def _record(self, name: str) -> Array:
        columns = [segment.records[name] for segment in self.segments]
        return np.concatenate(columns) if columns else np.zeros(0, np.uint32)

    def _length_norm(self) -> Array:
        lengths = self._record("length")
        mean = float(lengths.mean()) if len(lengths) else 1.0
        return (K1 * (1 - B + B * lengths / max(mean, 1.0))).astype(np.float32)

    @cached_property
    def rank(self) -> Array:
        """Each document's place when the newest comes first, then the highest id."""
        if not self.segments:
            return np.zeros(0, np.int32)
        order = np.concatenate([s.order + offset for s, offset in zip(self.segments, self.offsets, strict=False)])
        if len(self.segments) > 1:
            # Runs that are already in order: a stable sort merges them.
            key = (self.published.astype(np.int64) << 32 | self.id).take(order)
            order = order[np.argsort(-key, kind="stable")]
        rank = np.empty(self.size, np.int32)
        rank[order] = np.arange(self.size, dtype=np.int32)
        return rank

    @cached_property
    def newest(self) -> Array:
        """All documents, newest first."""
        return self.everything[np.argsort(self.rank.take(self.everything))]

    @cached_property
    def places(self) -> Places:
        if not self.segments:
            return Places(np.zeros((3, 0), np.float32), np.zeros(0, np.int64), np.zeros((3, 0), np.float32))
        further = [segment.further_points for segment in self.segments]
        return Places(
            np.concatenate([segment.points for segment in self.segments], axis=1),
            np.concatenate([owners + offset for (owners, _), offset in zip(further, self.offsets, strict=False)]),
            np.concatenate([points for _, points in further], axis=1),
        )

    def counter(self, facets: tuple[str, ...]) -> Counter:
        """Return what counts these facets."""
        counter = self._counters.get(facets)
        if counter is None:
            columns = {facet: self.column(facet) for facet in facets}
            sizes = {facet: len(self.codebooks[facet]) for facet in facets}
            counter = self._counters[facets] = make_counter(columns, sizes)
        return counter

    def column(self, facet: str) -> Column:
        column = self._columns.get(facet)
        if column is None:
            codebook = self.codebooks.get(facet)
            columns = [segment.column(facet, codebook) for segment in self.segments] if codebook else []
            column = join_columns(columns) if columns else Column((np.zeros(self.size, np.uint16),))
            self._columns[facet] = column
        return column

    def squares(self, lat: float, lon: float) -> Array:
        """Return every document's squared chord to a point (see `places`)."""
        squares = self._squares.get((lat, lon))
        if squares is None:
            squares = self.places.squares(lat, lon)
            self._squares.put((lat, lon), squares, squares.nbytes)
        return squares

    def scope_mask(self, scope: Scope) -> Array:
        """Tell for every document whether one of the rules lets it be seen."""
        mask = self._masks.get(scope)
        if mask is None:
            mask = np.zeros(self.size, bool)
            for rule in scope:
                allowed = np.ones(self.size, bool)
                for condition in rule:
                    allowed &= self._meets(condition)
                mask |= allowed
            self._masks.put(scope, mask, mask.nbytes)
        return mask

    def _meets(self, condition: Condition) -> Array:
        mask = self._mask(condition.facet, condition.values)
        return ~mask if condition.negated else mask

    def having(self, facet: str, values: frozenset[str], ids: Array) -> Array:
        """Tell for each of `ids` whether it has one of the values; an unknown facet has none."""
        if len(ids) * _FEW < self.size and self._masks.get((facet, values)) is None:
            return self.column(facet).has(ids, self._codes(facet, values))
        return of(self._mask(facet, values), ids)

    def _mask(self, facet: str, values: frozenset[str]) -> Array:
        """Tell for every document whether it has one of the values; kept, since people choose the same ones."""
        mask = self._masks.get((facet, values))
        if mask is None:
            mask = self.column(facet).mask(self._codes(facet, values))
            self._masks.put((facet, values), mask, mask.nbytes)
        return mask

    def _codes(self, facet: str, values: Iterable[str]) -> list[int]:
        self.column(facet)  # reading it is what numbers the values: first this, then the numbers
        return self.codebooks[facet].known(values) if facet in self.codebooks else []

    def frequency(self, term: str) -> int:
        """Return how many documents have the term, deleted ones included; no postings are read."""
        return sum(segment.text.count(_one(segment.text.find(term.encode()))) for segment in self.segments)

    def postings(self, term: str) -> Scored:
        """Return the documents that have a term and what it is worth in each (BM25)."""
        return self.kept(term, lambda: self._read_postings(term.encode()))

    def kept(self, key: Hashable, find: Callable[[], Scored]) -> Scored:
        """Return what `find` found, now or the last time."""
        scored = self._postings.get(key)
        if scored is None:
            scored = find()
            self._postings.put(key, scored, scored[0].nbytes + scored[1].nbytes)
        return scored

    def _read_postings(self, term: bytes) -> Scored:
        numbers, weights = [], []
        for segment, offset in zip(self.segments, self.offsets, strict=False):
            place = segment.text.find(term)
            if place is not None:
                found, values = segment.text.postings(place)
                numbers.append(found.astype(np.int64) + offset)
                weights.append(values)
        if not numbers:
            return NOTHING
        ids, weight = np.concatenate(numbers), np.concatenate(weights).astype(np.float32)
        if not self.all_visible:
            kept = np.flatnonzero(self.visible.take(ids))
            ids, weight = ids.take(kept), weight.take(kept)
        scores = weight * np.float32(self.rarity(len(ids)) * (K1 + 1)) / (weight + self._norm.take(ids))
        return ids, scores

    def rarity(self, documents: int) -> float:
        """Return what finding something that so many documents have is worth."""
        return math.log1p((len(self.everything) - documents + 0.5) / (documents + 0.5))

    def spread(self, key: Hashable, scored: Scored) -> Array:
        """Return the scores of something frequent as one number per document, 0 where it is not."""
        spread = self._spread.get(key)
        if spread is None:
            spread = np.zeros(self.size, np.float32)
            spread[scored[0]] = scored[1]
            self._spread.put(key, spread, spread.nbytes)
        return spread

    def count_phrase(self, term: bytes) -> int:
        """Return how many documents have a phrase."""
        count = 0
        for segment, offset in zip(self.segments, self.offsets, strict=False):
            if (place := segment.phrase_terms.find(term)) is not None:
                numbers, _ = segment.phrase_terms.postings(place)
                count += int(np.count_nonzero(self.visible.take(numbers + offset)))
        return count

    def warm(self) -> None:
        """Read now what the first requests would have to wait for."""
        self.counter(tuple(self.codebooks))
        _ = self.newest, self.places
        for segment in self.segments:
            _ = segment.lexicon.by_deletion, segment.phrases

    def buffer(self) -> Array:
        """Return this thread's array of one zero per document; whoever fills it sets it back to zero."""
        buffer: Array | None = getattr(self._local, "buffer", None)
        if buffer is None:
            buffer = self._local.buffer = np.zeros(self.size, np.float32)
        return buffer


def _one(place: int | None) -> range:
    return range(0) if place is None else range(place, place + 1)
