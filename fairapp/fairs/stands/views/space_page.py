"""The page of an exhibitor's space, its bookings, and what every change there ends with."""

from collections.abc import Callable

from flask import Response, g

from fairapp.clusters.models import Company
from fairapp.clusters.navigation import company_space
from fairapp.core.errors import Conflict, DomainError
from fairapp.fairs.calendar import phase_of
from fairapp.fairs.enums import PHASE_LABELS, BookingStatus, FairStatus, PartnerStatus, Phase
from fairapp.fairs.models import Fair
from fairapp.fairs.queries import days_of
from fairapp.fairs.registrations.words import hours_label, place_label
from fairapp.fairs.setup.queries import is_interested
from fairapp.fairs.spaces import exhibited_url
from fairapp.fairs.stands import services
from fairapp.fairs.stands.drafts import StaffDraft
from fairapp.fairs.stands.forms import Answer, Invitation
from fairapp.fairs.stands.models import StandBooking, StandType
from fairapp.fairs.stands.queries import BOOKED, bookings_of, weights_of
from fairapp.fairs.stands.views.cards import card_of
from fairapp.web.access import load_or_404
from fairapp.web.forms import Form
from fairapp.web.i18n import translate
from fairapp.web.pages import go_to, notify, render

SPACES = "/entreprise/<slug>/salons"
RESERVATION = "/<fair>/reservations/<int:id>"


def own_booking(fair: Fair, company: Company, id: int) -> StandBooking:
    """Return a booking that the company made."""

    def is_own(_actor: object, row: StandBooking) -> bool:
        return row.fair_id == fair.id and row.company_id == company.id

    return load_or_404(g.session, StandBooking, id, allowed=is_own)


def present_booking(fair: Fair, company: Company, id: int) -> StandBooking:
    """Return a booking that the company made, or has accepted to share."""

    def is_present(_actor: object, row: StandBooking) -> bool:
        booked = row.fair_id == fair.id and row.status in BOOKED
        return booked and company.id in weights_of(g.session, row)

    return load_or_404(g.session, StandBooking, id, allowed=is_present)


def act_and_return(
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
            return space_page(company, fair, forms_of={name: form}, status=status)
        return space_page(company, fair, problem=translate(refusal.message, **refusal.params), status=status)
    return notify(go_to(exhibited_url(company, fair)), said)


def space_page(
    company: Company,
    fair: Fair,
    *,
    forms_of: dict[str, Form[Invitation] | Form[StaffDraft] | Form[Answer]] | None = None,
    problem: str = "",
    status: int = 200,
) -> Response:
    days = days_of(g.session, fair.id)
    phase = phase_of(fair, days) if fair.status is FairStatus.PUBLISHED else Phase.CLOSED
    rows = bookings_of(g.session, fair.id, company.id)
    booked = [row for row in rows if row.status in BOOKED]
    return render(
        "fairs/stands/space.html",
        fragment="space",
        status=status,
        company=company,
        fair=fair,
        hours=[hours_label(day) for day in days],
        place=place_label(fair),
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
