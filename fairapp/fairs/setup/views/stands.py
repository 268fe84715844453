"""The stands of a fair, one by one: found, changed, blocked, taken away, exported (row F5)."""

from typing import Any

from flask import Blueprint, Response, g, make_response
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp.clusters.models import Cluster
from fairapp.core.errors import Conflict, DomainError
from fairapp.core.sheets import MEDIA_TYPE, write_csv
from fairapp.core.text import fold
from fairapp.fairs.loading import organised_fair
from fairapp.fairs.models import Fair, Hall
from fairapp.fairs.setup import services
from fairapp.fairs.setup.drafts import StandDraft
from fairapp.fairs.setup.forms import BlockForm, StandsQuery
from fairapp.fairs.setup.services.locking import seal_of
from fairapp.fairs.setup.views.meanwhile import show_meanwhile
from fairapp.fairs.spaces import organised_url, organiser_fair_space
from fairapp.fairs.stands.geometry import box_of
from fairapp.fairs.stands.models import Stand
from fairapp.fairs.stands.plan import STATE_LABELS, Place, Plan, read_plan
from fairapp.fairs.stands.queries import types_of
from fairapp.fairs.stands.services import block_stand, unblock_stand
from fairapp.web.access import load_or_404, organisers_only
from fairapp.web.forms import Form, bind, blank, prefill, query
from fairapp.web.i18n import translate
from fairapp.web.pages import go_to, notify, render

bp = Blueprint("fair_stands", __name__, url_prefix="/pilotage/<slug>/salons/<fair>/plan")

_DECIMALS = 2
_BOX = ("left", "top", "width", "height")


@bp.get("/stands")
@organisers_only
def show(slug: str, fair: str) -> ResponseReturnValue:
    cluster, row = organised_fair(slug, fair)
    asked, plan = query(StandsQuery), read_plan(g.session, row, for_organiser=True)
    return render(
        "fairs/setup/stands.html",
        fragment="stands",
        asked=asked,
        places=[place for place in plan.places if _fits(place, asked)],
        total=len(plan.places),
        halls={hall.id: hall.name for hall in plan.halls},
        kinds=[(kind.id, kind.name) for kind in plan.kinds],
        labels={state.value: translate(label) for state, label in STATE_LABELS.items()},
        **_space(cluster, row),
    )


@bp.get("/stands.csv")
@organisers_only
def export(slug: str, fair: str) -> ResponseReturnValue:
    _cluster, row = organised_fair(slug, fair)
    plan = read_plan(g.session, row, for_organiser=True)
    header = (
        _("stand"), _("hall"), _("type"), _("largeur en cm"), _("profondeur en cm"), _("accessible"), _("état"),
        _("entreprises"),
    )  # fmt: skip
    response = make_response(write_csv(header, [_line(place, plan) for place in plan.places]))
    response.headers["Content-Type"] = MEDIA_TYPE
    response.headers["Content-Disposition"] = f'attachment; filename="stands-{row.slug}.csv"'
    return response


@bp.get("/halles/<int:id>/stands")
@organisers_only
def new(slug: str, fair: str, id: int) -> ResponseReturnValue:
    cluster, row = organised_fair(slug, fair)
    hall = _own_hall(row, id)
    form = blank(StandDraft, left=0, top=0, is_accessible=True, **_usual_size(row, hall))
    return _page((cluster, row), hall, None, form)


@bp.post("/halles/<int:id>/stands")
@organisers_only
def add(slug: str, fair: str, id: int) -> ResponseReturnValue:
    cluster, row = organised_fair(slug, fair)
    hall, form = _own_hall(row, id), bind(StandDraft)
    if form.is_valid:
        try:
            stand = services.add_stand(g.session, row, hall, form.data, by=g.actor)
            said = _("Le stand %(code)s est ajouté.", code=stand.code)
            return notify(go_to(f"{organised_url(cluster, row)}/plan"), said)
        except DomainError as refusal:
            form.refuse(refusal)
    return _page((cluster, row), hall, None, form, status=422)


@bp.get("/stands/<int:id>")
@organisers_only
def show_stand(slug: str, fair: str, id: int) -> ResponseReturnValue:
    cluster, row, stand = _stand(slug, fair, id)
    return _page((cluster, row), g.session.get_one(Hall, stand.hall_id), stand, _stored(stand))


@bp.post("/stands/<int:id>")
@organisers_only
def edit(slug: str, fair: str, id: int) -> ResponseReturnValue:
    cluster, row, stand = _stand(slug, fair, id)
    form, status = bind(StandDraft), 422
    if form.is_valid:
        try:
            services.edit_stand(g.session, row, stand, form.data, by=g.actor)
            said = _("Le stand %(code)s est enregistré.", code=form.data.code)
            return notify(go_to(f"{organised_url(cluster, row)}/plan/stands"), said)
        except DomainError as refusal:
            form.refuse(refusal)
            if isinstance(refusal, Conflict):
                show_meanwhile(form, _stored(stand), ("code", *_BOX))
                status = 409
    return _page((cluster, row), g.session.get_one(Hall, stand.hall_id), stand, form, status=status)


@bp.post("/stands/<int:id>/bloquer")
@organisers_only
def block(slug: str, fair: str, id: int) -> ResponseReturnValue:
    cluster, row, stand = _stand(slug, fair, id)
    form = bind(BlockForm)
    try:
        block_stand(g.session, row, stand, reason=form.data.reason if form.is_valid else "", by=g.actor)
    except Conflict as refusal:
        return _refused(cluster, row, stand, refusal)
    said = _("Le stand %(code)s est bloqué.", code=stand.code)
    return notify(go_to(f"{organised_url(cluster, row)}/plan/stands/{stand.id}"), said)


@bp.post("/stands/<int:id>/debloquer")
@organisers_only
def unblock(slug: str, fair: str, id: int) -> ResponseReturnValue:
    cluster, row, stand = _stand(slug, fair, id)
    unblock_stand(g.session, row, stand, by=g.actor)
    said = _("Le stand %(code)s est de nouveau proposé.", code=stand.code)
    return notify(go_to(f"{organised_url(cluster, row)}/plan/stands/{stand.id}"), said)


@bp.post("/stands/<int:id>/supprimer")
@organisers_only
def delete(slug: str, fair: str, id: int) -> ResponseReturnValue:
    cluster, row, stand = _stand(slug, fair, id)
    try:
        services.delete_stand(g.session, row, stand, by=g.actor)
    except Conflict as refusal:
        return _refused(cluster, row, stand, refusal)
    return notify(go_to(f"{organised_url(cluster, row)}/plan/stands"), _("Le stand est supprimé."))


def _stand(slug: str, fair: str, id: int) -> tuple[Cluster, Fair, Stand]:
    cluster, row = organised_fair(slug, fair)
    return cluster, row, load_or_404(g.session, Stand, id, allowed=lambda _actor, stand: stand.fair_id == row.id)


def _own_hall(fair: Fair, id: int) -> Hall:
    return load_or_404(g.session, Hall, id, allowed=lambda _actor, hall: hall.fair_id == fair.id)


def _stored(stand: Stand) -> Form[StandDraft]:
    box = box_of(stand.outline)
    sizes = {"left": box.left, "top": box.top, "width": box.width, "height": box.height}
    shown = {name: round(value, _DECIMALS) for name, value in sizes.items()}
    return prefill(StandDraft, stand, seen=seal_of(stand), **shown)


def _refused(cluster: Cluster, fair: Fair, stand: Stand, refusal: Conflict) -> Response:
    form = _stored(stand)
    form.refuse(refusal)
    return _page((cluster, fair), g.session.get_one(Hall, stand.hall_id), stand, form, status=409)


def _page(
    where: tuple[Cluster, Fair],
    hall: Hall,
    stand: Stand | None,
    form: Form[StandDraft],
    *,
    status: int = 200,
) -> Response:
    cluster, fair = where
    here = f"{organised_url(cluster, fair)}/plan"
    return render(
        "fairs/setup/stand.html",
        fragment="stand",
        status=status,
        hall=hall,
        stand=stand,
        place=read_plan(g.session, fair, for_organiser=True).place(stand.id) if stand else None,
        action=f"{here}/stands/{stand.id}" if stand else f"{here}/halles/{hall.id}/stands",
        form=form,
        kinds=[(kind.id, kind.name) for kind in types_of(g.session, fair.id)],
        labels={state.value: translate(label) for state, label in STATE_LABELS.items()},
        **_space(cluster, fair),
    )


def _space(cluster: Cluster, fair: Fair) -> dict[str, Any]:
    url = f"{organised_url(cluster, fair)}/plan"
    return {"fair": fair, "url": url, **organiser_fair_space(cluster, fair, current="plan")}


def _fits(place: Place, asked: StandsQuery) -> bool:
    words = fold(" ".join([place.code, *(name.name for name in place.companies)]))
    return (
        (asked.halle is None or place.hall_id == asked.halle)
        and (asked.type is None or place.kind.id == asked.type)
        and fold(asked.q) in words
    )


def _line(place: Place, plan: Plan) -> tuple[object, ...]:
    hall = next(hall.name for hall in plan.halls if hall.id == place.hall_id)
    return (
        place.code, hall, place.kind.name, place.kind.width_cm, place.kind.depth_cm,
        _("oui") if place.is_accessible else _("non"), translate(STATE_LABELS[place.state]),
        ", ".join(name.name for name in place.companies),
    )  # fmt: skip


def _usual_size(fair: Fair, hall: Hall) -> dict[str, float]:
    """Return the size of the hall's last stand, to which the new one is likely to be equal."""
    places = [place for place in read_plan(g.session, fair, for_organiser=True).places if place.hall_id == hall.id]
    box = places[-1].box if places else None
    return {"width": round(box.width, _DECIMALS), "height": round(box.height, _DECIMALS)} if box else {}
