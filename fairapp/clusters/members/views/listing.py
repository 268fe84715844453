"""The organiser's list of companies: add, confirm, dispense from review, export."""

from flask import Blueprint, Response, g, make_response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp.clusters.enums import STATUS_TABS
from fairapp.clusters.members import queries, services
from fairapp.clusters.members.exports import members_csv
from fairapp.clusters.members.forms import ListQuery, NewMember
from fairapp.clusters.models import Cluster, Membership
from fairapp.clusters.navigation import organiser_space
from fairapp.clusters.people.services import invite
from fairapp.clusters.policies import can_organise
from fairapp.clusters.queries import cluster_by_slug
from fairapp.core.errors import DomainError
from fairapp.core.sheets import MEDIA_TYPE
from fairapp.web.access import acting, load_or_404, organisers_only
from fairapp.web.forms import Form, bind, blank, query
from fairapp.web.i18n import translate
from fairapp.web.pages import go_to, notify, render, wants_fragment
from fairapp.web.pagination import page_of

bp = Blueprint("members", __name__, url_prefix="/pilotage/<slug>")

PER_PAGE = 30


@bp.get("/entreprises")
@organisers_only
def show(slug: str) -> ResponseReturnValue:
    return _list(organised(slug), blank(NewMember))


@bp.post("/entreprises")
@organisers_only
def add(slug: str) -> ResponseReturnValue:
    cluster, form = organised(slug), bind(NewMember)
    if not form.is_valid:
        return _list(cluster, form, fragment="ajout", status=422)
    draft = form.data
    try:
        company = services.add_named_member(
            g.session, cluster, name=draft.name, siret=draft.siret, email=draft.email, by=g.actor
        )  # fmt: skip
        if draft.invites and draft.email and company.claimed_at is None:
            invite(g.session, company, email=draft.email, by=g.actor)
    except DomainError as refusal:
        form.refuse(refusal)
        return _list(cluster, form, fragment="ajout", status=422)
    return notify(go_to(f"/pilotage/{slug}/entreprises"), _("%(name)s est adhérente.", name=company.name))


@bp.get("/entreprises.csv")
@organisers_only
def export(slug: str) -> ResponseReturnValue:
    cluster = organised(slug)
    rows = queries.members(g.session, cluster, status=None, text="", limit=None)
    response = make_response(members_csv(rows))
    response.headers["Content-Type"] = MEDIA_TYPE
    response.headers["Content-Disposition"] = f"attachment; filename=entreprises-{cluster.slug}.csv"
    return response


@bp.post("/entreprises/<int:id>/confirmer")
@organisers_only
def confirm(slug: str, id: int) -> ResponseReturnValue:
    cluster, membership = organised(slug), membership_in(slug, id)
    services.confirm_membership(g.session, membership, by=g.actor)
    return notify(go_to(_back(cluster)), _("L'adhésion est confirmée."))


@bp.post("/entreprises/<int:id>/dispenser")
@organisers_only
def trust(slug: str, id: int) -> ResponseReturnValue:
    return _trust(slug, id, is_trusted=True, said=_("Ses offres paraîtront sans relecture."))


@bp.post("/entreprises/<int:id>/relire")
@organisers_only
def distrust(slug: str, id: int) -> ResponseReturnValue:
    return _trust(slug, id, is_trusted=False, said=_("Ses offres seront relues avant de paraître."))


def _trust(slug: str, id: int, *, is_trusted: bool, said: str) -> Response:
    cluster, membership = organised(slug), membership_in(slug, id)
    try:
        services.set_trust(g.session, membership, is_trusted, by=g.actor)
    except DomainError as refusal:
        if not wants_fragment():
            return notify(go_to(_back(cluster)), translate(refusal.message, **refusal.params), level="error")
        response = _list(cluster, blank(NewMember), status=409)
        return notify(response, translate(refusal.message, **refusal.params), level="error")
    response = _list(cluster, blank(NewMember)) if wants_fragment() else go_to(_back(cluster))
    return notify(response, said)


def organised(slug: str) -> Cluster:
    """Return the cluster in the URL, which the actor organises."""
    return acting(slug, cluster_by_slug, allowed=can_organise)


def membership_in(slug: str, id: int) -> Membership:
    """Return one membership of the cluster in the URL."""
    cluster = organised(slug)
    return load_or_404(g.session, Membership, id, allowed=lambda _actor, row: row.cluster_id == cluster.id)


def _list(cluster: Cluster, form: Form[NewMember], *, fragment: str = "members", status: int = 200) -> Response:
    asked = query(ListQuery)
    total = queries.count_members(g.session, cluster, status=asked.statut, text=asked.q)
    page = page_of(total, asked.page, per_page=PER_PAGE)
    return render(
        "clusters/members/list.html",
        fragment=fragment,
        status=status,
        cluster=cluster,
        form=form,
        asked=asked,
        tabs=tabs(cluster),
        page=page,
        members=queries.members(
            g.session, cluster, status=asked.statut, text=asked.q, limit=PER_PAGE, offset=page.offset
        ),
        **organiser_space(cluster, current="members"),
    )


def tabs(cluster: Cluster) -> list[tuple[str, str, str, int]]:
    """Return the tabs over the list: one per status, and the requests from outside."""
    url = f"/pilotage/{cluster.slug}/entreprises"
    counts = queries.count_by_status(g.session, cluster.id)
    by_status = [
        (status.value, translate(label), f"{url}?statut={status.value}", counts.get(status, 0))
        for status, label in STATUS_TABS.items()
    ]
    asked = ("asked", _("Demandes"), f"/pilotage/{cluster.slug}/demandes", queries.count_asked(g.session, cluster.id))
    return [("", _("Toutes"), url, sum(counts.values())), *by_status, asked]


def _back(cluster: Cluster) -> str:
    """Return the list as it was when the button was pressed: the address of the action carries its state."""
    state = request.query_string.decode("latin-1")
    return f"/pilotage/{cluster.slug}/entreprises" + (f"?{state}" if state else "")
