"""Facets as the page shows them: every value with its label, its count and whether it is chosen."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from sqlmodel import Session, col, select

from fairapp.clusters.models import Cluster, Company
from fairapp.offers.board.criteria import FACETS, Criteria, FacetSpec
from fairapp.offers.enums import CONTRACT_LABELS, EXPERIENCE_LABELS, REMOTE_LABELS, WORKING_TIME_LABELS
from fairapp.reference import occupations, places
from fairapp.search import Result
from fairapp.web.i18n import translate

SHOWN = 6  # values before « Voir plus »; a chosen one is always shown
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


def shown_facets(session: Session, criteria: Criteria, result: Result) -> list[ShownFacet]:
    """Label the counts of a result; a facet with nothing to choose is left out. Two queries at most."""
    shown = []
    for spec in FACETS:
        counts = result.facets.get(spec.name, {})
        chosen = criteria.chosen.get(spec.name, ())
        says_nothing = not chosen and len(counts) < 2  # one value for all: nothing to choose
        if spec.name == "shared" or says_nothing:
            continue
        labels = _labels(session, spec, {*counts, *chosen})
        values = [
            FacetValue(v, labels[v], counts.get(v, 0), v in chosen)
            for v in {**counts, **dict.fromkeys(chosen)}
            if v in labels
        ]
        values.sort(key=lambda value: (not value.chosen, -value.offers, value.label))
        if values:
            shown.append(ShownFacet(spec.name, spec.param, translate(spec.legend), values[:SHOWN], values[SHOWN:]))
    return shown


def _labels(session: Session, spec: FacetSpec, values: set[str]) -> dict[str, str]:
    match spec.name:
        case "company" | "cluster":
            return _names(session, Company if spec.name == "company" else Cluster, values)
        case "department":
            return _known(values, lambda code: (d := places().department(code)) and f"{d.name} ({code})")
        case "family":
            return _known(values, lambda letter: (f := occupations().family(letter)) and f.label)
    return {value: translate(label) for value, label in _ENUMS[spec.name].items() if value in values}


def _known(values: set[str], label: Callable[[str], str | None]) -> dict[str, str]:
    return {value: found for value in values if (found := label(value))}


def _names(session: Session, model: type[Company] | type[Cluster], values: set[str]) -> dict[str, str]:
    rows = session.exec(select(model.id, model.name).where(col(model.id).in_([int(value) for value in values])))
    return {str(id): name for id, name in rows}


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
