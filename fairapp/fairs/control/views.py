"""The control room: the fair in figures, as it goes (row R1)."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, g, make_response, request
from flask.typing import ResponseReturnValue

from fairapp.core.clock import now
from fairapp.fairs.calendar import hours_of, phase_of
from fairapp.fairs.control import queries
from fairapp.fairs.control.tasks import Figures, full_halls, in_order, waiting_for
from fairapp.fairs.door.models import Scan
from fairapp.fairs.door.people import people_of
from fairapp.fairs.door.queries import recent_scans
from fairapp.fairs.door.views.screen import line_of
from fairapp.fairs.enums import FAIR_STATUS_LABELS, PHASE_LABELS, REFUSAL_LABELS, FairStatus, Phase
from fairapp.fairs.loading import organised_fair
from fairapp.fairs.models import Fair, FairDay
from fairapp.fairs.queries import days_of, halls_of
from fairapp.fairs.setup.services import missing_to_publish
from fairapp.fairs.spaces import organised_url, organiser_fair_space
from fairapp.web.access import organisers_only
from fairapp.web.charts import Chart, Value, draw
from fairapp.web.formats import hour, short_date
from fairapp.web.pages import render, wants_fragment

bp = Blueprint("control", __name__, url_prefix="/pilotage/<slug>/salons/<fair>")
BLUEPRINTS = (bp,)

QUARTER = timedelta(minutes=queries.QUARTER_MINUTES)
SHOWN_DAYS = 28  # of registering
FEED = 8


@bp.get("")
@organisers_only
def show(slug: str, fair: str) -> ResponseReturnValue:
    """Answer the room; every ten seconds it asks again, and hears nothing while nothing changed."""
    cluster, row = organised_fair(slug, fair)
    version = queries.version_of(g.session, row)
    if wants_fragment() and request.args.get("v") == version:
        return make_response("", 204)
    days = days_of(g.session, row.id)
    day = _chosen_day(row, days)
    return render(
        "fairs/control/room.html",
        fragment="salle",
        fair=row,
        url=organised_url(cluster, row),
        version=version,
        days=days,
        day=day,
        at=now(),
        **_figures(row, days, day),
        **organiser_fair_space(cluster, row, current="control"),
    )


def _figures(fair: Fair, days: Sequence[FairDay], day: date) -> dict[str, Any]:
    session, phase = g.session, phase_of(fair, days)
    signups = queries.signups_of(session, fair)
    stands, printing = queries.stands_of(session, fair.id), queries.printing_of(session, fair.id)
    seen = queries.day_of(session, fair, day)
    halls = halls_of(session, fair.id)
    recents = recent_scans(session, Scan.fair_id == fair.id, limit=FEED)  # type: ignore[arg-type]
    people = people_of(session, fair.id, [one.badge for one in recents if one.badge])
    figures = Figures(signups, stands, printing, queries.equipment_of(session, fair.id))
    missing = missing_to_publish(fair, days)
    waiting = waiting_for(fair, phase, hours_of(fair, days), figures, missing=missing)
    is_public = fair.status is FairStatus.PUBLISHED  # only then the calendar runs
    return {
        "is_public": is_public,
        "state_label": PHASE_LABELS[phase] if is_public else FAIR_STATUS_LABELS[fair.status],
        "has_doors_open": (is_public and phase in (Phase.OPEN, Phase.OVER)) or seen.arrivals > 0,
        "signups": signups,
        "stands": stands,
        "printing": printing,
        "seen": seen,
        "halls": halls,
        "feed": [(one, line_of(one, people)) for one in recents],
        "tasks": in_order([*full_halls(halls, seen.by_hall), *waiting]),
        "refusal_labels": REFUSAL_LABELS,
        "arrival_chart": _arrivals(fair, days, day, seen),
        "signup_chart": _signups(fair, signups),
    }


def _chosen_day(fair: Fair, days: Sequence[FairDay]) -> date:
    """Return the day asked for, else today during the fair, else the nearest of its days."""
    held = [day.held_on for day in days]
    asked = request.args.get("jour", "")
    if asked in [day.isoformat() for day in held]:
        return date.fromisoformat(asked)
    today = now().astimezone(ZoneInfo(fair.time_zone)).date()
    past = [day for day in held if day <= today]
    return past[-1] if past else held[0] if held else today


def _arrivals(fair: Fair, days: Sequence[FairDay], day: date, seen: queries.Day) -> Chart:
    """Draw the arrivals per quarter of an hour, from the opening to the end, and whoever came outside it."""
    zone = ZoneInfo(fair.time_zone)
    hours = [one for one in hours_of(fair, days) if one.held_on == day]
    bounds = [(one.opens_at, one.closes_at) for one in hours] or [
        (datetime.combine(day, time(9), zone), datetime.combine(day, time(18), zone))
    ]
    opens_at, closes_at = bounds[0]
    first = min([opens_at, *seen.by_quarter])
    last = max([closes_at, *(quarter + QUARTER for quarter in seen.by_quarter)])
    at, values, moment = now(), [], queries.quarter_of(fair, first)
    while moment < last:
        tick = hour(moment) if moment.minute == 0 else ""
        values.append(Value(hour(moment), seen.by_quarter.get(moment, 0), tick, moment <= at < moment + QUARTER))
        moment = (moment + QUARTER).astimezone(zone)
    return draw(values)


def _signups(fair: Fair, signups: queries.Signups) -> Chart:
    """Draw the registrations of the last weeks, day by day, days without any included."""
    if not signups.by_day:
        return draw([])
    today = now().astimezone(ZoneInfo(fair.time_zone)).date()
    last = max(signups.by_day)
    first = max(min(signups.by_day), last - timedelta(days=SHOWN_DAYS - 1))
    length = (last - first).days + 1
    values = []
    for number in range(length):
        day = first + timedelta(days=number)
        tick = short_date(day) if number % max(1, length // 6) == 0 else ""
        values.append(Value(short_date(day), signups.by_day.get(day, 0), tick, day == today))
    return draw(values)
