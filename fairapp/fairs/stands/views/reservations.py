"""The organiser's list of bookings: found, confirmed together, exported (row B11)."""

from flask import Blueprint, Response, g, make_response
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from fairapp.accounts.services import record
from fairapp.clusters.models import Cluster
from fairapp.core import sheets
from fairapp.fairs.enums import BOOKING_STATUS_LABELS, BookingStatus
from fairapp.fairs.loading import organised_fair
from fairapp.fairs.models import Fair
from fairapp.fairs.spaces import organised_url, organiser_fair_space
from fairapp.fairs.stands import listing, services
from fairapp.fairs.stands.exports import HEADER, booking_rows
from fairapp.fairs.stands.forms import Chosen, ListQuery
from fairapp.fairs.stands.queries import types_of
from fairapp.web import forms
from fairapp.web.access import organisers_only
from fairapp.web.i18n import translate
from fairapp.web.limits import by_account, limited
from fairapp.web.pages import go_to, notify, render
from fairapp.web.pagination import page_of

bp = Blueprint("stand_reservations", __name__, url_prefix="/pilotage/<slug>/salons/<fair>")

PER_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TABS = (BookingStatus.SUBMITTED, BookingStatus.CONFIRMED, BookingStatus.HELD, BookingStatus.WAITLISTED)


@bp.get("/reservations")
@organisers_only
def show(slug: str, fair: str) -> ResponseReturnValue:
    return _list(*organised_fair(slug, fair))


@bp.post("/reservations.<any(csv, xlsx):kind>")
@organisers_only
@limited("60 per hour", key=by_account)
def export(slug: str, fair: str, kind: str) -> ResponseReturnValue:
    """Give the list with its contacts; a POST, as it leaves a line in the journal."""
    cluster, shown = organised_fair(slug, fair)
    rows = list(booking_rows(shown, listing.list_bookings(g.session, shown.id, _wanted(forms.query(ListQuery)))))
    record(g.session, "booking.exported", "fair", shown.id, by=g.actor, cluster_id=cluster.id, rows=len(rows))
    if kind == "csv":
        response = make_response(sheets.write_csv(HEADER, rows))
        response.headers["Content-Type"] = sheets.MEDIA_TYPE
    else:
        response = make_response(sheets.write_xlsx(_("Réservations"), HEADER, rows))
        response.headers["Content-Type"] = XLSX
    response.headers["Content-Disposition"] = f"attachment; filename=reservations-{shown.slug}.{kind}"
    return response


@bp.post("/reservations/confirmer")
@organisers_only
def confirm(slug: str, fair: str) -> ResponseReturnValue:
    """Confirm one, or those that are ticked."""
    cluster, shown = organised_fair(slug, fair)
    form = forms.bind(Chosen)
    if not form.is_valid:
        return _list(cluster, shown, problem=_("Choisissez au moins une réservation."), status=422)
    count = services.confirm_bookings(g.session, shown, form.data.ids, by=g.actor)
    told = ngettext("%(num)s réservation confirmée.", "%(num)s réservations confirmées.", count)
    return notify(go_to(f"{organised_url(cluster, shown)}/reservations"), told)


def _wanted(asked: ListQuery) -> listing.Wanted:
    is_paid = {"oui": True, "non": False}.get(asked.paye)
    return listing.Wanted(asked.statut, asked.type, is_paid, asked.q)


def _list(cluster: Cluster, fair: Fair, *, problem: str = "", status: int = 200) -> Response:
    asked = forms.query(ListQuery)
    wanted = _wanted(asked)
    page = page_of(listing.count_bookings(g.session, fair.id, wanted), asked.page, per_page=PER_PAGE)
    base = f"{organised_url(cluster, fair)}/reservations"
    counts = listing.count_by_status(g.session, fair.id)
    shown = [(one.value, translate(BOOKING_STATUS_LABELS[one]), f"{base}?statut={one.value}", counts.get(one, 0))
             for one in TABS]  # fmt: skip
    total = sum(count for _value, _label, _url, count in shown)
    return render(
        "fairs/stands/reservations.html",
        fragment="reservations",
        status=status,
        fair=fair,
        asked=asked,
        base=base,
        tabs=[("", _("Toutes"), base, total), *shown],
        page=page,
        rows=listing.list_bookings(g.session, fair.id, wanted, limit=PER_PAGE, offset=page.offset),
        labels={one.value: translate(label) for one, label in BOOKING_STATUS_LABELS.items()},
        kinds=[(kind.id, kind.name) for kind in types_of(g.session, fair.id)],
        fill=listing.fill_of(g.session, fair.id),
        problem=problem,
        **organiser_fair_space(cluster, fair, current="bookings"),
    )
