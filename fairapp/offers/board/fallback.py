"""The plain search in SQL: words as they are, filters, newest first. Slower and poorer than the index, but always there."""

from collections.abc import Callable, Collection

from sqlalchemy import ColumnElement, Select, and_, false, func, not_, or_, select, true
from sqlmodel import Session, col

from fairapp.clusters.models import Company
from fairapp.offers.enums import PartnerStatus
from fairapp.offers.models import Offer, OfferCluster, OfferCompany, OfferPlace
from fairapp.offers.queries import is_live
from fairapp.search import Condition, Request, Result, Scope

MAX_WORDS = 6
_COLUMNS = {
    "contract": col(Offer.contract),
    "working_time": col(Offer.working_time),
    "remote": col(Offer.remote),
    "experience": col(Offer.experience),
}


def search(session: Session, request: Request) -> Result:
    """Answer a request without the index; facets are left out."""
    clauses = [is_live(), *_words(request.text), *_filters(request)]
    if request.scope is not None:
        clauses.append(_scope(request.scope))
    if request.salary_min:
        clauses.append(func.coalesce(Offer.annual_max_cents, Offer.annual_min_cents, 0) >= request.salary_min * 100)
    if request.near is not None:
        clauses.append(_near(request.near.lat, request.near.lon, request.near.km))
    total = session.scalar(select(func.count()).select_from(Offer).where(*clauses)) or 0
    pages = max(1, min(50, -(-total // request.per_page)))
    page = min(max(request.page, 1), pages)
    ids = select(col(Offer.id)).where(*clauses).order_by(col(Offer.published_at).desc(), col(Offer.id).desc())
    rows = session.scalars(ids.limit(request.per_page).offset((page - 1) * request.per_page)).all()
    return Result(total=total, ids=tuple(rows), page=page, pages=pages)


def within(session: Session, scope: Scope, ids: Collection[int]) -> set[int]:
    """Return those of these offers that a board shows at this moment."""
    shown = select(col(Offer.id)).where(col(Offer.id).in_(ids), is_live(), _scope(scope))
    return set(session.scalars(shown))


def _words(text: str) -> list[ColumnElement[bool]]:
    return [
        or_(col(Offer.title).icontains(word, autoescape=True), col(Offer.description).icontains(word, autoescape=True))
        for word in text.split()[:MAX_WORDS]
    ]


def _filters(request: Request) -> list[ColumnElement[bool]]:
    return [_condition(Condition(name, frozenset(map(str, values)))) for name, values in request.filters.items()]


def _scope(scope: Scope) -> ColumnElement[bool]:
    return or_(false(), *(and_(true(), *map(_condition, rule)) for rule in scope))


def _condition(condition: Condition) -> ColumnElement[bool]:
    clause = _facet(condition.facet, condition.values)
    return not_(clause) if condition.negated else clause


def _facet(name: str, values: frozenset[str]) -> ColumnElement[bool]:
    """Return the condition that an offer has one of `values`; a facet that does not exist lets nothing through."""
    if name in _COLUMNS:
        return func.coalesce(_COLUMNS[name], "").in_(values)
    condition = _FACETS.get(name)
    return condition(values) if condition else false()


def _in_family(values: frozenset[str]) -> ColumnElement[bool]:
    return func.substr(func.coalesce(Offer.rome_code, ""), 1, 1).in_(values)


def _is_shared(values: frozenset[str]) -> ColumnElement[bool]:
    return col(Offer.is_shared).is_("yes" in values)


def _in_department(values: frozenset[str]) -> ColumnElement[bool]:
    return col(Offer.id).in_(select(col(OfferPlace.offer_id)).where(col(OfferPlace.department).in_(values)))


def _in_cluster(values: frozenset[str]) -> ColumnElement[bool]:
    boards = select(col(OfferCluster.offer_id)).where(col(OfferCluster.cluster_id).in_(_ids(values)))
    return col(Offer.id).in_(boards)


def _at_company(values: frozenset[str]) -> ColumnElement[bool]:
    ids = _ids(values)
    return or_(func.coalesce(Offer.company_id, 0).in_(ids), col(Offer.id).in_(_partnered(ids)))


def _pools(values: frozenset[str]) -> ColumnElement[bool]:
    shy = select(col(Company.id)).where(col(Company.pools).is_(False))
    keeps_to_itself = func.coalesce(Offer.company_id, 0).in_(shy)
    return not_(keeps_to_itself) if "yes" in values else keeps_to_itself


_FACETS: dict[str, Callable[[frozenset[str]], ColumnElement[bool]]] = {
    "family": _in_family,
    "shared": _is_shared,
    "department": _in_department,
    "cluster": _in_cluster,
    "company": _at_company,
    "pools": _pools,
}


def _partnered(company_ids: list[int]) -> Select[int]:
    return select(col(OfferCompany.offer_id)).where(
        col(OfferCompany.company_id).in_(company_ids), col(OfferCompany.status) == PartnerStatus.ACCEPTED
    )


def _ids(values: frozenset[str]) -> list[int]:
    return [int(value) for value in values if value.isdecimal() and len(value) < 10]


def _near(lat: float, lon: float, km: float) -> ColumnElement[bool]:
    """A box instead of a circle: close enough for a page that says it is a stopgap."""
    height, width = km / 111.0, km / 78.0  # degrees at French latitudes
    return col(Offer.id).in_(
        select(col(OfferPlace.offer_id)).where(
            col(OfferPlace.lat).between(lat - height, lat + height),
            col(OfferPlace.lon).between(lon - width, lon + width),
        )
    )
