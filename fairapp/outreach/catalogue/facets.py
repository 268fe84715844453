"""What the catalogue lets choose: check boxes with counts, the radius, the level, when."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from babel.dates import format_date
from sqlmodel import Session, col, select

from fairapp.clusters.models import Cluster, Company
from fairapp.core.clock import today
from fairapp.outreach.catalogue.criteria import (
    EVERYWHERE,
    FACETS,
    RADII_KM,
    SORT_LABELS,
    SORTS,
    Criteria,
    FacetSpec,
)
from fairapp.outreach.catalogue.periods import Month, Period, coming_months, coming_terms
from fairapp.outreach.enums import FORMAT_LABELS, GRADE_LABELS, SETTING_LABELS, Grade
from fairapp.reference import places
from fairapp.search import Result, Sort
from fairapp.web.facets import Chip, ShownFacet, says_nothing, values_of
from fairapp.web.i18n import current_language, translate

_ENUMS: Mapping[str, Mapping[str, str]] = {
    "format": {kind.value: label for kind, label in FORMAT_LABELS.items()},
    "setting": {kind.value: label for kind, label in SETTING_LABELS.items()},
}
_NAMED: Mapping[str, type[Company | Cluster]] = {"company": Company, "cluster": Cluster}
_ELSEWHERE = frozenset({"grade", "accessible"})  # a select above the results, a switch


class Choice(NamedTuple):
    value: str
    label: str
    found: int | None
    chosen: bool


def shown_facets(session: Session, criteria: Criteria, result: Result) -> list[ShownFacet]:
    """Label the counts of a result; a facet with nothing to choose is left out."""
    shown = []
    for spec in FACETS:
        counts, chosen = result.facets.get(spec.name, {}), criteria.chosen.get(spec.name, ())
        if spec.name in _ELSEWHERE or says_nothing(counts, chosen):
            continue
        labels = _labels(session, spec, {**dict.fromkeys(chosen, 0), **counts})
        if found := values_of(counts, chosen, labels):
            shown.append(ShownFacet(spec.name, spec.param, translate(spec.legend), found))
    return shown


def _labels(session: Session, spec: FacetSpec, values: Collection[str]) -> Mapping[str, str]:
    if spec.name in _NAMED:
        model = _NAMED[spec.name]
        rows = session.exec(select(model.id, model.name).where(col(model.id).in_([int(id) for id in values])))
        return {str(id): name for id, name in rows}
    if spec.name == "department":
        return {one.code: f"{one.name} ({one.code})" for one in places().departments()}
    if spec.name == "topic":
        return {topic: topic for topic in values}
    return {value: translate(label) for value, label in _ENUMS[spec.name].items()}


def grade_choices(criteria: Criteria, result: Result) -> list[Choice]:
    counts, chosen = result.facets.get("grade"), criteria.chosen.get("grade", ())
    return [
        Choice(grade.value, translate(GRADE_LABELS[grade]), _count(counts, grade), grade.value in chosen)
        for grade in Grade
        if counts is None or grade in counts or grade.value in chosen
    ]


def term_choices(criteria: Criteria) -> list[Choice]:
    """Terms of the school year; an address may hold another period, which then stands with them."""
    terms = coming_terms(today())
    asked = criteria.period
    if asked and asked not in terms and asked.first != asked.last:
        terms = [asked, *terms]
    return [Choice(str(term), period_label(term), None, term == asked) for term in terms]


def month_choices(criteria: Criteria, result: Result) -> list[Choice]:
    counts = result.facets.get("month")
    months = [Period(month, month) for month in coming_months(today())]
    asked = criteria.period
    if asked and asked.first == asked.last and asked not in months:
        months = [asked, *months]
    return [
        Choice(str(month), period_label(month), _count(counts, str(month)), month == asked)
        for month in months
        if counts is None or str(month) in counts or month == asked
    ]


def radius_choices(criteria: Criteria, around: Mapping[int, int]) -> list[Choice]:
    """Return how far one may look, and what is found within; nothing where distance is not counted."""
    if not around:
        return []
    is_free = criteria.radius_km is None and not criteria.is_everywhere
    return [
        Choice("", translate("Selon l’offre autour"), None, is_free),
        *(
            Choice(str(km), translate("%(km)s km", km=km), around.get(km, 0), criteria.radius_km == km)
            for km in RADII_KM
        ),
        Choice(EVERYWHERE, translate("Partout"), None, criteria.is_everywhere),
    ]


def sort_choices(criteria: Criteria, *, is_located: bool) -> list[tuple[str, str, bool]]:
    """The usual order has no value: it changes with what is asked, until someone chooses one."""
    usual, order = criteria.usual_order(is_located=is_located), criteria.order(is_located=is_located)
    return [
        ("" if sort is usual else name, translate(SORT_LABELS[sort]), sort is order)
        for name, sort in SORTS.items()
        if is_located or sort is not Sort.DISTANCE
    ]


def _count(counts: Mapping[str, int] | None, value: str) -> int | None:
    return None if counts is None else counts.get(value, 0)


def period_label(period: Period) -> str:
    """« janvier 2027 », « janvier à mars 2027 »."""
    first, last = _month(period.first), _month(period.last)
    if period.first == period.last:
        return first
    if period.first.year == period.last.year:
        first = first.removesuffix(f" {period.first.year}")
    return translate("%(first)s à %(last)s", first=first, last=last)


def _month(month: Month) -> str:
    return format_date(today().replace(year=month.year, month=month.number, day=1), "LLLL y", locale=current_language())


def active_filters(criteria: Criteria, facets: Sequence[ShownFacet], path: str) -> list[Chip]:
    """Return what is in force, each with the address of the search without it."""
    chips = [
        Chip(value.label, criteria.url(path, chosen=criteria.without(facet.name, value.value)))
        for facet in facets
        for value in facet.chosen
    ]
    for grade in criteria.chosen.get("grade", ()):
        label = translate(GRADE_LABELS[Grade(grade)])
        chips.insert(0, Chip(label, criteria.url(path, chosen=criteria.without("grade", grade))))
    if criteria.period:
        chips.append(Chip(period_label(criteria.period), criteria.url(path, period=None)))
    if "accessible" in criteria.chosen:
        chips.append(Chip(translate("Accessible"), criteria.url(path, chosen=criteria.without("accessible", "yes"))))
    if criteria.place:
        chips.append(Chip(criteria.place, criteria.url(path, place="", radius_km=None, is_everywhere=False)))
    return chips
