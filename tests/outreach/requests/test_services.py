"""Rules of single steps that no page shows by itself (rows E5, E6)."""

from datetime import timedelta

import pytest

from fairapp.core.clock import now
from fairapp.core.errors import DomainError
from fairapp.outreach.enums import Action, RequestStatus, Side
from fairapp.outreach.requests.services import (
    Meeting,
    assign,
    book_slot,
    claim,
    dates_of,
    drop_dates,
    end,
    merge,
    move,
    propose,
)
from fairapp.outreach.requests.services.places import take_place
from tests.factories import make_company, make_school
from tests.outreach.factories import a_school_day, make_request, make_speaker
from tests.outreach.requests.making import Scene, draft_for, stage


@pytest.fixture
def scene(session) -> Scene:
    return stage(session)


def sent(session, scene: Scene, **over):
    values = {"status": RequestStatus.SENT, "company_id": scene.company.id, "speaker_id": scene.speaker.id}
    return make_request(session, scene.school, scene.cluster, **(values | over))


def days(*in_days: int) -> list[Meeting]:
    starts = [a_school_day(in_days=one) for one in in_days]
    return [Meeting(at, at + timedelta(hours=1)) for at in starts]


@pytest.mark.parametrize(("dates", "within"), [((3, 40), 10), ((3, 5), None)])
def test_e8_dates_are_answered_within_ten_days_and_before_the_last_of_them(session, scene, dates, within):
    request = sent(session, scene)
    propose(session, request, days(*dates), scene.click(Side.COMPANY, request))
    due = now() + timedelta(days=within) if within else days(*dates)[-1].starts_at
    assert abs(request.due_at - due) < timedelta(minutes=1)


def test_e6_no_step_passes_a_name_on(session, scene):
    request = sent(session, scene, company_id=None)
    with pytest.raises(DomainError) as refused:
        claim(session, request, scene.company, scene.click(Side.COMPANY, request, "Pour la petite Léa Martin"))
    assert (refused.value.field, request.company_id) == ("reason", None)


@pytest.mark.parametrize("status", [RequestStatus.DRAFT, RequestStatus.REFUSED, RequestStatus.CLOSED])
def test_e5_a_request_is_merged_into_one_that_is_alive(session, scene, status):
    request, other = sent(session, scene), sent(session, scene, status=status)
    with pytest.raises(DomainError):
        merge(session, request, other, scene.click(Side.ORGANISER, request))


def test_e5_a_request_is_merged_into_one_of_its_school(session, scene):
    request = sent(session, scene)
    other = make_request(session, make_school(session), scene.cluster, status=RequestStatus.SENT)
    with pytest.raises(DomainError):
        merge(session, request, other, scene.click(Side.ORGANISER, request))
    same = sent(session, scene)
    merge(session, request, same, scene.click(Side.ORGANISER, request))
    assert (request.status, request.merged_into_id) == (RequestStatus.CANCELLED, same.id)


def test_e5_whom_a_request_is_given_to_brings_its_own_professional(session, scene):
    """The former one reads nothing more of it."""
    request = sent(session, scene)
    other = make_company(session, scene.cluster)
    assign(session, request, other, scene.click(Side.ORGANISER, request))
    assert (request.company_id, request.speaker_id) == (other.id, None)


def test_e3_a_class_meets_whoever_it_is_on_the_day_of_the_booking(session, scene):
    request = draft_for(session, scene)
    scene.visit.speaker_id = make_speaker(session, scene.company, first_name="Erwan").id
    session.flush()
    book_slot(session, request, scene.slot, scene.click(Side.SCHOOL, request))
    assert request.speaker_id == scene.visit.speaker_id


def test_e7_a_place_is_taken_at_the_hour_that_was_agreed(session, scene):
    """The company moved the slot in between."""
    request = draft_for(session, scene)
    agreed = scene.slot.starts_at - timedelta(hours=1)
    assert not take_place(session, request, scene.slot, starts_at=agreed)
    assert take_place(session, request, scene.slot, starts_at=scene.slot.starts_at)


@pytest.mark.parametrize(("action", "side"), [(Action.ASK_OTHER, Side.SCHOOL), (Action.TAKE_BACK, Side.COMPANY)])
def test_e5_without_its_dates_a_request_waits_for_others(session, scene, action, side):
    request = sent(session, scene)
    propose(session, request, days(20, 30), scene.click(Side.COMPANY, request))
    drop_dates(session, request, action, scene.click(side, request, "Un matin plutôt"))
    assert (request.status, request.due_at, dates_of(session, request.id)) == (RequestStatus.SENT, None, [])


@pytest.mark.parametrize(("action", "side"), [(Action.KEEP, Side.COMPANY), (Action.TAKE_BACK, Side.SCHOOL)])
def test_e9_without_the_new_date_the_one_agreed_stays(session, scene, action, side):
    request = draft_for(session, scene)
    book_slot(session, request, scene.slot, scene.click(Side.SCHOOL, request))
    move(session, request, days(60), scene.click(Side.SCHOOL, request, "Pas de car"))
    drop_dates(session, request, action, scene.click(side, request, "Le seul jour libre"))
    assert (request.status, request.starts_at) == (RequestStatus.CONFIRMED, scene.slot.starts_at)
    assert (request.sequence, request.due_at, dates_of(session, request.id)) == (0, None, [])
    assert scene.slot.groups_taken == 1


def test_e5_a_school_that_gives_up_leaves_no_dates(session, scene):
    request = sent(session, scene)
    propose(session, request, days(20, 30), scene.click(Side.COMPANY, request))
    end(session, request, Action.REFUSE, scene.click(Side.SCHOOL, request, "Stage ces jours-là"))
    assert (request.status, request.due_at, dates_of(session, request.id)) == (RequestStatus.REFUSED, None, [])


@pytest.mark.parametrize(("service", "action"), [(drop_dates, Action.TAKE_BACK), (end, Action.CANCEL)])
def test_e9_nothing_is_dropped_without_a_reason(session, scene, service, action):
    request = draft_for(session, scene)
    book_slot(session, request, scene.slot, scene.click(Side.SCHOOL, request))
    move(session, request, days(60), scene.click(Side.SCHOOL, request, "Pas de car"))
    with pytest.raises(DomainError) as refused:
        service(session, request, action, scene.click(Side.SCHOOL, request, "  "))
    assert (refused.value.field, request.status) == ("reason", RequestStatus.MOVED_BY_SCHOOL)
