"""The exhibitor's space: fairs, one's stands, what is still to do, partners and staff (rows B6, B10)."""

from collections.abc import Callable

from flask import Blueprint, Response, abort, g, make_response
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp.clusters.models import Company
from fairapp.clusters.navigation import company_space
from fairapp.clusters.policies import can_run
from fairapp.clusters.queries import clusters_of_company, company_by_slug
from fairapp.core.errors import Conflict, DomainError
from fairapp.fairs.calendar import phase_of
from fairapp.fairs.enums import PHASE_LABELS, BookingStatus, PartnerStatus
from fairapp.fairs.loading import exhibited_fair
from fairapp.fairs.models import Fair
from fairapp.fairs.queries import coming_fairs, days_of, days_of_fairs
from fairapp.fairs.setup.queries import is_interested
from fairapp.fairs.setup.services.interest import express_interest, withdraw_interest
from fairapp.fairs.spaces import exhibited_url
from fairapp.fairs.stands import services
from fairapp.fairs.stands.documents import render_proforma
from fairapp.fairs.stands.drafts import StaffDraft
from fairapp.fairs.stands.forms import Answer, Interest, Invitation, Reply
from fairapp.fairs.stands.models import BookingPartner, BookingStaff, StandBooking, StandType
from fairapp.fairs.stands.queries import BOOKED, bookings_of, presences_of, weights_of
from fairapp.fairs.stands.views.cards import card_of
from fairapp.web import forms
from fairapp.web.access import acting, companies_only, load_or_404
from fairapp.web.forms import Form
from fairapp.web.i18n import translate
from fairapp.web.limits import by_account, by_field, limited, limited_reads
from fairapp.web.pages import go_to, notify, render

bp = Blueprint("exhibitors", __name__, url_prefix="/entreprise/<slug>/salons")

RESERVATION = "/<fair>/reservations/<int:id>"


@bp.get("")
@companies_only
def fairs(slug: str) -> ResponseReturnValue:
    """List the fairs to come, those of one's own clusters first."""
    company = acting(slug, company_by_slug, allowed=can_run)
    own = {cluster.id for cluster in clusters_of_company(g.session, company.id)}
    coming = sorted(coming_fairs(g.session), key=lambda fair: fair.cluster_id not in own)
    days = days_of_fairs(g.session, [fair.id for fair in coming])
    presences = presences_of(g.session, company.id)
    return render(
        "fairs/stands/fairs.html",
        company=company,
        fairs=[
            (fair, days[fair.id], translate(PHASE_LABELS[phase_of(fair, days[fair.id])]),
             [one for one in presences if one.fair_id == fair.id])
            for fair in coming
        ],
        **company_space(company, current="fairs"),
    )  # fmt: skip


@bp.get("/<fair>")
@companies_only
def show(slug: str, fair: str) -> ResponseReturnValue:
    return _page(*exhibited_fair(slug, fair))


@bp.post("/<fair>/interet")
@companies_only
@limited("60 per hour", key=by_account)
def interest(slug: str, fair: str) -> ResponseReturnValue:
    """Say that one would come, or take it back: booking is announced by mail when it opens (row F3)."""
    company, shown = exhibited_fair(slug, fair)
    form = forms.bind(Interest)
    if form.is_valid and form.data.withdraw:
        return _do(company, shown, lambda: withdraw_interest(g.session, shown, company), _("C'est noté."))
    said = _("C'est noté : vous serez prévenus à l'ouverture des réservations.")
    return _do(company, shown, lambda: express_interest(g.session, shown, company, g.actor), said)


@bp.get(f"{RESERVATION}/annuler")
@companies_only
def ask_to_cancel(slug: str, fair: str, id: int) -> ResponseReturnValue:
    company, shown = exhibited_fair(slug, fair)
    return render(
        "fairs/stands/cancel.html",
        fair=shown,
        booking=_own(shown, company, id),
        action=f"{exhibited_url(company, shown)}/reservations/{id}/annuler",
        back=exhibited_url(company, shown),
        **company_space(company, current="fairs"),
    )


@bp.post(f"{RESERVATION}/annuler")
@companies_only
def cancel(slug: str, fair: str, id: int) -> ResponseReturnValue:
    company, shown = exhibited_fair(slug, fair)
    booking = _own(shown, company, id)
    return _do(
        company, shown, lambda: services.give_up_booking(g.session, shown, booking, by=g.actor),
        _("Réservation annulée : le stand est libéré."),
    )  # fmt: skip


@bp.post(f"{RESERVATION}/partenaires")
@companies_only
@limited("60 per hour", key=by_account)
@limited("20 per day", key=by_field("company_id"), bucket="asked-to-share")
def ask(slug: str, fair: str, id: int) -> ResponseReturnValue:
    company, shown = exhibited_fair(slug, fair)
    booking, form = _own(shown, company, id), forms.bind(Invitation)
    if not form.is_valid:
        return _page(company, shown, forms_of={f"partner-{id}": form}, status=422)
    return _do(
        company, shown,
        lambda: services.ask_partner(
            g.session, shown, booking, form.data.company_id, share=form.data.share, by=g.actor
        ),
        _("Demande envoyée : l'entreprise répond par un lien."), form=form, name=f"partner-{id}",
    )  # fmt: skip


@bp.post(f"{RESERVATION}/partenaires/<int:sharer_id>/retirer")
@companies_only
def remove(slug: str, fair: str, id: int, sharer_id: int) -> ResponseReturnValue:
    company, shown = exhibited_fair(slug, fair)
    booking = _own(shown, company, id)
    row = load_or_404(g.session, BookingPartner, sharer_id, allowed=lambda _actor, one: one.booking_id == booking.id)
    return _do(
        company, shown, lambda: services.remove_partner(g.session, shown, row, by=g.actor),
        _("L'entreprise ne partage plus ce stand."),
    )  # fmt: skip


@bp.post("/<fair>/partages/<int:sharer_id>")
@companies_only
def answer(slug: str, fair: str, sharer_id: int) -> ResponseReturnValue:
    """Answer, from one's own space, whether one shares a stand."""
    company, shown = exhibited_fair(slug, fair)
    row = load_or_404(g.session, BookingPartner, sharer_id, allowed=lambda _actor, one: one.company_id == company.id)
    if g.session.get_one(StandBooking, row.booking_id).fair_id != shown.id:
        abort(404)
    form = forms.bind(Answer)
    if not form.is_valid:
        return _page(company, shown, forms_of={f"answer-{sharer_id}": form}, status=422)
    return _do(company, shown, lambda: _answer(shown, row, form.data), told(form.data.answer))


def _answer(fair: Fair, row: BookingPartner, said: Answer) -> None:
    if said.answer is Reply.LEAVE:
        services.leave_stand(g.session, fair, row, by=g.actor)
        return
    contact = (said.contact_name or g.actor.name, said.contact_email or g.actor.email)
    services.answer_partner(g.session, fair, row, accepts=said.answer is Reply.ACCEPT, contact=contact, by=g.actor)


def told(reply: Reply) -> str:
    """Say what an answer does."""
    if reply is Reply.ACCEPT:
        return str(_("Merci : votre entreprise partage ce stand et y nomme son équipe."))
    if reply is Reply.DECLINE:
        return str(_("C'est noté : votre entreprise ne partage pas ce stand."))
    return str(_("Votre entreprise ne partage plus ce stand."))


@bp.post(f"{RESERVATION}/equipe")
@companies_only
@limited("200 per hour", key=by_account)
def name(slug: str, fair: str, id: int) -> ResponseReturnValue:
    company, shown = exhibited_fair(slug, fair)
    booking, form = _present(shown, company, id), forms.bind(StaffDraft)
    if not form.is_valid:
        return _page(company, shown, forms_of={f"staff-{id}": form}, status=422)
    return _do(
        company, shown,
        lambda: services.name_staff(g.session, shown, booking, form.data, company_id=company.id),
        _("Badge attribué."), form=form, name=f"staff-{id}",
    )  # fmt: skip


@bp.post(f"{RESERVATION}/equipe/<int:staff_id>/retirer")
@companies_only
def unname(slug: str, fair: str, id: int, staff_id: int) -> ResponseReturnValue:
    company, shown = exhibited_fair(slug, fair)
    booking = _present(shown, company, id)

    def is_ours(_actor: object, person: BookingStaff) -> bool:
        return person.booking_id == booking.id and person.company_id == company.id

    person = load_or_404(g.session, BookingStaff, staff_id, allowed=is_ours)
    return _do(company, shown, lambda: services.remove_staff(g.session, shown, person), _("Badge retiré."))


@bp.get(f"{RESERVATION}/proforma.pdf")
@companies_only
@limited_reads("60 per minute", key=by_account)
def proforma(slug: str, fair: str, id: int) -> ResponseReturnValue:
    """Give the host its pro-forma: who shares the stand has no business with its billing."""
    company, shown = exhibited_fair(slug, fair)
    booking = _own(shown, company, id)
    if booking.status not in BOOKED:
        abort(404)
    return pdf_answer(shown, booking)


def pdf_answer(fair: Fair, booking: StandBooking) -> Response:
    """Answer the pro-forma; an organiser reads it too."""
    response = make_response(render_proforma(g.session, fair, booking))
    response.headers["Content-Type"] = "application/pdf"
    response.headers["Content-Disposition"] = f"inline; filename=pro-forma-{fair.slug}-{booking.id}.pdf"
    return response


def _own(fair: Fair, company: Company, id: int) -> StandBooking:
    """Return a booking that the company made."""

    def is_own(_actor: object, row: StandBooking) -> bool:
        return row.fair_id == fair.id and row.company_id == company.id

    return load_or_404(g.session, StandBooking, id, allowed=is_own)


def _present(fair: Fair, company: Company, id: int) -> StandBooking:
    """Return a booking that the company made, or has accepted to share."""

    def is_present(_actor: object, row: StandBooking) -> bool:
        booked = row.fair_id == fair.id and row.status in BOOKED
        return booked and company.id in weights_of(g.session, row)

    return load_or_404(g.session, StandBooking, id, allowed=is_present)


def _do(
    company: Company,
    fair: Fair,
    act: Callable[[], object],
    said: str,
    *,
    form: Form[Invitation] | Form[StaffDraft] | None = None,
    name: str = "",
) -> Response:
    """Act and go back to the space; a refusal stands at its field, else above."""
    try:
        with g.session.begin_nested():
            act()
    except DomainError as refusal:
        status = 409 if isinstance(refusal, Conflict) else 422
        if form is not None:
            form.refuse(refusal)
            return _page(company, fair, forms_of={name: form}, status=status)
        return _page(company, fair, problem=translate(refusal.message, **refusal.params), status=status)
    return notify(go_to(exhibited_url(company, fair)), said)


def _page(
    company: Company,
    fair: Fair,
    *,
    forms_of: dict[str, Form[Invitation] | Form[StaffDraft] | Form[Answer]] | None = None,
    problem: str = "",
    status: int = 200,
) -> Response:
    days = days_of(g.session, fair.id)
    phase = phase_of(fair, days)
    rows = bookings_of(g.session, fair.id, company.id)
    booked = [row for row in rows if row.status in BOOKED]
    return render(
        "fairs/stands/space.html",
        fragment="space",
        status=status,
        company=company,
        fair=fair,
        days=days,
        phase=phase.value,
        phase_label=translate(PHASE_LABELS[phase]),
        cards=[card_of(fair, row, company, is_open=phase.value == "booking") for row in booked],
        held=next((row for row in rows if row.status is BookingStatus.HELD and services.is_kept(row)), None),
        waits=[g.session.get_one(StandType, row.type_id) for row in rows if row.status is BookingStatus.WAITLISTED],
        is_interested=is_interested(g.session, fair.id, company.id),
        forms_of=forms_of or {},
        problem=problem,
        pending=PartnerStatus.PENDING.value,
        base=exhibited_url(company, fair),
        **company_space(company, current="fairs"),
    )
