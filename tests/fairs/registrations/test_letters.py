"""Letters: reminders once each, the move of a fair, its end; what is kept and for how long (rows C6, C7, F4)."""

from datetime import date, time, timedelta

import pytest
from sqlmodel import select

from fairapp.accounts.models import ActionLink
from fairapp.core.clock import now
from fairapp.core.events import emit
from fairapp.core.tasks import enqueue_reactions
from fairapp.fairs.badges.models import Badge
from fairapp.fairs.enums import ConsentPurpose, FairStatus, QuotaKind, RegistrationStatus
from fairapp.fairs.events import FairCancelled, FairMoved
from fairapp.fairs.models import Fair, FairDay
from fairapp.fairs.queries import days_of
from fairapp.fairs.registrations.handlers import queue_reminders
from fairapp.fairs.registrations.models import Consent, Quota, Registration, RegistrationPlace
from fairapp.fairs.registrations.personal import erase_registrations, export_registrations
from fairapp.fairs.registrations.queries import (
    arrivals_of_registration,
    days_of_registration,
    fair_quota,
    live_registration,
    quotas_of,
)
from fairapp.fairs.registrations.retention import purge_old_fairs
from fairapp.fairs.registrations.services import change_arrivals, follow_calendar, register, set_quotas
from fairapp.wiring import SUBSCRIPTIONS
from tests.factories import make_account, make_cluster
from tests.fairs.factories import make_fair
from tests.fairs.registrations.filling import band, draft, sign_up


@pytest.fixture
def lea(writing, salon):
    """Register somebody, without a letter yet."""
    with writing() as session:
        return sign_up(session, session.get_one(Fair, salon.id), consents=[ConsentPurpose.EXHIBITORS])


@pytest.mark.parametrize("is_proven", [False, True])
def test_c1_a_name_is_mailed_only_to_an_address_that_its_owner_proved(writing, letters, salon, is_proven):
    with writing() as session:
        account = make_account(session, email="lea@exemple.fr") if is_proven else None
        fair = session.get_one(Fair, salon.id)
        register(session, fair, draft(session, fair), account_id=account.id if account else None)
        enqueue_reactions(session, SUBSCRIPTIONS)
    [letter] = letters()
    assert letter.text.startswith("Bonjour Léa," if is_proven else "Bonjour,")
    assert ("Léa" in letter.text) is is_proven


def remind(writing):
    with writing() as session:
        queue_reminders(session)


def subjects(letters):
    return [letter.subject for letter in letters()]


@pytest.mark.parametrize(("before", "reminded"), [(8, 0), (7, 1), (6, 0), (2, 0), (1, 1), (0, 0)])
def test_c7_reminders_leave_a_week_and_a_day_before(writing, letters, lea, time_machine, days, before, reminded):
    time_machine.move_to(f"{date.fromisoformat(days[0]) - timedelta(days=before)}T10:00:00+01:00")
    for _restart in range(3):  # a worker that was killed in between queues them again
        remind(writing)
    assert subjects(letters) == ["Rappel : Grand Quai"] * reminded
    remind(writing)
    assert subjects(letters) == []


def test_c7_reminders_wait_for_the_morning(writing, letters, lea, time_machine, days):
    day = date.fromisoformat(days[0]) - timedelta(days=1)
    time_machine.move_to(f"{day}T01:00:00+01:00")
    remind(writing)
    assert subjects(letters) == []
    time_machine.move_to(f"{day}T08:01:00+01:00")
    assert subjects(letters) == ["Rappel : Grand Quai"]


def test_c7_who_gave_up_meanwhile_is_not_reminded(writing, letters, lea, time_machine, days):
    time_machine.move_to(f"{date.fromisoformat(days[0]) - timedelta(days=1)}T10:00:00+01:00")
    remind(writing)
    with writing() as session:
        session.get_one(Registration, lea.id).status = RegistrationStatus.WAITLISTED
    assert subjects(letters) == []


def test_c7_one_is_reminded_of_the_first_of_several_days(writing, letters, time_machine):
    with writing() as session:
        fair = make_fair(session, make_cluster(session), days=2)
        first, second = band(session, fair, day=0), band(session, fair, day=1)
        sign_up(session, fair, email="both@exemple.fr", arrivals=[first, second])
        sign_up(session, fair, email="second@exemple.fr", arrivals=[second])
        day = days_of(session, fair.id)[1].held_on
    time_machine.move_to(f"{day - timedelta(days=1)}T10:00:00+01:00")
    remind(writing)
    assert [letter.to for letter in letters()] == ["second@exemple.fr"]


def move(writing, salon, *, days=7, opens=time(9)):
    """Do what the settings page does when a fair moves."""
    with writing() as session:
        fair = session.get_one(Fair, salon.id)
        for day in days_of(session, fair.id):
            day.held_on, day.opens = day.held_on + timedelta(days=days), opens
        fair.sequence += 1
        emit(session, FairMoved(fair.id))
        enqueue_reactions(session, SUBSCRIPTIONS)


def test_f4_nobody_registers_again_and_everyone_is_told_once(writing, reading, letters, salon, lea, days):
    letters()
    move(writing, salon)
    [letter] = letters()
    there = (date.fromisoformat(days[0]) + timedelta(days=7)).isoformat()
    assert letter.subject == "Changement : Grand Quai"
    with reading() as session:
        assert arrivals_of_registration(session, lea.id) == [f"{there}T09:30"]
        assert [day.isoformat() for day in days_of_registration(session, lea.id)] == [there]
        assert {quota.key[:10] for quota in quotas_of(session, salon.id) if quota.kind is QuotaKind.DAY} == {there}
        assert sum(quota.taken for quota in quotas_of(session, salon.id)) == 4


def test_f4_c6_the_first_link_lives_as_long_as_what_it_opens(writing, salon, register, days, client, time_machine):
    """The fair moves two years ahead: the link that was mailed before still opens, a year after the fair too."""
    link = register()
    move(writing, salon, days=730)
    last = date.fromisoformat(days[0]) + timedelta(days=730)
    for after, status in ((-1, 200), (365, 200), (366, 404)):
        time_machine.move_to(f"{last + timedelta(days=after)}T12:00:00+00:00")
        with writing() as session:
            purge_old_fairs(session)
        assert client.get(link).status_code == status


def test_f4_a_band_that_is_gone_is_to_be_chosen_again(writing, reading, letters, salon, lea):
    letters()
    move(writing, salon, opens=time(10))
    [letter] = letters()
    assert "heure d’arrivée à choisir" in letter.text
    with reading() as session:
        assert arrivals_of_registration(session, lea.id) == []
        assert len(days_of_registration(session, lea.id)) == 1


def test_f4_who_registers_for_the_new_day_before_the_others_are_moved_is_counted_with_them(session):
    fair = make_fair(session, make_cluster(session))
    first = sign_up(session, fair, "un@exemple.fr")
    [day] = days_of(session, fair.id)
    day.held_on += timedelta(days=7)
    session.flush()
    second = sign_up(session, fair, "deux@exemple.fr")
    for _time in range(2):
        follow_calendar(session, fair)
    assert [arrivals_of_registration(session, row.id) for row in (first, second)] == [[band(session, fair)]] * 2
    assert sorted(quota.taken for quota in quotas_of(session, fair.id) if quota.taken) == [2, 2, 2, 2]


def test_f4_a_day_less_leaves_the_other_days_alone(session):
    fair = make_fair(session, make_cluster(session), days=3)
    row = sign_up(session, fair, arrivals=[band(session, fair, day=0), band(session, fair, day=2)])
    kept = band(session, fair, day=0)
    session.delete(session.get_one(FairDay, days_of(session, fair.id)[2].id))
    session.flush()
    follow_calendar(session, fair)
    assert arrivals_of_registration(session, row.id)[0] == kept


def test_a_cancelled_fair_tells_everyone_once(writing, letters, salon, lea):
    letters()
    for _twice in range(2):
        with writing() as session:
            session.get_one(Fair, salon.id).status = FairStatus.CANCELLED
            emit(session, FairCancelled(salon.id))
            enqueue_reactions(session, SUBSCRIPTIONS)
    assert subjects(letters) == ["Salon annulé : Grand Quai"]


def test_c4_an_offer_that_ended_says_so(writing, letters, salon, lea, time_machine, app):
    from fairapp.fairs.registrations.services import settle_all

    with writing() as session:
        fair = session.get_one(Fair, salon.id)
        set_quotas(session, fair, {(QuotaKind.FAIR, ""): 1}, by=None)
        sign_up(session, fair, "deux@exemple.fr")
        set_quotas(session, fair, {(QuotaKind.FAIR, ""): 2}, by=None)
    time_machine.move_to(now() + timedelta(hours=25))
    with writing() as session:
        settle_all(session)
        enqueue_reactions(session, SUBSCRIPTIONS)
    [letter] = letters()
    assert "pas été prise à temps" in letter.text


def count(reading, *models):
    with reading() as session:
        return [len(session.exec(select(model)).all()) for model in models]


PEOPLE = (Registration, Badge, Consent, RegistrationPlace, ActionLink)


def test_c6_people_are_forgotten_a_year_after_the_fair_and_figures_stay(
    writing, reading, salon, lea, days, time_machine
):
    last = date.fromisoformat(days[0])
    assert count(reading, *PEOPLE) == [1, 1, 1, 4, 1]
    for after, left in ((365, 1), (366, 0)):
        time_machine.move_to(f"{last + timedelta(days=after)}T12:00:00+00:00")
        with writing() as session:
            purge_old_fairs(session)
        assert count(reading, Registration) == [left]
    assert count(reading, *PEOPLE) == [0] * 5
    with reading() as session:
        assert fair_quota(session, salon.id).taken == 1
    assert count(reading, Quota, Fair) == [23, 1]


def test_c6_a_person_takes_and_erases_what_was_written_with_their_address(writing, reading, salon, lea):
    with writing() as session:
        account = make_account(session, email="lea@exemple.fr")
        sign_up(session, session.get_one(Fair, salon.id), "autre@exemple.fr")
        [told] = export_registrations(session, account.id)
        erase_registrations(session, account.id)
        erase_registrations(session, account.id)
    assert (told["fair"], told["email"], told["last_name"]) == ("Grand Quai", "lea@exemple.fr", "Morel")
    assert [consent["purpose"] for consent in told["consents"]] == ["exhibitors"]
    assert len(told["places"]) == 3
    with reading() as session:
        assert live_registration(session, salon.id, "lea@exemple.fr") is None
        assert live_registration(session, salon.id, "autre@exemple.fr") is not None
        assert fair_quota(session, salon.id).taken == 1


def test_c3_a_day_that_is_over_stays_when_another_is_changed(session, time_machine):
    fair = make_fair(session, make_cluster(session), days=2)
    one, two = band(session, fair, day=0), band(session, fair, day=1)
    row = sign_up(session, fair, arrivals=[one, two])
    time_machine.move_to(f"{two[:10]}T08:00:00+01:00")
    change_arrivals(session, row, [band(session, fair, "15:00", day=1)])
    assert arrivals_of_registration(session, row.id) == [one, band(session, fair, "15:00", day=1)]


def test_c3_places_given_up_by_a_change_of_hour_are_counted_back(session):
    fair = make_fair(session, make_cluster(session))
    row = sign_up(session, fair)
    for hour in ("11:00", "11:00", "14:30"):
        change_arrivals(session, row, [band(session, fair, hour)])
    assert {
        quota.key: quota.taken for quota in quotas_of(session, fair.id) if quota.kind is QuotaKind.BAND and quota.taken
    } == {band(session, fair, "14:30"): 1}
    assert row.version == 3
