"""Who acts for whom: the question of every request."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from fairapp.clusters import queries
from fairapp.clusters.enums import AffiliationStatus, MembershipStatus
from fairapp.clusters.models import Affiliation
from fairapp.core.clock import today
from tests.factories import affiliate, make_account, make_cluster, make_company, make_membership, make_school
from tests.support.counting import count_queries


def test_m1_a_person_acts_for_several_organisations(session, engine):
    person = make_account(session)
    cluster, first, second, school = (
        make_cluster(session),
        make_company(session),
        make_company(session),
        make_school(session),
    )
    for organisation in (cluster, first, second, school):
        affiliate(session, person, organisation)
    with count_queries(engine) as seen:
        found = queries.affiliations_of(session, person.id)
    assert found == ({cluster.id}, {first.id, second.id}, {school.id})
    assert len(seen) == 1


def test_only_confirmed_affiliations_count(session):
    person, company = make_account(session), make_company(session)
    affiliate(session, person, company, status=AffiliationStatus.PENDING)
    assert queries.affiliations_of(session, person.id) == (set(), set(), set())


def test_the_people_of_a_merged_company_act_for_the_one_it_became(session):
    person, winner = make_account(session), make_company(session)
    loser = make_company(session, merged_into_id=winner.id)
    affiliate(session, person, loser)
    assert queries.affiliations_of(session, person.id).company_ids == {winner.id}


def test_m1_an_affiliation_names_exactly_one_organisation(session):
    person, company, cluster = make_account(session), make_company(session), make_cluster(session)
    session.add(Affiliation(account_id=person.id, company_id=company.id, cluster_id=cluster.id))
    with pytest.raises(IntegrityError):
        session.flush()


def test_old_address_of_a_merged_company_leads_to_the_new_one(session):
    winner = make_company(session)
    make_company(session, slug="ancien", merged_into_id=winner.id)
    assert queries.company_by_slug(session, "ancien") == winner


@pytest.mark.parametrize(
    ("status", "days_left", "publishes"),
    [
        (MembershipStatus.CONFIRMED, None, True),
        (MembershipStatus.CONFIRMED, 0, True),  # the last day included
        (MembershipStatus.CONFIRMED, -1, False),
        (MembershipStatus.LAPSED, None, False),
        (MembershipStatus.PENDING, None, False),
        (MembershipStatus.LISTED, None, False),
    ],
)
def test_o3_only_a_member_in_term_publishes(session, status, days_left, publishes):
    cluster, company = make_cluster(session), make_company(session)
    until = None if days_left is None else today() + timedelta(days=days_left)
    make_membership(session, cluster, company, status=status, until=until)
    assert [one.id for one in queries.clusters_of_company(session, company.id)] == ([cluster.id] if publishes else [])


def test_disabled_accounts_get_no_letters(session):
    cluster, closed, open_ = make_cluster(session), make_account(session, is_disabled=True), make_account(session)
    affiliate(session, closed, cluster)
    affiliate(session, open_, cluster)
    assert queries.organisers_of(session, cluster.id) == [open_]


def test_exported_affiliations_are_ones_own(session):
    person, other = make_account(session), make_account(session)
    affiliate(session, person, make_company(session, name="Élan"))
    affiliate(session, other, make_company(session, name="Fer"))
    assert [row["name"] for row in queries.export_affiliations(session, person.id)] == ["Élan"]
