"""Running a search: in the index, or plainly in SQL while the index is unusable."""

from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from sqlmodel import Session

from fairapp.geo.distance import RADII_KM
from fairapp.offers.board import fallback
from fairapp.offers.board.criteria import FACET_NAMES, Criteria
from fairapp.offers.board.scopes import EVERYWHERE
from fairapp.offers.queries import Sheet
from fairapp.reference import find_commune, parse_place, places
from fairapp.reference.places import Commune
from fairapp.search import IndexUnusable, Near, Request, Result, Scope, SearchIndex

log = structlog.get_logger(__name__)

PER_PAGE = 20
SIMILAR_KM = 50
CITY_RADIUS_KM = {
    "75056": 6.0,
    "69123": 5.0,
    "13055": 9.0,
}  # Paris, Lyon, Marseille: « 5 km around » starts at the edge


@dataclass(frozen=True)
class Where:
    """What the place field means: a commune to search around, a department, or words that we do not know."""

    commune: Commune | None = None
    department: str | None = None
    unknown: str = ""

    def near(self, radius_km: int) -> Near | None:
        town = self.commune
        if town is None or town.lat is None or town.lon is None:
            return None
        return Near(town.lat, town.lon, radius_km + CITY_RADIUS_KM.get(town.insee, 0.0))


@dataclass(frozen=True)
class Found:
    """One page of results, and what it took: `is_plain` tells that the index was unusable."""

    result: Result
    where: Where
    is_plain: bool = False


def locate(text: str) -> Where:
    """Read the place field: a commune, else a department ("Ardèche", "07")."""
    if not text:
        return Where()
    if (commune := find_commune(text)) is not None:
        return Where(commune=commune)
    parsed = parse_place(text)
    if parsed.insee and (commune := places().commune(parsed.insee)) is not None:
        return Where(commune=commune)
    return Where(department=parsed.department) if parsed.department else Where(unknown=text)


def search_offers(
    session: Session, index: SearchIndex, criteria: Criteria, scope: Scope, *,
    per_page: int = PER_PAGE, facets: Sequence[str] = FACET_NAMES,
) -> Found:  # fmt: skip
    """Answer one page of a search within a board's scope."""
    where = locate(criteria.place)
    request = make_request(criteria, where, scope, per_page=per_page, facets=facets)
    try:
        return Found(index.search(request), where)
    except IndexUnusable as problem:
        log.warning("search.plain", reason=str(problem))
        return Found(fallback.search(session, request), where, is_plain=True)


def make_request(
    criteria: Criteria, where: Where, scope: Scope, *, per_page: int = PER_PAGE, facets: Sequence[str] = ()
) -> Request:
    filters = {name: frozenset(values) for name, values in criteria.chosen.items()}
    if where.department:
        filters["department"] = filters.get("department", frozenset()) | {where.department}
    return Request(
        text=criteria.text, filters=filters, near=where.near(criteria.radius_km), salary_min=criteria.salary_min,
        sort=criteria.order, page=criteria.page, per_page=per_page, facets=tuple(facets), scope=scope,
    )  # fmt: skip


def wider_counts(index: SearchIndex, criteria: Criteria, where: Where, scope: Scope) -> dict[int, int]:
    """Row S8: how many offers the same search finds farther away, for the radii that find any."""
    wider = tuple(km for km in RADII_KM if km > criteria.radius_km)
    if where.commune is None or not wider:
        return {}
    try:
        counts = index.radius_counts(make_request(criteria, where, scope), wider)
    except IndexUnusable:
        return {}
    return {round(km): count for km, count in counts.items() if count}


def similar_ids(index: SearchIndex, sheet: Sheet, *, limit: int = 4) -> tuple[int, ...]:
    """Return offers like this one: same kind of work, nearby first; none while the index is unusable."""
    offer = sheet.offer
    point = next(
        ((place.lat, place.lon) for place in sheet.places if place.lat is not None and place.lon is not None), None
    )
    near = Near(*point, km=SIMILAR_KM) if point else None
    family = {"family": {offer.rome_code[0]}} if offer.rome_code else {}
    text = (offer.occupation or offer.title).split("/")[0]
    request = Request(text=text, filters=family, near=near, per_page=limit + 1, scope=EVERYWHERE)
    try:
        return tuple(id for id in index.search(request).ids if id != offer.id)[:limit]
    except IndexUnusable:
        return ()
