"""Row B9: a pro-forma at the prices that were frozen."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlmodel import Session

from fairapp.fairs.enums import PartnerStatus
from fairapp.fairs.models import Fair
from fairapp.fairs.stands.models import BookingOption, BookingPartner, StandOption, StandType
from tests.factories import make_company, make_member
from tests.fairs.factories import make_booking
from tests.fairs.stands.making import lay

Sessions = Callable[[], AbstractContextManager[Session]]


def text_of(content: bytes) -> str:
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    return " ".join(" ".join(pages).split()).replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.parametrize(("vat", "told"), [
    ({"vat_rate_bp": 2000}, ["20 %", "99 €", "594 €"]),
    ({"vat_rate_bp": None, "vat_exemption": "TVA non applicable, art. 293 B du CGI"}, ["art. 293 B du CGI", "495 €"]),
])  # fmt: skip
def test_b9_seller_buyer_lines_vat_and_total(
    writing: Sessions, sign_in: Callable[..., FlaskClient], vat: dict, told: list[str]
) -> None:
    with writing() as session:
        place = lay(session, seller_name="Pôle Mer", seller_siret="55203253400646", payment_details="IBAN FR76")
        company = make_company(session, place.cluster, name="Kermarec", siret="73282932000074")
        member = make_member(session, company)
        booking = make_booking(session, place.stands[0], company, billing_name="Kermarec SARL", **vat)
        option = StandOption(fair_id=place.fair.id, name="Table haute", price_cents=7_50)
        session.add(option)
        session.flush()
        row = BookingOption(booking_id=booking.id, option_id=option.id, quantity=2, unit_price_cents=7_50)
        session.add(row)
        session.get_one(StandType, place.kind.id).price_cents = 999_00  # changed since
    base = f"/entreprise/{company.slug}/salons/{place.fair.slug}/reservations/{booking.id}"
    answer = sign_in(member).get(f"{base}/proforma.pdf")
    assert answer.mimetype == "application/pdf"
    text = text_of(answer.data)
    for words in ("Pôle Mer", "55203253400646", "Kermarec SARL", "73282932000074", "Table haute", "480 €", "IBAN FR76"):
        assert words in text
    assert [words for words in told if words not in text] == []
    assert "999" not in text


def test_b6_the_shares_of_a_pooled_stand_are_on_it(writing: Sessions, sign_in: Callable[..., FlaskClient]) -> None:
    with writing() as session:
        place = lay(session)
        company, other = make_company(session, place.cluster), make_company(session, place.cluster, name="Le Bihan")
        booking = make_booking(session, place.stands[0], company)
        session.add(BookingPartner(booking_id=booking.id, company_id=other.id, status=PartnerStatus.ACCEPTED))
        organiser = make_member(session, place.cluster)
        fair = session.get_one(Fair, place.fair.id)
    url = f"/pilotage/{place.cluster.slug}/salons/{fair.slug}/reservations/{booking.id}/proforma.pdf"
    text = text_of(sign_in(organiser).get(url).data)
    assert "Le Bihan 288 €" in text
