"""Home pages: each person lands where their day begins, and sees only what is theirs."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session

from fairapp.clusters.models import Cluster, Company, School
from fairapp.dashboard.queries import latest_ids
from tests.factories import affiliate, make_account, make_cluster, make_company, make_member, make_offer, make_school
from tests.support.counting import count_queries
from tests.support.htmx import soup

Sessions = Callable[[], AbstractContextManager[Session]]
SignIn = Callable[..., FlaskClient]


@pytest.fixture
def organisations(writing: Sessions) -> tuple[Cluster, Company, School]:
    with writing() as session:
        cluster = make_cluster(session, name="Mécavallée", slug="mecavallee")
        return cluster, make_company(session, cluster, slug="forge"), make_school(session, slug="college")


@pytest.mark.parametrize(
    ("number", "home"), [(0, "/pilotage/mecavallee"), (1, "/entreprise/forge"), (2, "/ecole/college")]
)
def test_people_land_in_their_own_space(
    organisations: tuple[Cluster, Company, School], writing: Sessions, sign_in: SignIn, number: int, home: str
) -> None:
    with writing() as session:
        account = make_member(session, organisations[number])
    client = sign_in(account)
    assert client.get("/accueil").headers["Location"] == home
    assert client.get(home).status_code == 200


def test_a_candidate_lands_where_applications_are_followed(writing: Sessions, sign_in: SignIn) -> None:
    with writing() as session:
        account = make_account(session)
    client = sign_in(account)
    assert client.get("/accueil").headers["Location"] == "/candidat/"
    assert [heading.text for heading in soup(client.get("/candidat/")).select("main h2")] == [
        "Ce qui vous attend", "Mes candidatures", "Mes alertes", "Mon profil",
    ]  # fmt: skip


def test_an_administrator_lands_on_the_administration(writing: Sessions, sign_in: SignIn) -> None:
    with writing() as session:
        account = make_account(session, is_admin=True)
    client = sign_in(account)
    assert client.get("/accueil").headers["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("home", ["/pilotage/mecavallee", "/entreprise/forge", "/ecole/college"])
def test_other_peoples_spaces_do_not_exist(
    organisations: tuple[Cluster, Company, School], writing: Sessions, sign_in: SignIn, home: str
) -> None:
    with writing() as session:
        other = make_cluster(session)
        stranger = make_member(session, other)
        for organisation in (make_company(session, other), make_school(session)):
            affiliate(session, stranger, organisation)
    assert sign_in(stranger).get(home).status_code == 404


def test_the_home_page_counts_what_visitors_can_find(
    organisations: tuple[Cluster, Company, School],
    writing: Sessions,
    client: FlaskClient,
    run_pending: Callable[[], int],
) -> None:
    cluster, company, _school = organisations
    with writing() as session:
        for number in range(3):
            make_offer(session, company, cluster, title=f"Poste {number} F/H", is_shared=number == 0)
        make_offer(session, company, cluster, title="Brouillon F/H", status="draft")
    run_pending()
    page = soup(client.get("/"))
    figures = [int(item.select_one("b").text) for item in page.select(".figures li")]
    assert figures == [3, 1, 1, 1]
    assert len(page.select(".offer")) == 3  # nobody else has any
    board = soup(client.get("/clusters/mecavallee"))
    assert [int(item.select_one("b").text) for item in board.select(".figures li")] == [3, 1]


def test_an_empty_site_says_what_to_do(client: FlaskClient) -> None:
    assert "fairapp clusters create" in soup(client.get("/")).select_one(".empty").text


def test_the_home_page_costs_the_same_for_few_and_many_offers(
    organisations: tuple[Cluster, Company, School], app: Flask, writing: Sessions, client: FlaskClient
) -> None:
    cluster, *_others = organisations
    counts = []
    for batch in (1, 6):
        with writing() as session:
            for number in range(batch):
                make_offer(session, make_company(session, cluster), cluster, title=f"Poste {batch}-{number} F/H")
        with count_queries(app.extensions["fairapp"].engine) as seen:
            client.get("/")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_the_sources_of_the_reference_data_are_named(client: FlaskClient) -> None:
    page = client.get("/sources").text
    assert all(name in page for name in ("INSEE", "La Poste", "France Travail", "ODbL"))


def test_the_newest_offers_are_not_all_of_one_feed(session: Session) -> None:
    cluster = make_cluster(session)
    rare = make_offer(session, make_company(session, cluster), cluster)
    busy = make_company(session, cluster)
    feed = [make_offer(session, busy, cluster).id for _ in range(5)]
    newest = latest_ids(session, 4)
    assert newest[:3] == [feed[4], feed[3], rare.id]
    assert newest[3] == feed[2]
