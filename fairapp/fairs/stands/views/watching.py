"""Is the plan still the one that a page shows? Asked every three seconds by every open plan (row B2).

The answer comes from memory, most often before Flask is asked: the database is read once a second for each fair,
however many people look. A plan is public, so nobody has to be recognised; what changed is then asked for by a request
of the page's own.
"""

import time
from typing import cast

from flask import Blueprint, Flask, Response, abort, current_app, g, request
from flask.typing import ResponseReturnValue

from fairapp.fairs.enums import FairStatus
from fairapp.fairs.queries import fair_by_slug
from fairapp.fairs.stands.plan import stamp_of
from fairapp.web import quick
from fairapp.web.access import public

bp = Blueprint("plan_watch", __name__)

EXTENSION = "fairapp.fairs.stamps"
FRESH_SECONDS = 1.0
MOST_FAIRS = 200
CHANGED = "plan-changed"  # the event that the page's own link waits for

Stamps = dict[str, tuple[float, str]]  # slug → until when, stamp


@bp.record
def _install(state: object) -> None:
    app: Flask = state.app  # type: ignore[attr-defined]
    app.extensions[EXTENSION] = {}
    quick.offer(app, "etat", lambda path, query: _is_known(app.extensions[EXTENSION], path, query))


def _is_known(stamps: Stamps, path: str, query: str) -> bool:
    """Tell, from memory alone, that the plan has not changed."""
    match path.split("/"):
        case ["", "salons", slug, "plan", "etat"]:
            known = stamps.get(slug)
        case _:
            return False
    return known is not None and time.monotonic() < known[0] and query == f"v={known[1]}"


@bp.get("/salons/<fair>/plan/etat")
@public
def watch(fair: str) -> ResponseReturnValue:
    """Answer 204; with an event if the plan is another by now."""
    if request.args.get("v") == known_stamp(fair):
        return Response(status=204)
    return Response(status=204, headers={"HX-Trigger": CHANGED})


def known_stamp(slug: str) -> str:
    """Return the plan's stamp, at most a second old; 404 for a fair that the public may not see."""
    stamps = cast("Stamps", current_app.extensions[EXTENSION])
    known = stamps.get(slug)
    if known is not None and time.monotonic() < known[0]:
        return known[1]
    fair = fair_by_slug(g.session, slug)
    if fair is None or fair.status is FairStatus.DRAFT:
        abort(404)
    if len(stamps) >= MOST_FAIRS:
        stamps.clear()
    stamp = stamp_of(g.session, fair.id)
    stamps[slug] = (time.monotonic() + FRESH_SECONDS, stamp)
    return stamp
