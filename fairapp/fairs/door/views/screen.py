"""The one screen of a door: what was read last, the field for the next code, the last passages."""

from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import UUID, uuid4, uuid5

from flask import Response, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp.core.clock import today
from fairapp.fairs.door.models import Scan
from fairapp.fairs.door.passages import Holder
from fairapp.fairs.door.people import Person, people_of
from fairapp.fairs.door.posts import address, device_secret
from fairapp.fairs.door.queries import Recent, count_arrivals, recent_scans
from fairapp.fairs.door.scanning import Post
from fairapp.fairs.door.verdicts import NAMELESS, Verdict
from fairapp.fairs.door.words import advice_of, title_of
from fairapp.fairs.enums import (
    ACCESS_LABELS,
    HOLDER_LABELS,
    LAYOUT_LABELS,
    REFUSAL_LABELS,
    REGISTRATION_STATUS_LABELS,
    Direction,
    Outcome,
)
from fairapp.web.i18n import translate
from fairapp.web.limits import by_account, by_address, limited
from fairapp.web.pages import render
from fairapp.web.security import content_policy, uses_camera

View = Callable[..., ResponseReturnValue]
TONES = {Outcome.ACCEPTED: "ok", Outcome.ALREADY: "again", Outcome.REFUSED: "no"}


class Line(NamedTuple):
    """One of the last passages."""

    scan: Scan
    label: str
    tone: str
    name: str
    is_undone: bool


def scans_codes(view: View) -> View:
    """Let this page use the camera; what decodes its pictures is WebAssembly."""
    return uses_camera(content_policy(script_src="'self' 'wasm-unsafe-eval'")(view))


def by_door() -> str:
    """Count per device: the doors of a fair share one address."""
    secret = device_secret()
    return f"door {secret}" if secret else by_account()


def door_limited(view: View) -> View:
    """Limit each device, and all of one address together: anybody can make up a cookie."""
    return limited("240 per minute", key=by_door, bucket="door")(
        limited("3000 per minute", key=by_address, bucket="doors of one address")(view)
    )


def show_screen(post: Post, *, scene: str = "idle", status: int = 200, **context: object) -> Response:
    """Answer the whole screen, or what htmx swaps into it: the scene, the last passages, the next form's number."""
    response = render(
        "fairs/door/gate.html",
        fragment="scene",
        oob=("passages", "nonce"),
        status=status,
        scene=scene,
        post=post,
        at=lambda path: address(post, path),
        next_nonce=str(uuid4()),
        arrivals=count_arrivals(g.session, post.fair, today(post.fair.time_zone)),
        lines=last_passages(post),
        access_labels=ACCESS_LABELS,
        holder_labels=HOLDER_LABELS,
        status_labels=REGISTRATION_STATUS_LABELS,
        layout_labels=LAYOUT_LABELS,
        **context,
    )
    response.headers["Cache-Control"] = "no-store"  # names, and a number that serves once
    return response


def show_verdict(post: Post, verdict: Verdict, **context: Any) -> Response:
    return show_screen(
        post,
        scene="verdict",
        verdict=verdict,
        tone=TONES[verdict.shown],
        title=title_of(verdict),
        advice=advice_of(verdict),
        reason=translate(REFUSAL_LABELS[verdict.refusal]) if verdict.refusal else "",
        **context,
    )


def own_nonce(post: Post, form_nonce: UUID, what: str) -> str:
    """Return the scan's own number: of this form, this door, and what was read.

    Going back and typing another code in the same form is another scan; sending the form again is not.
    """
    return str(uuid5(form_nonce, f"{post.checkpoint.id} {post.device_id or 0} {what}"))


def last_passages(post: Post) -> list[Line]:
    recents = recent_scans(g.session, Scan.checkpoint_id == post.checkpoint.id)  # type: ignore[arg-type]
    people = people_of(g.session, post.fair.id, [one.badge for one in recents if one.badge])
    return [line_of(one, people) for one in recents]


def line_of(recent: Recent, people: dict[Holder, Person]) -> Line:
    """Return what a list tells of one scan."""
    scan, badge = recent.scan, recent.badge
    labels = {
        Outcome.ACCEPTED: _("Entrée") if recent.checkpoint.direction is Direction.IN else _("Sortie"),
        Outcome.ALREADY: _("Déjà scanné"),
        Outcome.REFUSED: _("Refus"),
    }
    tones = {Outcome.ACCEPTED: "ok", Outcome.ALREADY: "warn", Outcome.REFUSED: "bad"}
    person = people.get(Holder(badge.registration_id, badge.staff_id)) if badge else None
    if scan.refusal in NAMELESS or person is None:
        name = translate(REFUSAL_LABELS[scan.refusal]) if scan.refusal else _("Badge effacé")
    else:
        name = person.name
    return Line(scan, labels[scan.shown], tones[scan.shown], name, recent.is_undone)
