"""What everyone sees of clusters."""

import pytest

from fairapp.clusters.boards.services import write_page
from fairapp.clusters.enums import LegalPageKind, MembershipStatus
from fairapp.clusters.models import Cluster
from tests.factories import actor_of, make_company, make_membership
from tests.support.counting import count_queries
from tests.support.htmx import HTMX, same, soup, swap

KINDS = [kind.value for kind in LegalPageKind]


def test_m2_every_board_is_listed_with_its_members(client, world):
    page = soup(client.get("/clusters"))
    cards = {card["href"]: " ".join(card.text.split()) for card in page.select(".cluster-card")}
    assert set(cards) == {"/clusters/bois", "/clusters/fer"}
    assert "1 entreprise" in cards["/clusters/bois"]
    assert "0 entreprise" in cards["/clusters/fer"]


def names(response):
    return [link["href"] for link in soup(response).select("#results .linkcard")]


def test_m5_directory_shows_members_in_term(client, world, writing):
    with writing() as session:
        cluster = session.get_one(Cluster, world.cluster.id)
        for status in (MembershipStatus.LISTED, MembershipStatus.PENDING, MembershipStatus.LAPSED):
            make_membership(session, cluster, make_company(session), status=status)
    assert names(client.get("/clusters/bois/entreprises")) == ["/entreprises/elan"]


@pytest.mark.parametrize("text", ["charpente", "CHARPÉNTE", "privas", "toit priv", "Toiture"])
def test_m5_directory_finds_by_name_sector_and_commune(client, world, writing, text):
    with writing() as session:
        cluster = session.get_one(Cluster, world.cluster.id)
        make_company(session, cluster, name="Toitures Duval", slug="duval", sector="Charpente", commune="Privas")
    assert names(client.get("/clusters/bois/entreprises", query_string={"q": text})) == ["/entreprises/duval"]


@pytest.mark.parametrize("text", ["%", "_", "rien du tout", "'; drop table company; --"])
def test_m5_a_search_without_answer_is_a_clean_page(client, world, text):
    assert names(client.get("/clusters/bois/entreprises", query_string={"q": text})) == []


def test_m5_directory_asks_the_same_number_of_queries_for_one_and_three(client, world, writing, app):
    seen = []
    for _ in range(2):
        with count_queries(app.extensions["fairapp"].engine) as queries:
            assert client.get("/clusters/bois/entreprises").status_code == 200
        seen.append(len(queries))
        with writing() as session:
            for _number in range(2):
                make_company(session, session.get_one(Cluster, world.cluster.id))
    assert seen[0] == seen[1] <= 4


def test_m5_swapped_directory_equals_the_fresh_one(client, world, writing):
    with writing() as session:
        make_company(session, session.get_one(Cluster, world.cluster.id), name="Duval", slug="duval")
    before = soup(client.get("/clusters/bois/entreprises"))
    after = swap(before, client.get("/clusters/bois/entreprises?q=duval", headers=HTMX), "#results")
    fresh = soup(client.get("/clusters/bois/entreprises?q=duval"))
    after.select_one("#q")["value"] = "duval"
    assert same(after.select_one("main"), fresh.select_one("main"))


@pytest.mark.parametrize("page", ["999", "0", "-1", "abc", "9" * 30])
def test_any_page_number_leads_to_a_page(client, world, page):
    assert names(client.get("/clusters/bois/entreprises", query_string={"page": page})) == ["/entreprises/elan"]


@pytest.mark.parametrize(
    "path", ["/clusters/rien/entreprises", "/clusters/rien/theme.css", "/clusters/rien/accessibilite"]
)
def test_unknown_boards_do_not_exist(client, world, path):
    assert client.get(path).status_code == 404


def test_m2_theme_is_a_style_sheet_that_browsers_keep(client, world, writing):
    with writing() as session:
        session.get_one(Cluster, world.cluster.id).colour = "#7a1f4b"
    page = soup(client.get("/clusters/bois/entreprises"))
    [address] = [link["href"] for link in page.select("link[rel=stylesheet]") if "theme.css" in link["href"]]
    response = client.get(address)
    assert response.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in response.headers["Cache-Control"]
    assert "--brand: light-dark(#7a1f4b," in response.text


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("base", ["", "/clusters/bois"])
def test_legal_pages_have_an_honest_default(client, world, base, kind):
    page = soup(client.get(f"{base}/{kind}"))
    assert len(page.select("h1")) == 1
    assert len(page.select_one("article").text) > 800
    assert "{{" not in page.text
    assert "None" not in page.text


def test_legal_notice_says_what_the_publisher_still_has_to_tell(client, world, app):
    assert "à compléter" in client.get("/mentions-legales").text
    settings = app.extensions["fairapp"].settings
    settings.publisher, settings.hosting = "Association Bois", "Hébergeur SA, 1 rue du Port"
    settings.publisher_details, settings.publication_director = "loi 1901, Aubenas", "Anne Orga"
    page = client.get("/mentions-legales").text
    assert "à compléter" not in page
    assert "Hébergeur SA, 1 rue du Port" in page


def test_personal_data_notice_gives_the_retention_figures(client, world):
    text = soup(client.get("/donnees-personnelles")).text.replace("\xa0", " ")
    for figure in ("trois mois", "deux ans après le dernier contact", "Douze mois après", "trente jours", "CNIL"):
        assert figure in text


def test_a_written_page_replaces_the_default_on_its_own_board_only(client, world, writing):
    with writing() as session:
        cluster = session.get_one(Cluster, world.cluster.id)
        body = "# Nous\n\nLe **bois** <script>alert(1)</script> [ici](javascript:alert(1))"
        write_page(session, cluster, LegalPageKind.LEGAL_NOTICE, body, by=actor_of(world.organiser))
    page = soup(client.get("/clusters/bois/mentions-legales"))
    assert page.select_one("article strong").text == "bois"
    assert page.select("article script, article a[href^=javascript]") == []
    for other in ("/mentions-legales", "/clusters/fer/mentions-legales"):
        assert "bois" not in soup(client.get(other)).select_one("article").text


def test_a_boards_footer_leads_to_its_own_legal_pages(client, world):
    links = [link["href"] for link in soup(client.get("/clusters/bois/entreprises")).select(".site-footer__legal a")]
    assert {link for link in links if link.split("/")[-1] in KINDS} == {f"/clusters/bois/{kind}" for kind in KINDS}
