"""The iframe, open to any site, and the organiser's page that hands out its code."""

import html

from flask import Blueprint, Response, abort, current_app, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp.clusters import policies
from fairapp.clusters import queries as clusters
from fairapp.clusters.models import Cluster
from fairapp.clusters.navigation import organiser_space
from fairapp.geo.distance import RADII_KM
from fairapp.offers.applications.enums import Source
from fairapp.offers.applications.forms import VIA
from fairapp.offers.board import cards, scopes, searching
from fairapp.offers.board.criteria import read_criteria
from fairapp.offers.board.index import offer_index
from fairapp.offers.board.rows import offer_rows
from fairapp.offers.enums import CONTRACT_LABELS
from fairapp.offers.labels import choices
from fairapp.web.access import acting, organisers_only, public
from fairapp.web.pages import render
from fairapp.web.security import embeddable

bp = Blueprint("widget", __name__)

SHOWN = 10
CODE = '<iframe src="{url}" title="{title}" width="100%" height="700" loading="lazy"></iframe>'


@bp.get("/embed/offres")
@public
@embeddable
def common() -> ResponseReturnValue:
    return _frame(None, "/offres")


@bp.get("/embed/clusters/<slug>/offres")
@public
@embeddable
def board(slug: str) -> ResponseReturnValue:
    cluster = clusters.cluster_by_slug(g.session, slug) or abort(404)
    return _frame(cluster, f"/clusters/{cluster.slug}/offres")


def _frame(cluster: Cluster | None, path: str) -> Response:
    criteria = read_criteria(request.args)
    scope = scopes.board_scope(g.session, cluster.id if cluster else None)
    found = searching.search_offers(g.session, offer_index(), criteria, scope, per_page=SHOWN, facets=())
    return render(
        "offers/widget/frame.html",
        board=clusters.board_view(cluster) if cluster else None,
        offers=[
            card._replace(url=f"{card.url}?{VIA}={Source.WIDGET.value}")
            for card in cards.offer_cards(offer_rows(g.session, found.result.ids))
        ],
        total=found.result.total,
        more=criteria.url(path),
    )


@bp.get("/pilotage/<slug>/widget")
@organisers_only
def code(slug: str) -> ResponseReturnValue:
    cluster = acting(slug, clusters.cluster_by_slug, allowed=policies.can_organise)
    criteria = read_criteria(request.args)
    root = current_app.extensions["fairapp"].settings.public_url
    frame_url = root + criteria.url(f"/embed/clusters/{cluster.slug}/offres")
    title = _("Offres d'emploi, %(name)s", name=cluster.name)
    return render(
        "offers/widget/code.html",
        cluster=cluster,
        criteria=criteria,
        frame_url=frame_url,
        code=CODE.format(url=html.escape(frame_url), title=html.escape(title)),
        contracts=choices(CONTRACT_LABELS),
        radii=[(km, f"{km} km") for km in RADII_KM],
        **organiser_space(cluster, current="widget"),
    )
