"""What the choices of a request let through: all of them together, or all but one facet's own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from fairapp.search.sealed import Array
from fairapp.search.types import Value
from fairapp.search.view import View


@dataclass(frozen=True, slots=True)
class Found:
    """Documents, ascending, and where text was asked for, their scores."""

    ids: Array
    scores: Array | None

    def keep(self, kept: Array) -> "Found":
        """Return those that a row of booleans lets through; without a copy when it is all."""
        (places,) = kept.nonzero()
        if len(places) == len(self.ids):
            return self
        return Found(self.ids.take(places), None if self.scores is None else self.scores.take(places))


class Chosen:
    """The values chosen of each facet, applied to some documents. Unknown facets and values let nothing through."""

    def __init__(self, view: View, found: Found, filters: Mapping[str, Iterable[Value]]) -> None:
        self._found = found
        named = {name: frozenset(map(str, values)) for name, values in filters.items()}
        self.values = {name: values for name, values in named.items() if values}
        self._rows = {name: view.having(name, values, found.ids) for name, values in self.values.items()}

    def all(self) -> Found:
        return self._those(list(self._rows.values()))

    def all_but(self, name: str) -> Found:
        """Return what the other facets' choices let through."""
        return self._those([row for other, row in self._rows.items() if other != name])

    def _those(self, rows: list[Array]) -> Found:
        if not rows:
            return self._found
        return self._found.keep(rows[0] if len(rows) == 1 else np.logical_and.reduce(rows))
