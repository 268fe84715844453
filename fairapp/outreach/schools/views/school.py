"""One school, as the organiser sees it: its people, an invitation, who is named head."""

from flask import Blueprint, Response, abort, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import select

from fairapp import reference
from fairapp.clusters.enums import AffiliationStatus
from fairapp.clusters.models import Affiliation, Cluster, School
from fairapp.clusters.navigation import organiser_space
from fairapp.clusters.people.forms import RATE, InviteForm
from fairapp.clusters.people.queries import waiting_invitations
from fairapp.clusters.people.services import invite
from fairapp.core.errors import DomainError
from fairapp.outreach.schools.queries import teachers_of
from fairapp.outreach.schools.reach import departments_of
from fairapp.outreach.schools.services.answering import name_head
from fairapp.outreach.schools.views.organising import followed_listed, load_followed, organised
from fairapp.outreach.schools.views.settling import told
from fairapp.reference.schools import School as Listed
from fairapp.web.access import load_or_404, organisers_only
from fairapp.web.forms import Form, bind, blank
from fairapp.web.limits import by_account, limited
from fairapp.web.pages import go_to, notify, render

bp = Blueprint("school_file", __name__, url_prefix="/pilotage/<slug>/ecoles")


@bp.get("/<int:id>")
@organisers_only
def show(slug: str, id: int) -> ResponseReturnValue:
    cluster = organised(slug)
    return _show(cluster, load_followed(cluster, id), blank(InviteForm))


@bp.post("/<int:id>")
@organisers_only
@limited(RATE, key=by_account, bucket="invite")
def ask(slug: str, id: int) -> ResponseReturnValue:
    cluster = organised(slug)
    school = load_followed(cluster, id)
    form = bind(InviteForm)
    return _invited(cluster, school, form) or _show(cluster, school, form, status=422)


@bp.get("/annuaire/<uai>")
@organisers_only
def show_listed(slug: str, uai: str) -> ResponseReturnValue:
    """Show a school of the directory that nobody joined yet."""
    cluster = organised(slug)
    listed = _listed(cluster, uai)
    known = g.session.exec(select(School.id).where(School.uai == listed.uai)).first()
    if known is not None:
        return go_to(f"/pilotage/{cluster.slug}/ecoles/{known}")
    return _show_listed(cluster, listed, blank(InviteForm))


@bp.post("/annuaire/<uai>")
@organisers_only
@limited(RATE, key=by_account, bucket="invite")
def ask_listed(slug: str, uai: str) -> ResponseReturnValue:
    """Invite somebody of a school of the directory, which is made ours."""
    cluster, form = organised(slug), bind(InviteForm)
    listed = _listed(cluster, uai)
    if not form.is_valid:
        return _show_listed(cluster, listed, form, status=422)
    school = followed_listed(cluster, listed.uai)
    return _invited(cluster, school, form) or _show(cluster, school, form, status=422)


@bp.post("/<int:id>/equipe/<int:person>/direction")
@organisers_only
def head(slug: str, id: int, person: int) -> ResponseReturnValue:
    cluster = organised(slug)
    school = load_followed(cluster, id)
    row = load_or_404(
        g.session, Affiliation, person,
        allowed=lambda _actor, one: one.school_id == school.id and one.status is AffiliationStatus.CONFIRMED,
    )  # fmt: skip
    return told(
        _url(cluster, school),
        lambda: name_head(g.session, school, row, is_head=not row.is_head, by=g.actor, cluster_id=cluster.id),
        said=_("C'est noté."),
    )


def _invited(cluster: Cluster, school: School, form: Form[InviteForm]) -> Response | None:
    if not form.is_valid:
        return None
    try:
        invite(g.session, school, email=form.data.email, by=g.actor)
    except DomainError as refusal:
        form.refuse(refusal)
        return None
    return notify(go_to(_url(cluster, school)), _("L'invitation part à %(email)s.", email=form.data.email))


def _listed(cluster: Cluster, uai: str) -> Listed:
    listed = reference.schools().school(uai)
    if listed is None or listed.department not in departments_of(g.session, cluster.id):
        abort(404)
    return listed


def _url(cluster: Cluster, school: School) -> str:
    return f"/pilotage/{cluster.slug}/ecoles/{school.id}"


def _show(cluster: Cluster, school: School, form: Form[InviteForm], *, status: int = 200) -> Response:
    return render(
        "outreach/schools/file.html",
        fragment="invitation",
        status=status,
        cluster=cluster,
        school=school,
        form=form,
        url=_url(cluster, school),
        people=teachers_of(g.session, school.id),
        asking=teachers_of(g.session, school.id, status=AffiliationStatus.PENDING),
        invitations=waiting_invitations(g.session, school),
        **organiser_space(cluster, current="schools"),
    )


def _show_listed(cluster: Cluster, listed: Listed, form: Form[InviteForm], *, status: int = 200) -> Response:
    return render(
        "outreach/schools/file.html",
        fragment="invitation",
        status=status,
        cluster=cluster,
        school=listed,
        form=form,
        url=f"/pilotage/{cluster.slug}/ecoles/annuaire/{listed.uai}",
        people=[],
        asking=[],
        invitations=[],
        **organiser_space(cluster, current="schools"),
    )
