"""The lists of requests: of a school, of a company, of an organiser."""

from flask import Blueprint, Response, g
from flask.typing import ResponseReturnValue
from sqlalchemy import and_, or_
from sqlmodel import Field, SQLModel, col

from fairapp.clusters.models import School
from fairapp.core.text import N_
from fairapp.outreach.enums import RequestStatus, Side
from fairapp.outreach.models import OutreachRequest
from fairapp.outreach.requests import queries
from fairapp.outreach.requests.queries import Row
from fairapp.outreach.requests.views.desk import Desk, class_label, company_desk, organiser_desk, school_desk
from fairapp.outreach.requests.words import status_pill, when
from fairapp.web.access import companies_only, members_only, organisers_only
from fairapp.web.forms import query
from fairapp.web.i18n import translate
from fairapp.web.pages import render
from fairapp.web.pagination import page_of

bp = Blueprint("outreach_requests", __name__)

PER_PAGE = 30
_S = RequestStatus
_OVER = (_S.CLOSED, _S.CANCELLED, _S.REFUSED, _S.EXPIRED)
LATE, TODO, WAITING = "en-retard", "a-repondre", "en-attente"
# key → label, states, by side; the first tab is what waits for the side itself. A visit that took place is there until
# this side has evaluated it, then it waits for the other one.
TABS = {
    Side.SCHOOL: {
        TODO: (N_("À vous de jouer"), (_S.PROPOSED, _S.MOVED_BY_COMPANY, _S.DONE)),
        "brouillons": (N_("Brouillons"), (_S.DRAFT,)),
        WAITING: (N_("En attente de réponse"), (_S.SENT, _S.MOVED_BY_SCHOOL)),
        "a-venir": (N_("Confirmées"), (_S.CONFIRMED,)),
        "terminees": (N_("Terminées"), _OVER),
    },
    Side.COMPANY: {
        TODO: (N_("À vous de jouer"), (_S.SENT, _S.MOVED_BY_SCHOOL, _S.DONE)),
        WAITING: (N_("En attente de l’établissement"), (_S.PROPOSED, _S.MOVED_BY_COMPANY)),
        "a-venir": (N_("Confirmées"), (_S.CONFIRMED,)),
        "terminees": (N_("Terminées"), _OVER),
    },
    Side.ORGANISER: {
        LATE: (N_("En retard"), (_S.SENT, _S.PROPOSED, _S.MOVED_BY_SCHOOL, _S.MOVED_BY_COMPANY)),
        WAITING: (N_("En attente"), (_S.SENT, _S.PROPOSED, _S.MOVED_BY_SCHOOL, _S.MOVED_BY_COMPANY)),
        "a-venir": (N_("Confirmées"), (_S.CONFIRMED,)),
        "bilan": (N_("Bilan à faire"), (_S.DONE,)),
        "terminees": (N_("Terminées"), _OVER),
    },
}


class ListQuery(SQLModel):
    onglet: str = Field(default="", max_length=20)
    etablissement: int | None = Field(default=None, ge=1)  # of the organiser's list
    page: int = Field(default=1, ge=1, le=10_000)


@bp.get("/ecole/<slug>/demandes")
@members_only()
def of_school(slug: str) -> ResponseReturnValue:
    return _list(school_desk(slug))


@bp.get("/entreprise/<slug>/demandes")
@companies_only
def of_company(slug: str) -> ResponseReturnValue:
    return _list(company_desk(slug))


@bp.get("/pilotage/<slug>/ecoles/demandes")
@organisers_only
def of_organiser(slug: str) -> ResponseReturnValue:
    return _list(organiser_desk(slug))


def _list(desk: Desk) -> Response:
    asked, tabs = query(ListQuery), TABS[desk.side]
    school = g.session.get(School, asked.etablissement) if desk.side is Side.ORGANISER and asked.etablissement else None
    scope = and_(desk.scope, queries.of_school(school.id)) if school else desk.scope
    counts = queries.count_by_status(g.session, scope)
    sums = {key: sum(counts.get(status, 0) for status in statuses) for key, (_label, statuses) in tabs.items()}
    if LATE in tabs:
        sums[LATE] = queries.count_late(g.session, scope)
    if TODO in tabs:
        evaluated = queries.count_evaluated(g.session, scope, desk.side)
        sums[TODO], sums[WAITING] = sums[TODO] - evaluated, sums[WAITING] + evaluated
    current = (
        asked.onglet if asked.onglet in tabs else next((key for key, count in sums.items() if count), next(iter(tabs)))
    )
    if current == LATE:
        scope = and_(scope, queries.is_late())
    statuses = tabs[current][1]
    if TODO in tabs and current in (TODO, WAITING):
        statuses = (*statuses, _S.DONE)
        has_evaluated = queries.has_evaluated(desk.side)
        mine = has_evaluated if current == WAITING else ~has_evaluated
        scope = and_(scope, or_(col(OutreachRequest.status) != _S.DONE, mine))
    page = page_of(sums[current], asked.page, per_page=PER_PAGE)
    rows = queries.list_requests(g.session, scope, statuses, limit=PER_PAGE, offset=page.offset)
    zones = queries.zones_of(g.session, {row.request.cluster_id for row in rows})
    of_one = f"&etablissement={school.id}" if school else ""
    return render(
        "outreach/requests/list.html",
        fragment="demandes",
        url=desk.url,
        side=desk.side.value,
        school=school,
        tab=current,
        tabs=[
            (key, translate(label), f"{desk.url}?onglet={key}{of_one}", sums[key])
            for key, (label, _statuses) in tabs.items()
        ],
        cards=[_card(row, zones[row.request.cluster_id], desk) for row in rows],
        page=page,
        pages_url=f"{desk.url}?onglet={current}{of_one}&page={{page}}",
        **desk.space,
    )


def _card(row: Row, zone: str, desk: Desk) -> dict[str, object]:
    label, tone = status_pill(row.request.status)
    return {
        "url": f"{desk.url}/{row.request.id}",
        "title": row.title or translate(N_("Demande ouverte à toutes les entreprises")),
        "class_label": class_label(row.request),
        "school": f"{row.school.name}, {row.school.commune}",
        "school_url": f"{desk.url}?etablissement={row.school.id}" if desk.side is Side.ORGANISER else "",
        "company": row.company.name if row.company else "",
        "when": when(row.request, zone),
        "changed_at": row.request.changed_at,
        "label": label,
        "tone": tone,
    }
