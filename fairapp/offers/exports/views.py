"""The files themselves: of a cluster for its organisers, of a company for its people."""

from flask import Blueprint, Response, g
from flask.typing import ResponseReturnValue

from fairapp.clusters import policies
from fairapp.clusters import queries as clusters
from fairapp.offers.exports.services import WRITERS, Selection, export_rows
from fairapp.web.access import acting, companies_only, organisers_only

bp = Blueprint("exports", __name__)

MEDIA_TYPES = {"csv": "text/csv", "json": "application/json"}


@bp.get("/pilotage/<slug>/offres.<any(csv, json):kind>")
@organisers_only
def of_cluster(slug: str, kind: str) -> ResponseReturnValue:
    cluster = acting(slug, clusters.cluster_by_slug, allowed=policies.can_organise)
    return _file(Selection(cluster_id=cluster.id), kind, slug)


@bp.get("/entreprise/<slug>/offres.<any(csv, json):kind>")
@companies_only
def of_company(slug: str, kind: str) -> ResponseReturnValue:
    company = acting(slug, clusters.company_by_slug, allowed=policies.can_run)
    return _file(Selection(company_id=company.id), kind, slug)


def _file(selection: Selection, kind: str, slug: str) -> Response:
    response = Response(WRITERS[kind](export_rows(g.session, selection)), mimetype=MEDIA_TYPES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="offres-{slug}.{kind}"'
    return response
