"""Letters about memberships and invitations: to whom, once, and never about what is over."""

import pytest

from fairapp.clusters import handlers
from fairapp.clusters.enums import MembershipStatus
from fairapp.clusters.members.joining import ask_to_join, confirm_request, refuse_request
from fairapp.clusters.models import JoinDraft, JoinRequest
from fairapp.clusters.people.services import invite, revoke_invitation
from fairapp.core.tasks import handler_name
from fairapp.wiring import HANDLERS, SUBSCRIPTIONS
from tests.factories import actor_of, make_account, make_cluster, make_company, make_member, make_membership


@pytest.fixture
def context(app):
    """Handlers run where the worker runs them: inside the application's context."""
    with app.app_context():
        yield


@pytest.fixture
def session(context, session):
    """The application opens the database before this session takes its one write lock."""
    return session


@pytest.fixture
def cluster(session):
    return make_cluster(session, name="Pôle Bois", slug="bois", contact_email="bonjour@bois.fr")


@pytest.fixture
def company(session):
    return make_company(session, name="Élan", slug="elan")


def asked(session, cluster, **over):
    values = {"cluster_id": cluster.id, "company_name": "Élan", "contact_name": "Léa", "email": "lea@elan.fr"}
    ask_to_join(session, JoinDraft(**(values | over)))
    return session.get(JoinRequest, 1)


def test_the_invitation_says_who_invites_where_and_for_how_long(session, cluster, company, letters):
    anne = make_account(session, name="Anne Orga")
    invitation = invite(session, company, email="lea@elan.fr", by=actor_of(anne))
    for _ in range(2):
        handlers.send_invitation(session, invitation.id)
    [letter] = letters()
    assert (letter.to, letter.subject) == ("lea@elan.fr", "Invitation à rejoindre Élan")
    assert "Anne Orga vous invite" in letter.text
    assert "30 jours" in letter.text.replace("\xa0", " ")
    assert letter.links[0].startswith("http://localhost/invitation/")


def test_inviting_again_writes_again(session, cluster, company, letters):
    for _ in range(2):
        handlers.send_invitation(session, invite(session, company, email="lea@elan.fr", by=None).id)
    assert len(letters()) == 2


def test_a_revoked_invitation_is_not_sent(session, cluster, company, letters):
    invitation = invite(session, company, email="lea@elan.fr", by=None)
    revoke_invitation(session, invitation, company, by=actor_of(make_account(session)))
    session.expire_all()
    handlers.send_invitation(session, invitation.id)
    handlers.send_invitation(session, 999)
    assert letters() == []


def test_every_organiser_is_told_of_a_request(session, cluster, letters):
    people = [make_member(session, cluster) for _ in range(2)]
    request = asked(session, cluster)
    for _ in range(2):
        handlers.tell_organisers_of_join(session, request.id)
    assert {letter.to for letter in letters()} == {person.email for person in people}
    assert len(letters()) == 2
    assert letters()[0].subject == "Élan demande à rejoindre Pôle Bois"
    assert letters()[0].links == ["http://localhost/pilotage/bois/demandes"]


def test_an_answered_request_is_not_announced(session, cluster, letters):
    make_member(session, cluster)
    request = asked(session, cluster)
    refuse_request(session, request, by=actor_of(make_account(session)))
    handlers.tell_organisers_of_join(session, request.id)
    assert letters() == []


def test_who_is_refused_is_told_and_may_answer_the_cluster(session, cluster, letters):
    request = asked(session, cluster)
    refuse_request(session, request, by=actor_of(make_account(session)))
    handlers.answer_join_request(session, request.id)
    [letter] = letters()
    assert (letter.to, letter.subject) == ("lea@elan.fr", "Votre demande à Pôle Bois")
    assert "pas été retenue" in letter.text


def test_the_team_of_a_claimed_company_is_told_who_would_join(session, cluster, company, letters):
    make_membership(session, cluster, company)
    person = make_member(session, company)
    request = asked(session, cluster)
    confirm_request(session, request, by=actor_of(make_account(session)))
    handlers.answer_join_request(session, request.id)
    [letter] = letters()
    assert (letter.to, letter.subject) == (person.email, "Léa demande à rejoindre votre équipe")
    assert letter.links == ["http://localhost/entreprise/elan/equipe"]


def test_a_new_company_gets_its_invitation_and_nothing_else(session, cluster, letters):
    request = asked(session, cluster, company_name="Neuf")
    confirm_request(session, request, by=actor_of(make_account(session)))
    handlers.answer_join_request(session, request.id)
    assert letters() == []


@pytest.mark.parametrize(
    ("status", "handler", "who", "subject"),
    [
        (MembershipStatus.PENDING, "tell_organisers_of_request", "cluster", "Élan demande à rejoindre Pôle Bois"),
        (MembershipStatus.CONFIRMED, "tell_company_of_membership", "company", "Élan est membre de Pôle Bois"),
    ],
)
def test_memberships_are_told_while_they_are_true(session, cluster, company, letters, status, handler, who, subject):
    person = make_member(session, {"cluster": cluster, "company": company}[who])
    membership = make_membership(session, cluster, company, status=status)
    getattr(handlers, handler)(session, cluster.id, company.id)
    assert [(letter.to, letter.subject) for letter in letters()] == [(person.email, subject)]
    session.delete(membership)
    session.flush()
    getattr(handlers, handler)(session, cluster.id, company.id)
    assert len(letters()) == 1


def test_every_reaction_is_wired():
    ours = {handler for reactions in handlers.SUBSCRIPTIONS.values() for handler in reactions}
    wired = {handler for reactions in SUBSCRIPTIONS.values() for handler in reactions}
    assert ours <= wired
    assert {handler_name(work.handler) for work in handlers.SCHEDULE} <= set(HANDLERS)
