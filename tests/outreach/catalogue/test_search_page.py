"""Rows E2 and E10: the catalogue; the query string is its whole state."""

import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session

from fairapp.clusters.models import Cluster, School
from fairapp.outreach.models import Intervention
from fairapp.search import SearchIndex
from tests.factories import AUBENAS, make_account, make_company, make_member
from tests.outreach.factories import make_intervention
from tests.support.counting import count_queries
from tests.support.htmx import HTMX, same, soup, swap

Writing = Callable[[], AbstractContextManager[Session]]
Visits = dict[str, Intervention]
Found = Callable[[str], list[str]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=forge", {"forge", "class"}),
        ("q=soudeuse", {"class"}),
        ("niveau=3e", {"forge", "class", "remote"}),
        ("niveau=terminale", {"robots"}),
        ("format=talk", {"class", "remote"}),
        ("cadre=in_class&cadre=remote", {"class", "remote"}),
        ("sujet=M%C3%A9tallurgie&format=visit", {"forge"}),
        ("acces=yes", {"forge"}),
        ("dep=07", {"forge", "biscuits", "class"}),
        ("periode=2027-01", {"forge"}),
        ("periode=2027-01_2027-03", {"forge", "biscuits"}),
        ("periode=2027-04_2027-07", set()),
        ("niveau=6e&periode=2027-01", set()),
    ],
)
def test_e2_words_and_facets_find_what_they_should(found: Found, query: str, expected: set[str]) -> None:
    assert set(found(f"/visites?{query}")) == expected


def test_e2_a_facet_ignores_its_own_choice(visits: Visits, client: FlaskClient) -> None:
    page = soup(client.get("/visites?format=talk"))
    counts = {box["value"]: box.parent.select_one(".n").text for box in page.select("#facets input[name=format]")}
    topics = {box["value"]: box.parent.select_one(".n").text for box in page.select("#facets input[name=sujet]")}
    assert counts == {"talk": "2", "visit": "2", "workshop": "1"}
    assert topics == {"Métallurgie": "1", "Robotique": "1"}


def test_e2_levels_and_months_without_a_visit_are_not_offered(visits: Visits, client: FlaskClient) -> None:
    page = soup(client.get("/visites"))
    months = [option["value"] for option in page.select("#periode optgroup option")]
    assert months == ["2027-01", "2027-02", "2027-03"]
    assert "bts" not in [option["value"] for option in page.select("#niveau option")]


def test_e2_the_form_shows_the_state_of_the_address(visits: Visits, client: FlaskClient) -> None:
    query = "q=fer&niveau=3e&etab=Aubenas&periode=2027-01_2027-03&rayon=15&format=visit&tri=nouveautes"
    page = soup(client.get(f"/visites?{query}"))
    chosen = {name: page.select_one(f"select[name={name}] option[selected]")["value"] for name in ("niveau", "periode")}
    assert (page.select_one("#q")["value"], page.select_one("#etab")["value"]) == ("fer", "Aubenas")
    assert chosen == {"niveau": "3e", "periode": "2027-01_2027-03"}
    assert [box["value"] for box in page.select("#facets input[checked]")] == ["15", "visit"]
    assert {field.get("form") for field in page.select("#recherche-zone :is(input, select)")} == {"recherche"}


@pytest.mark.parametrize(
    "query",
    ["q=fer", "etab=Aubenas", "etab=Aubenas&rayon=3", "format=talk", "q=zzzzzz", "etab=Zzyzx", "periode=2027-02", ""],
)
def test_the_swapped_page_equals_the_fresh_page(visits: Visits, client: FlaskClient, query: str) -> None:
    before = soup(client.get("/visites?q=robot"))
    answer = client.get(f"/visites?{query}", headers=HTMX)
    after, fresh = swap(before, answer, "#results"), soup(client.get(f"/visites?{query}"))
    for part in ("#results", "#facets"):
        assert same(after.select_one(part), fresh.select_one(part))
    assert answer.headers["HX-Push-Url"] == f"/visites{'?' if query else ''}{query}"


def test_e10_the_smallest_radius_with_a_choice_is_taken(
    visits: Visits, cluster: Cluster, client: FlaskClient, writing: Writing, run_pending: Callable[[], int]
) -> None:
    """Three around Aubenas within 60 km; four more make it a town where one need not go far."""
    heading = soup(client.get("/visites?etab=Aubenas")).select_one("#t-results").text
    assert heading.split() == ["3", "visites", "à", "moins", "de", "60", "km"]
    with writing() as session:
        place = {name: AUBENAS[name] for name in ("insee", "department", "lat", "lon")}
        near = make_company(session, cluster, **place)
        for _ in range(4):
            make_intervention(session, near, cluster)
    run_pending()
    heading = soup(client.get("/visites?etab=Aubenas")).select_one("#t-results").text
    assert heading.split() == ["6", "visites", "à", "moins", "de", "3", "km"]


def test_e10_a_radius_of_ones_own_is_kept(found: Found) -> None:
    assert set(found("/visites?etab=Aubenas&rayon=10")) == {"forge", "class", "remote"}


def test_e10_everywhere_is_a_choice_and_distance_is_still_told(visits: Visits, client: FlaskClient) -> None:
    page = soup(client.get("/visites?etab=Aubenas&rayon=tout"))
    places = [card.select_one(".muted").text.replace("\xa0", " ") for card in page.select("#liste .visit")]
    assert places[-1] == "Robotique du Rhône, Lyon, à 132 km"
    assert "Biscuiterie des Boutières, Privas, à 21 km" in places


def test_e10_what_is_held_at_a_distance_follows_and_is_not_counted(visits: Visits, client: FlaskClient) -> None:
    page = soup(client.get("/visites?etab=Aubenas"))
    beside = page.select("#results .grid--visits:not(#liste) .visit__title")
    assert [title.text.strip() for title in beside] == [visits["remote"].title]
    assert page.select_one("#t-results").text.split()[0] == "3"


@pytest.mark.parametrize(
    "text", ["0071245R", "Coll%C3%A8ge+de+Jastres,+Aubenas+(0071245R)", "Jastres", "07200", "Aubenas"]
)
def test_e10_a_school_is_known_by_number_name_or_town(found: Found, text: str) -> None:
    assert set(found(f"/visites?etab={text}&rayon=10")) == {"forge", "class", "remote"}


def test_e10_an_unknown_school_is_said_and_nothing_is_lost(visits: Visits, client: FlaskClient) -> None:
    page = soup(client.get("/visites?etab=Zzyzx&q=forge"))
    assert "Zzyzx" in page.select_one("#results .callout").text
    assert page.select_one("#etab")["value"] == "Zzyzx"
    assert len(page.select("#liste .visit")) == 2


def test_e10_a_teacher_starts_from_their_own_school(
    visits: Visits, school: School, writing: Writing, sign_in: Callable[[object], FlaskClient]
) -> None:
    with writing() as session:
        teacher = make_member(session, school)
    client = sign_in(teacher)
    page = soup(client.get("/visites"))
    assert page.select_one("#etab")["value"] == "Collège de Jastres, Aubenas"
    assert "à moins de 1 km" in page.select_one("#liste").text.replace("\xa0", " ")
    cleared = soup(client.get("/visites?etab="))
    assert cleared.select_one("#etab")["value"] == ""
    assert "à moins de" not in cleared.select_one("#results").text


def test_each_filter_in_force_can_be_taken_back(visits: Visits, client: FlaskClient) -> None:
    page = soup(client.get("/visites?q=fer&niveau=3e&format=visit&acces=yes&periode=2027-01&etab=Aubenas"))
    chips = [chip["href"] for chip in page.select("#results .chip--on")]
    assert len(set(chips)) == len(chips) == 5
    assert all("q=fer" in chip for chip in chips)


def test_the_usual_order_follows_what_is_asked_until_one_is_chosen(visits: Visits, client: FlaskClient) -> None:
    def shown(query: str) -> list[tuple[str, str]]:
        page = soup(client.get(f"/visites?{query}"))
        return [(option["value"], option.text) for option in page.select("#tri option[selected]")]

    asked = ["", "etab=Aubenas&tri=", "q=forge&etab=Aubenas", "etab=Aubenas&tri=nouveautes", "tri=distance"]
    assert [shown(query) for query in asked] == [
        [("", "Nouveautés")], [("", "Distance")], [("", "Pertinence")], [("nouveautes", "Nouveautés")],
        [("", "Nouveautés")],
    ]  # fmt: skip


def test_nothing_found_offers_ways_on(visits: Visits, client: FlaskClient) -> None:
    page = soup(client.get("/visites?etab=Aubenas&rayon=3&q=biscuit&periode=2027-02"))
    ways = [chip["href"] for chip in page.select("#results .empty .chip")]
    assert "/visites?q=biscuit&etab=Aubenas&rayon=60&periode=2027-02" in ways
    assert "/visites" in ways


def test_more_is_shown_below_what_is_there(
    client: FlaskClient, cluster: Cluster, writing: Writing, run_pending: Callable[[], int]
) -> None:
    with writing() as session:
        company = make_company(session, cluster)
        for _ in range(15):
            make_intervention(session, company, cluster)
    run_pending()
    first = soup(client.get("/visites"))
    more = first.select_one("#plus")
    assert (len(first.select("#liste .visit")), more.text) == (12, "Afficher 3 visites de plus")
    second = soup(client.get(more["href"]))
    assert len(second.select("#liste .visit")) == 15
    assert second.select_one("#plus") is None
    shown = swap(first, client.get(more["hx-get"], headers=HTMX), "#results")
    assert same(shown.select_one("#results"), second.select_one("#results"))


def test_the_catalogue_costs_the_same_for_one_visit_and_for_many(
    app: Flask, client: FlaskClient, cluster: Cluster, writing: Writing, run_pending: Callable[[], int]
) -> None:
    with writing() as session:
        make_intervention(session, make_company(session, cluster), cluster, title="Seule tournée")
        for number in range(8):
            make_intervention(session, make_company(session, cluster), cluster, title=f"Couverture {number}")
    run_pending()
    seen = {}
    for word in ("tournee", "couverture"):
        with count_queries(app.extensions["fairapp"].engine) as queries:
            client.get(f"/visites?q={word}")
        seen[word] = len(queries)
    assert seen["couverture"] <= seen["tournee"] + 1  # the names of companies, once there are several to choose from


def test_without_its_index_a_plain_search_answers(
    app: Flask, visits: Visits, client: FlaskClient, found: Found
) -> None:
    services = app.extensions["fairapp"]
    shutil.rmtree(services.settings.search_dir / "intervention")
    index = SearchIndex(services.settings.search_dir, services.catalogue.collection, services.engine)
    app.extensions["fairapp"] = replace(services, catalogue=index)
    page = soup(client.get("/visites?q=fer&etab=Aubenas&sujet=M%C3%A9tallurgie&niveau=3e&periode=2027-01"))
    assert page.select_one("#results .callout[data-tone=warn]")
    assert [title.text.strip() for title in page.select("#liste .visit__title")] == [visits["forge"].title]
    for query in ("dep=07&acces=yes", "format=visit&cadre=on_site&dep=07&niveau=3e"):
        assert found(f"/visites?{query}") == ["forge"]
    assert set(found("/visites?etab=Aubenas&rayon=10")) == {"forge", "class", "remote"}


@pytest.mark.parametrize(
    "query",
    [
        "q=" + "a*" * 200, "q=%22%22%22((((&etab=%0a%08", "niveau=zz&format=%27--&cadre=1", "page=999999999999999999999",
        "page=-1", "rayon=99999&etab=Aubenas", "periode=9999-99_0000-00", "periode=2027-13", "periode=2027-03_2027-01",
        "sujet=" + "x" * 500, "sujet=%1f", "dep=%E2%80%AE", "entreprise=%D9%A1", "tri=%F0%9F%92%A5", "etab=" + "é" * 300,
        "periode=0001-01_0001-12", "periode=9999-12",
    ],
)  # fmt: skip
def test_hostile_addresses_show_a_page(visits: Visits, client: FlaskClient, query: str) -> None:
    assert client.get(f"/visites?{query}").status_code == 200


def test_drafts_are_nowhere_in_the_catalogue(
    cluster: Cluster, client: FlaskClient, writing: Writing, run_pending: Callable[[], int]
) -> None:
    with writing() as session:
        make_intervention(session, make_company(session, cluster), cluster, title="Encore secret", status="draft")
        make_account(session)
    run_pending()
    assert "Encore secret" not in client.get("/visites").text


def test_schools_are_completed_by_name_town_or_number(client: FlaskClient) -> None:
    for text in ("jastres", "aubenas jastres", "0071245R"):
        items = client.get("/etablissements", query_string={"q": text}).json["items"]
        assert items[0]["value"] == "Collège de Jastres, Aubenas (0071245R)"
    assert client.get("/etablissements?q=").json == {"items": []}
