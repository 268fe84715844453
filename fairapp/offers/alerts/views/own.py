"""« Mes alertes », in the space of somebody signed in."""

from flask import Blueprint, g
from flask.typing import ResponseReturnValue

from fairapp.candidates.navigation import candidate_space
from fairapp.offers.alerts.queries import own_readers
from fairapp.offers.alerts.views.desk import STEP_ROUTE, Desk
from fairapp.web.access import candidates_only

bp = Blueprint("my_alerts", __name__, url_prefix="/candidat/alertes")


@bp.get("")
@candidates_only
def show() -> ResponseReturnValue:
    return _desk().page()


@bp.post("/<int:id>")
@candidates_only
def change(id: int) -> ResponseReturnValue:
    return _desk().change(id)


@bp.post(STEP_ROUTE)
@candidates_only
def step(id: int, step: str) -> ResponseReturnValue:
    return _desk().step(id, step)


def _desk() -> Desk:
    readers = own_readers(g.session, g.actor)
    return Desk("/candidat/alertes", readers, "offers/alerts/own.html", candidate_space(current="alerts"))
