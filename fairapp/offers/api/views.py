"""`/api/v1`: read only, open to any origin, errors as problem+json (RFC 9457)."""

from typing import TypeVar

from flask import Blueprint, Response, abort, current_app, g, jsonify, request
from flask.typing import ResponseReturnValue
from pydantic import BaseModel, ValidationError
from sqlmodel import Session, col, select

from fairapp.clusters import queries as clusters
from fairapp.clusters.models import Cluster
from fairapp.offers.api import openapi
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
from fairapp.offers.board import scopes, searching
from fairapp.offers.board.criteria import Criteria
from fairapp.offers.board.index import offer_index
from fairapp.offers.board.rows import OfferRow, offer_rows
from fairapp.offers.labels import offer_path
from fairapp.offers.models import Offer, OfferCluster
from fairapp.offers.queries import is_live
from fairapp.search import IndexUnusable, Request, Sort
from fairapp.web.access import public
from fairapp.web.caching import tag, unchanged
from fairapp.web.pages import render

bp = Blueprint("api", __name__, url_prefix="/api/v1")

FACETS = ("contract", "department", "cluster")
SUGGESTIONS = 8
Query = TypeVar("Query", bound=BaseModel)


@bp.after_request
def allow_any_origin(response: Response) -> Response:
    """CORS for GET: everything here is public already."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _read(schema: type[Query]) -> Query:
    """Read the query string; what makes no sense answers 400 and says which parameter."""
    try:
        return schema.model_validate({name: value for name, value in request.args.items() if value != ""})
    except ValidationError as invalid:
        names = ", ".join(sorted({str(error["loc"][0]) for error in invalid.errors() if error["loc"]}))
        abort(400, f"Paramètre incorrect : {names}.")


def _answer(body: BaseModel) -> Response:
    """Answer JSON, or 304 when it is the body that the program holds."""
    text = body.model_dump_json()
    version = openapi.fingerprint(text)
    return unchanged(version) or tag(Response(text, mimetype="application/json"), version)


@bp.get("/offers")
@public
def offers() -> ResponseReturnValue:
    query = _read(OffersQuery)
    slugs = _cluster_ids(g.session)
    criteria = _criteria(query, slugs)
    found = searching.search_offers(
        g.session, offer_index(), criteria, scopes.EVERYWHERE, per_page=query.per_page, facets=FACETS
    )
    result = found.result
    names = {str(id): slug for slug, id in slugs.items()}
    facets = {name: dict(counts) for name, counts in result.facets.items()}
    facets["cluster"] = {names[id]: n for id, n in facets.get("cluster", {}).items() if id in names}
    rows = offer_rows(g.session, (*result.ids, *result.unplaced_ids))
    body = OfferList(
        total=result.total, page=result.page, pages=result.pages,
        items=[OfferItem.model_validate(_item(row, result.distances_km.get(row.id))) for row in rows],
        facets={name: facets.get(name, {}) for name in FACETS}, suggestion=result.correction,
    )  # fmt: skip
    return _answer(body)


def _criteria(query: OffersQuery, slugs: dict[str, int]) -> Criteria:
    clusters_asked = [str(slugs.get(slug, 0)) for slug in _several(query.cluster)]  # 0: no such cluster, finds nothing
    chosen = {
        "contract": _several(query.contract),
        "department": _several(query.department),
        "cluster": tuple(clusters_asked),
        "shared": ("yes",) if query.shared else (),
    }
    return Criteria(
        text=query.q, place=query.commune, radius_km=query.radius, page=query.page,
        chosen={name: values for name, values in chosen.items() if values},
        sort=Sort(query.sort) if query.sort else None,
    )  # fmt: skip


def _several(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _cluster_ids(session: Session) -> dict[str, int]:
    return dict(session.exec(select(Cluster.slug, Cluster.id)).all())


def _item(row: OfferRow, distance_km: float | None) -> dict[str, object]:
    low, high = row.salary_min_cents, row.salary_max_cents
    salary = Salary(
        min=None if low is None else low / 100, max=None if high is None else high / 100,
        unit=row.salary_unit.value if row.salary_unit else None, text=row.salary_text,
    )  # fmt: skip
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
        "contract": row.contract.value,
        "salary": salary if low is not None or row.salary_text else None,
        "published_at": row.published_at,
        "valid_through": row.valid_through,
        "url": current_app.extensions["fairapp"].settings.public_url + offer_path(row),
        "distance_km": None if distance_km is None else round(distance_km, 1),
    }


@bp.get("/offers/<int:id>")
@public
def offer(id: int) -> ResponseReturnValue:
    rows = offer_rows(g.session, [id])
    full = g.session.get(Offer, id)
    if not rows or full is None:
        abort(404)
    slugs = select(Cluster.slug).join(OfferCluster, col(OfferCluster.cluster_id) == Cluster.id)
    alike = ("description", "skills", "rome_code", "occupation", "working_time", "hours_per_week", "remote", "experience",
             "openings", "apply_url")  # fmt: skip
    own = {name: getattr(full, name) for name in alike}
    boards = list(g.session.exec(slugs.where(OfferCluster.offer_id == id)))
    return _answer(
        OfferDetail.model_validate({**_item(rows[0], None), **own, "shared": full.is_shared, "clusters": boards})
    )


@bp.get("/suggest")
@public
def suggest() -> ResponseReturnValue:
    try:
        found = offer_index().suggest(_read(SuggestQuery).q, SUGGESTIONS)
    except IndexUnusable:
        found = []
    items = [SuggestionItem(kind=s.kind, text=s.text, offers=s.documents) for s in found]
    return _answer(SuggestionList(items=items))


@bp.get("/clusters")
@public
def list_clusters() -> ResponseReturnValue:
    everything = Request(facets=("cluster",), per_page=1, scope=scopes.EVERYWHERE)
    try:
        counts = offer_index().search(everything).facets.get("cluster", {})
    except IndexUnusable:
        counts = _counts_in_sql(g.session)
    found = clusters.all_clusters(g.session)
    items = [ClusterItem(slug=c.slug, name=c.name, offers=counts.get(str(c.id), 0)) for c in found]
    return _answer(ClusterList(items=items))


def _counts_in_sql(session: Session) -> dict[str, int]:
    counts: dict[str, int] = {}
    live = select(OfferCluster.cluster_id).join(Offer, col(Offer.id) == OfferCluster.offer_id).where(is_live())
    for cluster_id in session.exec(live):
        counts[str(cluster_id)] = counts.get(str(cluster_id), 0) + 1
    return counts


@bp.get("/openapi.json")
@public
def specification() -> ResponseReturnValue:
    return jsonify(openapi.document(current_app.extensions["fairapp"].settings.public_url))


@bp.get("/")
@public
def documentation() -> ResponseReturnValue:
    document = openapi.document(current_app.extensions["fairapp"].settings.public_url)
    return render("offers/api/documentation.html", document=document, section="api")
