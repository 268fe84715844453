"""Facets as the page shows them: every value with its label, its count and whether it is chosen."""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from markupsafe import Markup

from fairapp.offers.board import kept
from fairapp.offers.board.criteria import FACETS, SALARIES, Criteria, FacetSpec
from fairapp.offers.board.names import NAMED
from fairapp.offers.enums import CONTRACT_LABELS, EXPERIENCE_LABELS, REMOTE_LABELS, WORKING_TIME_LABELS
from fairapp.reference import occupations, places
from fairapp.search import Result
from fairapp.web.formats import NO_BREAK, number
from fairapp.web.i18n import current_language, translate

SHOWN = 6  # values before « Voir plus »; a chosen one is always shown
MOST = 30  # with those behind it: the rest are a few offers each, and the words or the place find them
_ENUMS: dict[str, Mapping[str, str]] = {
    "contract": {kind.value: label for kind, label in CONTRACT_LABELS.items()},
    "working_time": {kind.value: label for kind, label in WORKING_TIME_LABELS.items()},
    "remote": {kind.value: label for kind, label in REMOTE_LABELS.items()},
    "experience": {kind.value: label for kind, label in EXPERIENCE_LABELS.items()},
}


class FacetValue(NamedTuple):
    value: str
    label: str
    offers: int
    chosen: bool


class ShownFacet(NamedTuple):
    """One group of check boxes; `more` are behind a « Voir plus »."""

    name: str
    param: str
    legend: str
    values: list[FacetValue]
    more: list[FacetValue]

    @property
    def boxes(self) -> Markup:
        return _draw(self.param, self.values)

    @property
    def more_boxes(self) -> Markup:
        return _draw(self.param, self.more)


def shown_facets(criteria: Criteria, result: Result, version: Hashable) -> list[ShownFacet]:
    """Label the counts of a result; a facet with nothing to choose is left out.

    Names that are kept at this `version` of the offers need no query.
    """
    shown = []
    for spec in FACETS:
        counts = result.facets.get(spec.name, {})
        chosen = criteria.chosen.get(spec.name, ())
        says_nothing = not chosen and len(counts) < 2  # one value for all: nothing to choose
        if spec.name == "shared" or says_nothing:
            continue
        values = {**dict.fromkeys(chosen, 0), **counts}
        labels = _labels(spec, values, version)
        most = dict.fromkeys((*chosen, *sorted(counts, key=counts.__getitem__, reverse=True)))
        found = [FacetValue(v, labels[v], values[v], v in chosen) for v in islice(most, MOST) if v in labels]
        found.sort(key=lambda value: (not value.chosen, -value.offers, value.label))
        if found:
            legend = _legend(spec.legend, current_language())
            shown.append(ShownFacet(spec.name, spec.param, legend, found[:SHOWN], found[SHOWN:]))
    return shown


def _labels(spec: FacetSpec, values: Collection[str], version: Hashable) -> Mapping[str, str]:
    if spec.name in NAMED:
        return kept.names_of(spec.name, values, version)
    return _known_labels(spec.name, current_language())


@lru_cache(maxsize=64)
def _legend(message: str, _language: str) -> str:
    return translate(message)


@lru_cache(maxsize=64)
def _known_labels(facet: str, language: str) -> Mapping[str, str]:
    """Return the labels of a facet whose values are known beforehand; `language` is the request's."""
    match facet:
        case "department":
            return {one.code: f"{one.name} ({one.code})" for one in places().departments()}
        case "family":
            return {family.letter: family.label for family in occupations().families()}
    return {value: translate(label) for value, label in _ENUMS[facet].items()}


def _draw(param: str, values: Iterable[FacetValue]) -> Markup:
    """Draw check boxes from two pieces each; a template takes ten times as long over two hundred of them."""
    drawn = []
    for value, label, offers, chosen in values:
        box, text = _draw_box(param, value, label)
        drawn.append(f"{box}{' checked' if chosen else ''}{text}{offers}</span></label>\n")
    return Markup("".join(drawn))  # noqa: S704 - the pieces are escaped, the rest are numbers


@lru_cache(maxsize=4096)
def _draw_box(param: str, value: str, label: str) -> tuple[Markup, Markup]:
    box = Markup('<label class="check"><input type="checkbox" id="f-{0}-{1}" name="{0}" value="{1}" form="recherche"')
    return box.format(param, value), Markup('>{}<span class="n">').format(label)


@lru_cache(maxsize=8)
def salary_choices(_language: str) -> Sequence[tuple[int, str]]:
    """Return what the select of salaries offers: euros a year, and how they are written."""
    return [(euros, f"{number(euros)}{NO_BREAK}€") for euros in SALARIES]


class Chip(NamedTuple):
    """A filter in force, and the address of the same search without it."""

    label: str
    url: str


def active_filters(criteria: Criteria, facets: list[ShownFacet], path: str) -> list[Chip]:
    chips = [
        Chip(value.label, criteria.url(path, chosen=criteria.without(facet.name, value.value)))
        for facet in facets
        for value in (*facet.values, *facet.more)
        if value.chosen
    ]
    if criteria.place:
        label = translate("À moins de %(km)s km", km=criteria.radius_km)
        chips.append(Chip(f"{criteria.place}, {label.lower()}", criteria.url(path, place="")))
    if "shared" in criteria.chosen:
        chips.append(Chip(translate("Temps partagé"), criteria.url(path, chosen=criteria.without("shared", "yes"))))
    if criteria.salary_min:
        euros = f"{criteria.salary_min:,}".replace(",", "\u202f")
        label = translate("Au moins %(euros)s € par an", euros=euros)
        chips.append(Chip(label, criteria.url(path, salary_min=None)))
    return chips
