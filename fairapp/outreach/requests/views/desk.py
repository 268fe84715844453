"""A request before one of its sides: the same page for the school, the company and the organiser."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from flask import Response, g
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_

from fairapp.clusters import queries as clusters
from fairapp.clusters.models import Cluster, Company, School
from fairapp.clusters.navigation import company_space, organiser_space, school_space
from fairapp.clusters.policies import can_organise, can_run, can_teach
from fairapp.outreach import states
from fairapp.outreach.enums import (
    ATTESTATION_LABELS,
    SIDE_LABELS,
    Action,
    AttestationKind,
    RequestStatus,
    Setting,
    Side,
)
from fairapp.outreach.models import Evaluation, Intervention, OutreachRequest, Speaker
from fairapp.outreach.requests import queries
from fairapp.outreach.requests.policies import can_draft
from fairapp.outreach.requests.services import Click, dates_of, evaluations_of
from fairapp.outreach.requests.words import class_words, status_pill, timeline, when
from fairapp.outreach.zones import on_the_wall
from fairapp.web.access import acting, load_or_404
from fairapp.web.forms import Form
from fairapp.web.i18n import translate
from fairapp.web.navigation import MenuGroup, MenuLink
from fairapp.web.pages import render


@dataclass
class Desk:
    """Who looks, and from where."""

    side: Side
    organisation: School | Company | Cluster
    url: str  # of the list
    space: Mapping[str, Any]
    scope: ColumnElement[bool]
    sent: dict[str, Form[Any]] = field(default_factory=dict)  # the form of a way that was refused
    problem: str = ""  # of a step that is no longer on the page
    is_waiting: bool = False  # to be confirmed as one of the school's people
    status: int = 200

    def click(self, version: int, reason: str = "") -> Click:
        return Click(self.side, g.actor, version, reason)


def school_desk(slug: str) -> Desk:
    """Give the school's people all of its requests; who waits to be confirmed, their own drafts."""
    school = acting(slug, clusters.school_by_slug, allowed=lambda actor, row: can_draft(g.session, actor, row))
    url, scope = f"/ecole/{school.slug}/demandes", queries.of_school(school.id)
    if can_teach(g.actor, school):
        return Desk(Side.SCHOOL, school, url, school_space(school, current="requests"), scope)
    menu = [MenuGroup(school.name, [MenuLink(url, _("Demandes"), "calendar", "requests")])]
    space = {"menu": menu, "current": "requests", "space": _("Espace établissement")}
    return Desk(Side.SCHOOL, school, url, space, and_(scope, queries.drafts_of(g.actor.account_id)), is_waiting=True)


def company_desk(slug: str) -> Desk:
    company = acting(slug, clusters.company_by_slug, allowed=can_run)
    url = f"/entreprise/{company.slug}/demandes"
    scope = queries.of_company(g.session, company.id)
    return Desk(Side.COMPANY, company, url, company_space(company, current="school-requests"), scope)


def organiser_desk(slug: str) -> Desk:
    cluster = acting(slug, clusters.cluster_by_slug, allowed=can_organise)
    url = f"/pilotage/{cluster.slug}/ecoles/demandes"
    scope = queries.of_cluster(cluster.id)
    return Desk(Side.ORGANISER, cluster, url, organiser_space(cluster, current="school-requests"), scope)


def load(desk: Desk, id: int) -> OutreachRequest:
    """Return the request if it is this side's; else it does not exist."""
    return load_or_404(
        g.session, OutreachRequest, id, allowed=lambda _actor, row: queries.is_within(g.session, desk.scope, row.id)
    )


def show(desk: Desk, request: OutreachRequest, *, ways: list[Any]) -> Response:
    """Draw the page, or the part that htmx sent."""
    session = g.session
    cluster = session.get_one(Cluster, request.cluster_id)
    zone = cluster.time_zone
    speaker = session.get(Speaker, request.speaker_id) if request.speaker_id else None
    label, tone = status_pill(request.status)
    shows_contact = desk.side is not Side.COMPANY or request.company_id == desk.organisation.id  # who takes it up
    return render(
        "outreach/requests/show.html",
        fragment="demande",
        status=desk.status,
        problem=desk.problem,
        url=desk.url,
        here=f"{desk.url}/{request.id}",
        side=desk.side.value,
        asked=request,
        cluster=cluster,
        school=session.get_one(School, request.school_id),
        company=session.get(Company, request.company_id) if request.company_id else None,
        intervention=session.get(Intervention, request.intervention_id) if request.intervention_id else None,
        speaker=speaker,
        class_words=class_words(request),
        label=label,
        tone=tone,
        when=when(request, zone),
        is_my_turn=queries.is_within(session, queries.awaits(desk.side), request.id),
        due=on_the_wall(request.due_at, zone) if request.due_at else None,
        dates=[] if _chooses(ways) else [when(one, zone) for one in dates_of(session, request.id)],
        moments=timeline(request, queries.history_of(session, request.id), zone=zone, names=shows_contact),
        ways=ways,
        papers=_papers(desk, request, zone),
        answers=_answers(desk, request),
        shows_contact=shows_contact,
        **desk.space,
    )


def _answers(desk: Desk, request: OutreachRequest) -> list[tuple[str, Evaluation]]:
    """Return what both sides answered (row E13): to each other once the visit is closed, to the organiser at once."""
    if desk.side is not Side.ORGANISER and request.status is not RequestStatus.CLOSED:
        return []
    return [(translate(SIDE_LABELS[one.side]), one) for one in evaluations_of(g.session, request.id)]


def _chooses(ways: list[Any]) -> bool:
    """Tell whether the dates are on the page already, to be chosen from."""
    return any(way.kind == "choice" for way in ways)


class Paper(NamedTuple):
    """Something to take away."""

    url: str
    label: str
    kind: str  # of file


def _papers(desk: Desk, request: OutreachRequest, zone: str) -> list[Paper]:
    """Return what this side may take away now (rows E8, E11, E12)."""
    here, papers = f"{desk.url}/{request.id}", []
    if desk.side is Side.ORGANISER:
        return []
    if request.status in states.AGREED and request.starts_at:
        papers.append(Paper(f"{here}/visite.ics", _("Invitation d’agenda"), "iCalendar"))
        if desk.side is Side.COMPANY and _comes_to_us(request):
            day = on_the_wall(request.starts_at, zone).date()
            papers.append(Paper(f"{desk.url}/accueil-{day}.pdf", _("Liste pour l’accueil"), "PDF"))
    if states.may(request.status, desk.side, Action.ATTEST) and not request.is_absent and request.starts_at:
        kinds = {"": AttestationKind.CLASS}
        if desk.side is Side.COMPANY:
            kinds = {"-professional": AttestationKind.PROFESSIONAL, "-company": AttestationKind.COMPANY}
        papers += [
            Paper(f"{here}/attestation{end}.pdf", translate(ATTESTATION_LABELS[kind]), "PDF")
            for end, kind in kinds.items()
        ]
    return papers


def _comes_to_us(request: OutreachRequest) -> bool:
    """Only a visit that is known to be elsewhere needs no list for the gate."""
    asked = g.session.get(Intervention, request.intervention_id) if request.intervention_id else None
    return asked is None or asked.setting is Setting.ON_SITE
