"""The clusters of a company: where it is a member, and asking to join another."""

from flask import Blueprint, Response, abort, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp.clusters.companies.views.profile import own_company
from fairapp.clusters.enums import MembershipStatus
from fairapp.clusters.members import services
from fairapp.clusters.members.forms import Joining
from fairapp.clusters.members.queries import memberships_of
from fairapp.clusters.models import Cluster, Company, Membership
from fairapp.clusters.navigation import company_space
from fairapp.clusters.queries import all_clusters
from fairapp.core.errors import DomainError
from fairapp.web.access import companies_only, load_or_404
from fairapp.web.forms import Form, bind, blank
from fairapp.web.limits import by_account, limited
from fairapp.web.pages import go_to, notify, render

bp = Blueprint("company_memberships", __name__, url_prefix="/entreprise/<slug>/adhesions")


@bp.get("")
@companies_only
def show(slug: str) -> ResponseReturnValue:
    return _show(own_company(slug), blank(Joining))


@bp.post("")
@companies_only
@limited("20 per hour", key=by_account)
def ask(slug: str) -> ResponseReturnValue:
    company, form = own_company(slug), bind(Joining)
    if form.is_valid:
        cluster = g.session.get(Cluster, form.data.cluster_id) or abort(404)
        try:
            services.request_membership(g.session, cluster, company, by=g.actor)
            return notify(
                go_to(f"/entreprise/{slug}/adhesions"), _("Votre demande est transmise à %(name)s.", name=cluster.name)
            )
        except DomainError as refusal:
            form.refuse(refusal)
    return _show(company, form, status=422)


@bp.get("/<int:id>/quitter")
@companies_only
def ask_to_leave(slug: str, id: int) -> ResponseReturnValue:
    company, membership = own_company(slug), _membership(slug, id)
    cluster = g.session.get_one(Cluster, membership.cluster_id)
    return render(
        "clusters/members/leave.html",
        company=company,
        cluster=cluster,
        membership=membership,
        **company_space(company, current="memberships"),
    )


@bp.post("/<int:id>/quitter")
@companies_only
def leave(slug: str, id: int) -> ResponseReturnValue:
    services.remove_membership(g.session, _membership(slug, id), by=g.actor)
    return notify(go_to(f"/entreprise/{slug}/adhesions"), _("L'adhésion est terminée."))


def _membership(slug: str, id: int) -> Membership:
    company = own_company(slug)
    return load_or_404(g.session, Membership, id, allowed=lambda _actor, row: row.company_id == company.id)


def _show(company: Company, form: Form[Joining], *, status: int = 200) -> Response:
    memberships = memberships_of(g.session, company.id)
    settled = {
        cluster.id
        for row, cluster in memberships
        if row.status in (MembershipStatus.CONFIRMED, MembershipStatus.PENDING)
    }
    options = [(cluster.id, cluster.name) for cluster in all_clusters(g.session) if cluster.id not in settled]
    return render(
        "clusters/members/memberships.html",
        fragment="demande",
        status=status,
        company=company,
        form=form,
        memberships=memberships,
        cluster_options=options,
        **company_space(company, current="memberships"),
    )
