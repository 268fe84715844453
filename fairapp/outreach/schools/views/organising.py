"""The organiser's schools: who has yet to be reached, who asks to join, who is named head (rows E1, E16)."""

from collections.abc import Sequence

from flask import Blueprint, Response, abort, g, make_response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp import reference
from fairapp.accounts.services import record
from fairapp.clusters.models import Affiliation, Cluster, School
from fairapp.clusters.navigation import organiser_space
from fairapp.clusters.policies import can_organise
from fairapp.clusters.queries import cluster_by_slug
from fairapp.clusters.schools.services import make_school_from_directory
from fairapp.core.sheets import MEDIA_TYPE
from fairapp.core.text import N_
from fairapp.outreach.schools.exports import schools_csv
from fairapp.outreach.schools.forms import Mark, SchoolsQuery
from fairapp.outreach.schools.listing import Line, chosen, school_lines
from fairapp.outreach.schools.policies import can_follow
from fairapp.outreach.schools.queries import asking_near
from fairapp.outreach.schools.reach import departments_of
from fairapp.outreach.schools.services.answering import ANSWERED, confirm_teacher, refuse_teacher
from fairapp.outreach.schools.services.marking import mark_school
from fairapp.outreach.schools.views.settling import Answer, settled
from fairapp.web.access import MAX_ID, acting, load_or_404, organisers_only
from fairapp.web.forms import bind, query
from fairapp.web.i18n import translate
from fairapp.web.limits import by_account, limited
from fairapp.web.pages import go_to, notify, render
from fairapp.web.pagination import page_of, url_with

bp = Blueprint("school_organising", __name__, url_prefix="/pilotage/<slug>")

PER_PAGE = 30
STATES = {"": N_("Tous"), "a-rencontrer": N_("À rencontrer cette année"), "rencontres": N_("Rencontrés")}


@bp.get("/ecoles")
@organisers_only
def show(slug: str) -> ResponseReturnValue:
    cluster, asked = organised(slug), query(SchoolsQuery)
    lines = school_lines(g.session, cluster)
    here = chosen(lines, asked.wanted._replace(reached=None))
    found = chosen(here, asked.wanted)
    page = page_of(len(found), asked.page, per_page=PER_PAGE, max_pages=1000)
    return render(
        "outreach/schools/list.html",
        cluster=cluster,
        asked=asked,
        tabs=_tabs(here),
        departments=_departments({line.department for line in lines}),
        page=page,
        lines=found[page.offset : page.offset + PER_PAGE],
        asking=asking_near(g.session, cluster.id),
        state=_state(),
        **organiser_space(cluster, current="schools"),
    )


@bp.post("/ecoles.csv")
@organisers_only
@limited("60 per hour", key=by_account)
def export(slug: str) -> ResponseReturnValue:
    """Give the list as it is filtered; a POST, as it leaves a line in the journal."""
    cluster, asked = organised(slug), query(SchoolsQuery)
    lines = chosen(school_lines(g.session, cluster), asked.wanted)
    record(g.session, "schools.exported", "cluster", cluster.id, by=g.actor, cluster_id=cluster.id, rows=len(lines))
    response = make_response(schools_csv(lines))
    response.headers["Content-Type"] = MEDIA_TYPE
    response.headers["Content-Disposition"] = f"attachment; filename=etablissements-{cluster.slug}.csv"
    return response


@bp.post("/ecoles/priorite")
@organisers_only
def mark(slug: str) -> ResponseReturnValue:
    """Put a school first, or no longer; one of the directory is made ours."""
    cluster, form = organised(slug), bind(Mark)
    if not form.is_valid:
        abort(400)
    school = load_followed(cluster, form.data.id) if form.data.id else followed_listed(cluster, form.data.uai)
    mark_school(g.session, school, is_priority=form.data.is_priority, by=g.actor, cluster_id=cluster.id)
    passes = _("%(name)s passe en premier.", name=school.name)
    said = passes if form.data.is_priority else _("%(name)s n'est plus prioritaire.", name=school.name)
    return notify(go_to(_back(cluster)), said)


@bp.post("/ecoles/rattachements/<int:id>/confirmer")
@organisers_only
def confirm(slug: str, id: int) -> ResponseReturnValue:
    return _settle(slug, id, confirm_teacher, said=_("Le rattachement est confirmé, la personne est prévenue."))


@bp.post("/ecoles/rattachements/<int:id>/refuser")
@organisers_only
def refuse(slug: str, id: int) -> ResponseReturnValue:
    return _settle(slug, id, refuse_teacher, said=_("La demande est refusée, la personne est prévenue."))


def organised(slug: str) -> Cluster:
    """Return the cluster in the URL, which the actor organises."""
    return acting(slug, cluster_by_slug, allowed=can_organise)


def load_followed(cluster: Cluster, id: int) -> School:
    """Return a school that the cluster looks after."""
    return load_or_404(g.session, School, id, allowed=lambda actor, row: can_follow(g.session, actor, cluster, row))


def followed_listed(cluster: Cluster, uai: str) -> School:
    """Return a school of the directory, in one of the cluster's departments, made ours."""
    listed = reference.schools().school(uai) if uai else None
    if listed is None or listed.department not in departments_of(g.session, cluster.id):
        abort(404)
    return make_school_from_directory(g.session, listed.uai)


def _settle(slug: str, id: int, answer: Answer, *, said: str) -> Response:
    cluster = organised(slug)
    back = f"/pilotage/{cluster.slug}/ecoles"
    asking = g.session.get(Affiliation, id) if 0 < id <= MAX_ID else None
    if asking is None:  # refused meanwhile: the row is gone
        return notify(go_to(back), translate(ANSWERED), level="warning")
    school = load_followed(cluster, asking.school_id or 0)
    return settled(school, id, answer, back=back, said=said, cluster_id=cluster.id)


def _tabs(lines: Sequence[Line]) -> list[tuple[str, str, str, int]]:
    reached = sum(line.is_reached for line in lines)
    counts = {"": len(lines), "a-rencontrer": len(lines) - reached, "rencontres": reached}
    return [(key, translate(label), url_with(etat=key, page=None), counts[key]) for key, label in STATES.items()]


def _departments(codes: set[str]) -> list[tuple[str, str]]:
    named = [(code, reference.places().department(code)) for code in sorted(codes)]
    return [(code, f"{department.name} ({code})" if department else code) for code, department in named]


def _state() -> str:
    """Return the list's filters, as the address of an action carries them."""
    state = request.query_string.decode("latin-1")
    return f"?{state}" if state else ""


def _back(cluster: Cluster) -> str:
    return f"/pilotage/{cluster.slug}/ecoles{_state()}"
