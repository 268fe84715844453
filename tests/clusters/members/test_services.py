"""Memberships: from the request to the end."""

from datetime import date, timedelta

import pytest
import time_machine
from sqlmodel import select

from fairapp.accounts.models import AuditEntry
from fairapp.clusters.enums import MembershipStatus
from fairapp.clusters.events import MembershipConfirmed, MembershipEnded, MembershipRequested
from fairapp.clusters.members import services
from fairapp.clusters.models import Membership
from fairapp.clusters.queries import membership_of
from fairapp.core.clock import today
from fairapp.core.errors import Conflict, DomainError
from fairapp.core.events import collect
from tests.factories import actor_of, make_account, make_cluster, make_company, make_membership

LISTED, PENDING, CONFIRMED, LAPSED = MembershipStatus


@pytest.fixture
def cluster(session):
    return make_cluster(session)


@pytest.fixture
def company(session):
    return make_company(session)


@pytest.fixture
def organiser(session, cluster):
    return actor_of(make_account(session), clusters=(cluster,))


def actions(session):
    return session.exec(select(AuditEntry.action).order_by(AuditEntry.id)).all()


def test_m1_a_company_asks_and_the_organiser_confirms(session, cluster, company, organiser):
    services.request_membership(session, cluster, company, by=organiser)
    membership = membership_of(session, cluster.id, company.id)
    assert membership.status == PENDING
    services.confirm_membership(session, membership, by=organiser)
    assert membership.status == CONFIRMED
    assert collect(session) == [
        MembershipRequested(cluster.id, company.id),
        MembershipConfirmed(cluster.id, company.id),
    ]
    session.flush()
    assert actions(session) == ["membership.requested", "membership.confirmed"]


@pytest.mark.parametrize("start", [None, LISTED, LAPSED])
def test_asking_twice_is_asking_once(session, cluster, company, organiser, start):
    if start:
        make_membership(session, cluster, company, status=start)
    for _ in range(2):
        services.request_membership(session, cluster, company, by=organiser)
    assert collect(session) == [MembershipRequested(cluster.id, company.id)]
    assert [row.status for row in session.exec(select(Membership))] == [PENDING]


def test_a_member_does_not_ask_again(session, cluster, company, organiser):
    make_membership(session, cluster, company)
    with pytest.raises(DomainError):
        services.request_membership(session, cluster, company, by=organiser)


@pytest.mark.parametrize("start", [None, LISTED, PENDING, LAPSED, CONFIRMED])
def test_an_organiser_makes_a_member_of_any_company_once(session, cluster, company, organiser, start):
    if start:
        make_membership(session, cluster, company, status=start)
    for _ in range(2):
        assert services.add_member(session, cluster, company, by=organiser).status == CONFIRMED
    assert len(collect(session)) == (0 if start == CONFIRMED else 1)


def test_a_new_member_may_be_named_by_nothing_but_its_name(session, cluster, organiser):
    company = services.add_named_member(session, cluster, name="Élan", siret=None, email="a@elan.fr", by=organiser)
    assert (company.claimed_at, company.contact_email) == (None, "a@elan.fr")
    assert membership_of(session, cluster.id, company.id).status == CONFIRMED


def test_the_contact_of_a_claimed_company_is_its_own_affair(session, cluster, organiser):
    make_company(session, cluster, name="Élan", contact_email="rh@elan.fr")
    company = services.add_named_member(session, cluster, name="Élan", siret=None, email="x@y.fr", by=organiser)
    assert company.contact_email == "rh@elan.fr"


def test_o3_a_lapsed_member_is_told_to_the_other_domains(session, cluster, company, organiser):
    membership = make_membership(session, cluster, company)
    for _ in range(2):
        services.lapse_membership(session, membership, by=organiser)
    assert membership.status == LAPSED
    assert collect(session) == [MembershipEnded(cluster.id, company.id)]


def test_confirming_a_lapsed_member_forgets_a_past_last_day(session, cluster, company, organiser):
    membership = make_membership(session, cluster, company, status=LAPSED, until=today() - timedelta(days=1))
    services.confirm_membership(session, membership, by=organiser)
    assert (membership.status, membership.until) == (CONFIRMED, None)


def test_a_new_term_renews_a_lapsed_member(session, cluster, company, organiser):
    membership = make_membership(session, cluster, company, status=LAPSED)
    services.set_term(session, membership, today() + timedelta(days=365), by=organiser)
    assert membership.status == CONFIRMED
    assert collect(session) == [MembershipConfirmed(cluster.id, company.id)]


def test_a_term_is_not_past(session, cluster, company, organiser):
    membership = make_membership(session, cluster, company)
    with pytest.raises(DomainError) as refused:
        services.set_term(session, membership, today() - timedelta(days=1), by=organiser)
    assert refused.value.field == "until"


@time_machine.travel("2027-01-01 08:00:00+01:00")
def test_memberships_lapse_the_day_after_their_last(session, cluster):
    over, last_day, endless = (make_company(session) for _ in range(3))
    for company, until in ((over, date(2026, 12, 31)), (last_day, date(2027, 1, 1)), (endless, None)):
        make_membership(session, cluster, company, until=until)
    services.lapse_overdue(session)
    assert collect(session) == [MembershipEnded(cluster.id, over.id)]
    services.lapse_overdue(session)
    assert collect(session) == []


def test_o3_only_a_member_is_dispensed_from_review(session, cluster, company, organiser):
    membership = make_membership(session, cluster, company, status=LISTED)
    with pytest.raises(DomainError):
        services.set_trust(session, membership, True, by=organiser)
    services.confirm_membership(session, membership, by=organiser)
    services.set_trust(session, membership, True, by=organiser)
    assert membership.is_trusted


def test_removing_twice_is_removing_once(session, cluster, company, organiser):
    membership = make_membership(session, cluster, company)
    for _ in range(2):
        services.remove_membership(session, membership, by=organiser)
    assert collect(session) == [MembershipEnded(cluster.id, company.id)]


def test_confirming_what_was_removed_meanwhile_is_a_conflict(session, cluster, company, organiser):
    membership = make_membership(session, cluster, company, status=PENDING)
    services.remove_membership(session, membership, by=organiser)
    with pytest.raises(Conflict):
        services.confirm_membership(session, membership, by=organiser)
