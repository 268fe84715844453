"""Scanning: read a code, write the scan, take it back (rows D1 to D3)."""

from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

from flask import Blueprint, abort, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp.core.clock import now
from fairapp.core.errors import DomainError
from fairapp.fairs.door import scanning
from fairapp.fairs.door.codes import Code, read_code
from fairapp.fairs.door.forms import Scanned, Undo
from fairapp.fairs.door.models import Scan
from fairapp.fairs.door.people import find_people
from fairapp.fairs.door.posts import address, at_the_door
from fairapp.fairs.door.scanning import Post
from fairapp.fairs.door.verdicts import verdict_of
from fairapp.fairs.door.views.screen import door_limited, own_nonce, scans_codes, show_screen, show_verdict
from fairapp.fairs.enums import Outcome
from fairapp.web.access import load_or_404, public
from fairapp.web.forms import bind, blank
from fairapp.web.pages import go_to, notify

bp = Blueprint("door", __name__, url_prefix="/porte")


@bp.get("")
@public
@scans_codes
@at_the_door
def show(post: Post) -> ResponseReturnValue:
    return show_screen(post)


@bp.post("/passages")
@public
@scans_codes
@door_limited
@at_the_door
def scan(post: Post) -> ResponseReturnValue:
    """Write a scan and show its verdict; what is a name is looked up instead."""
    form = bind(Scanned)
    if not form.is_valid:
        return show_screen(post, scene="unread", status=422)
    code = read_code(form.data.code)
    if not code.is_surely_a_code and scanning.find_badge(g.session, post.fair, code) is None:
        people = find_people(g.session, post.fair.id, code.text)
        return show_screen(post, scene="people", people=people, asked=code.text)
    kept = scanning.record_scan(
        g.session, post, code,
        nonce=own_nonce(post, form.data.nonce, code.token or code.short),
        at=now() - timedelta(seconds=form.data.age) if form.data.age else None,
    )  # fmt: skip
    return show_verdict(post, verdict_of(g.session, post, kept))


@bp.post("/passages/<int:id>/laisser-entrer")
@public
@scans_codes
@door_limited
@at_the_door
def let_in(post: Post, id: int) -> ResponseReturnValue:
    """Someone at the door checked who it is: they come in on a badge that was used."""
    refused = _scan(post, id)
    badge = scanning.badge_of(g.session, refused)
    if refused.shown is not Outcome.ALREADY or badge is None:
        abort(404)
    nonce = str(uuid5(NAMESPACE_URL, f"let-in:{refused.nonce}"))
    kept = scanning.record_scan(g.session, post, Code(token=badge.token), nonce=nonce, let_in=_("Identité vérifiée"))
    return show_verdict(post, verdict_of(g.session, post, kept))


@bp.get("/passages/<int:id>/annuler")
@public
@scans_codes
@at_the_door
def ask_to_undo(post: Post, id: int) -> ResponseReturnValue:
    return show_screen(post, scene="undo", undone=_scan(post, id), form=blank(Undo))


@bp.post("/passages/<int:id>/annuler")
@public
@scans_codes
@door_limited
@at_the_door
def undo(post: Post, id: int) -> ResponseReturnValue:
    undone, form = _scan(post, id), bind(Undo)
    if form.is_valid:
        try:
            nonce = own_nonce(post, form.data.nonce, f"undo {id}")
            scanning.undo_scan(g.session, post, undone, nonce=nonce, reason=form.data.reason)
            return notify(go_to(address(post, "/porte")), _("Le passage est annulé."))
        except DomainError as refusal:
            form.refuse(refusal)
    return show_screen(post, scene="undo", status=422, undone=undone, form=form)


def _scan(post: Post, id: int) -> Scan:
    """Return a scan of this very door."""
    return load_or_404(g.session, Scan, id, allowed=lambda _actor, row: row.checkpoint_id == post.checkpoint.id)
