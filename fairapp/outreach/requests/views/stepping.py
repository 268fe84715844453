"""The page of a request, and each step from it: three sides, one table."""

from flask import Blueprint, Response, abort, g
from flask.typing import ResponseReturnValue

from fairapp.core.errors import Conflict, DomainError
from fairapp.outreach.enums import Action, RequestStatus
from fairapp.outreach.models import OutreachRequest
from fairapp.outreach.requests.views import desk as desks
from fairapp.outreach.requests.views.desk import Desk
from fairapp.outreach.requests.views.drafts import edit_page
from fairapp.outreach.requests.views.drawing import open_ways
from fairapp.outreach.requests.views.ways import BY_SLUG
from fairapp.web.access import companies_only, members_only, organisers_only, schools_only
from fairapp.web.forms import bind
from fairapp.web.i18n import translate
from fairapp.web.pages import go_to, notify

bp = Blueprint("outreach_request", __name__)


@bp.get("/ecole/<slug>/demandes/<int:id>")
@members_only()
def show_to_school(slug: str, id: int) -> ResponseReturnValue:
    desk = desks.school_desk(slug)
    request = desks.load(desk, id)
    return edit_page(desk, request) if request.status is RequestStatus.DRAFT else _page(desk, request)


@bp.post("/ecole/<slug>/demandes/<int:id>/<step>")
@schools_only
def step_by_school(slug: str, id: int, step: str) -> ResponseReturnValue:
    return _step(desks.school_desk(slug), id, step)


@bp.get("/entreprise/<slug>/demandes/<int:id>")
@companies_only
def show_to_company(slug: str, id: int) -> ResponseReturnValue:
    desk = desks.company_desk(slug)
    return _page(desk, desks.load(desk, id))


@bp.post("/entreprise/<slug>/demandes/<int:id>/<step>")
@companies_only
def step_by_company(slug: str, id: int, step: str) -> ResponseReturnValue:
    return _step(desks.company_desk(slug), id, step)


@bp.get("/pilotage/<slug>/ecoles/demandes/<int:request_id>")
@organisers_only
def show_to_organiser(slug: str, request_id: int) -> ResponseReturnValue:
    desk = desks.organiser_desk(slug)
    return _page(desk, desks.load(desk, request_id))


@bp.post("/pilotage/<slug>/ecoles/demandes/<int:request_id>/<step>")
@organisers_only
def step_by_organiser(slug: str, request_id: int, step: str) -> ResponseReturnValue:
    return _step(desks.organiser_desk(slug), request_id, step)


def _page(desk: Desk, request: OutreachRequest) -> Response:
    return desks.show(desk, request, ways=open_ways(desk, request))


def _step(desk: Desk, id: int, step: str) -> Response:
    request = desks.load(desk, id)
    if step not in BY_SLUG:
        abort(404)
    action, way = BY_SLUG[step]
    form = bind(way.schema)
    desk.status = 422
    if form.is_valid:
        try:
            with g.session.begin_nested():
                made = way.act(
                    desk, request, form.data, desk.click(form.data.version, getattr(form.data, "reason", ""))
                )
            goes_to = made.id if action is Action.DUPLICATE and isinstance(made, OutreachRequest) else id
            return notify(go_to(f"{desk.url}/{goes_to}"), translate(way.done))
        except DomainError as refusal:
            form.refuse(refusal)
            desk.status = 409 if isinstance(refusal, Conflict) else 422
    desk.sent[step] = form
    ways = open_ways(desk, request)
    if step not in {way.slug for way in ways}:
        desk.problem = next(iter(form.errors.values()), "")
    return desks.show(desk, request, ways=ways)
