"""A year after the fair nobody who stood there is known any more; the bill is (trust.md, personal data)."""

from datetime import timedelta

import pytest
import time_machine
from sqlmodel import select

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.models import ActionLink
from fairapp.accounts.services import issue_link
from fairapp.core.clock import now
from fairapp.fairs.badges.models import Badge
from fairapp.fairs.badges.services import ensure_badge
from fairapp.fairs.stands.models import BookingPartner, BookingStaff, StandBooking
from fairapp.fairs.stands.retention import purge_old_staff
from tests.factories import make_cluster, make_company
from tests.fairs.factories import make_booking, make_fair, make_hall, make_stand, make_stand_type


@pytest.mark.parametrize(("days_after", "left"), [(364, 1), (367, 0)])
def test_exhibitors_people_are_forgotten_a_year_after_the_fair(session, days_after, left):
    fair = make_fair(session, make_cluster(session), in_days=1)
    company = make_company(session)
    stand = make_stand(session, make_hall(session, fair), make_stand_type(session, fair))
    booking = make_booking(
        session, stand, company, contact_name="Anna", contact_phone="06", billing_name="Forge SAS", note="Allergie",
        terms_address="192.0.2.7", terms_accepted_by="Anna <anna@exemple.fr>",
    )  # fmt: skip
    partner = BookingPartner(booking_id=booking.id, company_id=make_company(session).id, contact_name="Malo")
    session.add(partner)
    session.flush()
    for purpose, row in ((LinkPurpose.STAND_OFFER, booking), (LinkPurpose.BOOKING_PARTNER, partner)):
        issue_link(session, purpose, email="malo@exemple.fr", subject_id=row.id)
    issue_link(session, LinkPurpose.REGISTRATION, email="autre@exemple.fr", subject_id=booking.id)
    staff = BookingStaff(booking_id=booking.id, company_id=company.id, first_name="Anna", last_name="Le Bras")
    session.add(staff)
    session.flush()
    ensure_badge(session, fair_id=fair.id, staff_id=staff.id)
    with time_machine.travel(now() + timedelta(days=1 + days_after), tick=False):
        purge_old_staff(session)
    session.expire_all()
    assert len(session.exec(select(BookingStaff)).all()) == left
    assert len(session.exec(select(Badge)).all()) == left
    kept = session.exec(select(StandBooking)).one()
    assert (bool(kept.contact_name), bool(kept.contact_phone), kept.billing_name) == (
        bool(left),
        bool(left),
        "Forge SAS",
    )
    assert (bool(kept.note), bool(kept.terms_address)) == (bool(left), bool(left))
    assert kept.terms_accepted_by == "Anna <anna@exemple.fr>"
    assert len(session.exec(select(ActionLink)).all()) == 1 + 2 * left
    assert bool(session.exec(select(BookingPartner)).one().contact_name) == bool(left)
