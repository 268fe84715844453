"""Rows F3 and F4: who is told by mail, and only once."""

from datetime import time, timedelta

import pytest

from fairapp.core.clock import now, today
from fairapp.core.errors import DomainError
from fairapp.core.tasks import enqueue_reactions
from fairapp.fairs.enums import BookingStatus, PartnerStatus
from fairapp.fairs.models import Fair
from fairapp.fairs.registrations.services import give_link
from fairapp.fairs.setup import services
from fairapp.fairs.setup.drafts import DayDraft, WhenDraft
from fairapp.fairs.setup.queries import interested_companies, is_interested
from fairapp.fairs.stands.models import BookingPartner
from fairapp.mail.outbox import latest
from fairapp.wiring import SUBSCRIPTIONS, make_worker
from tests.factories import actor_of, make_cluster, make_company, make_member
from tests.fairs.factories import make_booking, make_fair, make_hall, make_registration, make_stand, make_stand_type


@pytest.fixture
def letters(settings, app, run_pending):
    """Do what is due; return who was written to since, with the subject."""

    def told() -> list[tuple[str, str]]:
        run_pending()
        return sorted((letter.to, letter.subject) for letter in latest(settings.outbox_dir))

    return told


BEFORE_BOOKING = {"interest_from": now() - timedelta(days=1), "booking_from": now() + timedelta(days=10)}


def in_44_days() -> DayDraft:
    return DayDraft(held_on=today() + timedelta(days=44), opens=time(9), closes=time(17))


def make_interested(session, fair, cluster):
    company = make_company(session, cluster)
    person = make_member(session, company)
    services.express_interest(session, fair, company, actor_of(person, companies=[company]))
    return company, person


@pytest.fixture
def cluster(session):
    return make_cluster(session)


@pytest.fixture
def early(session, cluster):
    """Return a fair whose booking opens in ten days."""
    return make_fair(session, cluster, **BEFORE_BOOKING)


def test_f3_interest_is_noted_once_and_may_be_withdrawn(session, cluster, early):
    company, person = make_interested(session, early, cluster)
    services.express_interest(session, early, company, actor_of(person, companies=[company]))
    assert [one.company.id for one in interested_companies(session, early.id)] == [company.id]
    services.withdraw_interest(session, early, company)
    assert not is_interested(session, early.id, company.id)


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        ({"interest_from": 3, "booking_from": 9}, "à partir du"),
        ({"booking_from": -1}, "sont ouvertes"),
        ({"booking_from": -3, "booking_until": -1}, "closes"),
    ],
)
def test_f3_interest_outside_its_phase_is_refused_with_the_day(session, cluster, dates, said):
    moments = {name: now() + timedelta(days=days) for name, days in dates.items()}
    fair = make_fair(session, cluster, **moments)
    with pytest.raises(DomainError, match=said):
        make_interested(session, fair, cluster)


def test_f3_interested_companies_are_told_once_when_booking_opens(writing, letters, engine, time_machine):
    with writing() as session:
        cluster = make_cluster(session)
        fair = make_fair(session, cluster, **BEFORE_BOOKING)
        email = make_interested(session, fair, cluster)[1].email
    make_worker(engine).queue_scheduled()
    assert letters() == []
    time_machine.move_to(now() + timedelta(days=10, minutes=1))
    for _round in range(3):
        make_worker(engine).queue_scheduled()
        told = letters()
        time_machine.move_to(now() + timedelta(minutes=11))
    assert [to for to, subject in told if "Réservez" in subject] == [email]


def test_f4_a_move_is_told_once_to_each_exhibitor_and_visitor(writing, letters):
    with writing() as session:
        cluster = make_cluster(session)
        fair = make_fair(session, cluster)
        hall, kind = make_hall(session, fair), make_stand_type(session, fair)
        booked, partner, left = (make_company(session, cluster) for _ in range(3))
        people = [make_member(session, company).email for company in (booked, partner, left)]
        booking = make_booking(session, make_stand(session, hall, kind), booked)
        session.add(BookingPartner(booking_id=booking.id, company_id=partner.id, status=PartnerStatus.ACCEPTED))
        make_booking(session, make_stand(session, hall, kind), left, status=BookingStatus.CANCELLED)
        visitor = make_registration(session, fair)
        give_link(session, visitor)
        organiser = actor_of(make_member(session, cluster), clusters=[cluster])
    for _twice in range(2):  # the same day a second time is no move
        with writing() as session:
            row = session.get_one(Fair, fair.id)
            draft = WhenDraft(days=[in_44_days()], venue="Autre halle", version=row.version)
            services.reschedule(session, row, draft, by=organiser)
            enqueue_reactions(session, SUBSCRIPTIONS)
        told = letters()
    assert sorted(to for to, _subject in told) == sorted([*people[:2], visitor.email])


def test_f4_a_cancelled_fair_is_told_to_exhibitors_and_to_who_was_interested(writing, letters):
    with writing() as session:
        cluster = make_cluster(session)
        fair = make_fair(session, cluster, **BEFORE_BOOKING)
        interested = make_interested(session, fair, cluster)[1].email
        exhibitor = make_company(session, cluster)
        person = make_member(session, exhibitor).email
        make_booking(session, make_stand(session, make_hall(session, fair), make_stand_type(session, fair)), exhibitor)
        services.cancel_fair(session, fair, by=actor_of(make_member(session, cluster), clusters=[cluster]))
        enqueue_reactions(session, SUBSCRIPTIONS)
    assert sorted(to for to, _subject in letters()) == sorted([interested, person])
