"""The organiser's list of registrations: search, add by hand, export, quotas."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, g, make_response
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp.accounts.services import record
from fairapp.clusters.models import Cluster
from fairapp.core.errors import DomainError
from fairapp.core.sheets import MEDIA_TYPE, XLSX_MEDIA_TYPE
from fairapp.fairs.enums import (
    ACCESS_LABELS,
    HOLDER_LABELS,
    PROFILE_LABELS,
    REGISTRATION_STATUS_LABELS,
    HolderKind,
    RegistrationStatus,
)
from fairapp.fairs.loading import organised_fair
from fairapp.fairs.models import Fair
from fairapp.fairs.queries import days_of
from fairapp.fairs.registrations import exports, listing, quota_forms
from fairapp.fairs.registrations.forms import ListQuery, day_choices
from fairapp.fairs.registrations.listing import Filter
from fairapp.fairs.registrations.models import HandWritten
from fairapp.fairs.registrations.queries import fair_quota, quotas_of
from fairapp.fairs.registrations.quota_forms import QuotaSizes, quota_lines, sizes_from, sizes_shown, sizes_typed
from fairapp.fairs.registrations.services import add_by_hand, set_quotas
from fairapp.fairs.registrations.showing import TONES
from fairapp.fairs.registrations.words import visit_lines
from fairapp.fairs.spaces import organised_url, organiser_fair_space
from fairapp.web.access import organisers_only
from fairapp.web.formats import weekday_date
from fairapp.web.forms import Form, bind, blank, query
from fairapp.web.i18n import translate
from fairapp.web.limits import by_account, limited
from fairapp.web.pages import go_to, notify, render
from fairapp.web.pagination import page_of

bp = Blueprint("registration_desk", __name__, url_prefix="/pilotage/<slug>/salons/<fair>/inscriptions")

PER_PAGE = 50
WRITERS = {
    "csv": (exports.registrations_csv, MEDIA_TYPE),
    "xlsx": (exports.registrations_xlsx, XLSX_MEDIA_TYPE),
}


@bp.get("")
@organisers_only
def show(slug: str, fair: str) -> ResponseReturnValue:
    cluster, found = organised_fair(slug, fair)
    asked = query(ListQuery)
    chosen = _filter(asked)
    page = page_of(listing.count_lines(g.session, found.id, chosen), asked.page, per_page=PER_PAGE, max_pages=200)
    days = days_of(g.session, found.id)
    lines = listing.lines(g.session, found.id, chosen, limit=PER_PAGE, offset=page.offset)
    counts = listing.count_by_status(g.session, found.id)
    return render(
        "fairs/registrations/list.html",
        fragment="inscriptions",
        fair=found,
        url=_url(cluster, found),
        asked=asked,
        page=page,
        lines=[(line.row, visit_lines(found, days, line.bands, line.dates)) for line in lines],
        tabs=_tabs(counts),
        quota=fair_quota(g.session, found.id),
        needs=listing.access_needs(g.session, found.id),
        need_labels=_translated(ACCESS_LABELS),
        tones=TONES,
        labels=_translated(REGISTRATION_STATUS_LABELS),
        kind_labels=_translated(HOLDER_LABELS),
        kinds=_choices({kind: HOLDER_LABELS[kind] for kind in HolderKind if kind is not HolderKind.EXHIBITOR}),
        profiles=_choices(PROFILE_LABELS),
        days=[(day.held_on.isoformat(), weekday_date(day.held_on)) for day in days],
        **organiser_fair_space(cluster, found, current="registrations"),
    )


@bp.get("/ajouter")
@organisers_only
def ask_add(slug: str, fair: str) -> ResponseReturnValue:
    return _add_page(*organised_fair(slug, fair), blank(HandWritten))


@bp.post("/ajouter")
@organisers_only
@limited("300 per hour", key=by_account)
def add(slug: str, fair: str) -> ResponseReturnValue:
    cluster, found = organised_fair(slug, fair)
    form = bind(HandWritten)
    if form.is_valid:
        try:
            row = add_by_hand(g.session, found, form.data, by=g.actor)
            told = _("%(name)s a son badge.", name=f"{row.first_name} {row.last_name}")
            if row.status is RegistrationStatus.WAITLISTED:
                told = _("Le salon est complet : %(name)s est sur la liste d'attente.", name=row.first_name)
            return notify(go_to(_url(cluster, found)), told)
        except DomainError as refusal:
            form.refuse(refusal)
    return _add_page(cluster, found, form, status=422)


@bp.post("/export.<any(csv, xlsx):kind>")
@organisers_only
@limited("60 per hour", key=by_account)
def export(slug: str, fair: str, kind: str) -> ResponseReturnValue:
    """Give the whole list; a POST, as it leaves a line in the journal."""
    cluster, found = organised_fair(slug, fair)
    write, media_type = WRITERS[kind]
    lines = listing.lines(g.session, found.id, Filter())
    record(
        g.session, "registration.exported", "fair", found.id, by=g.actor, cluster_id=cluster.id, rows=len(lines)
    )  # fmt: skip
    response = make_response(write(g.session, found, lines))
    response.headers["Content-Type"] = media_type
    response.headers["Content-Disposition"] = f"attachment; filename=inscriptions-{found.slug}.{kind}"
    return response


@bp.get("/quotas")
@organisers_only
def ask_quotas(slug: str, fair: str) -> ResponseReturnValue:
    cluster, found = organised_fair(slug, fair)
    lines = quota_lines(found, days_of(g.session, found.id), quotas_of(g.session, found.id))
    return _quotas_page(cluster, found, blank(QuotaSizes, **sizes_typed(lines)))


@bp.post("/quotas")
@organisers_only
def write_quotas(slug: str, fair: str) -> ResponseReturnValue:
    cluster, found = organised_fair(slug, fair)
    form = bind(QuotaSizes)
    lines = quota_lines(found, days_of(g.session, found.id), quotas_of(g.session, found.id))
    if form.is_valid:
        try:
            set_quotas(g.session, found, sizes_from(form, lines), by=g.actor)
            return notify(go_to(f"{_url(cluster, found)}/quotas"), _("Quotas enregistrés."))
        except DomainError as refusal:
            quota_forms.refuse(form, refusal, lines)
    return _quotas_page(cluster, found, form, status=422)


def _filter(asked: ListQuery) -> Filter:
    return Filter(asked.q, asked.statut, asked.genre, asked.profil, asked.jour)


def _url(cluster: Cluster, fair: Fair) -> str:
    return f"{organised_url(cluster, fair)}/inscriptions"


def _tabs(counts: dict[RegistrationStatus, int]) -> list[tuple[str, str, str, int]]:
    tabs = [("", _("Toutes"), "?", sum(counts.values()))]
    for status, label in REGISTRATION_STATUS_LABELS.items():
        tabs.append((status.value, translate(label), f"?statut={status}", counts.get(status, 0)))
    return tabs


def _translated(labels: Mapping[Any, str]) -> dict[Any, str]:
    return {one: translate(label) for one, label in labels.items()}


def _choices(labels: Mapping[Any, str]) -> list[tuple[str, str]]:
    return [(one.value, translate(label)) for one, label in labels.items()]


def _add_page(cluster: Cluster, fair: Fair, form: Form[HandWritten], *, status: int = 200) -> Response:
    arrivals = form.typed.get("arrivals", [])
    chosen = [str(one) for one in arrivals] if isinstance(arrivals, list) else []
    return render(
        "fairs/registrations/add.html",
        fragment="ajout",
        status=status,
        fair=fair,
        url=_url(cluster, fair),
        form=form,
        kinds=_choices({kind: HOLDER_LABELS[kind] for kind in HolderKind if kind is not HolderKind.EXHIBITOR}),
        profiles=_choices(PROFILE_LABELS),
        choices=day_choices(g.session, fair, days_of(g.session, fair.id), chosen),
        **organiser_fair_space(cluster, fair, current="registrations"),
    )


def _quotas_page(cluster: Cluster, fair: Fair, form: Form[QuotaSizes], *, status: int = 200) -> Response:
    lines = quota_lines(fair, days_of(g.session, fair.id), quotas_of(g.session, fair.id))
    return render(
        "fairs/registrations/quotas.html",
        fragment="quotas",
        status=status,
        fair=fair,
        url=_url(cluster, fair),
        form=form,
        lines=list(zip(lines, sizes_shown(form, lines), strict=True)),
        **organiser_fair_space(cluster, fair, current="registrations"),
    )
