"""The address in a badge's code: who scans decides what opens (row G3)."""

from flask import Blueprint, current_app, g, request
from flask.typing import ResponseReturnValue

from fairapp.accounts.services import link_token
from fairapp.core.clock import now
from fairapp.fairs.badges.models import Badge
from fairapp.fairs.badges.queries import find_by_token
from fairapp.fairs.door.posts import shut_out, stand
from fairapp.fairs.door.queries import checkpoints_of
from fairapp.fairs.door.scanning import Post
from fairapp.fairs.door.verdicts import foresee
from fairapp.fairs.door.views.screen import scans_codes, show_verdict
from fairapp.fairs.enums import Direction
from fairapp.fairs.models import Fair
from fairapp.fairs.policies import can_run, can_view
from fairapp.fairs.queries import coming_fairs
from fairapp.fairs.registrations.models import Registration
from fairapp.fairs.registrations.queries import link_of
from fairapp.fairs.spaces import fair_url
from fairapp.web.access import public
from fairapp.web.pages import go_to

bp = Blueprint("badge_links", __name__)


@bp.get("/b/<token>")
@bp.get("/B/<token>")
@public
@scans_codes
def open_badge(token: str) -> ResponseReturnValue:
    """Show the verdict at a door, their own page to the holder, the fair to anyone else; nothing is written."""
    badge = find_by_token(g.session, token)
    standing = stand()
    if standing.device is not None and standing.post is None:
        return shut_out(standing)
    fair = g.session.get(Fair, badge.fair_id) if badge else None
    post = standing.post or (_organisers_post(fair) if fair else None)
    if post is not None:
        return show_verdict(
            post, foresee(g.session, post, badge, now()), scanned=token.upper(), sends_itself=_was_scanned(post)
        )  # fmt: skip
    return go_to((badge and _holders_page(badge)) or _strangers_page(fair))


def _was_scanned(post: Post) -> bool:
    """Tell a code that a device read from a link that was clicked: nobody is checked in by a message."""
    return post.device_id is not None and request.headers.get("Sec-Fetch-Site", "none") in ("none", "same-origin")


def _organisers_post(fair: Fair) -> Post | None:
    """Return the first way in, for an organiser whose telephone is no door."""
    if not can_run(g.actor, fair):
        return None
    doors = checkpoints_of(g.session, fair.id)
    door = next((door for door in doors if door.direction is Direction.IN), None)
    return Post(fair, door, actor=g.actor) if door else None


def _holders_page(badge: Badge) -> str | None:
    """Return the address of my registration, to whom it is tied to."""
    registration = g.session.get(Registration, badge.registration_id) if g.actor and badge.registration_id else None
    if registration is None or registration.account_id != g.actor.account_id:
        return None
    link = link_of(g.session, registration.id)
    return f"/inscriptions/{link_token(current_app.extensions['fairapp'].settings, link)}" if link else None


def _strangers_page(fair: Fair | None) -> str:
    """Return the fair's page, which tells no name; a code that is none leads where most codes do."""
    if fair is None or not can_view(None, fair):
        coming = coming_fairs(g.session, limit=2)
        fair = coming[0] if len(coming) == 1 else None
    return fair_url(fair) if fair else "/salons"
