"""Making a telephone a door: its link asks first, its button does it (row D7)."""

from datetime import timedelta

from flask import Blueprint, Response, g
from flask.typing import ResponseReturnValue

from fairapp.core.clock import now
from fairapp.fairs.calendar import hours_of
from fairapp.fairs.door.models import Checkpoint, Device
from fairapp.fairs.door.posts import AFTER_THE_FAIR, COOKIE, Standing, is_over, shut_out
from fairapp.fairs.door.queries import device_by_key
from fairapp.fairs.door.services import hash_key
from fairapp.fairs.models import Fair
from fairapp.fairs.queries import days_of
from fairapp.web.access import public
from fairapp.web.limits import by_address, limited
from fairapp.web.pages import go_to, render
from fairapp.web.sessions import set_cookie

bp = Blueprint("door_devices", __name__, url_prefix="/porte")

Found = tuple[Device, Checkpoint, Fair]


@bp.get("/<token>")
@public
def ask(token: str) -> ResponseReturnValue:
    """GET changes nothing: who looks at the link in a message does not become a door."""
    found = _device(token)
    if isinstance(found, Standing):
        return _unkept(shut_out(found))
    _device_row, door, fair = found
    return _unkept(render("fairs/door/become.html", fair=fair, door=door, token=token))


@bp.post("/<token>")
@public
@limited("60 per hour", key=by_address)
def become(token: str) -> ResponseReturnValue:
    found = _device(token)
    if isinstance(found, Standing):
        return _unkept(shut_out(found))
    hours = hours_of(found[2], days_of(g.session, found[2].id))
    lasts = hours[-1].closes_at + AFTER_THE_FAIR - now() if hours else timedelta(days=365)
    response = go_to("/porte")
    set_cookie(response, COOKIE, token, max_age=lasts)
    return response


@bp.post("/quitter")
@public
def leave() -> ResponseReturnValue:
    """Make the telephone an ordinary one again."""
    response = go_to("/")
    set_cookie(response, COOKIE, "", max_age=timedelta(0))
    return response


def _device(token: str) -> Found | Standing:
    found = device_by_key(g.session, hash_key(token)) if len(token) == 43 else None
    if found is None:
        return Standing(None)
    device, _door, fair = found
    if device.revoked_at is not None or is_over(g.session, fair):
        return Standing(None, device, is_over=device.revoked_at is None)
    return found


def _unkept(response: ResponseReturnValue) -> ResponseReturnValue:
    if isinstance(response, Response):
        response.headers["Cache-Control"] = "no-store"
    return response
