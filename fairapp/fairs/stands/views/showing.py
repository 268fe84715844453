"""The plan that everyone may read: who stands where, and who looks for people (rows B2, R3)."""

import time

from flask import Blueprint, Response, abort, g, request
from flask.typing import ResponseReturnValue

from fairapp.fairs.loading import public_fair
from fairapp.fairs.models import Fair
from fairapp.fairs.spaces import fair_url
from fairapp.fairs.stands.plan import stamp_of
from fairapp.fairs.stands.views.plan_page import plan_context, plan_page
from fairapp.web.access import public
from fairapp.web.kept_pages import keep
from fairapp.web.limits import limited_reads
from fairapp.web.pages import render

bp = Blueprint("stand_plans", __name__, url_prefix="/salons/<fair>")

KEPT_SECONDS = 30  # names and colours change without the plan's version


@bp.get("/plan")
@public
@limited_reads("240 per minute", bucket="plan")
def plan(fair: str) -> ResponseReturnValue:
    shown = public_fair(fair)
    return keep(_version(shown), lambda: _page(shown, fragment="plan"))


@bp.get("/stands/<int:id>")
@public
@limited_reads("240 per minute", bucket="plan")
def stand(fair: str, id: int) -> ResponseReturnValue:
    return _page(public_fair(fair), fragment="panneau", stand_id=id)


def _version(fair: Fair) -> tuple[object, ...] | None:
    """Return what the page depends on; a search depends on the offers too and is not kept."""
    if any(request.args.get(name) for name in ("q", "contrat", "lieu")):
        return None
    return fair.id, fair.version, stamp_of(g.session, fair.id), int(time.time() // KEPT_SECONDS)


def _page(fair: Fair, *, fragment: str, stand_id: int | None = None) -> Response:
    page = plan_page(fair)
    place = page.plan.place(stand_id) if stand_id is not None else None
    if stand_id is not None and place is None:
        abort(404)
    return render(
        "fairs/stands/public_plan.html",
        fragment=fragment,
        section="fairs",
        fair=fair,
        company=None,
        place=place,
        neighbours=page.plan.neighbours(place) if place else [],
        base=fair_url(fair),
        **plan_context(page),
    )
