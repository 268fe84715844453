"""School outreach of the demonstration: everything has something to show, and nothing tells of a pupil."""

import pytest
from sqlmodel import col, func, select

from fairapp.accounts.models import Account
from fairapp.clusters.enums import AffiliationStatus
from fairapp.clusters.models import Affiliation, Cluster, Company, School
from fairapp.clusters.queries import clusters_of_company
from fairapp.core.clock import now
from fairapp.demo.world import PERSONAS
from fairapp.outreach.charter import has_signed
from fairapp.outreach.dates import off_school
from fairapp.outreach.enums import Format, InterventionStatus, RequestStatus, Setting, SlotStatus
from fairapp.outreach.models import (
    Attestation,
    Evaluation,
    HistoryLine,
    Intervention,
    OutreachRequest,
    Slot,
    Speaker,
    VisitBooking,
    WaitItem,
)
from fairapp.outreach.requests.services import dates_of
from fairapp.outreach.safeguarding import require_no_names
from fairapp.outreach.zones import on_the_wall
from fairapp.reference import schools

S = RequestStatus


def of_all(session, model):
    return session.exec(select(model).order_by(col(model.id))).all()


def test_there_are_12_schools_25_professionals_and_40_visits(demo):
    assert [len(of_all(demo, model)) for model in (School, Speaker, Intervention)] == [12, 25, 40]
    assert sum(not has_signed(one) for one in of_all(demo, Speaker)) == 2
    visits = of_all(demo, Intervention)
    assert {one.format for one in visits} == set(Format)
    assert {one.setting for one in visits} == set(Setting)
    assert {one.status for one in visits} == set(InterventionStatus)
    unsigned = {one.id for one in of_all(demo, Speaker) if not has_signed(one)}
    assert {one.status for one in visits if one.speaker_id in unsigned} == {InterventionStatus.DRAFT}


def test_schools_are_those_of_the_directory_with_their_people(demo):
    for school in of_all(demo, School):
        assert schools().school(school.uai).name == school.name
        people = demo.exec(select(Affiliation).where(Affiliation.school_id == school.id)).all()
        assert 1 <= sum(one.status is AffiliationStatus.CONFIRMED for one in people) <= 3
    rows = of_all(demo, Affiliation)
    assert sum(one.is_head for one in rows) == 5
    waiting = [one.school_id for one in rows if one.status is AffiliationStatus.PENDING]
    assert persona_school(demo).id in waiting
    assert len(waiting) == 2


def persona_school(session):
    email = next(one.email for one in PERSONAS if one.role == "school")
    theirs = select(School).join(Affiliation).join(Account).where(Account.email == email)
    return session.exec(theirs).one()


def test_e5_requests_are_in_every_state_those_of_the_persona_too(demo):
    requests = of_all(demo, OutreachRequest)
    assert {one.status for one in requests} == set(S)
    here = persona_school(demo)
    assert {one.status for one in requests if one.school_id == here.id} == set(S)


def test_e9_the_history_tells_how_each_request_came_where_it_is(demo):
    for request in of_all(demo, OutreachRequest):
        lines = demo.exec(
            select(HistoryLine).where(HistoryLine.request_id == request.id).order_by(HistoryLine.id)
        ).all()
        assert [line.at for line in lines] == sorted(line.at for line in lines)
        assert [line.to_status for line in lines[:-1]] == [line.from_status for line in lines[1:]]
        assert (lines[-1].to_status if lines else S.DRAFT) is request.status
        assert all(line.at <= now() for line in lines)


def test_slots_are_on_school_days_some_full_some_cancelled_some_waited_for(demo):
    slots = of_all(demo, Slot)
    for slot in slots:
        visit = demo.get_one(Intervention, slot.intervention_id)
        company, zone = demo.get_one(Company, visit.company_id), demo.get_one(Cluster, visit.cluster_id).time_zone
        assert off_school(on_the_wall(slot.starts_at, zone).date(), company.department) is None
    taken = dict(
        demo.exec(
            select(VisitBooking.slot_id, func.sum(VisitBooking.pupils))
            .where(col(VisitBooking.released_at).is_(None))
            .group_by(col(VisitBooking.slot_id))
        ).all()
    )
    assert {slot.id: slot.pupils_taken for slot in slots if slot.groups_taken} == taken
    assert sum(slot.status is SlotStatus.CANCELLED for slot in slots) >= 1
    full = {slot.id for slot in slots if slot.groups_taken == slot.groups_max}
    assert len(full) >= 3
    waited_for = {one.slot_id for one in of_all(demo, WaitItem)}
    assert len(waited_for) == 2
    assert waited_for <= full


def test_what_is_over_was_on_a_school_day_and_has_its_papers(demo):
    closed = [one for one in of_all(demo, OutreachRequest) if one.status is S.CLOSED]
    assert len(closed) >= 5  # figures of fewer are not shown
    for request in closed:
        assert request.ends_at < now()
        assert off_school(request.starts_at.date(), demo.get_one(School, request.school_id).department) is None
        for model, count in ((Attestation, 3), (Evaluation, 2)):
            assert len(demo.exec(select(model).where(model.request_id == request.id)).all()) == count


def test_what_waits_for_an_answer_has_dates_to_choose(demo):
    for request in of_all(demo, OutreachRequest):
        is_asked = request.status in (S.PROPOSED, S.MOVED_BY_SCHOOL, S.MOVED_BY_COMPANY)
        dates = dates_of(demo, request.id)
        assert bool(dates) == is_asked
        assert all(one.starts_at > now() for one in dates)


def test_e6_no_text_names_anybody(demo):
    for request in of_all(demo, OutreachRequest):
        for name in ("class_name", "wishes", "needs", "equipment"):
            require_no_names(getattr(request, name), field=name)
    for line in of_all(demo, HistoryLine):
        require_no_names(line.reason, field="reason")
    for one in of_all(demo, Evaluation):
        require_no_names(one.comment, field="comment")


def test_no_address_of_a_teacher_or_professional_can_be_anyones(demo):
    addresses = [one.email for one in (*of_all(demo, Account), *of_all(demo, Speaker))]
    addresses += [one.contact_email for one in of_all(demo, OutreachRequest)]
    assert [one for one in addresses if not one.endswith(".example")] == []


@pytest.mark.parametrize("persona", [one for one in PERSONAS if one.role in ("company", "organiser")])
def test_every_persona_finds_visits_and_requests(demo, persona):
    account = demo.exec(select(Account).where(Account.email == persona.email)).one()
    acts_for = demo.exec(select(Affiliation).where(Affiliation.account_id == account.id)).one()
    is_company = acts_for.company_id is not None
    clusters = [one.id for one in clusters_of_company(demo, acts_for.company_id)] if is_company else []
    for model in (Intervention, OutreachRequest):
        mine = model.company_id == acts_for.company_id if is_company else model.cluster_id == acts_for.cluster_id
        assert len(demo.exec(select(model).where(mine)).all()) >= 3
    assert clusters or not is_company
