"""The organiser's bookings: confirm, move, swap, cancel, note payments, block stands, export (row B11)."""

from collections.abc import Callable
from typing import NamedTuple

from flask import Blueprint, Response, abort, g, make_response
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from fairapp.accounts.services import record
from fairapp.clusters.models import Cluster, Company
from fairapp.core import sheets
from fairapp.core.errors import Conflict, DomainError
from fairapp.fairs.enums import BOOKING_STATUS_LABELS, BookingStatus
from fairapp.fairs.loading import organised_fair
from fairapp.fairs.models import Fair
from fairapp.fairs.spaces import organised_url, organiser_fair_space
from fairapp.fairs.stands import listing, services
from fairapp.fairs.stands.exports import HEADER, booking_rows
from fairapp.fairs.stands.forms import Block, Chosen, ListQuery, Move, Payment, Swap
from fairapp.fairs.stands.models import Stand, StandBooking, StandType
from fairapp.fairs.stands.plan import read_plan
from fairapp.fairs.stands.pricing import quote_of
from fairapp.fairs.stands.queries import BOOKED, ordered_options, partners_of, staff_of, types_of
from fairapp.fairs.stands.views.space import pdf_answer
from fairapp.web import forms
from fairapp.web.access import load_or_404, organisers_only
from fairapp.web.i18n import translate
from fairapp.web.limits import by_account, limited, limited_reads
from fairapp.web.pages import go_to, notify, render
from fairapp.web.pagination import page_of

bp = Blueprint("stand_reservations", __name__, url_prefix="/pilotage/<slug>/salons/<fair>")

PER_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TABS = (BookingStatus.SUBMITTED, BookingStatus.CONFIRMED, BookingStatus.HELD, BookingStatus.WAITLISTED)


class Desk(NamedTuple):
    """One booking before an organiser."""

    cluster: Cluster
    fair: Fair
    booking: StandBooking


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


@bp.get("/reservations/<int:id>")
@organisers_only
def one(slug: str, fair: str, id: int) -> ResponseReturnValue:
    cluster, shown = organised_fair(slug, fair)
    return _one(cluster, shown, _booking(shown, id))


@bp.get("/reservations/<int:id>/proforma.pdf")
@organisers_only
@limited_reads("60 per minute", key=by_account)
def proforma(slug: str, fair: str, id: int) -> ResponseReturnValue:
    _cluster, shown = organised_fair(slug, fair)
    booking = _booking(shown, id)
    if booking.submitted_at is None:
        abort(404)
    return pdf_answer(shown, booking)


@bp.post("/reservations/<int:id>/deplacer")
@organisers_only
def move(slug: str, fair: str, id: int) -> ResponseReturnValue:
    cluster, shown = organised_fair(slug, fair)
    booking, form = _booking(shown, id), forms.bind(Move)
    if not form.is_valid:
        return _one(cluster, shown, booking, problem=_("Choisissez un stand libre."), status=422)
    stand = load_or_404(g.session, Stand, form.data.stand_id, allowed=lambda _actor, row: row.fair_id == shown.id)
    act = lambda: services.move_booking(g.session, shown, booking, stand, by=g.actor)  # noqa: E731
    return _do(Desk(cluster, shown, booking), act, _("Stand changé : l'entreprise est prévenue."))


@bp.post("/reservations/<int:id>/echanger")
@organisers_only
def swap(slug: str, fair: str, id: int) -> ResponseReturnValue:
    cluster, shown = organised_fair(slug, fair)
    booking, form = _booking(shown, id), forms.bind(Swap)
    if not form.is_valid:
        return _one(cluster, shown, booking, problem=_("Choisissez avec qui échanger."), status=422)
    other = _booking(shown, form.data.other_id)
    act = lambda: services.swap_bookings(g.session, shown, booking, other, by=g.actor)  # noqa: E731
    return _do(Desk(cluster, shown, booking), act, _("Stands échangés : les deux entreprises sont prévenues."))


@bp.post("/reservations/<int:id>/paiement")
@organisers_only
def pay(slug: str, fair: str, id: int) -> ResponseReturnValue:
    cluster, shown = organised_fair(slug, fair)
    booking, form = _booking(shown, id), forms.bind(Payment)
    is_paid = form.is_valid and form.data.paid
    act = lambda: services.set_paid(g.session, shown, booking, is_paid, by=g.actor)  # noqa: E731
    return _do(Desk(cluster, shown, booking), act, _("Paiement noté.") if is_paid else _("Paiement retiré."))


@bp.get("/reservations/<int:id>/annuler")
@organisers_only
def ask_to_cancel(slug: str, fair: str, id: int) -> ResponseReturnValue:
    cluster, shown = organised_fair(slug, fair)
    back = f"{organised_url(cluster, shown)}/reservations/{id}"
    return render(
        "fairs/stands/cancel.html",
        fair=shown,
        booking=_booking(shown, id),
        action=f"{back}/annuler",
        back=back,
        **organiser_fair_space(cluster, shown, current="bookings"),
    )


@bp.post("/reservations/<int:id>/annuler")
@organisers_only
def cancel(slug: str, fair: str, id: int) -> ResponseReturnValue:
    cluster, shown = organised_fair(slug, fair)
    services.cancel_booking(g.session, shown, _booking(shown, id), by=g.actor)
    return notify(go_to(f"{organised_url(cluster, shown)}/reservations"), _("Réservation annulée."))


@bp.get("/reservations/stands")
@organisers_only
def stands(slug: str, fair: str) -> ResponseReturnValue:
    return _stands(*organised_fair(slug, fair))


@bp.post("/reservations/stands/<int:id>/bloquer")
@organisers_only
def block(slug: str, fair: str, id: int) -> ResponseReturnValue:
    cluster, shown = organised_fair(slug, fair)
    stand, form = _stand(shown, id), forms.bind(Block)
    reason = form.data.reason if form.is_valid else ""
    try:
        services.block_stand(g.session, shown, stand, reason=reason, by=g.actor)
    except DomainError as refusal:
        return _stands(cluster, shown, problem=translate(refusal.message, **refusal.params), status=409)
    url = f"{organised_url(cluster, shown)}/reservations/stands"
    return notify(go_to(url), _("Le stand %(code)s est bloqué.", code=stand.code))


@bp.post("/reservations/stands/<int:id>/debloquer")
@organisers_only
def unblock(slug: str, fair: str, id: int) -> ResponseReturnValue:
    cluster, shown = organised_fair(slug, fair)
    stand = _stand(shown, id)
    services.unblock_stand(g.session, shown, stand, by=g.actor)
    url = f"{organised_url(cluster, shown)}/reservations/stands"
    return notify(go_to(url), _("Le stand %(code)s est de nouveau proposé.", code=stand.code))


def _booking(fair: Fair, id: int) -> StandBooking:
    return load_or_404(g.session, StandBooking, id, allowed=lambda _actor, row: row.fair_id == fair.id)


def _stand(fair: Fair, id: int) -> Stand:
    return load_or_404(g.session, Stand, id, allowed=lambda _actor, row: row.fair_id == fair.id)


def _do(desk: Desk, act: Callable[[], None], said: str) -> Response:
    cluster, fair, booking = desk
    try:
        with g.session.begin_nested():
            act()
    except DomainError as refusal:
        problem = translate(refusal.message, **refusal.params)
        return _one(cluster, fair, booking, problem=problem, status=409 if isinstance(refusal, Conflict) else 422)
    return notify(go_to(f"{organised_url(cluster, fair)}/reservations/{booking.id}"), said)


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


def _one(cluster: Cluster, fair: Fair, booking: StandBooking, *, problem: str = "", status: int = 200) -> Response:
    session = g.session
    if (kind := session.get(StandType, booking.type_id)) is None:
        abort(404)
    stand = session.get(Stand, booking.stand_id) if booking.stand_id else None
    is_booked = booking.status in BOOKED
    others = listing.list_bookings(session, fair.id, listing.Wanted()) if is_booked else []
    label = _("Stand %(code)s, %(kind)s", code=stand.code if stand else "–", kind=kind.name)
    return render(
        "fairs/stands/reservation.html",
        status=status,
        fair=fair,
        booking=booking,
        company=session.get_one(Company, booking.company_id),
        stand=stand,
        kind=kind,
        is_booked=is_booked,
        label=translate(BOOKING_STATUS_LABELS[booking.status]),
        quote=quote_of(booking, label, ordered_options(session, booking.id)),
        partners=partners_of(session, booking.id),
        staff=staff_of(session, booking.id),
        free=[(one.id, one.code) for one in listing.free_stands(session, fair.id)] if is_booked else [],
        others=[
            (row.booking.id, f"{row.code}, {row.company.name}")
            for row in others
            if row.booking.id != booking.id and row.booking.status in BOOKED
        ],
        base=f"{organised_url(cluster, fair)}/reservations",
        problem=problem,
        **organiser_fair_space(cluster, fair, current="bookings"),
    )


def _stands(cluster: Cluster, fair: Fair, *, problem: str = "", status: int = 200) -> Response:
    return render(
        "fairs/stands/stands.html",
        status=status,
        fair=fair,
        plan=read_plan(g.session, fair, for_organiser=True),
        reasons=listing.blocked_reasons(g.session, fair.id),
        base=f"{organised_url(cluster, fair)}/reservations",
        problem=problem,
        **organiser_fair_space(cluster, fair, current="bookings"),
    )
