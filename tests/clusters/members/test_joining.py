"""Requests from people without an account."""

from datetime import timedelta

import pytest
import time_machine
from sqlmodel import select

from fairapp.clusters.enums import JoinStatus, MembershipStatus
from fairapp.clusters.events import InvitationMade, JoinRequested, JoinSettled
from fairapp.clusters.members.joining import ask_to_join, confirm_request, forget_old_requests, refuse_request
from fairapp.clusters.members.queries import pending_requests
from fairapp.clusters.models import Company, Invitation, JoinDraft, JoinRequest, Membership
from fairapp.clusters.queries import membership_of
from fairapp.core.clock import now
from fairapp.core.errors import Conflict, DomainError
from fairapp.core.events import collect
from tests.factories import actor_of, make_account, make_cluster, make_company, make_member
from tests.support.counting import count_queries

SIRET = "73282932000074"


@pytest.fixture
def cluster(session):
    return make_cluster(session)


@pytest.fixture
def organiser(session, cluster):
    return actor_of(make_account(session), clusters=(cluster,))


def draft(cluster, **over):
    values = {"cluster_id": cluster.id, "company_name": "Élan", "contact_name": "Léa", "email": "lea@elan.fr"}
    return JoinDraft.model_validate(values | over)


def asked(session, cluster, **over):
    ask_to_join(session, draft(cluster, **over))
    return session.exec(select(JoinRequest).order_by(JoinRequest.id.desc())).first()


def test_asking_creates_no_company_and_no_membership(session, cluster):
    request = asked(session, cluster, siret=SIRET)
    assert (request.status, request.siret, request.folded_name) == (JoinStatus.PENDING, SIRET, "elan")
    assert session.exec(select(Company)).all() == session.exec(select(Membership)).all() == []
    assert collect(session) == [JoinRequested(request.id)]


def test_the_same_request_waits_once(session, cluster):
    for _ in range(2):
        asked(session, cluster)
    assert len(session.exec(select(JoinRequest)).all()) == 1
    assert len(collect(session)) == 1


def test_it_may_be_asked_again_once_answered(session, cluster, organiser):
    refuse_request(session, asked(session, cluster), by=organiser)
    asked(session, cluster)
    assert len(session.exec(select(JoinRequest)).all()) == 2


def test_unknown_cluster_blames_its_field(session, cluster):
    with pytest.raises(DomainError) as refused:
        ask_to_join(session, draft(cluster, cluster_id=999))
    assert refused.value.field == "cluster_id"


def test_m1_yes_makes_the_company_a_member_and_invites_the_contact(session, cluster, organiser):
    company = confirm_request(session, asked(session, cluster, siret=SIRET), by=organiser)
    assert (company.siret, company.claimed_at) == (SIRET, None)
    assert membership_of(session, cluster.id, company.id).status == MembershipStatus.CONFIRMED
    invitation = session.exec(select(Invitation)).one()
    assert (invitation.email, invitation.company_id) == ("lea@elan.fr", company.id)
    assert InvitationMade(invitation.id) in collect(session)


def test_m1_an_unclaimed_company_is_claimed_by_request(session, cluster, organiser):
    known = make_company(session, cluster, name="Élan", claimed_at=None)
    assert confirm_request(session, asked(session, cluster), by=organiser) == known
    assert session.exec(select(Invitation.company_id)).one() == known.id


def test_the_team_of_a_claimed_company_decides_itself_whom_it_invites(session, cluster, organiser):
    known = make_company(session, make_cluster(session), name="Élan", siret=SIRET)
    make_member(session, known)
    assert confirm_request(session, asked(session, cluster, siret=SIRET), by=organiser) == known
    assert membership_of(session, cluster.id, known.id).status == MembershipStatus.CONFIRMED
    assert session.exec(select(Invitation)).all() == []


def test_a_request_is_answered_once(session, cluster, organiser):
    request = asked(session, cluster)
    refuse_request(session, request, by=organiser)
    with pytest.raises(Conflict):
        confirm_request(session, request, by=organiser)
    assert collect(session)[1:] == [JoinSettled(request.id)]


def test_organisers_see_whom_a_request_means_in_three_queries(session, cluster, engine):
    by_name = make_company(session, cluster, name="Fer", claimed_at=None)
    winner = make_company(session, name="Bois")
    make_company(session, siret=SIRET, merged_into_id=winner.id)
    for values in ({"company_name": "FER"}, {"company_name": "X-Y", "siret": SIRET}, {"company_name": "Neuf"}):
        asked(session, cluster, **values)
    with count_queries(engine) as seen:
        found = pending_requests(session, cluster)
    assert [one.company for one in found] == [by_name, winner, None]
    assert len(seen) <= 4  # one more for a merged company


def test_requests_and_invitations_are_forgotten_after_a_year(session, cluster, organiser):
    confirm_request(session, asked(session, cluster), by=organiser)
    with time_machine.travel(now() + timedelta(days=200)):
        asked(session, cluster, company_name="Plus tard")
    with time_machine.travel(now() + timedelta(days=366)):
        forget_old_requests(session)
    assert session.exec(select(JoinRequest.company_name)).all() == ["Plus tard"]
    assert session.exec(select(Invitation)).all() == []
