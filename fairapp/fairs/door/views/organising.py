"""The organiser's doors and devices, the list on paper, the scans as a file (rows D1, D7)."""

from typing import Any

from flask import Blueprint, Response, current_app, g, make_response
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from fairapp.accounts.services import record
from fairapp.core.clock import now
from fairapp.core.errors import DomainError
from fairapp.core.sheets import MEDIA_TYPE, XLSX_MEDIA_TYPE, write_csv, write_xlsx
from fairapp.fairs.door import services
from fairapp.fairs.door.exports import HEADER, scan_rows
from fairapp.fairs.door.forms import DeviceDraft
from fairapp.fairs.door.models import Checkpoint, CheckpointDraft, Device
from fairapp.fairs.door.people import everyone
from fairapp.fairs.door.queries import checkpoints_of, devices_of
from fairapp.fairs.enums import DIRECTION_LABELS, HOLDER_LABELS, POLICY_LABELS
from fairapp.fairs.loading import organised_fair
from fairapp.fairs.models import Fair
from fairapp.fairs.queries import days_of, halls_of
from fairapp.fairs.spaces import organiser_fair_space
from fairapp.web.access import load_or_404, organisers_only
from fairapp.web.forms import Form, bind, blank, prefill
from fairapp.web.i18n import translate
from fairapp.web.limits import by_account, limited
from fairapp.web.pages import go_to, notify, render

bp = Blueprint("doors", __name__, url_prefix="/pilotage/<slug>/salons/<fair>/portes")


@bp.get("")
@organisers_only
def show(slug: str, fair: str) -> ResponseReturnValue:
    return _show(slug, fair)


@bp.post("")
@organisers_only
def add(slug: str, fair: str) -> ResponseReturnValue:
    _cluster, row = organised_fair(slug, fair)
    form = bind(CheckpointDraft)
    if form.is_valid:
        try:
            door = services.add_checkpoint(g.session, row, form.data, by=g.actor)
            return notify(go_to(_url(slug, fair)), _("La porte « %(name)s » est ouverte.", name=door.name))
        except DomainError as refusal:
            form.refuse(refusal)
    return _show(slug, fair, form=form, fragment="ajout", status=422)


@bp.get("/<int:id>")
@organisers_only
def show_door(slug: str, fair: str, id: int) -> ResponseReturnValue:
    door = _door(slug, fair, id)
    return _show_door(slug, fair, door, prefill(CheckpointDraft, door))


@bp.post("/<int:id>")
@organisers_only
def edit(slug: str, fair: str, id: int) -> ResponseReturnValue:
    door, form = _door(slug, fair, id), bind(CheckpointDraft)
    if form.is_valid:
        try:
            services.edit_checkpoint(g.session, organised_fair(slug, fair)[1], door, form.data, by=g.actor)
            return notify(go_to(_url(slug, fair)), _("La porte est modifiée."))
        except DomainError as refusal:
            form.refuse(refusal)
    return _show_door(slug, fair, door, form, status=422)


@bp.post("/<int:id>/supprimer")
@organisers_only
def remove(slug: str, fair: str, id: int) -> ResponseReturnValue:
    door = _door(slug, fair, id)
    try:
        services.remove_checkpoint(g.session, organised_fair(slug, fair)[1], door, by=g.actor)
    except DomainError as refusal:
        form = prefill(CheckpointDraft, door)
        form.refuse(refusal)
        return _show_door(slug, fair, door, form, status=409)
    return notify(go_to(_url(slug, fair)), _("La porte « %(name)s » est supprimée.", name=door.name))


@bp.post("/appareils")
@organisers_only
def add_device(slug: str, fair: str) -> ResponseReturnValue:
    """Show the new device's link, here and never again."""
    cluster, row = organised_fair(slug, fair)
    form = bind(DeviceDraft)
    if not form.is_valid:
        return _show(slug, fair, device_form=form, fragment="appareil", status=422)
    door = _door(slug, fair, form.data.checkpoint_id)
    try:
        device, secret = services.add_device(g.session, row, door, label=form.data.label, by=g.actor)
    except DomainError as refusal:
        form.refuse(refusal)
        return _show(slug, fair, device_form=form, fragment="appareil", status=422)
    link = f"{current_app.extensions['fairapp'].settings.public_url.rstrip('/')}/porte/{secret}"
    response = render(
        "fairs/door/device.html", fragment="lien", fair=row, door=door, device=device, link=link, code=_qr(link),
        back=_url(slug, fair), **organiser_fair_space(cluster, row, current="doors"),
    )  # fmt: skip
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.post("/appareils/<int:id>/revoquer")
@organisers_only
def revoke(slug: str, fair: str, id: int) -> ResponseReturnValue:
    _cluster, row = organised_fair(slug, fair)
    device = load_or_404(g.session, Device, id, allowed=lambda _actor, one: one.fair_id == row.id)
    services.revoke_device(g.session, row, device, by=g.actor)
    return notify(go_to(_url(slug, fair)), _("« %(label)s » n'ouvre plus de porte.", label=device.label))


@bp.get("/liste")
@organisers_only
def print_list(slug: str, fair: str) -> ResponseReturnValue:
    """Give the paper list by name, for the day the network fails (row D7)."""
    cluster, row = organised_fair(slug, fair)
    return render(
        "fairs/door/paper.html", fair=row, people=everyone(g.session, row.id), days=days_of(g.session, row.id),
        printed_at=now(), holder_labels=HOLDER_LABELS, **organiser_fair_space(cluster, row, current="doors"),
    )  # fmt: skip


@bp.post("/passages.<any(csv, xlsx):kind>")
@organisers_only
@limited("60 per hour", key=by_account)
def export(slug: str, fair: str, kind: str) -> ResponseReturnValue:
    """Give every passage with its name; a POST, as it leaves a line in the journal."""
    cluster, row = organised_fair(slug, fair)
    header, rows = [translate(name) for name in HEADER], list(scan_rows(g.session, row))
    record(g.session, "scan.exported", "fair", row.id, by=g.actor, cluster_id=cluster.id, rows=len(rows))
    if kind == "csv":
        response = make_response(write_csv(header, rows))
        response.headers["Content-Type"] = MEDIA_TYPE
    else:
        response = make_response(write_xlsx(_("Passages"), header, rows))
        response.headers["Content-Type"] = XLSX_MEDIA_TYPE
    response.headers["Content-Disposition"] = f"attachment; filename=passages-{row.slug}.{kind}"
    return response


def _show(
    slug: str,
    fair: str,
    *,
    form: Form[CheckpointDraft] | None = None,
    device_form: Form[DeviceDraft] | None = None,
    fragment: str | None = None,
    status: int = 200,
) -> Response:
    cluster, row = organised_fair(slug, fair)
    doors = checkpoints_of(g.session, row.id)
    return render(
        "fairs/door/doors.html",
        fragment=fragment,
        status=status,
        fair=row,
        url=_url(slug, fair),
        doors=doors,
        devices=devices_of(g.session, row.id),
        door_names={door.id: door.name for door in doors},
        form=form or blank(CheckpointDraft),
        device_form=device_form or blank(DeviceDraft),
        **_choices(row),
        **organiser_fair_space(cluster, row, current="doors"),
    )


def _show_door(slug: str, fair: str, door: Checkpoint, form: Form[CheckpointDraft], *, status: int = 200) -> Response:
    cluster, row = organised_fair(slug, fair)
    return render(
        "fairs/door/door.html", fragment="reglages", status=status, fair=row, door=door, form=form,
        back=_url(slug, fair), url=f"{_url(slug, fair)}/{door.id}", **_choices(row),
        **organiser_fair_space(cluster, row, current="doors"),
    )  # fmt: skip


def _choices(fair: Fair) -> dict[str, Any]:
    halls = halls_of(g.session, fair.id)
    return {
        "hall_names": {hall.id: hall.name for hall in halls},
        "policies": {policy.value: translate(label) for policy, label in POLICY_LABELS.items()},
        "directions": {direction.value: translate(label) for direction, label in DIRECTION_LABELS.items()},
    }


def _door(slug: str, fair: str, id: int) -> Checkpoint:
    _cluster, row = organised_fair(slug, fair)
    return load_or_404(g.session, Checkpoint, id, allowed=lambda _actor, door: door.fair_id == row.id)


def _url(slug: str, fair: str) -> str:
    return f"/pilotage/{slug}/salons/{fair}/portes"


def _qr(link: str) -> Markup:
    """Draw the link for a telephone's camera; what the drawing is made of comes from the library alone."""
    import segno  # slow import: for whoever adds a device

    return Markup(segno.make(link, micro=False, error="m").svg_inline(border=2, omitsize=True))  # noqa: S704
