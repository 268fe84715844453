"""A school's people: who is in, who asks, who is invited, who confirms the others."""

from flask import Blueprint, Response, abort, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp.clusters.enums import AffiliationStatus
from fairapp.clusters.models import Affiliation, Invitation, School
from fairapp.clusters.navigation import school_space
from fairapp.clusters.people.forms import RATE, InviteForm
from fairapp.clusters.people.queries import waiting_invitations
from fairapp.clusters.people.services import invite, remove_person, revoke_invitation
from fairapp.clusters.policies import can_teach
from fairapp.clusters.queries import school_by_slug
from fairapp.core.errors import DomainError
from fairapp.outreach.schools.policies import is_head
from fairapp.outreach.schools.queries import teachers_of
from fairapp.outreach.schools.services import answering
from fairapp.outreach.schools.views.settling import settled, told
from fairapp.web.access import acting, load_or_404, schools_only
from fairapp.web.forms import Form, bind, blank
from fairapp.web.limits import by_account, limited
from fairapp.web.pages import go_to, notify, render

bp = Blueprint("school_team", __name__, url_prefix="/ecole/<slug>")


@bp.get("/equipe")
@schools_only
def show(slug: str) -> ResponseReturnValue:
    return _show(_school(slug), blank(InviteForm))


@bp.post("/equipe")
@schools_only
@limited(RATE, key=by_account, bucket="invite")
def ask(slug: str) -> ResponseReturnValue:
    school, form = _school(slug), bind(InviteForm)
    if form.is_valid:
        try:
            invite(g.session, school, email=form.data.email, by=g.actor)
            return notify(_back(school), _("L'invitation part à %(email)s.", email=form.data.email))
        except DomainError as refusal:
            form.refuse(refusal)
    return _show(school, form, status=422)


@bp.post("/equipe/<int:id>/confirmer")
@schools_only
def confirm(slug: str, id: int) -> ResponseReturnValue:
    school = _school(slug, heads_only=True)
    return settled(
        school, id, answering.confirm_teacher, back=_team(school), said=_("Cette personne fait partie de l'équipe.")
    )


@bp.post("/equipe/<int:id>/refuser")
@schools_only
def refuse(slug: str, id: int) -> ResponseReturnValue:
    school = _school(slug, heads_only=True)
    return settled(
        school,
        id,
        answering.refuse_teacher,
        back=_team(school),
        said=_("La demande est refusée, la personne est prévenue."),
    )


@bp.post("/equipe/<int:id>/direction")
@schools_only
def name_head(slug: str, id: int) -> ResponseReturnValue:
    """Name someone who confirms teachers too, or end it."""
    school = _school(slug, heads_only=True)
    person = _person(school, id)
    return told(
        _team(school),
        lambda: answering.name_head(g.session, school, person, is_head=not person.is_head, by=g.actor),
        said=_("C'est noté."),
    )


@bp.post("/equipe/<int:id>/retirer")
@schools_only
def remove(slug: str, id: int) -> ResponseReturnValue:
    school = _school(slug)
    person = _person(school, id)
    own = person.account_id == g.actor.account_id
    if not own:
        _school(slug, heads_only=True)
    remove_person(g.session, person, school, by=g.actor)
    if own:
        return notify(go_to("/accueil"), _("Vous ne faites plus partie de l'équipe."))
    return notify(_back(school), _("Cette personne ne fait plus partie de l'équipe."))


@bp.post("/invitations/<int:id>/annuler")
@schools_only
def uninvite(slug: str, id: int) -> ResponseReturnValue:
    school = _school(slug)
    invitation = load_or_404(g.session, Invitation, id, allowed=lambda _actor, row: row.school_id == school.id)
    revoke_invitation(g.session, invitation, school, by=g.actor)
    return notify(_back(school), _("L'invitation est annulée, son lien ne sert plus."))


def _school(slug: str, *, heads_only: bool = False) -> School:
    school: School = acting(slug, school_by_slug, allowed=can_teach)
    if heads_only and not is_head(g.session, g.actor, school):
        abort(403)
    return school


def _person(school: School, id: int) -> Affiliation:
    return load_or_404(
        g.session, Affiliation, id,
        allowed=lambda _actor, row: row.school_id == school.id and row.status is AffiliationStatus.CONFIRMED,
    )  # fmt: skip


def _team(school: School) -> str:
    return f"/ecole/{school.slug}/equipe"


def _back(school: School) -> Response:
    return go_to(_team(school))


def _show(school: School, form: Form[InviteForm], *, status: int = 200) -> Response:
    return render(
        "outreach/schools/team.html",
        fragment="invitation",
        status=status,
        url=f"/ecole/{school.slug}",
        school=school,
        form=form,
        people=teachers_of(g.session, school.id),
        asking=teachers_of(g.session, school.id, status=AffiliationStatus.PENDING),
        invitations=waiting_invitations(g.session, school),
        answers=is_head(g.session, g.actor, school),
        **school_space(school, current="team"),
    )
