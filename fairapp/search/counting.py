"""Counts of facet values.

For many documents, columns are packed into one, since reading costs per column; for few, each column is read alone.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fairapp.search.columns import Column, of
from fairapp.search.sealed import Array

_MOST_CELLS = 4096
_MANY = 4096  # documents from which packing pays


@dataclass(frozen=True)
class Pack:
    """Columns read as one: `codes` has one number per combination of their values."""

    facets: tuple[str, ...]
    sizes: tuple[int, ...]
    codes: Array

    def count(self, ids: Array) -> Iterable[tuple[str, Array]]:
        """Return for each column how many of `ids` have each value."""
        cells = np.bincount(of(self.codes, ids), minlength=math.prod(self.sizes))
        if len(self.facets) == 1:
            return [(self.facets[0], cells)]
        cells = cells.reshape(self.sizes)
        axes = range(len(self.sizes))
        return [
            (facet, np.add.reduce(cells, axis=tuple(other for other in axes if other != axis)))
            for axis, facet in enumerate(self.facets)
        ]


@dataclass(frozen=True)
class Counter:
    """Counts some facets of any documents."""

    sizes: Mapping[str, int]
    single: Sequence[Pack]
    packed: Sequence[Pack]
    columns: Mapping[str, Column]

    def count(self, ids: Array) -> dict[str, Array]:
        """Return, for each facet, how many of `ids` (ascending) have each value; the first, no value, is 0."""
        totals: dict[str, Array] = {}
        for pack in self.single if len(ids) < _MANY else self.packed:
            for facet, counts in pack.count(ids):
                totals[facet] = totals[facet] + counts if facet in totals else counts
        for name, column in self.columns.items():
            if column.starts is not None:
                totals[name] = totals[name] + column.further_counts(ids, self.sizes[name])
            totals[name][0] = 0
        return totals


def make_counter(columns: Mapping[str, Column], sizes: Mapping[str, int]) -> Counter:
    """Return the counter of these facets; `sizes` has the number of values of each."""
    single = [Pack((name,), (sizes[name],), values) for name, column in columns.items() for values in column.dense]
    packed: list[Pack] = []
    for pack in single:
        if packed and math.prod(packed[-1].sizes) * pack.sizes[0] <= _MOST_CELLS:
            packed[-1] = _together(packed[-1], pack)
        else:
            packed.append(pack)
    return Counter(sizes, single, packed, columns)


def _together(one: Pack, other: Pack) -> Pack:
    codes = one.codes.astype(np.uint16) * np.uint16(other.sizes[0]) + other.codes.astype(np.uint16)
    return Pack(one.facets + other.facets, one.sizes + other.sizes, codes)
