"""Who answers a teacher, and two who answer at once (row E1)."""

from collections import Counter
from functools import partial

import pytest
from sqlalchemy import delete
from sqlmodel import select

from fairapp.clusters.enums import AffiliationStatus
from fairapp.clusters.models import Affiliation, School
from fairapp.clusters.people.services import affiliate as take_on
from fairapp.core.actor import Actor
from fairapp.core.db import open_session
from fairapp.core.errors import Conflict, DomainError
from fairapp.outreach.requests.policies import can_draft
from fairapp.outreach.schools.policies import can_follow, is_head
from fairapp.outreach.schools.queries import asking_near
from fairapp.outreach.schools.reach import clusters_near
from fairapp.outreach.schools.services.answering import confirm_teacher, name_head, refuse_teacher
from fairapp.outreach.schools.services.joining import forget_unproven, withdraw
from tests.factories import actor_of, affiliate, make_account, make_cluster, make_company, make_school
from tests.support.threads import at_once

PENDING, CONFIRMED = AffiliationStatus.PENDING, AffiliationStatus.CONFIRMED


@pytest.fixture
def asking(writing, world):
    """Somebody who waits at the college."""
    with writing() as session:
        account = make_account(session, name="Sacha Nouveau")
        return affiliate(session, account, world.school, status=PENDING)


def statuses(reading, account_id):
    with reading() as session:
        rows = session.exec(select(Affiliation).where(Affiliation.account_id == account_id)).all()
        return [row.status for row in rows]


def test_e1_a_pending_teacher_prepares_and_answers_nobody(world, asking, session):
    from fairapp.accounts.models import Account

    actor = actor_of(session.get_one(Account, asking.account_id))
    assert [policy(session, actor, world.school) for policy in (can_draft, is_head)] == [True, False]


@pytest.mark.parametrize(
    ("who", "rights"),
    [
        ("teacher", [True, False]),
        ("head", [True, True]),
        ("stranger", [False, False]),
        ("organiser", [False, False]),
    ],
)
def test_who_does_what_for_a_school(world, who, rights, session):
    actor = actor_of(getattr(world, who))
    assert [policy(session, actor, world.school) for policy in (can_draft, is_head)] == rights
    assert not any(policy(session, None, world.school) for policy in (can_draft, is_head))


def test_e1_head_confirms_while_the_organiser_refuses_one_wins(engine, reading, world, asking):
    def answer(act, by):
        with open_session(engine) as session:
            row = session.get(Affiliation, asking.id)
            if row is None:
                raise Conflict("gone")
            act(session, session.get_one(School, world.school.id), row, by=actor_of(by))
            session.commit()

    results = at_once([lambda: answer(confirm_teacher, world.head), lambda: answer(refuse_teacher, world.organiser)])
    assert Counter(type(result) for result in results) == {type(None): 1, Conflict: 1}
    assert statuses(reading, asking.account_id) == ([CONFIRMED] if results[0] is None else [])


@pytest.mark.parametrize("first", [confirm_teacher, refuse_teacher])
def test_who_read_the_row_before_comes_second(engine, world, asking, first):
    with open_session(engine, read_only=True) as slow:
        row, school = slow.get_one(Affiliation, asking.id), slow.get_one(School, world.school.id)
        slow.expunge_all()
    with open_session(engine) as session:
        first(
            session, session.get_one(School, school.id), session.get_one(Affiliation, row.id), by=actor_of(world.head)
        )
        session.commit()
    with open_session(engine) as session, pytest.raises(Conflict, match="déjà répondu"):
        refuse_teacher(session, session.get_one(School, school.id), row, by=actor_of(world.organiser))


def test_a_typed_school_counts_once_its_teacher_is_confirmed(writing, reading, world):
    with writing() as session:
        school = make_school(session, is_confirmed=False)
        asking = affiliate(session, make_account(session), school, status=PENDING)
        confirm_teacher(session, school, asking, by=actor_of(world.organiser), cluster_id=world.cluster.id)
    with reading() as session:
        assert session.get_one(School, school.id).is_confirmed


def test_typed_schools_without_anyone_are_forgotten(writing, reading):
    import time_machine

    with time_machine.travel("2026-11-01T08:00:00Z"), writing() as session:
        deserted, used = make_school(session, is_confirmed=False), make_school(session, is_confirmed=False)
        confirmed = make_school(session)
        affiliate(session, make_account(session), used, status=PENDING)
    with writing() as session:
        forget_unproven(session)
    with reading() as session:
        kept = {school.id for school in session.exec(select(School)).all()}
    assert kept == {used.id, confirmed.id}
    assert deserted.id not in kept


def test_an_invitation_confirms_one_who_waits(writing, reading, world, asking):
    with writing() as session:
        take_on(session, session.get_one(School, world.school.id), account_id=asking.account_id)
    assert statuses(reading, asking.account_id) == [CONFIRMED]


def test_one_who_waits_is_not_named_head(world, asking, session):
    with pytest.raises(DomainError, match="Confirmez d’abord"):
        name_head(
            session, session.merge(world.school), session.merge(asking), is_head=True, by=actor_of(world.organiser)
        )


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (confirm_teacher, "déjà répondu"),
        (refuse_teacher, "déjà répondu"),
        (partial(name_head, is_head=True), "ne fait plus partie"),
    ],
)
def test_e1_one_who_left_meanwhile_is_not_answered(world, asking, engine, act, said):
    with open_session(engine) as session:
        row, school = session.get_one(Affiliation, asking.id), session.get_one(School, world.school.id)
        leaving = delete(Affiliation).where(Affiliation.id == row.id)
        session.execute(leaving.execution_options(synchronize_session=False))
        with pytest.raises(Conflict, match=said):
            act(session, school, row, by=actor_of(world.organiser))


@pytest.mark.postgres_only
@pytest.mark.parametrize("act", [confirm_teacher, refuse_teacher, partial(name_head, is_head=True)])
def test_e1_one_who_leaves_between_the_reading_and_the_answer_is_gone(world, asking, engine, act):
    with open_session(engine) as slow, open_session(engine) as quick:
        row, school = slow.get_one(Affiliation, asking.id), slow.get_one(School, world.school.id)
        withdraw(quick, row.id, by=Actor(row.account_id, "", ""))
        quick.commit()
        with pytest.raises(Conflict):
            act(slow, school, row, by=actor_of(world.organiser))


@pytest.mark.parametrize("act", [confirm_teacher, partial(name_head, is_head=True)])
def test_e1_who_leaves_at_the_same_moment_is_answered_before_or_never(engine, writing, world, asking, act):
    """Whoever comes second finds nothing to do, and nothing breaks."""
    if act is not confirm_teacher:
        with writing() as session:
            session.get_one(Affiliation, asking.id).status = CONFIRMED

    def answer():
        with open_session(engine) as session:
            row = session.get(Affiliation, asking.id)
            if row is not None:
                act(session, session.get_one(School, world.school.id), row, by=actor_of(world.organiser))
            session.commit()

    def leave():
        with open_session(engine) as session:
            session.execute(delete(Affiliation).where(Affiliation.id == asking.id))
            session.commit()

    answered, left = at_once([answer, leave])
    assert (type(answered) in (type(None), Conflict), left) == (True, None)


def test_e1_clusters_with_a_company_in_the_department_answer(world, session):
    assert clusters_near(session, world.school) == {world.cluster.id}
    assert clusters_near(session, world.other_school) == {world.other_cluster.id}


def test_elsewhere_the_nearest_cluster_answers(world, session):
    near_paris = make_school(session, department="77", lat=48.7, lon=2.6)
    assert clusters_near(session, near_paris) == {world.other_cluster.id}


def test_where_no_place_is_known_every_cluster_answers(world, session):
    nowhere = make_school(session, department=None, commune="")
    assert clusters_near(session, nowhere) == {world.cluster.id, world.other_cluster.id}


def test_a_lapsed_member_gives_no_say(world, session):
    from datetime import date

    from fairapp.clusters.queries import membership_of

    third = make_cluster(session)
    company = make_company(session, third, department="07")
    membership_of(session, third.id, company.id).until = date(2020, 1, 1)
    session.flush()
    assert third.id not in clusters_near(session, world.school)


def test_organisers_follow_the_schools_near_them(world, session):
    own = actor_of(world.organiser, clusters=(world.cluster,))
    assert can_follow(session, own, world.cluster, world.school)
    assert not can_follow(session, own, world.cluster, world.other_school)
    assert not can_follow(session, own, world.other_cluster, world.other_school)


def test_organisers_see_who_waits_near_them_schools_without_head_first(writing, reading, world, asking):
    with writing() as session:
        headless = make_school(session, name="Lycée seul")
        affiliate(session, make_account(session), headless, status=PENDING)
        affiliate(session, make_account(session), world.other_school, status=PENDING)
    with reading() as session:
        found = asking_near(session, world.cluster.id)
    assert [(one.school.name, one.has_head) for one in found] == [("Lycée seul", False), ("Collège du Parc", True)]
