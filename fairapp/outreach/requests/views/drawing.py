"""The ways that are open to a side now, read from the one table of states, as its page draws them."""

from typing import Any, NamedTuple

from flask import g
from flask_babel import gettext as _

from fairapp.clusters.models import Cluster
from fairapp.outreach import states
from fairapp.outreach.enums import Action, Side
from fairapp.outreach.models import Intervention, OutreachRequest
from fairapp.outreach.requests import queries
from fairapp.outreach.requests.services import dates_of
from fairapp.outreach.requests.views.desk import Desk
from fairapp.outreach.requests.views.ways import WAYS, Way
from fairapp.outreach.requests.words import class_label, when
from fairapp.web.forms import Form, blank
from fairapp.web.i18n import translate

AWAITED = (Action.CHOOSE, Action.AGREE, Action.PROPOSE, Action.EVALUATE)  # drawn open


class Shown(NamedTuple):
    """A way on the page."""

    slug: str
    kind: str
    label: str
    form: Form[Any]
    is_open: bool  # it is awaited, or was refused
    choices: list[tuple[Any, str]]
    slots: list[tuple[int, str]]


def open_ways(desk: Desk, request: OutreachRequest) -> list[Shown]:
    """Return what this side may do now, what is awaited of it first."""
    ready = states.allowed(request.status, desk.side)
    return [
        _shown(desk, request, way, is_awaited=action in AWAITED)
        for action, way in WAYS.items()
        if action in ready and _suits(desk, request, action)
    ]


def _suits(desk: Desk, request: OutreachRequest, action: Action) -> bool:
    """Of a company: a request that nobody answers is claimed first, one that was sent to it is not given back."""
    if action is Action.WRITE and request.company_id is None:
        return False  # nobody reads it yet
    if desk.side is not Side.COMPANY:
        return True
    is_mine = request.company_id == desk.organisation.id
    if action is Action.CLAIM:
        return request.company_id is None
    return is_mine and (action is not Action.RELEASE or request.intervention_id is None)


def _shown(desk: Desk, request: OutreachRequest, way: Way, *, is_awaited: bool) -> Shown:
    sent, choices = desk.sent.get(way.slug), _choices(request, way)
    form = sent or blank(way.schema, **_initial(request, way, choices))
    form.typed["version"] = str(request.version)
    slots = _slots(request) if way.kind == "move" else []
    return Shown(way.slug, way.kind, translate(way.label), form, is_awaited or sent is not None, choices, slots)


def _initial(request: OutreachRequest, way: Way, choices: list[tuple[Any, str]]) -> dict[str, Any]:
    if way.kind == "choice" and len(choices) == 1:
        return {"proposal_id": choices[0][0]}
    if way.kind not in {"dates", "move"}:
        return {}
    intervention = g.session.get(Intervention, request.intervention_id) if request.intervention_id else None
    return {
        "dates": [], "speaker_id": request.speaker_id,
        "duration_min": intervention.duration_min if intervention else 60,
    }  # fmt: skip


def _choices(request: OutreachRequest, way: Way) -> list[tuple[Any, str]]:
    zone = g.session.get_one(Cluster, request.cluster_id).time_zone
    match way.kind:
        case "choice":
            return [(str(one.id), when(one, zone)) for one in dates_of(g.session, request.id)]
        case "dates" | "move" if request.company_id:
            return [
                (one.id, f"{one.first_name}, {one.job_title}")
                for one in queries.speakers_of(g.session, request.company_id)
            ]
        case "company":
            return [(one.id, one.name) for one in queries.member_companies(g.session, request.cluster_id)]
        case "merge":
            return [
                (one.id, _("n° %(id)s, %(name)s", id=one.id, name=class_label(one)))
                for one in queries.others_of_school(g.session, request)
            ]
        case _:
            return []


def _slots(request: OutreachRequest) -> list[tuple[int, str]]:
    if request.intervention_id is None:
        return []
    zone = g.session.get_one(Cluster, request.cluster_id).time_zone
    slots = queries.open_slots(g.session, request.intervention_id)
    return [
        (one.id, when(one, zone)) for one in slots if one.id != request.slot_id and one.groups_taken < one.groups_max
    ]
