"""The inbox: what waits longest first, tab by tab."""

from urllib.parse import urlencode

from flask import Blueprint, Response, g
from flask.typing import ResponseReturnValue
from sqlalchemy import and_

from fairapp.core.clock import now
from fairapp.offers.applications.inbox import queries
from fairapp.offers.applications.inbox.figures import figures_of_cluster, figures_of_company, standings
from fairapp.offers.applications.inbox.forms import InboxQuery, Reply
from fairapp.offers.applications.inbox.models import AnswerFigures
from fairapp.offers.applications.inbox.queries import Row
from fairapp.offers.applications.inbox.views.desk import Desk, company_desk, organiser_desk
from fairapp.offers.applications.inbox.words import TAB_LABELS, buttons, pace, rate, status_pill
from fairapp.offers.applications.states import OPEN
from fairapp.web.access import companies_only, organisers_only
from fairapp.web.forms import query
from fairapp.web.i18n import translate
from fairapp.web.pages import render
from fairapp.web.pagination import page_of

bp = Blueprint("application_inbox", __name__)

LATE_DAYS = 7  # a reminder has left
# What each tab's bar offers; all that the table allows stands on the page of one application.
BAR = {
    "a-traiter": (Reply.START, Reply.INVITE, Reply.REFUSE),
    "a-l-etude": (Reply.INVITE, Reply.PROPOSE, Reply.REFUSE),
    "entretiens": (Reply.PROPOSE, Reply.REFUSE),
    "propositions": (Reply.HIRE, Reply.REFUSE),
    "embauches": (),
    "closes": (Reply.REVIVE,),
}


@bp.get("/entreprise/<slug>/candidatures")
@companies_only
def of_company(slug: str) -> ResponseReturnValue:
    desk = company_desk(slug)
    return _list(desk, query(InboxQuery), figures=figures_of_company(g.session, desk.company_id))


@bp.get("/pilotage/<slug>/candidatures")
@organisers_only
def of_organiser(slug: str) -> ResponseReturnValue:
    desk = organiser_desk(slug)
    return _list(desk, query(InboxQuery), figures=figures_of_cluster(g.session, desk.organisation.id))


@bp.get("/pilotage/<slug>/candidatures/delais")
@organisers_only
def delays(slug: str) -> ResponseReturnValue:
    """Show how the members answer (row A3)."""
    desk = organiser_desk(slug)
    figures = figures_of_cluster(g.session, desk.organisation.id)
    rows = [(one.company, one.figures, pace(one.figures)) for one in standings(g.session, desk.organisation.id)]
    return render(
        "offers/applications/inbox/delays.html",
        url=desk.url, figures=figures, rows=rows, **desk.space,
    )  # fmt: skip


def _list(desk: Desk, asked: InboxQuery, *, figures: AnswerFigures | None) -> Response:
    scope = and_(desk.scope, queries.about(asked.offre, asked.q))
    counts = queries.count_tabs(g.session, scope)
    tab = asked.onglet if asked.onglet in counts else next((key for key in counts if counts[key]), "a-traiter")
    page = page_of(counts[tab], asked.page, per_page=queries.PER_PAGE)
    filters = {name: value for name, value in (("offre", asked.offre), ("q", asked.q)) if value}
    rows = queries.inbox(g.session, scope, tab, offset=page.offset, notes=desk.notes)
    return render(
        "offers/applications/inbox/list.html",
        fragment="candidatures",
        url=desk.url,
        side=desk.side.value,
        asked=asked,
        tab=tab,
        tabs=[
            (key, translate(label), f"{desk.url}?{urlencode({'onglet': key, **filters})}", counts[key])
            for key, label in TAB_LABELS.items()
        ],
        offers=queries.offers_to_filter_by(g.session, desk.scope),
        bar=buttons(BAR[tab]),
        cards=[_card(row, desk) for row in rows],
        page=page,
        pages_url=f"{desk.url}?{urlencode({'onglet': tab, **filters})}&page={{page}}",
        pace=pace(figures),
        rate=rate(figures),
        **desk.space,
    )


def _card(row: Row, desk: Desk) -> dict[str, object]:
    application = row.application
    label, tone = status_pill(application.status)
    since = application.created_at if application.status in queries.UNSEEN else application.status_at
    days = (now() - since).days
    return {
        "id": application.id,
        "url": f"{desk.url}/{application.id}",
        "name": f"{application.first_name} {application.last_name}",
        "offer": row.offer.title,
        "company": row.company.name if row.company and row.company.id != desk.company_id else "",
        "label": label,
        "tone": tone,
        "since": since,
        "is_late": application.status in OPEN and days >= LATE_DAYS,
        "has_cv": application.cv_file_id is not None,
        "notes": row.notes,
    }
