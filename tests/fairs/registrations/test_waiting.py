"""The waiting list (row C4): offers, in order, for a day, never after the doors open."""

from datetime import timedelta

import pytest

from fairapp.core.clock import now
from fairapp.core.errors import Conflict
from fairapp.core.events import collect
from fairapp.fairs.calendar import hours_of
from fairapp.fairs.enums import Profile, QuotaKind
from fairapp.fairs.events import PlaceOffered, RegistrationCancelled
from fairapp.fairs.queries import days_of
from fairapp.fairs.registrations.queries import arrivals_of_registration, days_of_registration, fair_quota
from fairapp.fairs.registrations.services import accept_offer, cancel, change_arrivals, set_quotas, settle_all
from tests.factories import make_cluster
from tests.fairs.factories import make_fair
from tests.fairs.registrations.filling import band, sign_up

FAIR = (QuotaKind.FAIR, "")


@pytest.fixture
def fair(session):
    fair = make_fair(session, make_cluster(session))
    fair_quota(session, fair.id).size = 1
    session.flush()
    return fair


@pytest.fixture
def holder(session, fair):
    return sign_up(session, fair, "premier@exemple.fr")


@pytest.fixture
def waiting(session, fair, holder):
    return [sign_up(session, fair, f"attente{n}@exemple.fr") for n in range(1, 4)]


def statuses(session, rows):
    for row in rows:
        session.refresh(row)
    return [row.status.value for row in rows]


def test_c4_a_place_given_up_goes_to_the_lowest_number_and_stays_counted(session, fair, holder, waiting):
    collect(session)
    cancel(session, holder)
    assert statuses(session, [holder, *waiting]) == ["cancelled", "offered", "waitlisted", "waitlisted"]
    assert waiting[0].offered_until - now() == pytest.approx(timedelta(hours=24), abs=timedelta(minutes=1))
    assert fair_quota(session, fair.id).taken == 1
    assert collect(session) == [RegistrationCancelled(holder.id), PlaceOffered(waiting[0].id)]


def test_c4_cancelling_twice_frees_one_place(session, fair, holder, waiting):
    cancel(session, holder)
    cancel(session, holder)
    assert statuses(session, waiting) == ["offered", "waitlisted", "waitlisted"]


def test_c4_who_leaves_the_list_frees_nothing(session, fair, holder, waiting):
    cancel(session, waiting[0])
    assert statuses(session, [holder, *waiting]) == ["confirmed", "cancelled", "waitlisted", "waitlisted"]


def test_c4_accepting_confirms_once(session, fair, holder, waiting):
    cancel(session, holder)
    accept_offer(session, waiting[0])
    accept_offer(session, waiting[0])
    assert statuses(session, waiting) == ["confirmed", "waitlisted", "waitlisted"]
    assert (waiting[0].queue_number, fair_quota(session, fair.id).taken) == (1, 1)


def test_c4_declining_passes_the_place_on(session, fair, holder, waiting):
    cancel(session, holder)
    cancel(session, waiting[0])
    assert statuses(session, waiting) == ["cancelled", "offered", "waitlisted"]


def test_c4_an_enlarged_quota_is_offered_to_as_many_as_it_frees(session, fair, holder, waiting):
    set_quotas(session, fair, {FAIR: 3}, by=None)
    assert statuses(session, waiting) == ["offered", "offered", "waitlisted"]


def test_c4_an_offer_ends_by_itself_and_passes_on(session, fair, holder, waiting, time_machine):
    cancel(session, holder)
    time_machine.move_to(now() + timedelta(hours=24, minutes=1))
    with pytest.raises(Conflict, match="le délai est passé"):
        accept_offer(session, waiting[0])
    settle_all(session)
    assert statuses(session, waiting) == ["cancelled", "offered", "waitlisted"]


def test_c4_the_next_writer_ends_an_offer_before_the_task_does(session, fair, holder, waiting, time_machine):
    cancel(session, holder)
    time_machine.move_to(now() + timedelta(hours=24, minutes=1))
    late = sign_up(session, fair, "tard@exemple.fr")
    assert statuses(session, [*waiting, late]) == ["cancelled", "offered", "waitlisted", "waitlisted"]


def test_c4_an_offer_lasts_no_longer_than_to_the_opening(session, fair, holder, waiting, time_machine):
    opens = hours_of(fair, days_of(session, fair.id))[0].opens_at
    time_machine.move_to(opens - timedelta(hours=5))
    cancel(session, holder)
    session.refresh(waiting[0])
    assert waiting[0].offered_until == opens


@pytest.mark.parametrize("before", [timedelta(minutes=59), timedelta(hours=-1)])
def test_c4_no_place_is_offered_once_the_fair_is_there(session, fair, holder, waiting, time_machine, before):
    time_machine.move_to(hours_of(fair, days_of(session, fair.id))[0].opens_at - before)
    cancel(session, holder)
    assert statuses(session, waiting) == ["waitlisted"] * 3
    assert fair_quota(session, fair.id).taken == 0


def test_c4_who_cannot_use_the_place_is_passed_over_and_keeps_the_number(session, fair, holder, time_machine):
    set_quotas(session, fair, {(QuotaKind.PROFILE, Profile.STUDENT): 0}, by=None)
    student = sign_up(session, fair, "eleve@exemple.fr", profile=Profile.STUDENT)
    other = sign_up(session, fair, "autre@exemple.fr")
    cancel(session, holder)
    assert statuses(session, [student, other]) == ["waitlisted", "offered"]
    set_quotas(session, fair, {FAIR: 2, (QuotaKind.PROFILE, Profile.STUDENT): 1}, by=None)
    assert statuses(session, [student]) == ["offered"]


def test_c4_a_full_arrival_band_is_left_to_choose_again(session, fair, holder):
    waiter = sign_up(session, fair, "attente@exemple.fr")
    wished = band(session, fair)
    set_quotas(session, fair, {(QuotaKind.BAND, wished): 1}, by=None)
    change_arrivals(session, holder, [band(session, fair, "11:00")])
    set_quotas(session, fair, {(QuotaKind.BAND, wished): 0}, by=None)
    cancel(session, holder)
    assert statuses(session, [waiter]) == ["offered"]
    assert arrivals_of_registration(session, waiter.id) == []
    assert [day.isoformat() for day in days_of_registration(session, waiter.id)] == [wished[:10]]


def test_c3_nobody_overtakes_the_list(session, fair, holder, waiting):
    cancel(session, holder)
    assert sign_up(session, fair, "tard@exemple.fr").queue_number == 4
