"""Counts of facet values. Several columns are packed into one, since finding and counting cost per column read."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from fairapp.search.columns import Column, of
from fairapp.search.sealed import Array

_MOST_CELLS = 4096


@dataclass(frozen=True)
class Pack:
    """Columns read as one: `codes` has one number per combination of their values."""

    facets: tuple[str, ...]
    sizes: tuple[int, ...]
    codes: Array

    def count(self, ids: Array) -> Iterator[tuple[str, Array]]:
        """Yield for each column how many of `ids` have each value."""
        cells = np.bincount(of(self.codes, ids), minlength=math.prod(self.sizes)).reshape(self.sizes)
        axes = range(len(self.sizes))
        for axis, facet in enumerate(self.facets):
            yield facet, np.add.reduce(cells, axis=tuple(other for other in axes if other != axis))


@dataclass(frozen=True)
class Counter:
    """Counts some facets of any documents."""

    sizes: dict[str, int]
    packs: Sequence[Pack]
    columns: dict[str, Column]

    def count(self, ids: Array) -> dict[str, Array]:
        """Return, for each facet, how many of `ids` (ascending) have each value; the first, no value, is 0."""
        totals = {name: np.zeros(size, np.int64) for name, size in self.sizes.items()}
        for pack in self.packs:
            for facet, counts in pack.count(ids):
                totals[facet][: len(counts)] += counts
        for name, column in self.columns.items():
            if column.starts is not None:
                totals[name] += column.further_counts(ids, self.sizes[name])
            totals[name][0] = 0
        return totals


def make_counter(columns: dict[str, Column], sizes: dict[str, int]) -> Counter:
    """Return the counter of these facets; `sizes` has the number of values of each."""
    flat = [(name, values) for name, column in columns.items() for values in column.dense]
    packs: list[Pack] = []
    waiting: list[tuple[str, Array]] = []
    cells = 1
    for name, values in flat:
        if waiting and cells * sizes[name] > _MOST_CELLS:
            packs.append(_pack(waiting, sizes))
            waiting, cells = [], 1
        waiting.append((name, values))
        cells *= sizes[name]
    if waiting:
        packs.append(_pack(waiting, sizes))
    return Counter(sizes, packs, columns)


def _pack(columns: Sequence[tuple[str, Array]], sizes: dict[str, int]) -> Pack:
    if len(columns) == 1:
        codes = columns[0][1]
    else:
        codes = np.zeros(len(columns[0][1]), np.uint16)
        for name, values in columns:
            codes = codes * np.uint16(sizes[name]) + values
    return Pack(tuple(name for name, _ in columns), tuple(sizes[name] for name, _ in columns), codes)
