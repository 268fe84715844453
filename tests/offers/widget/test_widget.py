"""A search inside another site's page (row M4), and the code that organisers hand out."""

import pytest
from bs4 import BeautifulSoup

from fairapp.offers.enums import ContractKind
from tests.factories import PARIS, make_cluster, make_company, make_member, make_offer
from tests.support.htmx import soup


@pytest.fixture
def world(writing, run_pending):
    with writing() as session:
        cluster = make_cluster(session, slug="pole", name='Pôle "Bois"')
        company = make_company(session, cluster)
        welder = make_offer(session, company, cluster, title="Soudeur F/H")
        make_offer(session, company, cluster, title="Comptable F/H", places=(PARIS,), contract=ContractKind.FIXED_TERM)
        make_offer(session, None, make_cluster(session), title="Ailleurs F/H")
        organiser = make_member(session, cluster)
    run_pending()
    return {"welder": welder, "organiser": organiser}


def titles(page):
    return sorted(link.get_text(strip=True) for link in page.select(".offers .offer__link"))


def ancestors(answer):
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
    return policy["frame-ancestors"]


def test_m4_only_the_widget_may_be_framed(client, world):
    framed = ("/embed/offres", "/embed/clusters/pole/offres")
    others = (
        "/",
        "/offres",
        "/clusters/pole",
        "/clusters/pole/offres",
        "/connexion",
        "/api/v1/",
        "/offres.atom",
        "/rien",
    )
    answers = {url: ancestors(client.get(url)) for url in (*framed, *others)}
    assert answers == dict.fromkeys(framed, "*") | dict.fromkeys(others, "'none'")
    assert "X-Frame-Options" not in client.get("/embed/offres").headers
    assert client.get("/embed/offres").headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_m4_any_search_can_be_framed(client, world):
    assert titles(soup(client.get("/embed/offres"))) == ["Ailleurs F/H", "Comptable F/H", "Soudeur F/H"]
    assert titles(soup(client.get("/embed/clusters/pole/offres"))) == ["Comptable F/H", "Soudeur F/H"]
    page = soup(client.get("/embed/clusters/pole/offres?q=soudeuse&ou=Aubenas+(07200)&rayon=10"))
    assert titles(page) == ["Soudeur F/H"]
    more = page.select_one("a.btn--primary")
    assert more["href"] == "/clusters/pole/offres?q=soudeuse&ou=Aubenas+%2807200%29&rayon=10"


def test_m4_every_link_opens_outside_the_frame(client, world):
    links = soup(client.get("/embed/offres")).select("main a")
    assert len(links) == 4
    assert {(link["target"], tuple(link["rel"])) for link in links} == {("_blank", ("noopener",))}
    assert soup(client.get("/embed/offres")).select_one("a.skip").get("target") is None


def test_m4_the_frame_has_no_menu_and_is_not_indexed(client, world):
    page = soup(client.get("/embed/clusters/pole/offres"))
    assert (page.select("header, nav, footer"), page.select_one("meta[name=robots]")["content"]) == ([], "noindex")
    assert page.select_one("h1").get_text() == '2\u00a0offres, Pôle "Bois"'


def test_m4_a_frame_without_offers_says_so(client, world):
    assert "Aucune offre pour l’instant." in soup(client.get("/embed/offres?q=boulanger")).get_text()


def test_m4_an_unknown_board_is_404(client):
    assert client.get("/embed/clusters/nulle-part/offres").status_code == 404


def test_organisers_get_the_code_of_a_search(sign_in, world, client):
    page = soup(
        sign_in(world["organiser"]).get("/pilotage/pole/widget?q=soudeur&contrat=permanent&rayon=10&ou=Aubenas")
    )
    frame = BeautifulSoup(page.select_one("input[readonly]")["value"], "html.parser").iframe
    assert frame["title"] == 'Offres d’emploi, Pôle "Bois"'
    assert frame["src"] == "http://localhost/embed/clusters/pole/offres?q=soudeur&ou=Aubenas&rayon=10&contrat=permanent"
    assert titles(soup(client.get(frame["src"].removeprefix("http://localhost")))) == ["Soudeur F/H"]
    assert page.select_one("[name=contrat] option[selected]")["value"] == "permanent"


def test_the_code_is_for_organisers(client, sign_in, world, writing):
    with writing() as session:
        other = make_member(session, make_cluster(session))
    assert client.get("/pilotage/pole/widget").headers["Location"].startswith("/connexion")
    assert sign_in(other).get("/pilotage/pole/widget").status_code == 404
