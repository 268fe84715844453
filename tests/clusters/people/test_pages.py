"""Teams and invitations, as their people see them."""

import pytest
from sqlmodel import select

from fairapp.clusters.models import Affiliation, Company, Invitation
from fairapp.clusters.people.services import invite
from fairapp.clusters.queries import affiliations_of
from tests.factories import make_account, make_company, make_member, make_membership
from tests.support.htmx import HTMX, same, soup, swap

TEAMS = [("organiser", "/pilotage/bois"), ("member", "/entreprise/elan")]


@pytest.fixture
def link(run_pending, letters):
    """Return the path that the newest invitation leads to."""

    def newest():
        run_pending()
        return letters()[0].links[0].removeprefix("http://localhost")

    return newest


@pytest.fixture
def someone(request, organiser, member):
    return {"organiser": organiser, "member": member}


@pytest.mark.parametrize(("who", "base"), TEAMS)
def test_m1_a_colleague_is_invited_by_mail_and_comes_in(someone, client, link, reading, world, who, base):
    someone[who].post(f"{base}/equipe", data={"email": "Tom@Exemple.fr"})
    path = link()
    assert "Rejoindre" in soup(client.get(path)).select_one("h1").text
    response = client.post(path, data={"name": "Tom"})
    assert response.headers["Location"] == base
    assert client.get(f"{base}/equipe").status_code == 200
    assert "Tom" in someone[who].get(f"{base}/equipe").text


def test_reading_an_invitation_accepts_nothing(client, member, link, reading, world):
    member.post("/entreprise/elan/equipe", data={"email": "tom@exemple.fr"})
    path = link()
    for _ in range(2):
        assert client.get(path).status_code == 200
    with reading() as session:
        assert session.exec(select(Invitation)).one().accepted_at is None


def test_m1_one_account_is_enough_for_several_companies(sign_in, client, member, link, world, reading):
    member.post("/entreprise/elan/equipe", data={"email": world.rival.email})
    rival = sign_in(world.rival)
    path = link()
    assert world.rival.email in rival.get(path).text
    assert rival.post(path).headers["Location"] == "/entreprise/elan"
    assert rival.get("/entreprise/elan/profil").status_code == rival.get("/entreprise/acier/profil").status_code == 200


def test_whoever_is_signed_in_accepts_with_that_account(sign_in, member, link, world, reading):
    member.post("/entreprise/elan/equipe", data={"email": "autre.adresse@exemple.fr"})
    rival, path = sign_in(world.rival), link()
    assert world.rival.email in soup(rival.get(path)).select_one("#accepter").text
    rival.post(path)
    with reading() as session:
        assert affiliations_of(session, world.rival.id).company_ids == {world.company.id, world.other_company.id}


def test_an_invitation_serves_once(client, app, member, link, world):
    member.post("/entreprise/elan/equipe", data={"email": "tom@exemple.fr"})
    path = link()
    client.post(path, data={})
    other = app.test_client()
    assert [other.get(path).status_code, other.post(path).status_code] == [404, 404]
    assert "ne vaut plus" in other.get(path).text


@pytest.mark.parametrize("token", ["1", "x", "1-" + "a" * 32, "9" * 18 + "-" + "a" * 32, "%00"])
def test_invented_links_open_nothing(client, world, token):
    assert client.get(f"/invitation/{token}").status_code in (400, 404)
    assert client.post(f"/invitation/{token}").status_code in (400, 404)


def test_a_cancelled_invitation_opens_nothing(client, member, link, world, reading):
    member.post("/entreprise/elan/equipe", data={"email": "tom@exemple.fr"})
    path = link()
    [button] = soup(member.get("/entreprise/elan/equipe")).select("form[action*='/invitations/']")
    member.post(button["action"])
    assert client.post(path).status_code == 404


def test_m1_accepting_claims_an_unclaimed_company(client, writing, link, world, reading, run_pending, organiser):
    with writing() as session:
        company = make_company(session, slug="scierie", claimed_at=None)
        membership = make_membership(session, world.cluster, company)
    organiser.post(f"/pilotage/bois/entreprises/{membership.id}/inviter", data={"email": "lea@scierie.fr"})
    path = link()
    assert "que personne n’a encore réclamée" in client.get(path).text
    client.post(path, data={"name": "Léa"})
    with reading() as session:
        assert session.get(Company, company.id).claimed_at is not None
    assert client.get("/entreprise/scierie/profil").status_code == 200


@pytest.mark.parametrize(("who", "base"), TEAMS)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_wrong_address_is_kept_and_blamed(someone, world, who, base, headers):
    response = someone[who].post(f"{base}/equipe", data={"email": "tom@"}, headers=headers)
    assert response.status_code == 422
    assert soup(response).select_one("#email")["value"] == "tom@"
    assert soup(response).select_one("#email-error")


def test_422_swapped_equals_the_fresh_page(member, world):
    path, wrong = "/entreprise/elan/equipe", {"email": world.member.email}
    after = swap(soup(member.get(path)), member.post(path, data=wrong, headers=HTMX), "#invitation")
    assert same(after.select_one("main"), soup(member.post(path, data=wrong)).select_one("main"))


@pytest.mark.parametrize(
    ("who", "base", "foreign"), [("organiser", "/pilotage/bois", "stranger"), ("member", "/entreprise/elan", "rival")]
)
def test_people_of_other_teams_do_not_exist(someone, writing, world, reading, who, base, foreign):
    stranger = getattr(world, foreign)
    with writing() as session:
        affiliation = session.exec(select(Affiliation).where(Affiliation.account_id == stranger.id)).one()
        organisation = world.other_cluster if who == "organiser" else world.other_company
        invitation = invite(session, session.merge(organisation), email="x@exemple.fr", by=None)
    assert someone[who].post(f"{base}/equipe/{affiliation.id}/retirer").status_code == 404
    assert someone[who].post(f"{base}/invitations/{invitation.id}/annuler").status_code == 404
    with reading() as session:
        assert session.get(Affiliation, affiliation.id)
        assert session.get(Invitation, invitation.id).revoked_at is None


def test_m1_a_person_is_removed_or_leaves(member, sign_in, world, writing, reading):
    with writing() as session:
        tom = make_member(session, session.merge(world.company))
    with reading() as session:
        rows = session.exec(select(Affiliation).where(Affiliation.company_id == world.company.id))
        ids = {row.account_id: row.id for row in rows}
    member.post(f"/entreprise/elan/equipe/{ids[tom.id]}/retirer")
    assert sign_in(tom).get("/entreprise/elan/equipe").status_code == 403  # no company left
    assert member.post(f"/entreprise/elan/equipe/{ids[world.member.id]}/retirer").headers["Location"] == "/accueil"
    with reading() as session:
        assert session.get(Company, world.company.id).claimed_at is None


def test_the_last_organiser_stays(organiser, world, reading):
    with reading() as session:
        id = session.exec(select(Affiliation.id).where(Affiliation.account_id == world.organiser.id)).one()
    assert organiser.post(f"/pilotage/bois/equipe/{id}/retirer").headers["Location"] == "/pilotage/bois/equipe"
    assert "invitez d’abord quelqu’un" in organiser.get("/pilotage/bois/equipe").text


def test_a_closed_account_does_not_come_in_by_an_invitation(client, member, link, world, writing):
    with writing() as session:
        make_account(session, email="tom@exemple.fr", is_disabled=True)
    member.post("/entreprise/elan/equipe", data={"email": "tom@exemple.fr"})
    assert client.post(link(), data={}).status_code == 422


def test_the_only_organiser_cannot_erase_the_account(organiser, world, reading):
    response = organiser.post("/compte/suppression", data={"email": world.organiser.email})
    assert response.status_code == 422
    assert "invitez d’abord quelqu’un" in response.text


def test_an_erased_account_leaves_its_company_unclaimed(member, world, reading):
    assert member.post("/compte/suppression", data={"email": world.member.email}).headers["Location"] == "/"
    with reading() as session:
        assert session.get(Company, world.company.id).claimed_at is None
