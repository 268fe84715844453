"""Values of a facet for every document, as arrays of small numbers."""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from fairapp.search.sealed import Array

_MOST_COLUMNS = 4
_WORTH_A_COLUMN = 32  # a column of its own when one document in so many has a value there


class Codebook:
    """Numbers the values of one facet, from 1, for as long as the process lives; 0 is no value."""

    def __init__(self) -> None:
        self.values: list[str] = [""]
        self._codes: dict[str, int] = {}
        self._lock = threading.Lock()

    def code(self, value: str) -> int:
        """Return the number of `value`, giving it one at first sight."""
        with self._lock:
            code = self._codes.get(value)
            if code is None:
                self.values.append(value)
                code = self._codes[value] = len(self.values) - 1
            return code

    def known(self, values: Iterable[str]) -> list[int]:
        """Return the numbers of those values that some document has had."""
        return [code for value in values if (code := self._codes.get(value))]

    def __len__(self) -> int:
        return len(self.values)


@dataclass(frozen=True)
class Column:
    """`dense[0]` holds each document's first value, `dense[1]` its second …; the few further ones lie in rows aside."""

    dense: tuple[Array, ...]
    starts: Array | None = None  # where each document's further values begin in `rest`, and one end more
    rest: Array | None = None

    def further_counts(self, ids: Array, size: int) -> Array:
        """Return how many of the documents `ids` have each value (below `size`) among their further ones."""
        return np.bincount(self._further(ids)[1], minlength=size)

    def has(self, ids: Array, codes: Sequence[int]) -> Array:
        """Tell for each of `ids` whether it has one of the values."""
        found = np.zeros(len(ids), bool)
        for column in self.dense:
            _mark(found, of(column, ids), codes)
        if self.starts is not None:
            places, values = self._further(ids)
            found[places[np.isin(values, codes)]] = True
        return found

    def mask(self, codes: Sequence[int]) -> Array:
        """Tell for every document whether it has one of the values."""
        found = np.zeros(len(self.dense[0]), bool)
        for column in self.dense:
            _mark(found, column, codes)
        if self.starts is not None and self.rest is not None:
            owners = np.repeat(np.arange(len(found)), np.diff(self.starts))
            found[owners[np.isin(self.rest, codes)]] = True
        return found

    def _further(self, ids: Array) -> tuple[Array, Array]:
        """Return the further values of `ids`, and where in `ids` the document of each stands."""
        assert self.starts is not None  # noqa: S101
        assert self.rest is not None  # noqa: S101
        first = self.starts.take(ids)
        many = self.starts.take(ids + 1) - first
        places = np.flatnonzero(many)
        many = many.take(places)
        within = np.arange(many.sum()) - np.repeat(many.cumsum() - many, many)
        return np.repeat(places, many), self.rest.take(np.repeat(first.take(places), many) + within)


def of(values: Array, ids: Array) -> Array:
    """Return the values of `ids`, which are ascending and different; of all of them without a copy."""
    return values if len(ids) == len(values) else values.take(ids)


def _mark(found: Array, values: Array, codes: Sequence[int]) -> None:
    if len(codes) > 4:
        found |= np.isin(values, codes)
        return
    for code in codes:
        found |= values == code


def build_column(numbers: Array, codes: Array, documents: int) -> Column:
    """Return the column of (document number, code) pairs, in any order; pairs may not repeat."""
    kind = np.min_scalar_type(codes.max(initial=0))  # small ones stay near the processor
    order = np.argsort(numbers, kind="stable")
    numbers, codes = numbers[order], codes[order].astype(kind)
    first = np.searchsorted(numbers, numbers)  # where the values of the same document begin
    place = np.arange(len(numbers)) - first
    dense = []
    for j in range(_MOST_COLUMNS):
        here = place == j
        if j and here.sum() * _WORTH_A_COLUMN < documents:
            break
        column = np.zeros(documents, kind)
        column[numbers[here]] = codes[here]
        dense.append(column)
    further = place >= len(dense)
    if not further.any():
        return Column(tuple(dense))
    starts = np.zeros(documents + 1, np.int64)
    np.cumsum(np.bincount(numbers[further], minlength=documents), out=starts[1:])
    return Column(tuple(dense), starts, codes[further])


def join_columns(columns: Sequence[Column]) -> Column:
    """Return the column of neighbouring segments."""
    if len(columns) == 1:
        return columns[0]
    depth = max(len(column.dense) for column in columns)
    dense = tuple(np.concatenate([_dense(column, j) for column in columns]) for j in range(depth))
    if all(column.starts is None for column in columns):
        return Column(dense)
    starts, rest, behind = [np.zeros(1, np.int64)], [], 0
    for column in columns:
        if column.starts is None or column.rest is None:
            starts.append(np.full(len(column.dense[0]), behind))
        else:
            starts.append(column.starts[1:] + behind)
            rest.append(column.rest)
            behind += len(column.rest)
    return Column(dense, np.concatenate(starts), np.concatenate(rest))


def _dense(column: Column, j: int) -> Array:
    return column.dense[j] if j < len(column.dense) else np.zeros(len(column.dense[0]), np.uint8)
