"""Stand types and options, with their prices and stock (rows B1, B5)."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp.clusters.models import Cluster
from fairapp.core.errors import Conflict, DomainError
from fairapp.fairs.loading import organised_fair
from fairapp.fairs.models import Fair
from fairapp.fairs.setup import services
from fairapp.fairs.setup.drafts import OptionEdit, TypeEdit
from fairapp.fairs.setup.queries import stands_by_type
from fairapp.fairs.setup.services.locking import seal_of
from fairapp.fairs.setup.views.meanwhile import show_meanwhile
from fairapp.fairs.spaces import organised_url, organiser_fair_space
from fairapp.fairs.stands.models import StandOption, StandOptionDraft, StandType, StandTypeDraft
from fairapp.fairs.stands.queries import options_of, types_of
from fairapp.web.access import load_or_404, organisers_only
from fairapp.web.forms import Form, bind, blank, prefill
from fairapp.web.pages import go_to, notify, render

bp = Blueprint("fair_kinds", __name__, url_prefix="/pilotage/<slug>/salons/<fair>/plan")


@dataclass(frozen=True)
class Desk:
    cluster: Cluster
    fair: Fair

    @property
    def url(self) -> str:
        return f"{organised_url(self.cluster, self.fair)}/plan"

    @property
    def space(self) -> dict[str, Any]:
        return {"fair": self.fair, "url": self.url, **organiser_fair_space(self.cluster, self.fair, current="plan")}


@bp.get("/types")
@organisers_only
def show_types(slug: str, fair: str) -> ResponseReturnValue:
    return _types(_desk(slug, fair), blank(StandTypeDraft))


@bp.post("/types")
@organisers_only
def add_type(slug: str, fair: str) -> ResponseReturnValue:
    desk, form = _desk(slug, fair), bind(StandTypeDraft)
    if form.is_valid:
        try:
            services.add_type(g.session, desk.fair, form.data, by=g.actor)
            return notify(go_to(f"{desk.url}/types"), _("Le type de stand est ajouté."))
        except DomainError as refusal:
            form.refuse(refusal)
    return _types(desk, form, status=422)


@bp.get("/types/<int:id>")
@organisers_only
def show_type(slug: str, fair: str, id: int) -> ResponseReturnValue:
    desk = _desk(slug, fair)
    kind = _own_type(desk, id)
    return _type(desk, kind, _stored_type(kind))


@bp.post("/types/<int:id>")
@organisers_only
def edit_type(slug: str, fair: str, id: int) -> ResponseReturnValue:
    desk, form, status = _desk(slug, fair), bind(TypeEdit), 422
    kind = _own_type(desk, id)
    if form.is_valid:
        try:
            services.edit_type(g.session, desk.fair, kind, form.data, by=g.actor)
            return notify(go_to(f"{desk.url}/types"), _("Le type de stand est enregistré."))
        except DomainError as refusal:
            form.refuse(refusal)
            if isinstance(refusal, Conflict):
                show_meanwhile(form, _stored_type(kind), StandTypeDraft.model_fields)
                status = 409
    return _type(desk, kind, form, status=status)


@bp.post("/types/<int:id>/supprimer")
@organisers_only
def delete_type(slug: str, fair: str, id: int) -> ResponseReturnValue:
    desk = _desk(slug, fair)
    kind = _own_type(desk, id)
    try:
        services.delete_type(g.session, desk.fair, kind, by=g.actor)
    except Conflict as refusal:
        form = _stored_type(kind)
        form.refuse(refusal)
        return _type(desk, kind, form, status=409)
    return notify(go_to(f"{desk.url}/types"), _("Le type de stand est supprimé."))


@bp.get("/options")
@organisers_only
def show_options(slug: str, fair: str) -> ResponseReturnValue:
    return _options(_desk(slug, fair), blank(StandOptionDraft))


@bp.post("/options")
@organisers_only
def add_option(slug: str, fair: str) -> ResponseReturnValue:
    desk, form = _desk(slug, fair), bind(StandOptionDraft)
    if form.is_valid:
        try:
            services.add_option(g.session, desk.fair, form.data, by=g.actor)
            return notify(go_to(f"{desk.url}/options"), _("L'option est ajoutée."))
        except DomainError as refusal:
            form.refuse(refusal)
    return _options(desk, form, status=422)


@bp.get("/options/<int:id>")
@organisers_only
def show_option(slug: str, fair: str, id: int) -> ResponseReturnValue:
    desk = _desk(slug, fair)
    option = _own_option(desk, id)
    return _option(desk, option, _stored_option(option))


@bp.post("/options/<int:id>")
@organisers_only
def edit_option(slug: str, fair: str, id: int) -> ResponseReturnValue:
    desk, form, status = _desk(slug, fair), bind(OptionEdit), 422
    option = _own_option(desk, id)
    if form.is_valid:
        try:
            services.edit_option(g.session, desk.fair, option, form.data, by=g.actor)
            return notify(go_to(f"{desk.url}/options"), _("L'option est enregistrée."))
        except DomainError as refusal:
            form.refuse(refusal)
            if isinstance(refusal, Conflict):
                show_meanwhile(form, _stored_option(option), StandOptionDraft.model_fields)
                status = 409
    return _option(desk, option, form, status=status)


@bp.post("/options/<int:id>/supprimer")
@organisers_only
def delete_option(slug: str, fair: str, id: int) -> ResponseReturnValue:
    desk = _desk(slug, fair)
    option = _own_option(desk, id)
    try:
        services.delete_option(g.session, desk.fair, option, by=g.actor)
    except Conflict as refusal:
        form = _stored_option(option)
        form.refuse(refusal)
        return _option(desk, option, form, status=409)
    return notify(go_to(f"{desk.url}/options"), _("L'option est supprimée."))


def _desk(slug: str, fair: str) -> Desk:
    return Desk(*organised_fair(slug, fair))


def _own_type(desk: Desk, id: int) -> StandType:
    return load_or_404(g.session, StandType, id, allowed=lambda _actor, kind: kind.fair_id == desk.fair.id)


def _own_option(desk: Desk, id: int) -> StandOption:
    return load_or_404(g.session, StandOption, id, allowed=lambda _actor, option: option.fair_id == desk.fair.id)


def _stored_type(kind: StandType) -> Form[TypeEdit]:
    return prefill(TypeEdit, kind, seen=seal_of(kind))


def _stored_option(option: StandOption) -> Form[OptionEdit]:
    return prefill(OptionEdit, option, seen=seal_of(option))


def _types(desk: Desk, form: Form[StandTypeDraft], *, status: int = 200) -> Response:
    return render(
        "fairs/setup/types.html", fragment="ajout", status=status, form=form,
        types=types_of(g.session, desk.fair.id), counts=stands_by_type(g.session, desk.fair.id), **desk.space,
    )  # fmt: skip


def _type(desk: Desk, kind: StandType, form: Form[TypeEdit], *, status: int = 200) -> Response:
    return render("fairs/setup/type.html", fragment="type", status=status, kind=kind, form=form, **desk.space)


def _options(desk: Desk, form: Form[StandOptionDraft], *, status: int = 200) -> Response:
    return render(
        "fairs/setup/options.html", fragment="ajout", status=status, form=form,
        options=options_of(g.session, desk.fair.id), **desk.space,
    )  # fmt: skip


def _option(desk: Desk, option: StandOption, form: Form[OptionEdit], *, status: int = 200) -> Response:
    return render(
        "fairs/setup/option.html", fragment="option", status=status, option=option, form=form,
        **desk.space,
    )  # fmt: skip
