"""Facets as the page shows them: every value with its label, its count and whether it is chosen."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from functools import lru_cache

from fairapp.offers.board import kept
from fairapp.offers.board.criteria import FACETS, SALARIES, Criteria, FacetSpec
from fairapp.offers.board.names import NAMED
from fairapp.offers.enums import CONTRACT_LABELS, EXPERIENCE_LABELS, REMOTE_LABELS, WORKING_TIME_LABELS
from fairapp.reference import occupations, places
from fairapp.search import Result
from fairapp.web.facets import Chip, ShownFacet, says_nothing, values_of
from fairapp.web.formats import NO_BREAK, number
from fairapp.web.i18n import current_language, translate

_ENUMS: dict[str, Mapping[str, str]] = {
    "contract": {kind.value: label for kind, label in CONTRACT_LABELS.items()},
    "working_time": {kind.value: label for kind, label in WORKING_TIME_LABELS.items()},
    "remote": {kind.value: label for kind, label in REMOTE_LABELS.items()},
    "experience": {kind.value: label for kind, label in EXPERIENCE_LABELS.items()},
}


def shown_facets(criteria: Criteria, result: Result, version: Hashable) -> list[ShownFacet]:
    """Label the counts of a result; a facet with nothing to choose is left out.

    Names that are kept at this `version` of the offers need no query.
    """
    shown = []
    for spec in FACETS:
        counts = result.facets.get(spec.name, {})
        chosen = criteria.chosen.get(spec.name, ())
        if spec.name == "shared" or says_nothing(counts, chosen):
            continue
        labels = _labels(spec, {**dict.fromkeys(chosen, 0), **counts}, version)
        if found := values_of(counts, chosen, labels):
            shown.append(ShownFacet(spec.name, spec.param, _legend(spec.legend, current_language()), found))
    return shown


def _labels(spec: FacetSpec, values: Collection[str], version: Hashable) -> Mapping[str, str]:
    if spec.name in NAMED:
        return kept.names_of(spec.name, values, version)
    return known_labels(spec.name, current_language())


@lru_cache(maxsize=64)
def _legend(message: str, _language: str) -> str:
    return translate(message)


@lru_cache(maxsize=64)
def known_labels(facet: str, language: str) -> Mapping[str, str]:
    """Return the labels of a facet whose values are known beforehand; `language` is the request's."""
    match facet:
        case "department":
            return {one.code: f"{one.name} ({one.code})" for one in places().departments()}
        case "family":
            return {family.letter: family.label for family in occupations().families()}
    return {value: translate(label) for value, label in _ENUMS[facet].items()}


@lru_cache(maxsize=8)
def salary_choices(_language: str) -> Sequence[tuple[int, str]]:
    """Return what the select of salaries offers: euros a year, and how they are written."""
    return [(euros, f"{number(euros)}{NO_BREAK}€") for euros in SALARIES]


def active_filters(criteria: Criteria, facets: list[ShownFacet], path: str) -> list[Chip]:
    chips = [
        Chip(value.label, criteria.url(path, chosen=criteria.without(facet.name, value.value)))
        for facet in facets
        for value in facet.chosen
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
