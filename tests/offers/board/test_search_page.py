"""Search and browse, rows S1 to S11: the query string is the whole state."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import Session

from fairapp.clusters.models import Cluster
from fairapp.offers.models import Offer
from fairapp.search import SearchIndex
from tests.factories import make_company, make_offer
from tests.support.counting import count_queries
from tests.support.htmx import HTMX, same, soup, swap

Titles = Callable[[str], list[str]]
Offers = dict[str, Offer]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=soudeuse", {"soudeur", "alternance", "nowhere"}),
        ("q=SOUDEUR", {"soudeur", "alternance", "nowhere"}),
        ("q=aide+soignante", {"aide"}),
        ("q=developeur", {"dev"}),
        ("q=l%27aide-soignant", {"aide"}),
        ("q=soudeur&contrat=apprenticeship", {"alternance"}),
        ("contrat=fixed_term&contrat=apprenticeship", {"aide", "alternance"}),
        ("contrat=fixed_term&metier=H", set()),
        ("metier=H&dep=07", {"soudeur", "alternance"}),
        ("partage=yes", {"alternance"}),
        ("temps=part_time", {"aide"}),
        ("teletravail=partial", {"dev"}),
        ("salaire=40000", {"dev"}),
    ],
)
def test_s5_s6_words_and_facets_find_what_they_should(
    offers: Offers, titles: Titles, query: str, expected: set[str]
) -> None:
    assert set(titles(f"/offres?{query}")) == {offers[name].title for name in expected}


def test_s1_the_form_shows_the_state_of_the_address(offers: Offers, client: FlaskClient) -> None:
    page = soup(client.get("/offres?q=soudeur&ou=Aubenas&rayon=50&contrat=permanent&salaire=25000&tri=date"))
    checked = [box["value"] for box in page.select("#facets input[checked]")]
    chosen = {name: page.select_one(f"select[name={name}] option[selected]") for name in ("rayon", "salaire", "tri")}
    assert (page.select_one("#q")["value"], page.select_one("#ou")["value"]) == ("soudeur", "Aubenas")
    assert checked == ["permanent"]
    assert {name: option["value"] for name, option in chosen.items()} == {
        "rayon": "50",
        "salaire": "25000",
        "tri": "date",
    }


def test_s1_every_field_belongs_to_the_one_form(offers: Offers, client: FlaskClient) -> None:
    """So that the button alone, without script, sends words, place, facets and order together."""
    page = soup(client.get("/offres"))
    outside = page.select("#recherche-zone :is(input, select)")
    assert outside
    assert {field.get("form") for field in outside} == {"recherche"}


@pytest.mark.parametrize(
    "query", ["q=soudeur", "q=aide&ou=Privas&rayon=10", "contrat=apprenticeship", "q=zzzzzz", "ou=Aubenas", ""]
)
def test_s2_the_swapped_page_equals_the_fresh_page(offers: Offers, client: FlaskClient, query: str) -> None:
    before = soup(client.get("/offres?q=boulanger"))
    answer = client.get(f"/offres?{query}", headers=HTMX)
    fresh = soup(client.get(f"/offres?{query}"))
    after = swap(before, answer, "#results")
    for part in ("#results", "#facets"):
        assert same(after.select_one(part), fresh.select_one(part))
    assert "HX-Request" in answer.headers["Vary"]


def test_s2_the_address_pushed_is_the_clean_one(offers: Offers, client: FlaskClient) -> None:
    answer = client.get("/offres?q=soudeur&ou=&rayon=25&contrat=&page=1", headers=HTMX)
    assert answer.headers["HX-Push-Url"] == "/offres?q=soudeur"


def test_s3_distance_is_counted_from_the_town_and_shown(offers: Offers, client: FlaskClient) -> None:
    page = soup(client.get("/offres?ou=Aubenas+(07200)&rayon=25&tri=distance"))
    cards = [(card.select_one(".offer__link").text.strip(), card.text) for card in page.select("#liste .offer")]
    found = [title for title, _ in cards]
    assert found[-1] == offers["aide"].title
    assert offers["dev"].title not in found
    assert "à 21 km" in cards[-1][1].replace("\xa0", " ")


def test_s3_a_smaller_radius_leaves_out_what_is_farther(offers: Offers, titles: Titles) -> None:
    assert offers["aide"].title not in titles("/offres?ou=Aubenas&rayon=10")


def test_s4_offers_without_a_place_follow_and_are_not_counted(offers: Offers, client: FlaskClient) -> None:
    page = soup(client.get("/offres?q=soudeur&ou=Aubenas"))
    counted = {link.text.strip() for link in page.select("#liste .offer__link")}
    beside = page.select("#results .offers:not(#liste) .offer__link")
    assert counted == {offers["soudeur"].title, offers["alternance"].title}
    assert [link.text.strip() for link in beside] == [offers["nowhere"].title]
    assert page.select_one("#t-results").text.split()[0] == "2"


def test_s4_a_whole_city_holds_its_arrondissements(
    offers: Offers, titles: Titles, cluster: Cluster, run_pending: Callable[[], int],
    writing: Callable[[], AbstractContextManager[Session]],
) -> None:  # fmt: skip
    west = {"label": "Paris 16e (75116)", "insee": "75116", "department": "75", "lat": 48.8630, "lon": 2.2760}
    with writing() as session:
        made = make_offer(session, make_company(session, cluster), cluster, title="Pâtissière F/H", places=(west,))
    run_pending()
    assert made.title in titles("/offres?ou=Paris&rayon=2")


def test_s5_a_facet_ignores_its_own_choice(offers: Offers, client: FlaskClient) -> None:
    page = soup(client.get("/offres?contrat=apprenticeship"))
    counts = {
        box["value"]: int(box.find_parent("label").select_one(".n").text)
        for box in page.select("#facets input[name=contrat]")
    }
    assert counts == {"permanent": 3, "fixed_term": 1, "apprenticeship": 1}


def test_s6_found_words_are_marked_and_nothing_else_is_markup(
    client: FlaskClient, cluster: Cluster, run_pending: Callable[[], int],
    writing: Callable[[], AbstractContextManager[Session]],
) -> None:  # fmt: skip
    with writing() as session:
        company = make_company(session, cluster, name="<b>Gras</b>")
        make_offer(
            session, company, cluster, title="Tourneur <script>alert(1)</script> F/H", description="Tourneur & co"
        )
    run_pending()
    card = soup(client.get("/offres?q=tourneuse")).select_one("#liste .offer")
    assert [mark.text for mark in card.select("mark")] == ["Tourneur", "Tourneur"]
    assert card.select("script, b") == []


def test_s7_typing_suggests_titles_companies_and_towns(offers: Offers, client: FlaskClient) -> None:
    found = {
        item["value"] for start in ("for", "auben") for item in client.get(f"/suggestions?q={start}").json["items"]
    }
    assert {"Forge du Pont", "Aubenas"} <= found


def test_s7_a_spelling_that_finds_little_is_corrected(offers: Offers, client: FlaskClient) -> None:
    page = soup(client.get("/offres?q=developeur"))
    assert "développeur" in page.select_one("#results").text.lower()


def test_s8_no_result_offers_wider_radii(offers: Offers, client: FlaskClient) -> None:
    page = soup(client.get("/offres?q=aide+soignante&ou=Aubenas&rayon=5"))
    chips = {chip.text.strip().replace("\xa0", " "): chip["href"] for chip in page.select("#results .empty .chip")}
    wider = next(label for label in chips if "25 km" in label)
    assert wider.endswith("1")
    assert soup(client.get(chips[wider])).select("#liste .offer")


@pytest.mark.parametrize(
    ("order", "first"), [("date", "nowhere"), ("salaire", "dev"), ("distance&ou=Privas&rayon=100", "aide")]
)
def test_s9_orders(offers: Offers, titles: Titles, order: str, first: str) -> None:
    assert titles(f"/offres?tri={order}")[0] == offers[first].title


def test_s9_pages_hold_each_offer_once_and_end_softly(
    titles: Titles,
    cluster: Cluster,
    run_pending: Callable[[], int],
    writing: Callable[[], AbstractContextManager[Session]],
) -> None:
    with writing() as session:
        company = make_company(session, cluster)
        made = [make_offer(session, company, cluster, title=f"Boulanger numéro {n} F/H").title for n in range(45)]
    run_pending()
    pages = [titles(f"/offres?q=boulanger&page={page}") for page in (1, 2, 3)]
    assert sorted(title for page in pages for title in page) == sorted(made)
    assert [len(page) for page in pages] == [20, 20, 5]
    assert titles("/offres?q=boulanger&page=999") == pages[2]


@pytest.mark.parametrize(
    "query",
    [
        "q=%00", "q=*****", "q=a+OR+(", "q=%22", "q=-", "q=" + "a" * 10_000, "q=" + "%2Ba+" * 500, "contrat=zzz", "dep=999999",
        "metier=%F0%9F%98%80", "page=-1", "page=99999999999999999999", "page=abc", "rayon=-5", "salaire=1e9", "tri=drop+table",
        "ou=%00%00", "ou=" + "x" * 5000, "cluster=0&cluster=99999999", "entreprise=%27%3B--", "q=%ff%fe", "q[]=x", "partage=maybe",
    ],
)  # fmt: skip
def test_s10_hostile_addresses_show_a_clean_page_or_400(offers: Offers, client: FlaskClient, query: str) -> None:
    assert client.get(f"/offres?{query}").status_code in (200, 400)


def test_s11_salaries_compare_as_full_time_years(offers: Offers, titles: Titles) -> None:
    assert set(titles("/offres?salaire=28000")) == {offers["soudeur"].title, offers["dev"].title}


def test_an_unknown_place_is_said_and_nothing_is_lost(offers: Offers, client: FlaskClient) -> None:
    page = soup(client.get("/offres?q=soudeur&ou=Zzyzx"))
    assert "Zzyzx" in page.select_one("#results .callout").text
    assert page.select_one("#ou")["value"] == "Zzyzx"
    assert len(page.select("#liste .offer")) == 3


def test_a_department_works_as_a_place(offers: Offers, titles: Titles) -> None:
    assert set(titles("/offres?ou=Ard%C3%A8che")) == {offers[name].title for name in ("soudeur", "aide", "alternance")}


def test_each_filter_in_force_can_be_taken_back(offers: Offers, client: FlaskClient) -> None:
    page = soup(client.get("/offres?q=soudeur&contrat=apprenticeship&dep=07&partage=yes&salaire=22000&ou=Aubenas"))
    chips = page.select("#results .chip--on")
    assert len(chips) == 5
    assert all("q=soudeur" in chip["href"] for chip in chips)
    assert len({chip["href"] for chip in chips}) == 5


def test_a_garbled_index_leaves_a_plain_search_with_a_banner(offers: Offers, app: Flask, client: FlaskClient) -> None:
    for path in app.extensions["fairapp"].settings.search_dir.rglob("*"):
        if path.is_file():
            path.write_bytes(b"garbled")
    services = app.extensions["fairapp"]  # a process that starts now has nothing of the old index in memory
    index = SearchIndex(services.settings.search_dir, services.search.collection, services.engine)
    app.extensions["fairapp"] = replace(services, search=index)
    page = soup(client.get("/offres?q=soudeur&contrat=apprenticeship"))
    assert page.select_one("#results .callout[data-tone=warn]")
    assert [link.text.strip() for link in page.select("#liste .offer__link")] == [offers["alternance"].title]


def test_the_page_costs_the_same_for_one_offer_and_for_many(
    client: FlaskClient, engine: Engine, app: Flask, cluster: Cluster, run_pending: Callable[[], int],
    writing: Callable[[], AbstractContextManager[Session]],
) -> None:  # fmt: skip
    with writing() as session:
        company = make_company(session, cluster)
        make_offer(session, company, cluster, title="Seule plombière F/H")
        for number in range(15):
            make_offer(session, make_company(session, cluster), cluster, title=f"Couvreur {number} F/H")
    run_pending()
    seen = {}
    for word in ("plombiere", "couvreur"):
        with count_queries(app.extensions["fairapp"].engine) as queries:
            client.get(f"/offres?q={word}")
        seen[word] = len(queries)
    assert seen["couvreur"] <= seen["plombiere"] + 1  # the names of companies, once there are several to choose from


def test_s1_words_typed_later_bring_what_fits_best_first(client):
    """The select, which every form sends, has no value for the usual order: it changes with what is asked."""
    chosen = soup(client.get("/offres")).select_one("#tri option[selected]")
    assert (chosen["value"], chosen.text) == ("", "Date")
    page = soup(client.get("/offres?q=soudeur&tri="))
    assert page.select_one("#tri option[selected]").text == "Pertinence"
    assert soup(client.get("/offres?q=soudeur&tri=date")).select_one("#tri option[selected]").text == "Date"
