"""The pages on which a company writes an offer, with and without script."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, NamedTuple

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlmodel import Session, select

from fairapp.offers.enums import OfferStatus as Status
from fairapp.offers.models import Offer, OfferPlace
from tests.factories import make_cluster, make_company, make_member, make_offer
from tests.support.htmx import HTMX, same, soup, swap

Sessions = Callable[[], AbstractContextManager[Session]]


class Desk(NamedTuple):
    """One company at its desk."""

    client: FlaskClient
    path: str
    company_id: int
    cluster_id: int
    offer_id: int


@pytest.fixture
def desk(writing: Sessions, sign_in: Callable[..., FlaskClient]) -> Desk:
    with writing() as session:
        cluster = make_cluster(session)
        company = make_company(session, cluster)
        offer = make_offer(session, company, cluster, status=Status.DRAFT, title="Peintre F/H")
        member = make_member(session, company)
    return Desk(sign_in(member), f"/entreprise/{company.slug}/offres", company.id, cluster.id, offer.id)


def form_of(desk: Desk, **over: Any) -> dict[str, Any]:
    """Return what a person types into a complete form."""
    return {
        "title": "Soudeur / Soudeuse F/H",
        "contract": "permanent",
        "remote": "none",
        "openings": "1",
        "description": "Vous assemblez des pièces de chaudronnerie en atelier, avec une équipe de six personnes.",
        "places[0].text": "Aubenas (07200)",
        "salary_min_cents": "2 150",
        "salary_max_cents": "2 500,50",
        "salary_unit": "month",
        "cluster_ids": str(desk.cluster_id),
        "form_key": "a1b2",
        "action": "save",
    } | over


def fields_of(page: BeautifulSoup) -> dict[str, str]:
    """Return what the fields of a page show."""
    shown = {element["name"]: element.get("value", "") for element in page.select("#form input[type=text][name]")}
    texts = {element["name"]: element.text.removeprefix("\n") for element in page.select("#form textarea")}
    chosen = {element.parent["name"]: element["value"] for element in page.select("#form select option[selected]")}
    return shown | texts | chosen


def made(reading: Sessions, title: str = "Soudeur / Soudeuse F/H") -> list[Offer]:
    with reading() as session:
        return list(session.exec(select(Offer).where(Offer.title == title)))


def test_a_draft_is_kept_and_its_page_opens(desk: Desk, reading: Sessions) -> None:
    answer = desk.client.post(f"{desk.path}/nouvelle", data=form_of(desk))
    (offer,) = made(reading)
    assert (answer.status_code, answer.location) == (303, f"{desk.path}/{offer.id}")
    assert (offer.status, offer.salary_max_cents, offer.company_id) == (Status.DRAFT, 250_050, desk.company_id)
    page = desk.client.get(answer.location)
    assert "Brouillon enregistré." in page.text
    assert fields_of(soup(page))["places[0].text"] == "Aubenas (07200)"


def test_a_draft_needs_a_title_and_a_contract_only(desk: Desk, reading: Sessions) -> None:
    answer = desk.client.post(
        f"{desk.path}/nouvelle",
        data={"title": "Soudeur / Soudeuse F/H", "contract": "permanent", "remote": "none", "openings": "1"},
    )
    assert answer.status_code == 303
    assert len(made(reading)) == 1


def test_sending_saves_and_submits(desk: Desk, reading: Sessions) -> None:
    answer = desk.client.post(f"{desk.path}/nouvelle", data=form_of(desk, action="submit"))
    (offer,) = made(reading)
    assert offer.status is Status.SUBMITTED
    assert answer.location == f"{desk.path}/{offer.id}/historique"


def test_double_click_on_send_makes_one_offer(desk: Desk, reading: Sessions) -> None:
    answers = [desk.client.post(f"{desk.path}/nouvelle", data=form_of(desk, action="submit")) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    assert [offer.status for offer in made(reading)] == [Status.SUBMITTED]


def test_a_title_gives_the_occupation(desk: Desk, reading: Sessions) -> None:
    desk.client.post(f"{desk.path}/nouvelle", data=form_of(desk, title="Aide-soignant / Aide-soignante F/H"))
    (offer,) = made(reading, "Aide-soignant / Aide-soignante F/H")
    assert (offer.rome_code, offer.occupation) == ("J1501", "Aide-soignant / Aide-soignante")


def test_errors_keep_all_that_was_typed(desk: Desk, reading: Sessions) -> None:
    typed = form_of(desk, **{"places[0].text": "Nulle-Part-sur-Rien", "openings": "beaucoup", "skills_text": "TIG"})
    answer = desk.client.post(f"{desk.path}/nouvelle", data=typed)
    assert answer.status_code == 422
    page = soup(answer)
    shown = fields_of(page)
    assert {
        name: shown[name] for name in ("title", "openings", "salary_min_cents", "places[0].text", "skills_text")
    } == {name: typed[name] for name in ("title", "openings", "salary_min_cents", "places[0].text", "skills_text")}
    assert made(reading) == []


def test_the_summary_of_errors_leads_to_the_fields(desk: Desk) -> None:
    typed = form_of(
        desk,
        **{"description": "", "places[0].text": "", "salary_min_cents": "", "salary_max_cents": "", "action": "submit"},
    )
    page = soup(desk.client.post(f"{desk.path}/nouvelle", data=typed))
    links = [link["href"] for link in page.select(".error-summary a")]
    assert set(links) == {"#description", "#places-0-text", "#salary_min_cents"}
    assert all(page.select_one(link) is not None for link in links)


@pytest.mark.parametrize("path", ["nouvelle", "{id}"])
def test_s2_a_refused_form_swapped_in_equals_the_fresh_page(desk: Desk, path: str) -> None:
    url = f"{desk.path}/{path.format(id=desk.offer_id)}"
    typed = form_of(desk, title="x", version="1")
    before = soup(desk.client.get(url))
    fragment = desk.client.post(url, data=typed, headers=HTMX)
    assert fragment.status_code == 422
    assert same(swap(before, fragment, "#form"), desk.client.post(url, data=typed))


def test_without_script_a_place_is_added_by_a_button(desk: Desk, reading: Sessions) -> None:
    typed = form_of(desk, openings="pas encore un nombre", add_place="1")
    del typed["action"]
    answer = desk.client.post(f"{desk.path}/nouvelle", data=typed)
    shown = fields_of(soup(answer))
    assert answer.status_code == 200
    assert (shown["places[0].text"], shown["places[1].text"]) == ("Aubenas (07200)", "")
    assert shown["openings"] == "pas encore un nombre"
    assert not soup(answer).select(".error-summary")
    assert made(reading) == []


def test_a_place_is_taken_away_by_a_button(desk: Desk) -> None:
    typed = form_of(desk, **{"places[1].text": "Privas (07000)", "drop_place": "0"})
    shown = fields_of(soup(desk.client.post(f"{desk.path}/nouvelle", data=typed)))
    assert shown["places[0].text"] == "Privas (07000)"
    assert "places[1].text" not in shown


def test_o6_several_places_are_kept_in_order(desk: Desk, reading: Sessions) -> None:
    desk.client.post(f"{desk.path}/nouvelle", data=form_of(desk, **{"places[3].text": "Privas (07000)"}))
    with reading() as session:
        (offer,) = session.exec(select(Offer).where(Offer.title == "Soudeur / Soudeuse F/H"))
        places = session.exec(
            select(OfferPlace.insee).where(OfferPlace.offer_id == offer.id).order_by(OfferPlace.position)
        )
        assert list(places) == ["07019", "07186"]


def test_a_stale_form_answers_409_with_the_fresh_state_and_what_was_typed(
    desk: Desk, writing: Sessions, reading: Sessions
) -> None:
    url = f"{desk.path}/{desk.offer_id}"
    first = form_of(desk, title="Peintre en bâtiment F/H", version="1")
    assert desk.client.post(url, data=first).status_code == 303
    late = form_of(desk, title="Peintre industriel F/H", version="1")
    answer = desk.client.post(url, data=late)
    assert answer.status_code == 409
    page = soup(answer)
    assert fields_of(page)["title"] == "Peintre industriel F/H"
    assert "Peintre en bâtiment F/H" in page.select_one(".kv").text
    assert page.select_one("input[name=version]")["value"] == "2"
    assert desk.client.post(url, data=late | {"version": "2"}).status_code == 303
    assert len(made(reading, "Peintre industriel F/H")) == 1


def test_o7_a_similar_offer_is_suggested_before_sending(desk: Desk, reading: Sessions) -> None:
    desk.client.post(f"{desk.path}/nouvelle", data=form_of(desk))
    twin = form_of(desk, title="Soudeuse H/F", form_key="other", action="submit")
    answer = desk.client.post(f"{desk.path}/nouvelle", data=twin)
    assert answer.status_code == 422
    assert "Soudeur / Soudeuse F/H" in soup(answer).select_one("#form").text
    assert made(reading, "Soudeuse H/F") == []
    assert desk.client.post(f"{desk.path}/nouvelle", data=twin | {"is_distinct": "1"}).status_code == 303
    assert [offer.status for offer in made(reading, "Soudeuse H/F")] == [Status.SUBMITTED]


def test_o4_the_rule_is_explained_with_its_law(desk: Desk) -> None:
    text = "Nous recherchons une personne célibataire, sans enfants, pour de nombreux déplacements."
    desk.client.post(f"{desk.path}/{desk.offer_id}", data=form_of(desk, description=text, version="1"))
    remarks = soup(desk.client.get(f"{desk.path}/{desk.offer_id}")).select_one("#remarks").text
    assert "Situation de famille" in remarks
    assert "L1142-1" in remarks


def test_a_board_of_strangers_cannot_be_chosen(desk: Desk, writing: Sessions) -> None:
    with writing() as session:
        foreign = make_cluster(session).id
    answer = desk.client.post(f"{desk.path}/nouvelle", data=form_of(desk, cluster_ids=str(foreign)))
    assert answer.status_code == 422
    assert soup(answer).select_one("#cluster_ids-error") is not None


@pytest.mark.parametrize("path", ["", "/apercu", "/historique", "/prolonger", "/clore", "/partenaires"])
def test_another_companys_offer_does_not_exist(
    desk: Desk, writing: Sessions, sign_in: Callable[..., FlaskClient], path: str
) -> None:
    with writing() as session:
        stranger = make_company(session)
        member = make_member(session, stranger)
    client = sign_in(member)
    assert client.get(f"{desk.path}/{desk.offer_id}{path}").status_code == 404
    assert client.get(f"/entreprise/{stranger.slug}/offres/{desk.offer_id}{path}").status_code == 404


def test_the_preview_shows_the_offer_as_visitors_will_see_it(desk: Desk) -> None:
    desk.client.post(f"{desk.path}/{desk.offer_id}", data=form_of(desk, version="1", skills_text="TIG, MIG"))
    page = soup(desk.client.get(f"{desk.path}/{desk.offer_id}/apercu"))
    text = re.sub(r"\s+", " ", page.select_one("main").text)
    assert page.select_one("h1").text == "Soudeur / Soudeuse F/H"
    for shown in ("CDI", "2 150 à 2 500,50 € brut par mois", "Aubenas (07200)", "chaudronnerie", "TIG"):
        assert shown in text


def test_an_offer_that_is_over_is_followed_not_edited(desk: Desk, writing: Sessions) -> None:
    with writing() as session:
        session.get_one(Offer, desk.offer_id).status = Status.CLOSED
    answer = desk.client.get(f"{desk.path}/{desk.offer_id}")
    assert (answer.status_code, answer.location) == (303, f"{desk.path}/{desk.offer_id}/historique")


@pytest.mark.parametrize("which", ["9" * 5000, "٣"])
def test_a_place_that_no_button_names_drops_none(desk: Desk, which: str) -> None:
    page = desk.client.post(f"{desk.path}/nouvelle", data=form_of(desk, drop_place=which))
    assert fields_of(soup(page))["places[0].text"] == "Aubenas (07200)"
