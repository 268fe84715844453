"""How a company joins: from outside, and from its own space."""

import pytest
from sqlmodel import select

from fairapp.clusters.enums import MembershipStatus
from fairapp.clusters.models import JoinRequest, Membership
from fairapp.clusters.queries import membership_of
from tests.factories import make_company, make_membership
from tests.support.htmx import HTMX, same, soup, swap


def form(world, **over):
    values = {"cluster_id": world.cluster.id, "company_name": "Neuf", "contact_name": "Léa", "email": "lea@neuf.fr"}
    return values | over


def requests(reading):
    with reading() as session:
        return session.exec(select(JoinRequest)).all()


def test_m1_anyone_asks_to_join(client, world, reading):
    response = client.post("/recruter", data=form(world, siret="732 829 320 00074", message="Bonjour"))
    assert client.get(response.headers["Location"]).status_code == 200
    [request] = requests(reading)
    assert (request.company_name, request.siret, request.message) == ("Neuf", "73282932000074", "Bonjour")


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_wrong_request_keeps_what_was_typed(client, world, reading, headers):
    wrong = form(world, siret="1", email="lea@", message="À garder")
    response = client.post("/recruter", data=wrong, headers=headers)
    page = soup(response)
    assert response.status_code == 422
    assert page.select_one("#message").text.strip() == "À garder"
    assert page.select_one("#cluster_id option[selected]")["value"] == str(world.cluster.id)
    assert [page.select_one(f"#{name}-error") is not None for name in ("siret", "email", "company_name")] == [
        True,
        True,
        False,
    ]
    assert requests(reading) == []


def test_422_swapped_equals_the_fresh_page(client, world):
    wrong = form(world, email="")
    after = swap(soup(client.get("/recruter")), client.post("/recruter", data=wrong, headers=HTMX), "#demande")
    assert same(after.select_one("main"), soup(client.post("/recruter", data=wrong)).select_one("main"))


def test_a_robot_that_fills_everything_is_thanked_and_forgotten(client, world, reading):
    assert client.post("/recruter", data=form(world, site_web="http://spam")).status_code == 303
    assert requests(reading) == []


def test_unknown_cluster_is_refused(client, world):
    assert client.post("/recruter", data=form(world, cluster_id=999)).status_code == 422


def test_requests_are_limited_by_address(client, world):
    answers = [client.post("/recruter", data=form(world, company_name=f"Neuf {n}")).status_code for n in range(11)]
    assert answers == [303] * 10 + [429]


def test_the_page_of_an_unclaimed_company_leads_to_a_filled_form(client, world, writing):
    with writing() as session:
        company = make_company(session, name="Scierie", slug="scierie", claimed_at=None)
        make_membership(session, world.cluster, company)
    [link] = [a["href"] for a in soup(client.get("/entreprises/scierie")).select("a[href*='/recruter?']")]
    page = soup(client.get(link))
    assert page.select_one("#company_name")["value"] == "Scierie"
    assert page.select_one("#cluster_id option[selected]")["value"] == str(world.cluster.id)


def test_a_private_company_is_not_told_by_the_form(client, world):
    assert soup(client.get("/recruter?entreprise=acier")).select_one("#company_name")["value"] == ""


PAGE = "/entreprise/elan/adhesions"


def test_m1_a_company_asks_to_join_another_cluster(member, world, reading):
    options = soup(member.get(PAGE)).select("#cluster_id option")
    assert [option["value"] for option in options] == ["", str(world.other_cluster.id)]
    member.post(PAGE, data={"cluster_id": world.other_cluster.id})
    with reading() as session:
        assert membership_of(session, world.other_cluster.id, world.company.id).status == MembershipStatus.PENDING


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_member_does_not_ask_again(member, world, headers):
    response = member.post(PAGE, data={"cluster_id": world.cluster.id}, headers=headers)
    assert response.status_code == 422
    assert "déjà adhérente" in response.text


def test_asking_nothing_or_nowhere(member, world):
    assert member.post(PAGE, data={}).status_code == 422
    assert member.post(PAGE, data={"cluster_id": 999}).status_code == 404


def test_a_company_leaves_after_a_question(member, sign_in, world, reading):
    with reading() as session:
        id = membership_of(session, world.cluster.id, world.company.id).id
    leave = f"{PAGE}/{id}/quitter"
    assert sign_in(world.rival).post(f"/entreprise/acier/adhesions/{id}/quitter").status_code == 404
    assert sign_in(world.rival).get(leave).status_code == 404
    assert member.get(leave).status_code == 200
    member.post(leave)
    with reading() as session:
        assert session.get(Membership, id) is None
