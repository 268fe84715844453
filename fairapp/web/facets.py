"""Facets beside the results of a search: check boxes with counts, which belong to the form `recherche` of the page."""

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from itertools import islice
from typing import NamedTuple
from urllib.parse import quote

from markupsafe import Markup

SHOWN = 6  # values before « Voir plus »; a chosen one is always shown
MOST = 30  # with those behind it: the rest are a few each, and the words or the place find them


class FacetValue(NamedTuple):
    value: str
    label: str
    found: int
    chosen: bool


class ShownFacet(NamedTuple):
    """One group of check boxes; what comes after the first ones is behind a « Voir plus »."""

    name: str
    param: str
    legend: str
    values: list[FacetValue]

    @property
    def boxes(self) -> Markup:
        return _draw(self.param, self.values[:SHOWN])

    @property
    def more_boxes(self) -> Markup:
        return _draw(self.param, self.values[SHOWN:])

    @property
    def chosen(self) -> list[FacetValue]:
        return [value for value in self.values if value.chosen]


class Chip(NamedTuple):
    """A filter in force, and the address of the same search without it."""

    label: str
    url: str


def says_nothing(counts: Mapping[str, int], chosen: Collection[str]) -> bool:
    """Tell whether all that was found has one value, so that there is nothing to choose."""
    return not chosen and len(counts) < 2


def values_of(counts: Mapping[str, int], chosen: Collection[str], labels: Mapping[str, str]) -> list[FacetValue]:
    """Return what a facet shows: chosen values, then the most frequent; one without a label is left out."""
    most = dict.fromkeys((*chosen, *sorted(counts, key=counts.__getitem__, reverse=True)))
    found = [FacetValue(v, labels[v], counts.get(v, 0), v in chosen) for v in islice(most, MOST) if v in labels]
    found.sort(key=lambda value: (not value.chosen, -value.found, value.label))
    return found


def _draw(param: str, values: Iterable[FacetValue]) -> Markup:
    """Draw check boxes from two pieces each; a template takes ten times as long over two hundred of them."""
    drawn = []
    for value, label, found, chosen in values:
        box, text = _draw_box(param, value, label)
        drawn.append(f"{box}{' checked' if chosen else ''}{text}{found}</span></label>\n")
    return Markup("".join(drawn))  # noqa: S704 - the pieces are escaped, the rest are numbers


@lru_cache(maxsize=4096)
def _draw_box(param: str, value: str, label: str) -> tuple[Markup, Markup]:
    box = Markup('<label class="check"><input type="checkbox" id="f-{0}-{2}" name="{0}" value="{1}" form="recherche"')
    return box.format(param, value, quote(value, safe="")), Markup('>{}<span class="n">').format(label)
