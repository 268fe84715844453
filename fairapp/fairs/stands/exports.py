"""The bookings of a fair for a spreadsheet."""

from collections.abc import Iterable
from datetime import datetime

from fairapp.fairs.enums import BOOKING_STATUS_LABELS
from fairapp.fairs.models import Fair
from fairapp.fairs.stands.listing import Row
from fairapp.fairs.zones import in_zone
from fairapp.web.i18n import translate

HEADER = (
    "stand", "type", "entreprise", "siret", "statut", "prix HT", "options HT", "TVA %", "payé le", "tarif adhérent",
    "partenaires", "contact", "courriel", "téléphone", "facturer à", "adresse de facturation", "bon de commande",
    "note", "conditions", "acceptées le", "acceptées par", "envoyée le", "confirmée le", "en attente depuis",
)  # fmt: skip


def booking_rows(fair: Fair, rows: Iterable[Row]) -> Iterable[tuple[object, ...]]:
    for row in rows:
        booking = row.booking
        yield (
            row.code, row.kind.name, row.company.name, row.company.siret,
            translate(BOOKING_STATUS_LABELS[booking.status]), booking.price_cents / 100, row.options_cents / 100,
            booking.vat_rate_bp / 100 if booking.vat_rate_bp is not None else translate("exonéré"),
            _day(fair, booking.paid_at), translate("oui") if booking.is_member_price else translate("non"), row.partners,
            booking.contact_name, booking.contact_email, booking.contact_phone, booking.billing_name,
            booking.billing_address, booking.purchase_order, booking.note, booking.terms_version,
            _day(fair, booking.terms_accepted_at), booking.terms_accepted_by, _day(fair, booking.submitted_at),
            _day(fair, booking.confirmed_at), _day(fair, booking.waitlisted_at),
        )  # fmt: skip


def _day(fair: Fair, at: datetime | None) -> str:
    return in_zone(fair, at).strftime("%Y-%m-%d %H:%M") if at else ""
