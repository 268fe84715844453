"""The fairs of a cluster: listed, made, copied (row F1)."""

import secrets
from datetime import timedelta

from flask import Blueprint, Response, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp.clusters.models import Cluster
from fairapp.clusters.navigation import organiser_space
from fairapp.clusters.policies import can_organise
from fairapp.clusters.queries import cluster_by_slug
from fairapp.core.clock import today
from fairapp.core.errors import DomainError
from fairapp.fairs.enums import FAIR_STATUS_LABELS, PHASE_LABELS
from fairapp.fairs.loading import organised_fair
from fairapp.fairs.models import Fair
from fairapp.fairs.queries import days_of
from fairapp.fairs.setup import services
from fairapp.fairs.setup.drafts import CopyDraft, FairDraft
from fairapp.fairs.setup.queries import fair_lines
from fairapp.fairs.spaces import organised_url
from fairapp.web.access import acting, organisers_only
from fairapp.web.forms import Form, bind, blank
from fairapp.web.i18n import translate
from fairapp.web.pages import go_to, notify, render

bp = Blueprint("fair_list", __name__, url_prefix="/pilotage/<slug>/salons")

_A_YEAR = timedelta(weeks=52)  # the same day of the week
_SOON = timedelta(weeks=26)


@bp.get("")
@organisers_only
def show(slug: str) -> ResponseReturnValue:
    cluster = _cluster(slug)
    return render(
        "fairs/setup/list.html",
        cluster=cluster,
        url=f"/pilotage/{slug}/salons",
        lines=fair_lines(g.session, cluster.id),
        status_labels={status.value: translate(label) for status, label in FAIR_STATUS_LABELS.items()},
        phase_labels={phase.value: translate(label) for phase, label in PHASE_LABELS.items()},
        **organiser_space(cluster, current="fairs"),
    )


@bp.get("/nouveau")
@organisers_only
def new(slug: str) -> ResponseReturnValue:
    cluster = _cluster(slug)
    first_day = today(cluster.time_zone) + _SOON
    return _new(cluster, blank(FairDraft, form_key=secrets.token_hex(16), first_day=first_day))


@bp.post("/nouveau")
@organisers_only
def create(slug: str) -> ResponseReturnValue:
    cluster, form = _cluster(slug), bind(FairDraft)
    if form.is_valid:
        try:
            fair = services.create_fair(g.session, cluster, form.data, by=g.actor)
            return notify(
                go_to(f"{organised_url(cluster, fair)}/reglages"), _("Brouillon créé : relisez, puis publiez.")
            )
        except DomainError as refusal:
            form.refuse(refusal)
    return _new(cluster, form, status=422)


@bp.get("/<fair>/copier")
@organisers_only
def ask_copy(slug: str, fair: str) -> ResponseReturnValue:
    cluster, row = organised_fair(slug, fair)
    days = days_of(g.session, row.id)
    soonest = today(row.time_zone)
    first_day = max(days[0].held_on + _A_YEAR if days else soonest, soonest)
    form = blank(CopyDraft, name=row.name, first_day=first_day, form_key=secrets.token_hex(16))
    return _copy(cluster, row, form)


@bp.post("/<fair>/copier")
@organisers_only
def copy(slug: str, fair: str) -> ResponseReturnValue:
    cluster, row = organised_fair(slug, fair)
    form = bind(CopyDraft)
    if form.is_valid:
        try:
            made = services.copy_fair(g.session, cluster, row, form.data, by=g.actor)
            return notify(go_to(f"{organised_url(cluster, made)}/reglages"), _("Copie créée : relisez, puis publiez."))
        except DomainError as refusal:
            form.refuse(refusal)
    return _copy(cluster, row, form, status=422)


def _cluster(slug: str) -> Cluster:
    return acting(slug, cluster_by_slug, allowed=can_organise)


def _new(cluster: Cluster, form: Form[FairDraft], *, status: int = 200) -> Response:
    return render(
        "fairs/setup/new.html",
        fragment="nouveau",
        status=status,
        url=f"/pilotage/{cluster.slug}/salons",
        form=form,
        min_day=today(cluster.time_zone),
        **organiser_space(cluster, current="fairs"),
    )


def _copy(cluster: Cluster, fair: Fair, form: Form[CopyDraft], *, status: int = 200) -> Response:
    return render(
        "fairs/setup/copy.html",
        fragment="copie",
        status=status,
        url=f"/pilotage/{cluster.slug}/salons",
        action=f"{organised_url(cluster, fair)}/copier",
        fair=fair,
        form=form,
        min_day=today(fair.time_zone),
        **organiser_space(cluster, current="fairs"),
    )
