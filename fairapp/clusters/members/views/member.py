"""One company in the cluster: its term, its people, its page while nobody claimed it; removing it."""

from flask import Blueprint, Response, abort, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp.clusters.companies.services import edit_profile
from fairapp.clusters.companies.views.profile import profile_form
from fairapp.clusters.members import services
from fairapp.clusters.members.forms import Term
from fairapp.clusters.members.queries import Member, memberships_of
from fairapp.clusters.members.views.listing import membership_in, organised
from fairapp.clusters.models import Company, CompanyDraft, Membership
from fairapp.clusters.navigation import organiser_space
from fairapp.clusters.people.forms import RATE, InviteForm
from fairapp.clusters.people.queries import team_of, waiting_invitations
from fairapp.clusters.people.services import invite
from fairapp.clusters.policies import can_edit_company, can_merge
from fairapp.core.errors import Conflict, DomainError
from fairapp.web.access import organisers_only
from fairapp.web.forms import Form, bind, blank, prefill
from fairapp.web.limits import by_account, limited
from fairapp.web.pages import go_to, notify, render

bp = Blueprint("member", __name__, url_prefix="/pilotage/<slug>/entreprises/<int:id>")


@bp.get("")
@organisers_only
def show(slug: str, id: int) -> ResponseReturnValue:
    return _show(slug, membership_in(slug, id))


@bp.post("/echeance")
@organisers_only
def set_term(slug: str, id: int) -> ResponseReturnValue:
    membership, form = membership_in(slug, id), bind(Term)
    if form.is_valid:
        try:
            services.set_term(g.session, membership, form.data.until, by=g.actor)
            return notify(go_to(_url(slug, id)), _("L'échéance est enregistrée."))
        except Conflict:  # there is no member left to show
            raise
        except DomainError as refusal:
            form.refuse(refusal)
    return _show(slug, membership, term=form, fragment="echeance", status=422)


@bp.post("/echoir")
@organisers_only
def lapse(slug: str, id: int) -> ResponseReturnValue:
    services.lapse_membership(g.session, membership_in(slug, id), by=g.actor)
    return notify(go_to(_url(slug, id)), _("L'adhésion est échue : l'entreprise ne publie plus."))


@bp.post("/inviter")
@organisers_only
@limited(RATE, key=by_account, bucket="invite")
def invite_someone(slug: str, id: int) -> ResponseReturnValue:
    """While nobody runs the company; afterwards its own people invite."""
    membership, form = membership_in(slug, id), bind(InviteForm)
    company = _editable(membership)
    if form.is_valid:
        try:
            invite(g.session, company, email=form.data.email, by=g.actor)
            return notify(go_to(_url(slug, id)), _("L'invitation part à %(email)s.", email=form.data.email))
        except DomainError as refusal:
            form.refuse(refusal)
    return _show(slug, membership, invitation=form, fragment="invitation", status=422)


@bp.get("/fiche")
@organisers_only
def show_profile(slug: str, id: int) -> ResponseReturnValue:
    membership = membership_in(slug, id)
    return _profile(slug, membership, profile_form(_editable(membership)))


@bp.post("/fiche")
@organisers_only
def save_profile(slug: str, id: int) -> ResponseReturnValue:
    membership, form = membership_in(slug, id), bind(CompanyDraft)
    company = _editable(membership)
    if form.is_valid:
        try:
            edit_profile(g.session, company, form.data, by=g.actor, cluster_id=membership.cluster_id)
            return notify(go_to(_url(slug, id)), _("La fiche est enregistrée."))
        except DomainError as refusal:
            form.refuse(refusal)
    return _profile(slug, membership, form, status=422)


@bp.get("/retirer")
@organisers_only
def ask_to_remove(slug: str, id: int) -> ResponseReturnValue:
    cluster, membership = organised(slug), membership_in(slug, id)
    return render(
        "clusters/members/remove.html",
        cluster=cluster,
        company=_company(membership),
        back=_url(slug, id),
        **organiser_space(cluster, current="members"),
    )


@bp.post("/retirer")
@organisers_only
def remove(slug: str, id: int) -> ResponseReturnValue:
    membership = membership_in(slug, id)
    services.remove_membership(g.session, membership, by=g.actor)
    return notify(go_to(f"/pilotage/{slug}/entreprises"), _("L'entreprise ne fait plus partie du cluster."))


def _show(
    slug: str,
    membership: Membership,
    *,
    term: Form[Term] | None = None,
    invitation: Form[InviteForm] | None = None,
    fragment: str | None = None,
    status: int = 200,
) -> Response:
    cluster, company = organised(slug), _company(membership)
    people, memberships = team_of(g.session, company), _memberships(company)
    return render(
        "clusters/members/member.html",
        fragment=fragment,
        status=status,
        cluster=cluster,
        member=Member(membership, company, len(people)),
        company=company,
        url=_url(slug, membership.id),
        people=people,
        invitations=waiting_invitations(g.session, company) if company.claimed_at is None else [],
        can_merge=can_merge(g.actor, company, memberships),
        speaks_for=company.claimed_at is None and can_edit_company(g.actor, company, memberships),
        term=term or prefill(Term, membership),
        invitation=invitation or blank(InviteForm, email=company.contact_email),
        **organiser_space(cluster, current="members"),
    )


def _profile(slug: str, membership: Membership, form: Form[CompanyDraft], *, status: int = 200) -> Response:
    cluster = organised(slug)
    return render(
        "clusters/companies/profile.html",
        fragment="profil",
        status=status,
        company=_company(membership),
        form=form,
        action=f"{_url(slug, membership.id)}/fiche",
        logo_action=None,
        logo_url=None,
        logo_form=None,
        **organiser_space(cluster, current="members"),
    )


def _company(membership: Membership) -> Company:
    company: Company = g.session.get_one(Company, membership.company_id)
    return company


def _editable(membership: Membership) -> Company:
    """Return the company if organisers still speak for it: nobody claimed it."""
    company = _company(membership)
    if company.claimed_at is not None or not can_edit_company(g.actor, company, _memberships(company)):
        abort(404)
    return company


def _memberships(company: Company) -> list[Membership]:
    return [membership for membership, _cluster in memberships_of(g.session, company.id)]


def _url(slug: str, id: int) -> str:
    return f"/pilotage/{slug}/entreprises/{id}"
