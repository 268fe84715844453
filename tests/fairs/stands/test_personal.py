"""Who booked a stand reads what is kept of them, and is forgotten with their account."""

from sqlmodel import Session

from fairapp.fairs.enums import PartnerStatus
from fairapp.fairs.stands.models import BookingPartner, StandBooking
from fairapp.fairs.stands.personal import erase_bookings, export_bookings
from tests.factories import make_company, make_member
from tests.fairs.factories import make_booking
from tests.fairs.stands.making import lay

SIGNED = "Anna <anna@exemple.fr>"
ANNA = {"contact_name": "Anna", "contact_email": "Anna@exemple.fr", "contact_phone": "06"}
MALO = {"contact_name": "Malo", "contact_email": "malo@exemple.fr", "contact_phone": "07"}


def made(session: Session) -> tuple[int, list[StandBooking], BookingPartner]:
    """Anna books two stands, of one Malo is the contact; another booking names her; elsewhere she answers."""
    place = lay(session, stands=4)
    company = make_company(session, place.cluster)
    anna = make_member(session, company, email="anna@exemple.fr")
    signed = {"booked_by_id": anna.id, "terms_address": "192.0.2.7", "terms_accepted_by": SIGNED, "note": "Merci"}
    whose = (signed | ANNA, signed | MALO, ANNA | {"terms_address": "192.0.2.8"}, MALO | {"note": "À Malo"})
    rows = [make_booking(session, stand, company, **over) for stand, over in zip(place.stands, whose, strict=True)]
    partner = BookingPartner(
        booking_id=rows[3].id, company_id=make_company(session).id, status=PartnerStatus.ACCEPTED, contact_name="Anna",
        contact_email="anna@exemple.fr",
    )  # fmt: skip
    session.add(partner)
    session.flush()
    return anna.id, rows, partner


def test_export_tells_what_concerns_the_person_and_nobody_else(session: Session) -> None:
    anna_id, _rows, _partner = made(session)
    first, second, third, shared = export_bookings(session, anna_id)
    assert (first["contact_phone"], first["terms_accepted_by"], first["note"]) == ("06", SIGNED, "Merci")
    assert ("contact_name" in second, second["terms_address"]) == (False, "192.0.2.7")
    assert (third["contact_name"], "terms_address" in third) == ("Anna", False)
    assert (shared["contact_name"], shared["status"]) == ("Anna", "accepted")


def test_erasing_forgets_the_person_and_keeps_the_contract(session: Session) -> None:
    anna_id, rows, partner = made(session)
    for _ in range(2):
        erase_bookings(session, anna_id)
    session.expire_all()
    contacts = [(row.contact_name, row.contact_email, row.contact_phone) for row in rows]
    nobody, malo = ("", "", ""), tuple(MALO.values())
    assert contacts == [nobody, malo, nobody, malo]
    assert [row.booked_by_id for row in rows] == [None] * 4
    assert [row.terms_address for row in rows] == ["", "", "192.0.2.8", ""]
    assert [row.terms_accepted_by for row in rows[:2]] == [SIGNED, SIGNED]
    assert (partner.contact_name, partner.contact_email) == ("", "")
    assert export_bookings(session, anna_id) == []
