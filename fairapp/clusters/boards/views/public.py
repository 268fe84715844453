"""What everyone sees of clusters: the list of boards, the directory of members, colours and legal pages."""

from flask import Blueprint, Response, abort, g, make_response
from flask.typing import ResponseReturnValue
from sqlmodel import Field, SQLModel

from fairapp.clusters.boards import queries
from fairapp.clusters.boards.colours import palette
from fairapp.clusters.boards.legal import legal_text
from fairapp.clusters.enums import PAGE_LABELS, LegalPageKind
from fairapp.clusters.hooks import hooks
from fairapp.clusters.models import Cluster
from fairapp.clusters.queries import all_clusters, board_view, cluster_by_slug, count_members
from fairapp.web.access import public
from fairapp.web.forms import query
from fairapp.web.i18n import translate
from fairapp.web.pages import render
from fairapp.web.pagination import page_of

bp = Blueprint("boards", __name__)

PER_PAGE = 24
KINDS = "any('mentions-legales', 'donnees-personnelles', 'accessibilite')"
YEAR_SECONDS = 365 * 24 * 3600


class DirectoryQuery(SQLModel):
    q: str = Field(default="", max_length=100)
    page: int = 1


@bp.get("/clusters")
@public
def index() -> ResponseReturnValue:
    clusters = all_clusters(g.session)
    ids = [cluster.id for cluster in clusters]
    return render(
        "clusters/boards/index.html",
        section="clusters",
        clusters=clusters,
        members=count_members(g.session, ids),
        offers=hooks().offer_counts(g.session, ids),
    )


@bp.get("/clusters/<slug>/entreprises")
@public
def directory(slug: str) -> ResponseReturnValue:
    cluster = _cluster(slug)
    asked = query(DirectoryQuery)
    page = page_of(queries.count_visible_members(g.session, cluster, text=asked.q), asked.page, per_page=PER_PAGE)
    return render(
        "clusters/boards/directory.html",
        fragment="results",
        board=board_view(cluster),
        section="companies",
        cluster=cluster,
        text=asked.q,
        page=page,
        companies=queries.visible_members(g.session, cluster, text=asked.q, limit=PER_PAGE, offset=page.offset),
    )


@bp.get("/clusters/<slug>/theme.css")
@public
def theme(slug: str) -> ResponseReturnValue:
    """The board's colours; the address carries their version, so browsers keep it for good."""
    cluster = _cluster(slug)
    response = make_response(palette(cluster.colour, cluster.accent).css())
    response.headers["Content-Type"] = "text/css; charset=utf-8"
    response.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
    return response


@bp.get(f"/<{KINDS}:kind>")
@public
def site_page(kind: str) -> ResponseReturnValue:
    return _legal_page(None, LegalPageKind(kind))


@bp.get(f"/clusters/<slug>/<{KINDS}:kind>")
@public
def board_page(slug: str, kind: str) -> ResponseReturnValue:
    return _legal_page(_cluster(slug), LegalPageKind(kind))


def _legal_page(cluster: Cluster | None, kind: LegalPageKind) -> Response:
    written = queries.legal_page(g.session, cluster.id if cluster else None, kind)
    return render(
        "clusters/boards/legal.html",
        board=board_view(cluster) if cluster else None,
        title=translate(PAGE_LABELS[kind]),
        body=written.body if written else legal_text(kind, cluster),
        updated_at=written.updated_at if written else None,
    )


def _cluster(slug: str) -> Cluster:
    return cluster_by_slug(g.session, slug) or abort(404)
