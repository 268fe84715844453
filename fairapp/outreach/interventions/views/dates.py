"""Dates of a visit: one, a weekly series, edited, cancelled."""

from datetime import date
from itertools import groupby

from flask import Blueprint, Response, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from fairapp.clusters.models import Cluster, Company
from fairapp.clusters.navigation import company_space
from fairapp.core.clock import today
from fairapp.core.errors import Conflict, DomainError
from fairapp.outreach.enums import SlotStatus
from fairapp.outreach.interventions.forms import SeriesForm, SlotForm
from fairapp.outreach.interventions.services.series import Series, Skipped, add_series
from fairapp.outreach.interventions.services.slots import InHolidays, add_slot, cancel_slot, edit_slot
from fairapp.outreach.interventions.views.own import own_slot, own_visit, visit_path, visits_path
from fairapp.outreach.interventions.views.visit_page import visit_page
from fairapp.outreach.models import Intervention, Slot
from fairapp.outreach.zones import days_between, on_the_wall
from fairapp.web import forms
from fairapp.web.access import companies_only
from fairapp.web.formats import short_date
from fairapp.web.forms import Form
from fairapp.web.i18n import translate
from fairapp.web.pages import go_to, notify, render

bp = Blueprint("visit_dates", __name__, url_prefix="/entreprise/<slug>/visites/<int:id>/creneaux")


@bp.get("/nouveau")
@companies_only
def new(slug: str, id: int) -> ResponseReturnValue:
    company, visit = own_visit(slug, id)
    return _slot_page(company, visit, None, forms.blank(SlotForm, pupils_max=visit.pupils_max))


@bp.post("/nouveau")
@companies_only
def add(slug: str, id: int) -> ResponseReturnValue:
    company, visit = own_visit(slug, id)
    form = forms.bind(SlotForm)
    if form.is_valid:
        try:
            add_slot(g.session, visit, form.data, by=g.actor)
            return notify(go_to(visit_path(company, visit)), _("Créneau ajouté."))
        except DomainError as error:
            return _refused(company, visit, None, form, error=error)
    return _slot_page(company, visit, None, form, status=422)


@bp.get("/serie")
@companies_only
def new_series(slug: str, id: int) -> ResponseReturnValue:
    company, visit = own_visit(slug, id)
    return _series_page(company, visit, forms.blank(SeriesForm, pupils_max=visit.pupils_max))


@bp.post("/serie")
@companies_only
def add_weeks(slug: str, id: int) -> ResponseReturnValue:
    company, visit = own_visit(slug, id)
    form = forms.bind(SeriesForm)
    status = 422
    if form.is_valid:
        try:
            made = add_series(g.session, visit, form.data, by=g.actor)
            level = "warning" if made.skipped else "success"
            return notify(go_to(visit_path(company, visit)), _told(made), level=level)
        except DomainError as error:
            form.refuse(error)
            status = 409 if isinstance(error, Conflict) else 422
    return _series_page(company, visit, form, status=status)


@bp.get("/<int:slot_id>")
@companies_only
def edit(slug: str, id: int, slot_id: int) -> ResponseReturnValue:
    company, visit, slot = own_slot(slug, id, slot_id)
    return _slot_page(company, visit, slot, _show(visit, slot))


@bp.post("/<int:slot_id>")
@companies_only
def save(slug: str, id: int, slot_id: int) -> ResponseReturnValue:
    company, visit, slot = own_slot(slug, id, slot_id)
    form = forms.bind(SlotForm)
    if not form.is_valid:
        return _slot_page(company, visit, slot, form, status=422)
    try:
        edit_slot(g.session, slot, form.data, version=form.data.version, by=g.actor)
    except Conflict as error:
        form = _show(visit, slot)
        form.refuse(error)
        return _slot_page(company, visit, slot, form, status=409)
    except DomainError as error:
        return _refused(company, visit, slot, form, error=error)
    return notify(go_to(visit_path(company, visit)), _("Créneau modifié."))


@bp.post("/<int:slot_id>/annuler")
@companies_only
def cancel(slug: str, id: int, slot_id: int) -> ResponseReturnValue:
    company, visit, slot = own_slot(slug, id, slot_id)
    try:
        cancel_slot(g.session, slot, by=g.actor)
    except DomainError as error:
        problem = translate(error.message, **error.params)
        return visit_page(company, visit, problem=problem, asks_requests=True, status=422)
    return notify(
        go_to(visit_path(company, visit)), _("Créneau annulé. Ajouté de nouveau à la même heure, il revient.")
    )


def _show(visit: Intervention, slot: Slot) -> Form[SlotForm]:
    """Return the form filled with what the slot says, on the clock of its place."""
    zone = g.session.get_one(Cluster, visit.cluster_id).time_zone
    local = on_the_wall(slot.starts_at, zone)
    return forms.prefill(
        SlotForm,
        slot,
        day=local.date(),
        hour=local.time(),
        booking_days=days_between(slot.booking_until, slot.starts_at, zone),
        cancel_days=days_between(slot.cancel_until, slot.starts_at, zone),
        in_holidays=False,
    )


def _refused(
    company: Company, visit: Intervention, slot: Slot | None, form: Form[SlotForm], *, error: DomainError
) -> Response:
    """Say why above what was typed; in holidays, the box that means it appears."""
    form.refuse(error)
    status = 409 if isinstance(error, Conflict) else 422
    return _slot_page(company, visit, slot, form, asks_holidays=isinstance(error, InHolidays), status=status)


def _slot_page(
    company: Company,
    visit: Intervention,
    slot: Slot | None,
    form: Form[SlotForm],
    *,
    asks_holidays: bool = False,
    status: int = 200,
) -> Response:
    url = visit_path(company, visit)
    return render(
        "outreach/interventions/slot.html",
        fragment="form",
        status=status,
        visit=visit,
        slot=slot,
        is_open=slot is None or slot.status is SlotStatus.OPEN,
        form=form,
        url=url,
        list_url=visits_path(company),
        requests_url=f"/entreprise/{company.slug}/demandes",
        action=f"{url}/creneaux/{slot.id}" if slot else f"{url}/creneaux/nouveau",
        asks_holidays=asks_holidays or form.typed.get("in_holidays") == "1",
        first=today(),
        **company_space(company, current="visits"),
    )


def _series_page(company: Company, visit: Intervention, form: Form[SeriesForm], *, status: int = 200) -> Response:
    url = visit_path(company, visit)
    return render(
        "outreach/interventions/series.html",
        fragment="form",
        status=status,
        visit=visit,
        form=form,
        url=url,
        list_url=visits_path(company),
        action=f"{url}/creneaux/serie",
        first=today(),
        **company_space(company, current="visits"),
    )


def _told(made: Series) -> str:
    """Say how many dates were added, and which weeks were not, with their reasons."""
    added = ngettext("%(num)s créneau ajouté.", "%(num)s créneaux ajoutés.", len(made.slots))
    if not made.skipped:
        return str(added)
    return str(_("%(added)s Sans créneau : %(skipped)s.", added=added, skipped=_reasons(made.skipped)))


def _reasons(skipped: list[Skipped]) -> str:
    groups = groupby(skipped, key=lambda one: one.why)
    return " ; ".join(f"{_days([one.day for one in days])} ({translate(why)})" for why, days in groups)


def _days(days: list[date]) -> str:
    return ", ".join(short_date(day) for day in days)
