"""Who stands at the door: a device by its cookie, or an organiser by signing in (row D7)."""

import re
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Concatenate, NamedTuple, ParamSpec

from flask import abort, g, request
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from fairapp.core.clock import now
from fairapp.fairs.calendar import hours_of
from fairapp.fairs.door.models import Checkpoint, Device
from fairapp.fairs.door.queries import device_by_key
from fairapp.fairs.door.scanning import Post
from fairapp.fairs.door.services import hash_key, note_seen
from fairapp.fairs.models import Fair
from fairapp.fairs.policies import can_run
from fairapp.fairs.queries import days_of
from fairapp.web.access import MAX_ID
from fairapp.web.pages import render
from fairapp.web.sessions import cookie_name
from fairapp.web.transactions import afterwards

Arguments = ParamSpec("Arguments")

COOKIE = "door"
PARAMETER = "porte"  # the checkpoint at which an organiser stands, in the address
AFTER_THE_FAIR = timedelta(days=1)  # then devices are shut out by themselves
SEEN_EVERY = timedelta(minutes=1)

_SECRET = re.compile(r"[\w-]{43}", re.ASCII)


class Standing(NamedTuple):
    """What a request shows of itself at the door."""

    post: Post | None
    device: Device | None = None  # a revoked one too
    is_over: bool = False


def at_the_door(
    view: Callable[Concatenate[Post, Arguments], ResponseReturnValue],
) -> Callable[Arguments, ResponseReturnValue]:
    """Give the view its post; who has none reads why, and nothing else."""

    @wraps(view)
    def wrapper(*arguments: Arguments.args, **keywords: Arguments.kwargs) -> ResponseReturnValue:
        standing = stand()
        if standing.post is None:
            return shut_out(standing)
        return view(standing.post, *arguments, **keywords)

    return wrapper


def shut_out(standing: Standing) -> ResponseReturnValue:
    """Say that this is no door, or no longer one: on the whole page, for nothing on it works any more."""
    revoked = standing.device is not None and standing.device.revoked_at is not None
    page = render("fairs/door/closed.html", status=403, revoked=revoked, is_over=standing.is_over)
    page.headers["HX-Refresh"] = "true"
    return page


def stand() -> Standing:
    """Return where this request stands."""
    if PARAMETER in request.args:
        return Standing(_organised_post())
    secret = device_secret()
    found = device_by_key(g.session, hash_key(secret)) if secret else None
    if found is None:
        return Standing(None)
    device, door, fair = found
    if device.revoked_at is not None or is_over(g.session, fair):
        return Standing(None, device, is_over=device.revoked_at is None)
    if device.seen_at is None or now() - device.seen_at > SEEN_EVERY:
        afterwards(lambda session: note_seen(session, device.id))
    return Standing(Post(fair, door, device_id=device.id), device)


def device_secret() -> str:
    """Return what the cookie of a device holds; "" if it is none that was ever given."""
    secret = request.cookies.get(cookie_name(COOKIE), "")
    return secret if _SECRET.fullmatch(secret) else ""


def is_over(session: Session, fair: Fair) -> bool:
    """Tell whether the fair is so long past that its doors are shut."""
    hours = hours_of(fair, days_of(session, fair.id))
    return bool(hours) and now() > hours[-1].closes_at + AFTER_THE_FAIR


def address(post: Post, path: str) -> str:
    """Return an address of the door's pages that keeps where an organiser stands."""
    return path if post.device_id else f"{path}?{PARAMETER}={post.checkpoint.id}"


def _organised_post() -> Post:
    """Return the post of an organiser who chose a door."""
    asked = request.args[PARAMETER]
    id = int(asked) if asked.isdecimal() and asked.isascii() and len(asked) < 11 else 0
    door = g.session.get(Checkpoint, id) if 0 < id <= MAX_ID else None
    fair = g.session.get(Fair, door.fair_id) if door else None
    if door is None or fair is None or not can_run(g.actor, fair):
        abort(404)
    return Post(fair, door, actor=g.actor)
