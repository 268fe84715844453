"""What an exhibitor's space shows of each stand: price, partners, staff, and what is still to do (row B10)."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from flask import g
from flask_babel import gettext as _

from fairapp.clusters.models import Company
from fairapp.fairs.enums import BookingStatus, PartnerStatus
from fairapp.fairs.models import Fair
from fairapp.fairs.stands.models import (
    BookingPartner,
    BookingStaff,
    Stand,
    StandBooking,
    StandType,
)
from fairapp.fairs.stands.pricing import Quote, quote_of, split
from fairapp.fairs.stands.queries import (
    BOOKED,
    Partner,
    askable_companies,
    badge_quotas,
    ordered_options,
    partners_of,
    staff_of,
    weights_of,
)


class Duty(NamedTuple):
    """One line of the checklist."""

    label: str
    is_done: bool
    told: str
    by: datetime | None
    url: str


class Card(NamedTuple):
    booking: StandBooking
    stand: Stand
    kind: StandType
    host: Company  # who booked it
    own: BookingPartner | None  # the company's own row on a stand that another booked
    quote: Quote
    shares: dict[int, int]  # company → cents including VAT
    partners: Sequence[Partner]
    staff: Sequence[BookingStaff]  # the company's own
    quota: int
    duties: Sequence[Duty]
    askable: Sequence[tuple[int, str]]

    @property
    def is_host(self) -> bool:
        return self.own is None


def card_of(fair: Fair, booking: StandBooking, company: Company, *, is_open: bool) -> Card:
    session = g.session
    stand, kind = session.get_one(Stand, booking.stand_id), session.get_one(StandType, booking.type_id)
    partners = partners_of(session, booking.id)
    own = next((partner.row for partner in partners if partner.company.id == company.id), None)
    label = _("Stand %(code)s, %(kind)s", code=stand.code, kind=kind.name)
    quote = quote_of(booking, label, ordered_options(session, booking.id))
    weights = weights_of(session, booking)
    shares = dict(zip(weights, split(quote.gross_cents, list(weights.values())), strict=True))
    staff = [person for person in staff_of(session, booking.id) if person.company_id == company.id]
    quota = badge_quotas(session, booking).get(company.id, 0)
    asks = is_open and own is None and booking.status in BOOKED
    askable = askable_companies(session, fair, booking) if asks else ()
    duties = _duties(fair, booking, company, partners=partners if own is None else (), named=(len(staff), quota))
    return Card(
        booking, stand, kind, session.get_one(Company, booking.company_id), own, quote, shares, partners, staff,
        quota, duties, [(one.id, one.name) for one in askable],
    )  # fmt: skip


def _duties(
    fair: Fair, booking: StandBooking, company: Company, *, partners: Sequence[Partner], named: tuple[int, int]
) -> list[Duty]:
    until, profile = fair.booking_until, f"/entreprise/{company.slug}/profil"
    confirmed, waits = booking.status is BookingStatus.CONFIRMED, [
        one.company.name for one in partners if one.row.status is PartnerStatus.PENDING
    ]  # fmt: skip
    duties = [
        Duty(_("Conditions acceptées"), booking.terms_accepted_at is not None,
             _("version %(version)s", version=booking.terms_version or "–"), None, ""),
        Duty(_("Réservation confirmée par l'organisateur"), confirmed, "", None, ""),
        Duty(_("Équipe nommée"), named[0] > 0, _("badges : %(named)s sur %(quota)s", named=named[0], quota=named[1]),
             until, f"#equipe-{booking.id}"),
        Duty(_("Logo"), company.logo_id is not None, "", until, profile),
        Duty(_("Présentation de l'entreprise"), bool(company.description), "", until, profile),
    ]  # fmt: skip
    if partners:
        duties.append(Duty(_("Réponses des partenaires"), not waits, ", ".join(waits), until, f"#partage-{booking.id}"))
    if booking.company_id == company.id and booking.price_cents:
        duties.append(Duty(_("Paiement reçu"), booking.paid_at is not None, "", None, ""))
    return duties
