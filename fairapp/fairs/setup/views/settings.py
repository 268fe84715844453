"""The settings of a fair: four forms on one page. What somebody else changed meanwhile is shown, never overwritten."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Response, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp.clusters.models import Cluster
from fairapp.core.errors import Conflict, DomainError
from fairapp.fairs.calendar import phase_of
from fairapp.fairs.enums import FAIR_STATUS_LABELS, PHASE_LABELS, FairStatus
from fairapp.fairs.loading import organised_fair
from fairapp.fairs.models import Fair, FairDay
from fairapp.fairs.queries import days_of
from fairapp.fairs.setup import services
from fairapp.fairs.setup.drafts import MOST_DAYS, DayDraft, PresentationDraft, WhenDraft
from fairapp.fairs.setup.forms import (
    BAND_LENGTHS,
    CalendarForm,
    TermsForm,
    calendar_values,
    read_calendar,
    read_terms,
    time_zones,
    vat_percent,
)
from fairapp.fairs.setup.queries import interested_companies
from fairapp.fairs.setup.services.placing import place_label
from fairapp.fairs.setup.views.meanwhile import show_meanwhile
from fairapp.fairs.spaces import fair_url, organised_url, organiser_fair_space
from fairapp.web.access import organisers_only
from fairapp.web.forms import Form, bind, prefill
from fairapp.web.i18n import translate
from fairapp.web.pages import go_to, notify, render

bp = Blueprint("fair_settings", __name__, url_prefix="/pilotage/<slug>/salons/<fair>/reglages")

Forms = Mapping[str, Form[Any]]
_BLANK_DAYS = 1  # offered below those that there are


@dataclass
class Desk:
    """The page as it is to be shown: the form that was sent, the others as they are stored."""

    cluster: Cluster
    fair: Fair
    days: list[FairDay]
    sent: dict[str, Form[Any]] = field(default_factory=dict)
    fragment: str = ""
    missing: list[str] | None = None
    status: int = 200


@bp.get("")
@organisers_only
def show(slug: str, fair: str) -> ResponseReturnValue:
    return show_settings(_desk(slug, fair))


@bp.post("/presentation")
@organisers_only
def save_presentation(slug: str, fair: str) -> ResponseReturnValue:
    desk, form = _desk(slug, fair), bind(PresentationDraft)
    return _save(
        desk, "presentation", form, lambda: services.edit_presentation(g.session, desk.fair, form.data, by=g.actor)
    )


@bp.post("/dates")
@organisers_only
def save_dates(slug: str, fair: str) -> ResponseReturnValue:
    desk, form = _desk(slug, fair), bind(WhenDraft)
    moved: list[bool] = []
    done = _save(
        desk, "dates", form, lambda: moved.append(services.reschedule(g.session, desk.fair, form.data, by=g.actor))
    )
    if moved and moved[0]:
        return notify(done, _("Changement enregistré : exposants et inscrits sont prévenus par courriel."))
    return done


@bp.post("/calendrier")
@organisers_only
def save_calendar(slug: str, fair: str) -> ResponseReturnValue:
    desk, form = _desk(slug, fair), bind(CalendarForm)

    def keep() -> None:
        if calendar := read_calendar(form, desk.fair.time_zone):
            services.edit_calendar(g.session, desk.fair, calendar, form.data.version, by=g.actor)

    return _save(desk, "calendrier", form, keep)


@bp.post("/conditions")
@organisers_only
def save_terms(slug: str, fair: str) -> ResponseReturnValue:
    desk, form = _desk(slug, fair), bind(TermsForm)
    return _save(
        desk, "conditions", form,
        lambda: services.edit_terms(g.session, desk.fair, read_terms(form.data), form.data.version, by=g.actor),
    )  # fmt: skip


def _save(desk: Desk, part: str, form: Form[Any], keep: Callable[[], object]) -> Response:
    status = 422
    if form.is_valid:
        try:
            keep()
            if form.is_valid:
                url = f"{organised_url(desk.cluster, desk.fair)}/reglages#{part}"
                return notify(go_to(url), _("Les réglages sont enregistrés."))
        except DomainError as refusal:
            form.refuse(refusal)
            status = 409 if isinstance(refusal, Conflict) else 422
    desk.sent[part], desk.fragment, desk.status = form, part, status
    return show_settings(desk)


def _desk(slug: str, fair: str) -> Desk:
    cluster, row = organised_fair(slug, fair)
    return Desk(cluster, row, list(days_of(g.session, row.id)))


def show_settings(desk: Desk) -> Response:
    """Answer the page, or the form that htmx sent."""
    if desk.status == 409:
        desk.days = list(days_of(g.session, desk.fair.id))
    fair, stored = desk.fair, _stored(desk.fair, desk.days)
    if desk.status == 409:
        for part, form in desk.sent.items():
            show_meanwhile(form, stored[part], _told(stored[part]), proof="version")
    forms = {**stored, **desk.sent}
    missing = desk.missing if desk.missing is not None else services.missing_to_publish(fair, desk.days)
    return render(
        "fairs/setup/settings.html",
        fragment=desk.fragment or None,
        status=desk.status,
        fair=fair,
        url=organised_url(desk.cluster, fair),
        public_url=fair_url(fair),
        presentation=forms["presentation"],
        dates=forms["dates"],
        day_rows=_day_rows(forms["dates"]),
        calendar=forms["calendrier"],
        terms=forms["conditions"],
        missing=[translate(one) for one in missing] if fair.status is FairStatus.DRAFT else [],
        refused=desk.missing is not None,
        zones=[(zone, translate(label)) for zone, label in time_zones(fair).items()],
        band_lengths=[(minutes, _("%(num)s minutes", num=minutes)) for minutes in BAND_LENGTHS],
        status_label=translate(FAIR_STATUS_LABELS[fair.status]),
        phase_label=translate(PHASE_LABELS[phase_of(fair, desk.days)]),
        interests=interested_companies(g.session, fair.id),
        **organiser_fair_space(desk.cluster, fair, current="settings"),
    )


def _stored(fair: Fair, days: list[FairDay]) -> Forms:
    """Return every form as the database has it."""
    return {
        "presentation": prefill(PresentationDraft, fair),
        "dates": prefill(
            WhenDraft, fair, days=[DayDraft.model_validate(day, from_attributes=True) for day in days],
            place=place_label(fair), shifts_calendar=False,
        ),
        "calendrier": prefill(CalendarForm, fair, **calendar_values(fair)),
        "conditions": prefill(TermsForm, fair, vat_percent=vat_percent(fair)),
    }  # fmt: skip


def _day_rows(form: Form[Any]) -> Sequence[Mapping[str, str | list[str]]]:
    """Return the rows of days, one more to fill in."""
    typed = form.typed.get("days")
    rows = [row for row in typed if isinstance(row, dict)] if isinstance(typed, list) else []
    return [*rows, *({} for _row in range(_BLANK_DAYS))][:MOST_DAYS]


def _told(stored: Form[Any]) -> list[str]:
    """Return the fields whose stored values can be told in a few words."""
    untold = {"version", "shifts_calendar"}  # the one is a number, the other is asked each time
    return [name for name, value in stored.typed.items() if isinstance(value, str) and name not in untold]
