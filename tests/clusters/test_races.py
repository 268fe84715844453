"""Several at once: the database decides, and a look beforehand would not have been enough."""

from collections import Counter

import pytest
from sqlmodel import func, select

from fairapp import reference
from fairapp.accounts.models import ActionLink
from fairapp.clusters.companies import services as companies
from fairapp.clusters.companies.merging import merge_companies
from fairapp.clusters.companies.services import find_or_create_company
from fairapp.clusters.enums import MembershipStatus
from fairapp.clusters.events import MembershipConfirmed
from fairapp.clusters.members.joining import confirm_request
from fairapp.clusters.members.services import confirm_membership
from fairapp.clusters.models import Affiliation, Company, Invitation, JoinRequest, Membership, School
from fairapp.clusters.people.services import accept_invitation, invite, remove_person
from fairapp.clusters.schools.services import make_school_from_directory
from fairapp.core.db import open_session
from fairapp.core.errors import Conflict, DomainError
from fairapp.core.events import collect
from tests.factories import actor_of, make_account, make_cluster, make_company, make_member, make_membership, make_offer
from tests.support.threads import at_once

SIRET = "73282932000074"
MANY = 8


@pytest.fixture
def cluster(writing):
    with writing() as session:
        return make_cluster(session)


def each(engine, work, *arguments):
    """Run `work(session, argument)` for each argument at once, in a transaction of its own."""

    def call(argument):
        with open_session(engine) as session:
            result = work(session, argument)
            session.commit()
            return result

    return at_once([lambda argument=argument: call(argument) for argument in arguments])


def count(reading, model):
    with reading() as session:
        return session.exec(select(func.count()).select_from(model)).one()


@pytest.mark.parametrize("siret", [SIRET, None])
def test_o8_eight_imports_that_name_one_company_make_one(engine, reading, cluster, siret):
    def name_it(session, number):
        return find_or_create_company(session, cluster_id=cluster.id, name="Élan" + " " * number, siret=siret).id

    found = each(engine, name_it, *range(MANY))
    assert len(set(found)) == 1
    assert (count(reading, Company), count(reading, Membership)) == (1, 1)


def test_o8_one_siret_named_in_eight_clusters_makes_one_company(engine, reading, writing):
    with writing() as session:
        clusters = [make_cluster(session).id for _ in range(MANY)]
    found = each(engine, lambda s, id: find_or_create_company(s, cluster_id=id, name="Élan", siret=SIRET).id, *clusters)
    assert len(set(found)) == 1
    assert (count(reading, Company), count(reading, Membership)) == (1, MANY)


@pytest.mark.postgres_only
def test_o8_a_siret_stored_between_the_look_and_the_insert_is_found(engine, reading, writing, cluster, monkeypatch):
    """SQLite has one writer at a time: nothing comes between."""
    with writing() as session:
        other = make_cluster(session).id
    find_company, looks = companies.find_company, []

    def find_slowly(session, **asked):
        found = find_company(session, **asked)
        looks.append(asked["cluster_id"])
        if looks == [cluster.id, cluster.id]:  # the look after the lock
            each(engine, lambda s, id: find_or_create_company(s, cluster_id=id, name="Élan", siret=SIRET), other)
        return found

    monkeypatch.setattr(companies, "find_company", find_slowly)
    with writing() as session:
        find_or_create_company(session, cluster_id=cluster.id, name="Élan", siret=SIRET)
    assert (count(reading, Company), count(reading, Membership)) == (1, 2)


@pytest.mark.postgres_only
def test_without_its_lock_one_name_would_make_several_companies(engine, reading, cluster, monkeypatch):
    """What the lock is for: SQLite has one writer at a time, PostgreSQL has not."""
    monkeypatch.setattr(companies, "lock", lambda _session, _row: None)

    def made(name):
        return each(engine, lambda s, _: find_or_create_company(s, cluster_id=cluster.id, name=name).id, *range(MANY))

    assert any(len(set(made(f"Élan {number}"))) > 1 for number in range(20))  # until it happens


def test_two_organisers_confirm_one_membership_once(engine, writing, reading, cluster):
    with writing() as session:
        membership = make_membership(session, cluster, make_company(session), status=MembershipStatus.PENDING)
        organisers = [actor_of(make_account(session), clusters=(cluster,)) for _ in range(MANY)]

    def confirm(session, organiser):
        confirm_membership(session, session.get_one(Membership, membership.id), by=organiser)
        return collect(session)

    told = [event for events in each(engine, confirm, *organisers) for event in events]
    assert told == [MembershipConfirmed(cluster.id, membership.company_id)]


def test_two_organisers_answer_one_request_once(engine, writing, reading, cluster):
    with writing() as session:
        values = {"company_name": "Élan", "folded_name": "elan", "contact_name": "Léa", "email": "lea@elan.fr"}
        request = JoinRequest(cluster_id=cluster.id, **values)
        session.add(request)
        organisers = [actor_of(make_account(session), clusters=(cluster,)) for _ in range(MANY)]
        session.flush()

    def accept(session, organiser):
        return confirm_request(session, session.get_one(JoinRequest, request.id), by=organiser).id

    results = Counter(type(result) for result in each(engine, accept, *organisers))
    assert results == {int: 1, Conflict: MANY - 1}
    assert (count(reading, Company), count(reading, Invitation)) == (1, 1)


def test_two_organisers_merge_in_opposite_directions_once(engine, writing, reading, cluster):
    with writing() as session:
        first, second = (make_company(session, cluster, claimed_at=None) for _ in range(2))
        offers = [make_offer(session, company, cluster) for company in (first, second)]

    def merge(session, pair):
        loser, winner = (session.get_one(Company, id) for id in pair)
        merge_companies(session, loser, winner, by=None, cluster_id=cluster.id)

    results = each(engine, merge, *[(first.id, second.id), (second.id, first.id)] * 2)
    assert Counter(type(result) for result in results) == {type(None): 1, Conflict: 3}
    with reading() as session:
        kept = session.exec(select(Company).where(Company.merged_into_id == None)).one()  # noqa: E711
        assert {session.get_one(type(offer), offer.id).company_id for offer in offers} == {kept.id}


def test_an_invitation_opened_twice_at_once_serves_once(engine, writing, reading):
    with writing() as session:
        company = make_company(session, claimed_at=None)
        invitation = invite(session, company, email="lea@elan.fr", by=None)
        people = [make_account(session) for _ in range(MANY)]

    def accept(session, person):
        link = session.exec(select(ActionLink)).one()
        row, organisation = session.get_one(Invitation, invitation.id), session.get_one(Company, company.id)
        accept_invitation(session, link, row, organisation, account=session.merge(person))

    results = Counter(type(result) for result in each(engine, accept, *people))
    assert results == {type(None): 1, Conflict: MANY - 1}
    assert count(reading, Affiliation) == 1


def test_two_organisers_who_remove_each_other_leave_one(engine, writing, reading, cluster):
    with writing() as session:
        first, second = (make_member(session, session.merge(cluster)) for _ in range(2))

    def remove(session, pair):
        remover, removed = pair
        organisation = session.get_one(type(cluster), cluster.id)
        affiliation = session.exec(select(Affiliation).where(Affiliation.account_id == removed.id)).one()
        remove_person(session, affiliation, organisation, by=actor_of(remover))

    results = Counter(type(result) for result in each(engine, remove, (first, second), (second, first)))
    assert results == {type(None): 1, DomainError: 1}
    assert count(reading, Affiliation) == 1


def test_one_school_is_taken_over_once(engine, reading):
    uai = reference.schools().in_department("35")[0].uai
    found = each(engine, lambda session, _number: make_school_from_directory(session, uai).id, *range(MANY))
    assert len(set(found)) == count(reading, School) == 1
