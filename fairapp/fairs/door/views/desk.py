"""The desk: find someone by name, correct the name, print again, take in who did not register (row D4)."""

from flask import Blueprint, abort, current_app, g, make_response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp.core.errors import Conflict, DomainError
from fairapp.fairs.badges.documents import render_badge
from fairapp.fairs.badges.queries import current_badge
from fairapp.fairs.badges.services import note_printed
from fairapp.fairs.door.codes import MAX_LENGTH, Code
from fairapp.fairs.door.forms import NameDraft, PrintQuery, WalkInDraft
from fairapp.fairs.door.people import Person, candidate, find_people
from fairapp.fairs.door.posts import at_the_door
from fairapp.fairs.door.queries import scan_by_nonce
from fairapp.fairs.door.scanning import Post, record_scan
from fairapp.fairs.door.verdicts import verdict_of
from fairapp.fairs.door.views.screen import by_door, door_limited, own_nonce, scans_codes, show_screen, show_verdict
from fairapp.fairs.enums import RefusalReason
from fairapp.fairs.registrations.models import Registration
from fairapp.fairs.registrations.services import correct_name, walk_in
from fairapp.pdf import DrawingFailed
from fairapp.web.access import load_or_404, public
from fairapp.web.forms import bind, blank, prefill, query
from fairapp.web.limits import by_address, limited_reads
from fairapp.web.pages import notify
from fairapp.web.transactions import afterwards

bp = Blueprint("door_desk", __name__, url_prefix="/porte")


@bp.get("/personnes")
@public
@scans_codes
@at_the_door
def find(post: Post) -> ResponseReturnValue:
    asked = request.args.get("q", "")[:MAX_LENGTH]
    return show_screen(post, scene="people", people=find_people(g.session, post.fair.id, asked), asked=asked)


@bp.get("/personnes/<int:id>")
@public
@scans_codes
@at_the_door
def show_person(post: Post, id: int) -> ResponseReturnValue:
    person = _person(post, id)
    return show_screen(post, scene="person", person=person, form=prefill(NameDraft, person.registration))


@bp.post("/personnes/<int:id>/nom")
@public
@scans_codes
@door_limited
@at_the_door
def correct(post: Post, id: int) -> ResponseReturnValue:
    """Correct the name; the code stays the same, and the badge can be printed at once (row G4)."""
    person, form = _person(post, id), bind(NameDraft)
    if not form.is_valid or person.registration is None:
        return show_screen(post, scene="person", status=422, person=person, form=form)
    draft = form.data
    correct_name(
        g.session, person.registration, first_name=draft.first_name, last_name=draft.last_name, by=post.actor,
        device_id=post.device_id,
    )  # fmt: skip
    corrected = _person(post, id)
    response = show_screen(
        post, scene="person", person=corrected, form=prefill(NameDraft, corrected.registration)
    )  # fmt: skip
    return notify(response, _("Le nom est corrigé."))


@bp.get("/personnes/<int:id>/badge.pdf")
@public
@limited_reads("60 per minute", key=by_door)
@limited_reads("600 per minute", key=by_address, bucket="badges of one address")
@at_the_door
def print_badge(post: Post, id: int) -> ResponseReturnValue:
    """Give the badge to print again; by GET, because drawing takes its time and must hold no lock."""
    person, asked = _person(post, id), query(PrintQuery)
    badge = person.badge or abort(404)
    public_url = current_app.extensions["fairapp"].settings.public_url
    try:
        content = render_badge(g.session, badge, asked.format, public_url=public_url)
    except DrawingFailed:
        return show_screen(post, scene="unprinted", status=503, person=person)
    afterwards(lambda session: note_printed(session, badge.id))
    response = make_response(content)
    response.headers["Content-Type"] = "application/pdf"
    response.headers["Content-Disposition"] = f"inline; filename=badge-{badge.short_code}.pdf"
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/sur-place")
@public
@scans_codes
@at_the_door
def ask_walk_in(post: Post) -> ResponseReturnValue:
    return show_screen(post, scene="walk_in", form=blank(WalkInDraft))


@bp.post("/sur-place")
@public
@scans_codes
@door_limited
@at_the_door
def take_in(post: Post) -> ResponseReturnValue:
    """Register someone who stands there, and let them in: one form, one button."""
    form = bind(WalkInDraft)
    if not form.is_valid:
        return show_screen(post, scene="walk_in", status=422, form=form)
    draft = form.data
    nonce = own_nonce(post, draft.nonce, "walk-in")
    kept = scan_by_nonce(g.session, nonce)  # sent twice: one person
    if kept is None:
        try:
            registration = walk_in(
                g.session, post.fair, first_name=draft.first_name, last_name=draft.last_name,
                email=draft.email or None, by=post.actor, form_key=draft.nonce.hex,
            )  # fmt: skip
        except DomainError as refusal:
            form.refuse(refusal)
            status = 409 if isinstance(refusal, Conflict) else 422
            return show_screen(post, scene="walk_in", status=status, form=form)
        badge = current_badge(g.session, registration_id=registration.id) or abort(409)
        kept = record_scan(
            g.session, post, Code(token=badge.token), nonce=nonce,
            let_in=_("Inscription sur place"), despite=RefusalReason.OTHER_DAY,
        )  # fmt: skip
    return show_verdict(post, verdict_of(g.session, post, kept))


def _person(post: Post, id: int) -> Person:
    """Return a candidate of this fair, with the badge that is theirs now."""
    registration = load_or_404(
        g.session, Registration, id, allowed=lambda _actor, row: row.fair_id == post.fair.id
    )  # fmt: skip
    badge = current_badge(g.session, registration_id=registration.id)
    return candidate(registration, badge)
