"""One booking before the organiser: moved, swapped, paid, cancelled (row B11)."""

from collections.abc import Callable
from typing import NamedTuple

from flask import Blueprint, Response, abort, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp.clusters.models import Cluster, Company
from fairapp.core.errors import Conflict, DomainError
from fairapp.fairs.enums import BOOKING_STATUS_LABELS
from fairapp.fairs.loading import organised_fair
from fairapp.fairs.models import Fair
from fairapp.fairs.spaces import organised_url, organiser_fair_space
from fairapp.fairs.stands import listing, services
from fairapp.fairs.stands.forms import Move, Payment, Swap
from fairapp.fairs.stands.models import Stand, StandBooking, StandType
from fairapp.fairs.stands.pricing import quote_of
from fairapp.fairs.stands.queries import BOOKED, ordered_options, partners_of, staff_of
from fairapp.fairs.stands.views.pdf import proforma_answer
from fairapp.web import forms
from fairapp.web.access import load_or_404, organisers_only
from fairapp.web.i18n import translate
from fairapp.web.limits import by_account, limited_reads
from fairapp.web.pages import go_to, notify, render

bp = Blueprint("stand_reservation", __name__, url_prefix="/pilotage/<slug>/salons/<fair>/reservations/<int:id>")


class Desk(NamedTuple):
    """One booking before an organiser."""

    cluster: Cluster
    fair: Fair
    booking: StandBooking


@bp.get("")
@organisers_only
def one(slug: str, fair: str, id: int) -> ResponseReturnValue:
    cluster, shown = organised_fair(slug, fair)
    return _one(cluster, shown, _booking(shown, id))


@bp.get("/proforma.pdf")
@organisers_only
@limited_reads("60 per minute", key=by_account)
def proforma(slug: str, fair: str, id: int) -> ResponseReturnValue:
    _cluster, shown = organised_fair(slug, fair)
    booking = _booking(shown, id)
    if booking.submitted_at is None:
        abort(404)
    return proforma_answer(shown, booking)


@bp.post("/deplacer")
@organisers_only
def move(slug: str, fair: str, id: int) -> ResponseReturnValue:
    cluster, shown = organised_fair(slug, fair)
    booking, form = _booking(shown, id), forms.bind(Move)
    if not form.is_valid:
        return _one(cluster, shown, booking, problem=_("Choisissez un stand libre."), status=422)
    stand = load_or_404(g.session, Stand, form.data.stand_id, allowed=lambda _actor, row: row.fair_id == shown.id)
    act = lambda: services.move_booking(g.session, shown, booking, stand, by=g.actor)  # noqa: E731
    return _do(Desk(cluster, shown, booking), act, _("Stand changé : l'entreprise est prévenue."))


@bp.post("/echanger")
@organisers_only
def swap(slug: str, fair: str, id: int) -> ResponseReturnValue:
    cluster, shown = organised_fair(slug, fair)
    booking, form = _booking(shown, id), forms.bind(Swap)
    if not form.is_valid:
        return _one(cluster, shown, booking, problem=_("Choisissez avec qui échanger."), status=422)
    other = _booking(shown, form.data.other_id)
    act = lambda: services.swap_bookings(g.session, shown, booking, other, by=g.actor)  # noqa: E731
    return _do(Desk(cluster, shown, booking), act, _("Stands échangés : les deux entreprises sont prévenues."))


@bp.post("/paiement")
@organisers_only
def pay(slug: str, fair: str, id: int) -> ResponseReturnValue:
    cluster, shown = organised_fair(slug, fair)
    booking, form = _booking(shown, id), forms.bind(Payment)
    is_paid = form.is_valid and form.data.paid
    act = lambda: services.set_paid(g.session, shown, booking, is_paid, by=g.actor)  # noqa: E731
    return _do(Desk(cluster, shown, booking), act, _("Paiement noté.") if is_paid else _("Paiement retiré."))


@bp.get("/annuler")
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


@bp.post("/annuler")
@organisers_only
def cancel(slug: str, fair: str, id: int) -> ResponseReturnValue:
    cluster, shown = organised_fair(slug, fair)
    services.cancel_booking(g.session, shown, _booking(shown, id), by=g.actor)
    return notify(go_to(f"{organised_url(cluster, shown)}/reservations"), _("Réservation annulée."))


def _booking(fair: Fair, id: int) -> StandBooking:
    return load_or_404(g.session, StandBooking, id, allowed=lambda _actor, row: row.fair_id == fair.id)


def _do(desk: Desk, act: Callable[[], None], said: str) -> Response:
    cluster, fair, booking = desk
    try:
        with g.session.begin_nested():
            act()
    except DomainError as refusal:
        problem = translate(refusal.message, **refusal.params)
        return _one(cluster, fair, booking, problem=problem, status=409 if isinstance(refusal, Conflict) else 422)
    return notify(go_to(f"{organised_url(cluster, fair)}/reservations/{booking.id}"), said)


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
