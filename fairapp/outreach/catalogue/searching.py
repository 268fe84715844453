"""Running a search of the catalogue: in the index, or plainly in SQL while the index is unusable."""

from dataclasses import dataclass

import structlog
from sqlmodel import Session

from fairapp.outreach.catalogue import fallback
from fairapp.outreach.catalogue.criteria import FACET_NAMES, RADII_KM, Criteria
from fairapp.outreach.catalogue.nearby import ANYWHERE_KM, Where, radius_for
from fairapp.search import IndexUnusable, Near, Request, Result, SearchIndex

log = structlog.get_logger(__name__)

PER_PAGE = 12  # and as many more each time


@dataclass(frozen=True)
class Found:
    """The first visits of the catalogue, and what it took: `is_plain` tells that the index was unusable."""

    result: Result
    where: Where
    radius_km: int | None = None  # that it was looked within
    is_plain: bool = False


def search_visits(session: Session, index: SearchIndex, criteria: Criteria, where: Where) -> Found:
    """Answer the first pages; without a radius of the teacher's own, look as far as it takes (row E10)."""
    try:
        radius_km = _radius(index, criteria, where)
        return Found(index.search(make_request(criteria, where, radius_km)), where, radius_km)
    except IndexUnusable as problem:
        log.warning("catalogue.plain", reason=str(problem))
    radius_km = _asked_radius(criteria, where) or (RADII_KM[-1] if _is_bounded(criteria, where) else None)
    request = make_request(criteria, where, radius_km)
    return Found(fallback.search(session, request), where, radius_km, is_plain=True)


def make_request(criteria: Criteria, where: Where, radius_km: int | None) -> Request:
    filters = {name: frozenset(values) for name, values in criteria.chosen.items()}
    if criteria.period:
        filters["month"] = frozenset(map(str, criteria.period.months()))
    return Request(
        text=criteria.text, filters=filters, near=_near(where, radius_km),
        sort=criteria.order(is_located=where.is_located), per_page=PER_PAGE * criteria.page, facets=FACET_NAMES,
    )  # fmt: skip


def count_around(index: SearchIndex, criteria: Criteria, where: Where) -> dict[int, int]:
    """Return how many visits the same search finds within each radius; nothing without a place or an index."""
    try:
        return _counts(index, criteria, where) if where.is_located else {}
    except IndexUnusable:
        return {}


def _is_bounded(criteria: Criteria, where: Where) -> bool:
    return where.is_located and not criteria.is_everywhere


def _asked_radius(criteria: Criteria, where: Where) -> int | None:
    return criteria.radius_km if _is_bounded(criteria, where) else None


def _radius(index: SearchIndex, criteria: Criteria, where: Where) -> int | None:
    if not _is_bounded(criteria, where):
        return None
    return criteria.radius_km or radius_for(_counts(index, criteria, where))


def _counts(index: SearchIndex, criteria: Criteria, where: Where) -> dict[int, int]:
    counts = index.radius_counts(make_request(criteria, where, RADII_KM[-1]), RADII_KM)
    return {round(km): count for km, count in counts.items()}


def _near(where: Where, radius_km: int | None) -> Near | None:
    if where.lat is None or where.lon is None:
        return None
    return Near(where.lat, where.lon, radius_km or ANYWHERE_KM)
