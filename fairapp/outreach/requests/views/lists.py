"""The lists of requests: of a school, of a company, of an organiser."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from flask import Blueprint, Response, g
from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement, and_
from sqlmodel import Field, SQLModel

from fairapp.clusters.models import School
from fairapp.core.text import N_
from fairapp.outreach.enums import RequestStatus, Side
from fairapp.outreach.requests import queries
from fairapp.outreach.requests.queries import Row, awaits, awaits_other, is_in, is_late
from fairapp.outreach.requests.views.desk import Desk, company_desk, organiser_desk, school_desk
from fairapp.outreach.requests.words import class_label, status_pill, when
from fairapp.outreach.states import WAITS_FOR
from fairapp.web.access import companies_only, members_only, organisers_only
from fairapp.web.forms import query
from fairapp.web.i18n import translate
from fairapp.web.pages import render
from fairapp.web.pagination import page_of

bp = Blueprint("outreach_requests", __name__)

PER_PAGE = 30
_S = RequestStatus


class Tab(NamedTuple):
    """One part of a list; `condition` is asked each time: what is late depends on the hour."""

    key: str  # in the address
    label: str
    condition: Callable[[], ColumnElement[bool]]


_AHEAD = Tab("a-venir", N_("Confirmées"), partial(is_in, _S.CONFIRMED))
_OVER = Tab("terminees", N_("Terminées"), partial(is_in, _S.CLOSED, _S.CANCELLED, _S.REFUSED, _S.EXPIRED))
TABS: Mapping[Side, Sequence[Tab]] = {  # the first is what waits for the side itself
    Side.SCHOOL: (
        Tab("a-repondre", N_("À vous de jouer"), partial(awaits, Side.SCHOOL)),
        Tab("brouillons", N_("Brouillons"), partial(is_in, _S.DRAFT)),
        Tab("en-attente", N_("En attente de réponse"), partial(awaits_other, Side.SCHOOL)),
        _AHEAD,
        _OVER,
    ),
    Side.COMPANY: (
        Tab("a-repondre", N_("À vous de jouer"), partial(awaits, Side.COMPANY)),
        Tab("en-attente", N_("En attente de l’établissement"), partial(awaits_other, Side.COMPANY)),
        _AHEAD,
        _OVER,
    ),
    Side.ORGANISER: (
        Tab("en-retard", N_("En retard"), is_late),
        Tab("en-attente", N_("En attente"), partial(is_in, *WAITS_FOR)),
        _AHEAD,
        Tab("bilan", N_("Bilan à faire"), partial(is_in, _S.DONE)),
        _OVER,
    ),
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
    conditions = {tab.key: tab.condition() for tab in tabs}
    counts = queries.count_each(g.session, scope, conditions)
    current = asked.onglet if asked.onglet in counts else next((key for key in counts if counts[key]), tabs[0].key)
    page = page_of(counts[current], asked.page, per_page=PER_PAGE)
    which = and_(scope, conditions[current])
    rows = queries.list_requests(g.session, which, limit=PER_PAGE, offset=page.offset)
    zones = queries.zones_of(g.session, {row.request.cluster_id for row in rows})
    of_one = f"&etablissement={school.id}" if school else ""
    return render(
        "outreach/requests/list.html",
        fragment="demandes",
        url=desk.url,
        side=desk.side.value,
        school=school,
        tab=current,
        tabs=[(tab.key, translate(tab.label), f"{desk.url}?onglet={tab.key}{of_one}", counts[tab.key]) for tab in tabs],
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
