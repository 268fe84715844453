import pytest

from fairapp.clusters import policies
from fairapp.clusters.enums import MembershipStatus
from fairapp.clusters.models import Cluster, Company, Membership, School
from fairapp.core.actor import Actor
from fairapp.core.clock import now

CLUSTER, COMPANY, SCHOOL = (
    Cluster(id=1, name="Pôle", slug="p"),
    Company(id=2, name="Élan", slug="e"),
    School(id=3, name="C", slug="c"),
)


def actor(**over):
    return Actor(**({"account_id": 9, "email": "a@b.fr", "name": ""} | over))


STRANGER = actor(cluster_ids=frozenset({10}), company_ids=frozenset({20}), school_ids=frozenset({30}))
ORGANISER, MEMBER = actor(cluster_ids=frozenset({1})), actor(company_ids=frozenset({2}))
TEACHER, ADMIN = actor(school_ids=frozenset({3})), actor(is_admin=True)


@pytest.mark.parametrize(
    ("policy", "entity", "allowed"),
    [
        (policies.can_organise, CLUSTER, {"organiser", "admin"}),
        (policies.can_run, COMPANY, {"member"}),
        (policies.can_teach, SCHOOL, {"teacher"}),
    ],
)
def test_m1_each_space_is_for_its_own_people(policy, entity, allowed):
    people = {
        "nobody": None, "stranger": STRANGER, "organiser": ORGANISER, "member": MEMBER, "teacher": TEACHER, "admin": ADMIN,
    }  # fmt: skip
    assert {name for name, person in people.items() if policy(person, entity)} == allowed


def in_cluster(cluster_id, status=MembershipStatus.CONFIRMED):
    return Membership(cluster_id=cluster_id, company_id=2, status=status)


@pytest.mark.parametrize(
    ("person", "claimed", "allowed"),
    [
        (ORGANISER, False, True),
        (ORGANISER, True, False),
        (MEMBER, True, True),
        (STRANGER, False, False),
        (None, False, False),
    ],
)
def test_organisers_describe_a_company_until_it_is_claimed(person, claimed, allowed):
    company = Company(id=2, name="Élan", slug="e", claimed_at=now() if claimed else None)
    assert policies.can_edit_company(person, company, [in_cluster(1)]) is allowed


@pytest.mark.parametrize(
    ("memberships", "allowed"),
    [
        ([in_cluster(1), in_cluster(7)], True),
        ([in_cluster(1, MembershipStatus.LISTED)], True),  # nobody counts it: who named it may describe it
        ([in_cluster(1, MembershipStatus.LISTED), in_cluster(7)], False),
    ],
)
def test_a_cluster_that_merely_named_a_company_yields_to_those_that_count_it(memberships, allowed):
    assert policies.can_edit_company(ORGANISER, Company(id=2, name="Élan", slug="e"), memberships) is allowed


@pytest.mark.parametrize(
    ("memberships", "allowed"),
    [
        ([in_cluster(1)], True),
        ([in_cluster(1), in_cluster(7, MembershipStatus.LISTED)], True),  # named there by an import
        ([in_cluster(1), in_cluster(7)], False),  # a member there: that cluster has a say
        ([in_cluster(7)], False),
        ([], False),
    ],
)
def test_merging_is_for_who_organises_every_cluster_that_counts_the_company(memberships, allowed):
    assert policies.can_merge(ORGANISER, Company(id=2, name="Élan", slug="e"), memberships) is allowed


def test_a_company_with_people_is_not_merged_away():
    claimed = Company(id=2, name="Élan", slug="e", claimed_at=now())
    assert not policies.can_merge(ADMIN, claimed, [in_cluster(1)])
