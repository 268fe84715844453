"""What many searches show alike, kept in memory: the same offers and names stand in page after page.

The searches of one visitor overlap, as do those of all; with what they share at hand, most pages ask no database.
"""

import threading
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar, cast

from flask import current_app, g
from flask.sansio.app import App

from fairapp.offers.board.names import NAMED, facet_names
from fairapp.offers.board.rows import OfferRow, offer_rows

Id = TypeVar("Id", int, str)
Value = TypeVar("Value")

MOST_ROWS = 4000  # 2 kB each, in each process
MOST_NAMES = 20_000


class Kept(Generic[Id, Value]):
    """Values by id, loaded when first asked for and all forgotten when `version` changes; threads share it."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._version: Hashable = None
        self._values: dict[Id, Value | None] = {}

    def of(
        self, ids: Collection[Id], version: Hashable, load: Callable[[Sequence[Id]], Mapping[Id, Value]]
    ) -> dict[Id, Value]:
        """Return the values of those ids that have one, in the order of `ids`; with `None` as version, nothing is kept."""
        values = self._values_at(version)
        if missing := [id for id in ids if id not in values]:
            found = load(missing)
            values |= {id: found.get(id) for id in missing}
        return {id: value for id in ids if (value := values[id]) is not None}

    def _values_at(self, version: Hashable) -> dict[Id, Value | None]:
        """Return what is kept at this version. Who still fills what was kept before does no harm."""
        if version is None:
            return {}
        with self._lock:
            if version != self._version or len(self._values) > self._most:
                self._version, self._values = version, {}
            return self._values


class Stores(NamedTuple):
    """Those of one application."""

    rows: Kept[int, OfferRow]
    names: Mapping[str, Kept[str, str]]  # by facet


def install(app: App) -> None:
    app.extensions["fairapp.offers.kept"] = Stores(Kept(MOST_ROWS), {facet: Kept(MOST_NAMES) for facet in NAMED})


def rows_of(ids: Sequence[int], version: Hashable) -> list[OfferRow]:
    """Return the live offers among `ids`, in the order of `ids`."""
    return list(_stores().rows.of(ids, version, _load_rows).values())


def names_of(facet: str, ids: Collection[str], version: Hashable) -> Mapping[str, str]:
    """Return the names of the companies or clusters that a facet's values stand for."""
    return _stores().names[facet].of(ids, version, lambda missing: facet_names(g.session, facet, missing))


def _load_rows(ids: Sequence[int]) -> Mapping[int, OfferRow]:
    return {row.id: row for row in offer_rows(g.session, ids)}


def _stores() -> Stores:
    return cast("Stores", current_app.extensions["fairapp.offers.kept"])
