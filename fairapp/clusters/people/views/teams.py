"""The team of a cluster or of a company: who is in, who is invited, who leaves."""

from flask import Blueprint, Response, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp.clusters.locks import Organisation
from fairapp.clusters.models import Affiliation, Cluster, Company, Invitation
from fairapp.clusters.navigation import company_space, organiser_space
from fairapp.clusters.people.forms import RATE, InviteForm
from fairapp.clusters.people.queries import kind_of, team_of, waiting_invitations
from fairapp.clusters.people.services import invite, remove_person, revoke_invitation
from fairapp.clusters.policies import can_organise, can_run
from fairapp.clusters.queries import cluster_by_slug, company_by_slug
from fairapp.core.errors import DomainError
from fairapp.web.access import acting, companies_only, load_or_404, organisers_only
from fairapp.web.forms import Form, bind, blank
from fairapp.web.i18n import translate
from fairapp.web.limits import by_account, limited
from fairapp.web.pages import go_to, notify, render

bp = Blueprint("teams", __name__)


@bp.get("/pilotage/<slug>/equipe")
@organisers_only
def show_organisers(slug: str) -> ResponseReturnValue:
    return _show(_cluster(slug), blank(InviteForm))


@bp.post("/pilotage/<slug>/equipe")
@organisers_only
@limited(RATE, key=by_account, bucket="invite")
def invite_organiser(slug: str) -> ResponseReturnValue:
    return _invite(_cluster(slug))


@bp.post("/pilotage/<slug>/equipe/<int:id>/retirer")
@organisers_only
def remove_organiser(slug: str, id: int) -> ResponseReturnValue:
    return _remove(_cluster(slug), id)


@bp.post("/pilotage/<slug>/invitations/<int:id>/annuler")
@organisers_only
def uninvite_organiser(slug: str, id: int) -> ResponseReturnValue:
    return _uninvite(_cluster(slug), id)


@bp.get("/entreprise/<slug>/equipe")
@companies_only
def show_colleagues(slug: str) -> ResponseReturnValue:
    return _show(_company(slug), blank(InviteForm))


@bp.post("/entreprise/<slug>/equipe")
@companies_only
@limited(RATE, key=by_account, bucket="invite")
def invite_colleague(slug: str) -> ResponseReturnValue:
    return _invite(_company(slug))


@bp.post("/entreprise/<slug>/equipe/<int:id>/retirer")
@companies_only
def remove_colleague(slug: str, id: int) -> ResponseReturnValue:
    return _remove(_company(slug), id)


@bp.post("/entreprise/<slug>/invitations/<int:id>/annuler")
@companies_only
def uninvite_colleague(slug: str, id: int) -> ResponseReturnValue:
    return _uninvite(_company(slug), id)


def _cluster(slug: str) -> Cluster:
    return acting(slug, cluster_by_slug, allowed=can_organise)


def _company(slug: str) -> Company:
    return acting(slug, company_by_slug, allowed=can_run)


def _invite(organisation: Cluster | Company) -> Response:
    form = bind(InviteForm)
    if form.is_valid:
        try:
            invite(g.session, organisation, email=form.data.email, by=g.actor)
            said = _("L'invitation part à %(email)s.", email=form.data.email)
            return notify(go_to(f"{_base(organisation)}/equipe"), said)
        except DomainError as refusal:
            form.refuse(refusal)
    return _show(organisation, form, status=422)


def _remove(organisation: Cluster | Company, id: int) -> Response:
    affiliation = load_or_404(g.session, Affiliation, id, allowed=lambda _actor, row: _is_of(row, organisation))
    own = affiliation.account_id == g.actor.account_id
    back = go_to(f"{_base(organisation)}/equipe")
    try:
        remove_person(g.session, affiliation, organisation, by=g.actor)
    except DomainError as refusal:
        return notify(back, translate(refusal.message, **refusal.params), level="error")
    if own:
        return notify(go_to("/accueil"), _("Vous ne faites plus partie de l'équipe."))
    return notify(back, _("Cette personne ne fait plus partie de l'équipe."))


def _uninvite(organisation: Cluster | Company, id: int) -> Response:
    invitation = load_or_404(g.session, Invitation, id, allowed=lambda _actor, row: _is_of(row, organisation))
    revoke_invitation(g.session, invitation, organisation, by=g.actor)
    return notify(go_to(f"{_base(organisation)}/equipe"), _("L'invitation est annulée, son lien ne sert plus."))


def _is_of(row: Affiliation | Invitation, organisation: Organisation) -> bool:
    return bool(getattr(row, f"{kind_of(organisation)}_id") == organisation.id)


def _base(organisation: Cluster | Company) -> str:
    space = "pilotage" if isinstance(organisation, Cluster) else "entreprise"
    return f"/{space}/{organisation.slug}"


def _show(organisation: Cluster | Company, form: Form[InviteForm], *, status: int = 200) -> Response:
    if isinstance(organisation, Cluster):
        space = organiser_space(organisation, current="team")
    else:
        space = company_space(organisation, current="team")
    return render(
        "clusters/people/team.html",
        fragment="invitation",
        status=status,
        url=_base(organisation),
        form=form,
        name=organisation.name,
        people=team_of(g.session, organisation),
        invitations=waiting_invitations(g.session, organisation),
        **space,
    )
