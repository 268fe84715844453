"""Halls, their gauge and drawing; a plan read from a file or generated (rows F2, F5)."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp.clusters.models import Cluster
from fairapp.core.errors import Conflict, DomainError
from fairapp.core.text import N_
from fairapp.fairs.loading import organised_fair
from fairapp.fairs.models import Fair, Hall
from fairapp.fairs.queries import halls_of
from fairapp.fairs.setup import services
from fairapp.fairs.setup.drafts import MOST_MARKS, HallDraft, MarkDraft
from fairapp.fairs.setup.forms import GridForm, TypeChoice
from fairapp.fairs.setup.plan_files import MAX_BYTES, Remark, WrongPlan, read_plan_file
from fairapp.fairs.setup.services.locking import seal_of
from fairapp.fairs.setup.services.plans import Laid
from fairapp.fairs.setup.shapes import PlannedHall, generated
from fairapp.fairs.setup.views.drawing import draw_plan, drawn_hall
from fairapp.fairs.setup.views.meanwhile import show_meanwhile
from fairapp.fairs.spaces import organised_url, organiser_fair_space
from fairapp.fairs.stands.models import StandType
from fairapp.fairs.stands.plan import State, read_plan
from fairapp.fairs.stands.queries import types_of
from fairapp.web.access import load_or_404, organisers_only
from fairapp.web.bodies import accepts_upload
from fairapp.web.forms import Form, bind, blank, prefill
from fairapp.web.i18n import translate
from fairapp.web.pages import go_to, notify, render

bp = Blueprint("fair_plan", __name__, url_prefix="/pilotage/<slug>/salons/<fair>/plan")

_MORE_MARKS = 2  # empty rows
_OVERHEAD = 10_000  # bytes of a form around its file


@bp.get("")
@organisers_only
def show(slug: str, fair: str) -> ResponseReturnValue:
    cluster, row = organised_fair(slug, fair)
    return _show(cluster, row, blank(HallDraft))


@bp.post("/halles")
@organisers_only
def add(slug: str, fair: str) -> ResponseReturnValue:
    cluster, row = organised_fair(slug, fair)
    form = bind(HallDraft)
    if form.is_valid:
        try:
            hall = services.add_hall(g.session, row, form.data, by=g.actor)
            there = f"{organised_url(cluster, row)}/plan/halles/{hall.id}"
            return notify(go_to(there), _("Hall ajouté : tracez maintenant son plan."))
        except DomainError as refusal:
            form.refuse(refusal)
    return _show(cluster, row, form, status=422)


@bp.get("/halles/<int:id>")
@organisers_only
def show_hall(slug: str, fair: str, id: int) -> ResponseReturnValue:
    cluster, row, hall = _hall(slug, fair, id)
    return _show_hall(cluster, row, hall)


@bp.post("/halles/<int:id>")
@organisers_only
def edit(slug: str, fair: str, id: int) -> ResponseReturnValue:
    cluster, row, hall = _hall(slug, fair, id)
    form, status = bind(HallDraft), 422
    if form.is_valid:
        try:
            services.edit_hall(g.session, row, hall, form.data, by=g.actor)
            return notify(go_to(f"{organised_url(cluster, row)}/plan"), _("Le hall est enregistré."))
        except DomainError as refusal:
            form.refuse(refusal)
            if isinstance(refusal, Conflict):
                show_meanwhile(form, _stored(hall), ("name", "gauge"))
                status = 409
    return _show_hall(cluster, row, hall, form=form, fragment="halle", status=status)


@bp.post("/halles/<int:id>/supprimer")
@organisers_only
def delete(slug: str, fair: str, id: int) -> ResponseReturnValue:
    cluster, row, hall = _hall(slug, fair, id)
    try:
        services.delete_hall(g.session, row, hall, by=g.actor)
    except DomainError as refusal:
        form = _stored(hall)
        form.refuse(refusal)
        return _show_hall(cluster, row, hall, form=form, fragment="halle", status=409)
    return notify(go_to(f"{organised_url(cluster, row)}/plan"), _("Le hall et ses stands sont supprimés."))


@bp.post("/halles/<int:id>/fichier")
@organisers_only
@accepts_upload(MAX_BYTES + _OVERHEAD)
def import_plan(slug: str, fair: str, id: int) -> ResponseReturnValue:
    """Lay the plan of a file; a wrong one is explained line by line, and changes nothing."""
    cluster, row, hall = _hall(slug, fair, id)
    form, remarks, status = bind(TypeChoice), list[Remark](), 422
    if form.is_valid:
        try:
            file = request.files.get("plan")
            if file is None or not file.filename:
                raise DomainError(N_("Choisissez un fichier."), field="plan")
            return _laid(cluster, row, _lay(hall, read_plan_file(file.read()), form.data.type_id))
        except WrongPlan as refusal:
            form.refuse(refusal)
            remarks = refusal.remarks
        except DomainError as refusal:
            form.refuse(refusal)
            status = 409 if isinstance(refusal, Conflict) else 422
    return _show_hall(cluster, row, hall, file_form=form, remarks=remarks, fragment="fichier", status=status)


@bp.post("/halles/<int:id>/grille")
@organisers_only
def generate(slug: str, fair: str, id: int) -> ResponseReturnValue:
    cluster, row, hall = _hall(slug, fair, id)
    form, status = bind(GridForm), 422
    if form.is_valid:
        try:
            kind = _type(hall, form.data.type_id)
            plan = generated(
                form.data.rows, form.data.columns, width_cm=kind.width_cm, depth_cm=kind.depth_cm,
                first=form.data.first.upper(),
            )  # fmt: skip
            return _laid(cluster, row, _lay(hall, plan, kind.id))
        except WrongPlan as refusal:  # the only thing that can be wrong: codes that another hall has
            one = refusal.remarks[0]
            form.refuse(DomainError(one.message, field="first", **one.params))
        except DomainError as refusal:
            form.refuse(refusal)
            status = 409 if isinstance(refusal, Conflict) else 422
    return _show_hall(cluster, row, hall, grid_form=form, fragment="grille", status=status)


def _hall(slug: str, fair: str, id: int) -> tuple[Cluster, Fair, Hall]:
    cluster, row = organised_fair(slug, fair)
    return cluster, row, load_or_404(g.session, Hall, id, allowed=lambda _actor, hall: hall.fair_id == row.id)


def _type(hall: Hall, type_id: int) -> StandType:
    found = next((kind for kind in types_of(g.session, hall.fair_id) if kind.id == type_id), None)
    if found is None:
        raise DomainError(N_("Choisissez un type de la liste."), field="type_id")
    return found


def _lay(hall: Hall, plan: PlannedHall, type_id: int) -> Laid:
    return services.lay_plan(g.session, hall, plan, usual=_type(hall, type_id), by=g.actor)


def _laid(cluster: Cluster, fair: Fair, laid: Laid) -> Response:
    said = _("Plan tracé : %(added)s stands ajoutés, %(kept)s gardés, %(removed)s retirés.", **laid._asdict())
    return notify(go_to(f"{organised_url(cluster, fair)}/plan"), said)


def _show(cluster: Cluster, fair: Fair, form: Form[HallDraft], *, status: int = 200) -> Response:
    plan = read_plan(g.session, fair, for_organiser=True)
    return render(
        "fairs/setup/plan.html",
        fragment="ajout",
        status=status,
        fair=fair,
        url=f"{organised_url(cluster, fair)}/plan",
        form=form,
        plan=plan,
        halls=draw_plan(plan, fair),
        **organiser_fair_space(cluster, fair, current="plan"),
    )


def _stored(hall: Hall) -> Form[HallDraft]:
    marks = [MarkDraft.model_validate(mark) for mark in hall.marks]
    return prefill(HallDraft, hall, marks=marks, seen=seal_of(hall))


def _show_hall(
    cluster: Cluster,
    fair: Fair,
    hall: Hall,
    *,
    form: Form[HallDraft] | None = None,
    remarks: Sequence[Remark] = (),
    status: int = 200,
    **more: Any,
) -> Response:
    form = form or _stored(hall)
    types = [(kind.id, kind.name) for kind in types_of(g.session, fair.id)]
    forms: dict[str, Any] = {"file_form": None, "grid_form": None, "fragment": None} | more
    plan = read_plan(g.session, fair, for_organiser=True)
    here = [place for place in plan.places if place.hall_id == hall.id]
    return render(
        "fairs/setup/hall.html",
        status=status,
        fair=fair,
        hall=hall,
        url=f"{organised_url(cluster, fair)}/plan",
        form=form,
        mark_rows=_mark_rows(form),
        types=types,
        usual=Counter(place.kind.id for place in here).most_common(1)[0][0] if here else None,
        drawn=drawn_hall(plan, fair, hall),
        taken=sum(place.state in (State.HELD, State.BOOKED) for place in here),
        is_only=len(halls_of(g.session, fair.id)) == 1,
        remarks=[(remark.line, translate(remark.message, **remark.params)) for remark in remarks],
        max_mb=MAX_BYTES // 2**20,
        **forms,
        **organiser_fair_space(cluster, fair, current="plan"),
    )


def _mark_rows(form: Form[HallDraft]) -> list[dict[str, Any]]:
    typed = form.typed.get("marks")
    rows: list[dict[str, Any]] = (
        [dict(row) for row in typed if isinstance(row, dict)] if isinstance(typed, list) else []
    )
    return [*rows, *({} for _row in range(_MORE_MARKS))][:MOST_MARKS]
