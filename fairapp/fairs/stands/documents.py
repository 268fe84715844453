"""The pro-forma of a booking as PDF (row B9): frozen prices, VAT of each line or the mention of the exemption."""

from typing import NamedTuple

from flask_babel import gettext as _
from sqlmodel import Session

from fairapp import pdf
from fairapp.clusters.models import Cluster, Company
from fairapp.fairs.models import Fair
from fairapp.fairs.queries import days_of
from fairapp.fairs.stands.models import Stand, StandBooking, StandType
from fairapp.fairs.stands.pricing import Line, quote_of, split
from fairapp.fairs.stands.queries import ordered_options, weights_of
from fairapp.fairs.zones import in_zone
from fairapp.web.formats import euros, long_date, number


class Party(NamedTuple):
    name: str
    address: str
    siret: str


class PrintedLine(NamedTuple):
    label: str
    quantity: int
    unit: str
    net: str
    rate: str
    vat: str


def render_proforma(session: Session, fair: Fair, booking: StandBooking) -> bytes:
    """Draw the pro-forma; the same booking gives the same amounts, whatever prices became since."""
    cluster, company = session.get_one(Cluster, fair.cluster_id), session.get_one(Company, booking.company_id)
    stand = session.get(Stand, booking.stand_id) if booking.stand_id else None
    kind = session.get_one(StandType, booking.type_id)
    label = _("Stand %(code)s, %(kind)s", code=stand.code if stand else "–", kind=kind.name)
    quote = quote_of(booking, label, ordered_options(session, booking.id))
    days = days_of(session, fair.id)
    return pdf.render(
        "pdf/proforma.html",
        title=_("Facture pro forma"),
        reference=f"PF-{fair.id}-{booking.id}",
        drawn_on=long_date(in_zone(fair, booking.submitted_at or booking.held_at or fair.created_at)),
        fair=fair.name,
        dates=" – ".join(dict.fromkeys(long_date(day.held_on) for day in (*days[:1], *days[-1:]))),
        seller=Party(fair.seller_name or cluster.name, fair.seller_address, fair.seller_siret or ""),
        buyer=Party(booking.billing_name or company.name, booking.billing_address, company.siret or ""),
        lines=[_printed(line) for line in quote.lines],
        net=euros(quote.net_cents),
        vat=euros(quote.vat_cents),
        gross=euros(quote.gross_cents),
        mention="" if booking.vat_rate_bp is not None else booking.vat_exemption or _("TVA non applicable"),
        shares=_shares(session, booking, quote.gross_cents),
        terms=_terms(fair, booking),
        payment=fair.payment_details,
        order=booking.purchase_order,
    )


def _printed(line: Line) -> PrintedLine:
    rate = _("exonéré")
    if line.vat_rate_bp is not None:
        rate = f"{number(line.vat_rate_bp / 100, 1 if line.vat_rate_bp % 100 else 0)} %"
    return PrintedLine(
        line.label, line.quantity, euros(line.unit_cents), euros(line.net_cents), rate, euros(line.vat_cents)
    )


def _shares(session: Session, booking: StandBooking, gross_cents: int) -> list[tuple[str, str]]:
    weights = weights_of(session, booking)
    if len(weights) == 1:
        return []
    parts = split(gross_cents, list(weights.values()))
    return [(session.get_one(Company, id).name, euros(part)) for id, part in zip(weights, parts, strict=True)]


def _terms(fair: Fair, booking: StandBooking) -> str:
    if booking.terms_accepted_at is None:
        return str(_("Conditions du salon non encore acceptées."))
    day = long_date(in_zone(fair, booking.terms_accepted_at))
    return str(
        _(
            "Conditions du salon, version %(version)s, acceptées le %(day)s par %(who)s.",
            version=booking.terms_version, day=day, who=booking.terms_accepted_by,
        )
    )  # fmt: skip
