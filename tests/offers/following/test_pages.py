"""A company follows its offers: lists, steps, history."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select

from fairapp.clusters.models import Cluster, Company
from fairapp.core.clock import now, today
from fairapp.offers.enums import OfferStatus as Status
from fairapp.offers.models import Offer
from tests.factories import make_cluster, make_company, make_member, make_offer
from tests.offers.making import COMPLETE, changes_of
from tests.support.counting import count_queries
from tests.support.htmx import HTMX, same, soup, swap

Sessions = Callable[[], AbstractContextManager[Session]]


class Desk(NamedTuple):
    client: FlaskClient
    path: str
    company_id: int
    cluster_id: int

    def offer(self, session: Session, **over: object) -> Offer:
        company, cluster = session.get_one(Company, self.company_id), session.get_one(Cluster, self.cluster_id)
        return make_offer(session, company, cluster, **(COMPLETE | over))


@pytest.fixture
def desk(writing: Sessions, sign_in: Callable[..., FlaskClient]) -> Desk:
    with writing() as session:
        cluster = make_cluster(session)
        company = make_company(session, cluster)
        member = make_member(session, company)
    return Desk(sign_in(member), f"/entreprise/{company.slug}/offres", company.id, cluster.id)


def status_of(reading: Sessions, id: int) -> Status:
    with reading() as session:
        return session.get_one(Offer, id).status


TABS = {
    "en-ligne": {"published", "submitted", "suspended"},
    "brouillons": {"draft", "returned", "refused"},
    "closes": {"filled", "expired", "closed", "archived"},
}


@pytest.mark.parametrize("tab", TABS)
def test_each_offer_is_in_one_tab(desk: Desk, writing: Sessions, tab: str) -> None:
    with writing() as session:
        for status in Status:
            desk.offer(session, title=f"Offre {status.value}", status=status)
        desk.offer(session, title="Offre modèle", status=Status.DRAFT, is_template=True)
    page = soup(desk.client.get(f"{desk.path}?onglet={tab}"))
    shown = {title.text.removeprefix("Offre ") for title in page.select("tbody th a")}
    assert shown == TABS[tab]
    current = page.select_one(".tabs [aria-current=page] .count")
    assert current.text == str(len(TABS[tab]))


def test_templates_have_their_own_tab(desk: Desk, writing: Sessions) -> None:
    with writing() as session:
        desk.offer(session, title="Offre modèle", status=Status.DRAFT, is_template=True)
    page = soup(desk.client.get(f"{desk.path}?onglet=modeles"))
    assert [title.text for title in page.select("tbody th a")] == ["Offre modèle"]


@pytest.mark.parametrize("query", ["?onglet=inconnu", "?page=999", "?page=-3", "?page=abc", "?onglet=closes&page=0"])
def test_any_address_of_the_list_answers_a_page(desk: Desk, query: str) -> None:
    assert desk.client.get(desk.path + query).status_code == 200


def test_three_offers_cost_as_many_queries_as_one(desk: Desk, writing: Sessions, app: Flask) -> None:
    engine = app.extensions["fairapp"].engine
    counts = []
    for _ in range(2):
        with writing() as session:
            desk.offer(session)
            if counts:
                desk.offer(session)
        desk.client.get(desk.path)
        with count_queries(engine) as seen:
            desk.client.get(desk.path)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_another_page_swapped_in_equals_the_fresh_page(desk: Desk, writing: Sessions) -> None:
    with writing() as session:
        for number in range(23):
            desk.offer(session, title=f"Offre {number}")
    before = soup(desk.client.get(desk.path))
    fragment = desk.client.get(f"{desk.path}?page=2", headers=HTMX)
    swapped, fresh = swap(before, fragment, "#liste"), soup(desk.client.get(f"{desk.path}?page=2"))
    for page in (swapped, fresh):  # keys of forms are new each time
        for key in page.select("input[name=form_key]"):
            key["value"] = ""
    assert same(swapped, fresh)
    assert len(fresh.select("tbody tr")) == 3


@pytest.mark.parametrize(
    ("step", "before", "after"),
    [
        ("envoyer", Status.DRAFT, Status.SUBMITTED),
        ("reprendre", Status.SUBMITTED, Status.DRAFT),
        ("pourvue", Status.PUBLISHED, Status.FILLED),
        ("rouvrir", Status.FILLED, Status.PUBLISHED),
        ("archiver", Status.CLOSED, Status.ARCHIVED),
    ],
)
def test_a_step_is_one_button_even_pressed_twice(
    desk: Desk, writing: Sessions, reading: Sessions, step: str, before: Status, after: Status
) -> None:
    with writing() as session:
        offer = desk.offer(session, status=before)
    answers = [desk.client.post(f"{desk.path}/{offer.id}/{step}") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert status_of(reading, offer.id) is after
    with reading() as session:
        assert len(changes_of(session, offer)) == 1


def test_a_step_that_came_too_late_says_what_the_offer_is_now(desk: Desk, writing: Sessions, reading: Sessions) -> None:
    with writing() as session:
        offer = desk.offer(session, status=Status.REFUSED)
    answer = desk.client.post(f"{desk.path}/{offer.id}/pourvue")
    assert answer.status_code == 409
    assert "Cette offre a été refusée." in soup(answer).select_one(".error-summary").text
    assert status_of(reading, offer.id) is Status.REFUSED


def test_an_unfinished_offer_is_not_sent_and_the_page_lists_why(desk: Desk, writing: Sessions) -> None:
    with writing() as session:
        offer = desk.offer(session, status=Status.DRAFT, description="", salary_min_cents=None, salary_max_cents=None)
    answer = desk.client.post(f"{desk.path}/{offer.id}/envoyer")
    assert answer.status_code == 422
    assert len(soup(answer).select(".error-summary li")) == 2


def test_the_page_offers_only_what_may_be_done(desk: Desk, writing: Sessions) -> None:
    with writing() as session:
        offer = desk.offer(session, status=Status.SUBMITTED)
    page = soup(desk.client.get(f"{desk.path}/{offer.id}/historique"))
    steps = {form["action"].rpartition("/")[2] for form in page.select(".action-list form")}
    assert steps == {"reprendre", "copier", "modele"}


def test_o2_an_offer_is_prolonged_to_a_chosen_day(desk: Desk, writing: Sessions, reading: Sessions) -> None:
    with writing() as session:
        offer = desk.offer(session, valid_through=today() + timedelta(days=3))
    until = today() + timedelta(days=80)
    answer = desk.client.post(f"{desk.path}/{offer.id}/prolonger", data={"until": until.isoformat()})
    assert answer.status_code == 303
    with reading() as session:
        assert session.get_one(Offer, offer.id).valid_through == until


def test_o2_beyond_ninety_days_the_form_says_so(desk: Desk, writing: Sessions) -> None:
    with writing() as session:
        offer = desk.offer(session, published_at=now() - timedelta(days=89), valid_through=today() + timedelta(days=1))
    data = {"until": (today() + timedelta(days=30)).isoformat()}
    before = soup(desk.client.get(f"{desk.path}/{offer.id}/prolonger"))
    fragment = desk.client.post(f"{desk.path}/{offer.id}/prolonger", data=data, headers=HTMX)
    assert fragment.status_code == 422
    fresh = desk.client.post(f"{desk.path}/{offer.id}/prolonger", data=data)
    assert same(swap(before, fragment, "#form"), fresh)


def test_o6_closing_asks_why(desk: Desk, writing: Sessions, reading: Sessions) -> None:
    with writing() as session:
        offer = desk.offer(session)
    url = f"{desk.path}/{offer.id}/clore"
    assert desk.client.post(url, data={}).status_code == 422
    assert status_of(reading, offer.id) is Status.PUBLISHED
    assert desk.client.post(url, data={"reason": "cancelled", "comment": "budget"}).status_code == 303
    assert status_of(reading, offer.id) is Status.CLOSED


@pytest.mark.parametrize(("step", "is_template"), [("copier", False), ("modele", True)])
def test_o6_a_copy_pressed_twice_is_one_copy(
    desk: Desk, writing: Sessions, reading: Sessions, step: str, is_template: bool
) -> None:
    with writing() as session:
        offer = desk.offer(session)
    answers = [desk.client.post(f"{desk.path}/{offer.id}/{step}", data={"form_key": "k1"}) for _ in range(2)]
    assert answers[0].location == answers[1].location
    with reading() as session:
        copies = session.exec(select(Offer).where(Offer.id != offer.id)).all()
        assert [(copy.status, copy.is_template) for copy in copies] == [(Status.DRAFT, is_template)]


def test_the_history_tells_who_did_what(desk: Desk, writing: Sessions) -> None:
    with writing() as session:
        offer = desk.offer(session, status=Status.DRAFT)
    desk.client.post(f"{desk.path}/{offer.id}/envoyer")
    text = soup(desk.client.get(f"{desk.path}/{offer.id}/historique")).select_one(".timeline").text
    assert "Envoyée à relire" in text
    assert "Personne" in text
