"""`/api/v1`: read only, open to any origin, errors as problem+json (RFC 9457)."""

from flask import Blueprint, Response, abort, current_app, g
from flask.typing import ResponseReturnValue
from pydantic import BaseModel
from sqlmodel import Session, col, select

from fairapp.clusters import queries as clusters
from fairapp.clusters.models import Cluster
from fairapp.offers.answers import answer
from fairapp.offers.api import openapi
from fairapp.offers.api.reading import criteria_of, read_query
from fairapp.offers.api.schemas import (
    ClusterItem,
    ClusterList,
    OfferDetail,
    OfferItem,
    OfferList,
    OffersQuery,
    Place,
    Salary,
    SuggestionItem,
    SuggestionList,
    SuggestQuery,
)
from fairapp.offers.board import fallback, scopes, searching
from fairapp.offers.board.index import offer_index
from fairapp.offers.board.rows import OfferRow, offer_rows
from fairapp.offers.labels import offer_path
from fairapp.offers.models import Offer, OfferCluster
from fairapp.search import IndexUnusable, Request
from fairapp.web.access import MAX_ID, public
from fairapp.web.limits import limited_reads
from fairapp.web.pages import render

bp = Blueprint("api", __name__, url_prefix="/api/v1")

FACETS = ("contract", "department", "cluster")
SUGGESTIONS = 8
often_enough = limited_reads("600 per minute", bucket="api")


@bp.after_request
def allow_any_origin(response: Response) -> Response:
    """CORS for GET: everything here is public already."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
    response.headers["Access-Control-Allow-Headers"] = "If-None-Match"  # makes browsers ask first, with OPTIONS
    response.headers["Access-Control-Expose-Headers"] = "ETag, Retry-After"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@bp.get("/offers")
@public
@often_enough
def offers() -> ResponseReturnValue:
    query, slugs = read_query(OffersQuery), _cluster_slugs(g.session)
    criteria = criteria_of(query, {slug: id for id, slug in slugs.items()})
    result = searching.search_offers(
        g.session, offer_index(), criteria, scopes.EVERYWHERE, per_page=query.per_page, facets=FACETS
    ).result
    facets = {name: dict(result.facets.get(name, {})) for name in FACETS}
    facets["cluster"] = {slugs[int(id)]: count for id, count in facets["cluster"].items() if int(id) in slugs}
    # Offers without any place are not among the items of a search by distance: `total` does not count them.
    rows = offer_rows(g.session, result.ids)
    items = [OfferItem.model_validate(_item(row, result.distances_km.get(row.id))) for row in rows]
    return _json(
        OfferList(
            total=result.total, page=result.page, pages=result.pages, items=items, facets=facets,
            suggestion=result.correction,
        )
    )  # fmt: skip


@bp.get("/offers/<int:id>")
@public
@often_enough
def offer(id: int) -> ResponseReturnValue:
    rows = offer_rows(g.session, [id]) if 0 < id <= MAX_ID else []
    if not rows:
        abort(404)
    full = g.session.get_one(Offer, id)
    slugs = select(Cluster.slug).join(OfferCluster, col(OfferCluster.cluster_id) == Cluster.id)
    boards = g.session.exec(slugs.where(OfferCluster.offer_id == id).order_by(Cluster.slug)).all()
    own = {name: getattr(full, name, None) for name in OfferDetail.model_fields}
    return _json(
        OfferDetail.model_validate({**own, **_item(rows[0], None), "shared": full.is_shared, "clusters": boards})
    )


@bp.get("/suggest")
@public
@often_enough
def suggest() -> ResponseReturnValue:
    text = read_query(SuggestQuery).q
    try:
        found = offer_index().suggest(text, SUGGESTIONS)
    except IndexUnusable:
        found = []
    items = [
        SuggestionItem.model_validate({"kind": one.kind, "text": one.text, "offers": one.documents}) for one in found
    ]
    return _json(SuggestionList(items=items))


@bp.get("/clusters")
@public
@often_enough
def list_clusters() -> ResponseReturnValue:
    counts = _count_by_cluster(g.session)
    found = clusters.all_clusters(g.session)
    return _json(
        ClusterList(items=[ClusterItem(slug=one.slug, name=one.name, offers=counts.get(one.id, 0)) for one in found])
    )


@bp.get("/openapi.json")
@public
def specification() -> ResponseReturnValue:
    return current_app.json.response(openapi.document(_public_url()))


@bp.get("/")
@public
def documentation() -> ResponseReturnValue:
    return render("offers/api/documentation.html", document=openapi.document(_public_url()), section="api")


def _json(body: BaseModel) -> Response:
    return answer(body.model_dump_json(), media_type="application/json")


def _public_url() -> str:
    return str(current_app.extensions["fairapp"].settings.public_url)


def _cluster_slugs(session: Session) -> dict[int, str]:
    return dict(session.exec(select(Cluster.id, Cluster.slug)).all())


def _count_by_cluster(session: Session) -> dict[int, int]:
    """Count what a search for each cluster finds."""
    try:
        counts = offer_index().search(Request(facets=("cluster",), per_page=1, scope=scopes.EVERYWHERE)).facets
    except IndexUnusable:
        asked = {id: Request(filters={"cluster": [id]}, scope=scopes.EVERYWHERE) for id in _cluster_slugs(session)}
        return {id: fallback.search(session, request).total for id, request in asked.items()}
    return {int(id): count for id, count in counts.get("cluster", {}).items()}


def _item(row: OfferRow, distance_km: float | None) -> dict[str, object]:
    return {
        "id": row.id,
        "reference": row.reference,
        "title": row.title,
        "company": ", ".join(employer.name for employer in row.employers) or None,
        "places": [
            Place(
                commune=place.label.rpartition(" (")[0] or place.label, insee=place.insee, department=place.department
            )
            for place in row.places
        ],
        "contract": row.contract,
        "salary": _salary(row),
        "published_at": row.published_at,
        "valid_through": row.valid_through,
        "url": _public_url() + offer_path(row),
        "distance_km": None if distance_km is None else round(distance_km, 1),
    }


def _salary(row: OfferRow) -> Salary | None:
    low, high = row.salary_min_cents, row.salary_max_cents
    if low is None and high is None and not row.salary_text:
        return None
    return Salary(
        min=None if low is None else low / 100, max=None if high is None else high / 100,
        unit=row.salary_unit, text=row.salary_text,
    )  # fmt: skip
