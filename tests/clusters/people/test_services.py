"""Teams: invited, taken on, leaving."""

from datetime import timedelta

import pytest
from sqlmodel import select

from fairapp.accounts.models import ActionLink
from fairapp.accounts.services import is_good
from fairapp.clusters.events import InvitationMade
from fairapp.clusters.models import Affiliation, Company, Invitation
from fairapp.clusters.people import services
from fairapp.clusters.people.queries import team_of
from fairapp.clusters.queries import affiliations_of
from fairapp.core.errors import Conflict, DomainError
from fairapp.core.events import collect
from tests.factories import actor_of, affiliate, make_account, make_cluster, make_company, make_member, make_school


@pytest.fixture
def company(session):
    return make_company(session, claimed_at=None)


def links(session):
    return session.exec(select(ActionLink).order_by(ActionLink.id)).all()


def accept(session, organisation, account):
    invitation = services.invite(session, organisation, email=account.email, by=None)
    services.accept_invitation(session, links(session)[-1], invitation, organisation, account=account)


def test_m1_invitation_has_a_link_of_its_own(session, company):
    invitation = services.invite(session, company, email=" Lea@Elan.fr ", by=None)
    [link] = links(session)
    assert (invitation.email, link.email, link.subject_id) == ("lea@elan.fr", "lea@elan.fr", invitation.id)
    assert link.expires_at - link.created_at >= timedelta(days=29)
    assert collect(session) == [InvitationMade(invitation.id)]


def test_inviting_again_ends_the_first_link(session, company):
    first, second = (services.invite(session, company, email="lea@elan.fr", by=None) for _ in range(2))
    session.expire_all()
    assert first.id == second.id
    assert [is_good(link) for link in links(session)] == [False, True]


def test_m1_the_first_to_accept_claims_the_company(session, company):
    lea, tom = make_account(session), make_account(session)
    accept(session, company, lea)
    claimed = company.claimed_at
    assert claimed is not None
    accept(session, company, tom)
    assert company.claimed_at == claimed
    assert {person.account_id for person in team_of(session, company)} == {lea.id, tom.id}


def test_m1_one_person_accepts_in_several_organisations(session, company):
    person, cluster, school = make_account(session), make_cluster(session), make_school(session)
    for organisation in (company, cluster, school):
        accept(session, organisation, person)
    assert affiliations_of(session, person.id) == ({cluster.id}, {company.id}, {school.id})


def test_a_link_serves_once(session, company):
    person = make_account(session)
    accept(session, company, person)
    [link], [invitation] = links(session), session.exec(select(Invitation)).all()
    with pytest.raises(Conflict):
        services.accept_invitation(session, link, invitation, company, account=make_account(session))


def test_a_closed_account_does_not_join(session, company):
    with pytest.raises(DomainError):
        accept(session, company, make_account(session, is_disabled=True))


def test_who_is_in_is_not_invited(session, company):
    person = make_member(session, company)
    with pytest.raises(DomainError) as refused:
        services.invite(session, company, email=person.email, by=None)
    assert refused.value.field == "email"


def test_a_wrong_address_blames_its_field(session, company):
    with pytest.raises(DomainError) as refused:
        services.invite(session, company, email="lea@", by=None)
    assert refused.value.field == "email"


def test_a_revoked_invitation_opens_nothing(session, company):
    invitation = services.invite(session, company, email="lea@elan.fr", by=None)
    by = actor_of(make_account(session), companies=(company,))
    services.revoke_invitation(session, invitation, company, by=by)
    session.expire_all()
    assert [is_good(link) for link in links(session)] == [False]
    with pytest.raises(Conflict):
        services.accept_invitation(session, links(session)[0], invitation, company, account=make_account(session))


def remove(session, organisation, person):
    affiliation = session.exec(select(Affiliation).where(Affiliation.account_id == person.id)).one()
    services.remove_person(session, affiliation, organisation, by=actor_of(person))


def test_a_cluster_keeps_an_organiser(session):
    cluster = make_cluster(session)
    first, second = make_member(session, cluster), make_member(session, cluster)
    remove(session, cluster, first)
    with pytest.raises(DomainError, match="au moins une personne"):
        remove(session, cluster, second)


def test_a_company_that_everyone_left_can_be_claimed_again(session):
    company = make_company(session)
    first, second = make_member(session, company), make_member(session, company)
    remove(session, company, first)
    assert company.claimed_at is not None
    remove(session, company, second)
    assert session.get(Company, company.id).claimed_at is None


def test_affiliating_twice_is_affiliating_once(session, company):
    person = make_account(session)
    for _ in range(2):
        services.affiliate(session, company, account_id=person.id)
    assert len(session.exec(select(Affiliation)).all()) == 1


def test_an_erased_account_leaves_its_teams_and_its_invitations(session, company):
    person = make_member(session, company)
    other = make_company(session)
    services.invite(session, other, email=person.email, by=None)
    services.forget_person(session, person.id)
    assert session.exec(select(Affiliation)).all() == session.exec(select(Invitation)).all() == []


def test_the_only_organiser_cannot_erase_the_account(session):
    person = make_member(session, make_cluster(session))
    affiliate(session, person, make_company(session))
    with pytest.raises(DomainError):
        services.forget_person(session, person.id)
