"""Requests from outside: who they mean, yes or no."""

from flask import Blueprint, Response, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp.clusters.members import queries
from fairapp.clusters.members.joining import confirm_request, refuse_request
from fairapp.clusters.members.views.listing import organised, tabs
from fairapp.clusters.models import JoinRequest
from fairapp.clusters.navigation import organiser_space
from fairapp.core.errors import DomainError
from fairapp.core.events import collect
from fairapp.web.access import load_or_404, organisers_only
from fairapp.web.i18n import translate
from fairapp.web.pages import go_to, notify, render

bp = Blueprint("join_requests", __name__, url_prefix="/pilotage/<slug>/demandes")


@bp.get("")
@organisers_only
def show(slug: str) -> ResponseReturnValue:
    cluster = organised(slug)
    return render(
        "clusters/members/requests.html",
        cluster=cluster,
        tabs=tabs(cluster),
        requests=queries.pending_requests(g.session, cluster),
        **organiser_space(cluster, current="members"),
    )


@bp.post("/<int:id>/accepter")
@organisers_only
def accept(slug: str, id: int) -> ResponseReturnValue:
    asked = _request_in(slug, id)
    try:
        company = confirm_request(g.session, asked, by=g.actor)
    except DomainError as refusal:
        return _refused(slug, refusal)
    return notify(go_to(f"/pilotage/{slug}/demandes"), _("%(name)s est adhérente.", name=company.name))


@bp.post("/<int:id>/refuser")
@organisers_only
def refuse(slug: str, id: int) -> ResponseReturnValue:
    asked = _request_in(slug, id)
    try:
        refuse_request(g.session, asked, by=g.actor)
    except DomainError as refusal:
        return _refused(slug, refusal)
    return notify(go_to(f"/pilotage/{slug}/demandes"), _("La demande est refusée, la personne est prévenue."))


def _refused(slug: str, refusal: DomainError) -> Response:
    """Say why not. Going back to the list would store the answer that was given before something else was refused."""
    g.session.rollback()
    collect(g.session)
    return notify(go_to(f"/pilotage/{slug}/demandes"), translate(refusal.message, **refusal.params), level="error")


def _request_in(slug: str, id: int) -> JoinRequest:
    cluster = organised(slug)
    return load_or_404(g.session, JoinRequest, id, allowed=lambda _actor, row: row.cluster_id == cluster.id)
