"""How a company joins: what it is, and a request that an organiser answers."""

from flask import Blueprint, Response, g, request
from flask.typing import ResponseReturnValue

from fairapp.clusters.boards.queries import is_public
from fairapp.clusters.members.joining import ask_to_join
from fairapp.clusters.models import JoinDraft
from fairapp.clusters.queries import all_clusters, cluster_by_slug, clusters_of_company, companies_of, company_by_slug
from fairapp.core.errors import DomainError
from fairapp.web.access import public
from fairapp.web.forms import Form, bind, blank
from fairapp.web.limits import by_address, limited
from fairapp.web.pages import go_to, render

bp = Blueprint("joining", __name__, url_prefix="/recruter")

TRAP = "site_web"  # people do not see this field, robots fill it


@bp.get("")
@public
def show() -> ResponseReturnValue:
    return _show(blank(JoinDraft, **_known_already()))


@bp.post("")
@public
@limited("10 per hour", key=by_address)
def ask() -> ResponseReturnValue:
    form = bind(JoinDraft)
    if not form.is_valid:
        return _show(form, status=422)
    if not request.form.get(TRAP):
        try:
            ask_to_join(g.session, form.data)
        except DomainError as refusal:
            form.refuse(refusal)
            return _show(form, status=422)
    return go_to("/recruter/merci")


@bp.get("/merci")
@public
def thank() -> ResponseReturnValue:
    return render("clusters/members/asked.html", section="recruit")


def _known_already() -> dict[str, object]:
    """Fill in what the link that led here told."""
    known: dict[str, object] = {}
    company = company_by_slug(g.session, request.args.get("entreprise", "")[:60])
    if company and is_public(g.session, company.id):
        clusters = clusters_of_company(g.session, company.id)
        known |= {"company_name": company.name, "siret": company.siret}
        known |= {"cluster_id": clusters[0].id} if clusters else {}
    if cluster := cluster_by_slug(g.session, request.args.get("cluster", "")[:60]):
        known["cluster_id"] = cluster.id
    return known


def _show(form: Form[JoinDraft], *, status: int = 200) -> Response:
    return render(
        "clusters/members/join.html",
        fragment="demande",
        status=status,
        section="recruit",
        form=form,
        cluster_options=[(cluster.id, cluster.name) for cluster in all_clusters(g.session)],
        own_companies=companies_of(g.session, g.actor) if g.actor else [],
    )
