"""What searches keep between them: nothing that has changed, nothing of one visitor, no more than there is room for."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select

from fairapp.clusters.models import Cluster
from fairapp.core.clock import now, today
from fairapp.offers import services
from fairapp.offers.board.kept import Kept
from fairapp.offers.enums import CloseReason, PartnerStatus
from fairapp.offers.labels import offer_path
from fairapp.offers.lifecycle import SYSTEM, as_author
from fairapp.offers.models import Offer, OfferCompany
from tests.factories import AUBENAS, PRIVAS, actor_of, make_account, make_cluster, make_company, make_offer
from tests.support.counting import count_queries
from tests.support.htmx import HTMX, same, soup, swap

Writing = Callable[[], AbstractContextManager[Session]]
Titles = Callable[[str], list[str]]


class Loader:
    """Loads doubles of even numbers, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []

    def __call__(self, ids: Sequence[int]) -> Mapping[int, int]:
        self.asked.append(list(ids))
        return {id: 2 * id for id in ids if id % 2 == 0}


def test_only_what_is_missing_is_loaded() -> None:
    kept, load = Kept[int, int](most=100), Loader()
    assert kept.of([4, 2, 3], 1, load) == {4: 8, 2: 4}
    assert list(kept.of([2, 3, 6, 4], 1, load)) == [2, 6, 4]
    assert load.asked == [[4, 2, 3], [6]]


def test_another_version_forgets_all() -> None:
    kept, load = Kept[int, int](most=100), Loader()
    kept.of([2], 1, load)
    kept.of([2], 2, load)
    assert load.asked == [[2], [2]]


def test_without_a_version_nothing_is_kept() -> None:
    kept, load = Kept[int, int](most=100), Loader()
    kept.of([2], None, load)
    kept.of([2], None, load)
    assert load.asked == [[2], [2]]


def test_a_full_store_starts_again() -> None:
    kept, load = Kept[int, int](most=3), Loader()
    kept.of([2, 4, 6, 8], 1, load)
    assert kept.of([2, 10], 1, load) == {2: 4, 10: 20}
    assert load.asked == [[2, 4, 6, 8], [2, 10]]


@pytest.fixture
def offer(writing: Writing, cluster: Cluster, run_pending: Callable[[], int]) -> Offer:
    with writing() as session:
        made = make_offer(session, make_company(session, cluster, name="Forge"), cluster, title="Soudeur F/H")
    run_pending()
    return made


def test_the_next_search_for_the_same_offers_asks_no_database(offer: Offer, app: Flask, client: FlaskClient) -> None:
    client.get("/offres")
    with count_queries(app.extensions["fairapp"].engine) as queries:
        assert "Soudeur" in client.get("/offres?q=soudeur").text
    assert queries == []


def test_a_closed_offer_is_gone_once_the_index_knows(
    offer: Offer, titles: Titles, writing: Writing, run_pending: Callable[[], int]
) -> None:
    assert titles("/offres") == ["Soudeur F/H"]
    with writing() as session:
        services.close(session, offer, by=as_author(actor_of(make_account(session))), reason=CloseReason.CANCELLED)
    run_pending()
    assert titles("/offres") == []


def test_the_page_of_an_offer_is_kept(offer: Offer, app: Flask, client: FlaskClient) -> None:
    first = client.get(offer_path(offer))
    with count_queries(app.extensions["fairapp"].engine) as queries:
        assert client.get(offer_path(offer)).text == first.text
    assert len(queries) == 1  # whether it is still open


def test_the_page_of_a_closed_offer_does_not_wait_for_the_index(
    offer: Offer, client: FlaskClient, writing: Writing
) -> None:
    assert "Postuler" in client.get(offer_path(offer)).text
    with writing() as session:
        services.close(session, offer, by=as_author(actor_of(make_account(session))), reason=CloseReason.CANCELLED)
    assert "Cette offre n'est plus ouverte." in client.get(offer_path(offer)).text.replace("’", "'")


def test_an_edited_offer_is_shown_as_it_is_now(
    offer: Offer, titles: Titles, writing: Writing, run_pending: Callable[[], int]
) -> None:
    assert titles("/offres") == ["Soudeur F/H"]
    with writing() as session:
        edited = session.get_one(Offer, offer.id)
        edited.title = "Soudeuse F/H"
        services.log_change(session, edited, "edit", by=SYSTEM)
    run_pending()
    assert titles("/offres") == ["Soudeuse F/H"]


def test_the_last_day_of_an_offer_ends_at_midnight(
    offer: Offer, writing: Writing, run_pending: Callable[[], int], titles: Titles
) -> None:
    with writing() as session:
        edited = session.get_one(Offer, offer.id)
        edited.valid_through = today()
        services.log_change(session, edited, "edit", by=SYSTEM)
    run_pending()
    with time_machine.travel(now(), tick=False) as clock:
        assert titles("/offres") == ["Soudeur F/H"]
        clock.shift(timedelta(days=1))
        assert titles("/offres") == []


def test_ages_are_a_minute_old_at_most(offer: Offer, client: FlaskClient) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        before = client.get("/offres").text
        clock.shift(timedelta(minutes=5))
        assert client.get("/offres").text != before


def test_a_board_shows_its_new_name_at_the_next_request(offer: Offer, client: FlaskClient, writing: Writing) -> None:
    assert "Mécavallée" in client.get("/clusters/mecavallee/offres").text
    with writing() as session:
        session.exec(select(Cluster)).one().name = "Mécanique du Val"
    page = client.get("/clusters/mecavallee/offres").text
    assert "Mécanique du Val" in page
    assert "Mécavallée" not in page


def test_two_boards_do_not_share_a_page(offer: Offer, client: FlaskClient, writing: Writing) -> None:
    with writing() as session:
        make_cluster(session, slug="autre")
    assert "Soudeur" in client.get("/clusters/mecavallee/offres").text
    assert "Soudeur" not in client.get("/clusters/autre/offres").text


def test_people_signed_in_see_their_own_page_and_leave_none(
    offer: Offer, client: FlaskClient, writing: Writing, sign_in: Callable[[int], FlaskClient]
) -> None:
    with writing() as session:
        someone = make_account(session, name="Camille Roux")
    browser = sign_in(someone.id)
    for _ in range(2):
        assert "Camille Roux" in browser.get("/offres").text
        assert "Camille Roux" not in client.get("/offres").text


@pytest.mark.parametrize("path", ["/offres", "/clusters/mecavallee/offres"])
def test_the_swapped_page_equals_the_fresh_page_when_both_are_kept(
    offer: Offer, client: FlaskClient, path: str
) -> None:
    for _ in range(2):
        before = soup(client.get(path))
        after = swap(before, client.get(f"{path}?q=soudeur", headers=HTMX), "#results")
        fresh = soup(client.get(f"{path}?q=soudeur"))
        for part in ("#results", "#facets"):
            assert same(after.select_one(part), fresh.select_one(part))


def test_one_row_and_twenty_take_the_same_queries(
    writing: Writing, cluster: Cluster, run_pending: Callable[[], int], app: Flask, client: FlaskClient
) -> None:
    with writing() as session:
        company, partner = make_company(session, cluster), make_company(session, cluster)
        make_offer(session, company, cluster, title="Plombière F/H", is_shared=True)
        for number in range(20):
            made = make_offer(
                session, company, cluster, title=f"Couvreur {number} F/H", is_shared=True, places=(AUBENAS, PRIVAS)
            )
            session.add(OfferCompany(offer_id=made.id, company_id=partner.id, status=PartnerStatus.ACCEPTED))
    run_pending()
    seen = {}
    for word in ("plombiere", "couvreur"):
        with count_queries(app.extensions["fairapp"].engine) as queries:
            page = soup(client.get(f"/offres?q={word}"))
        seen[word] = len([query for query in queries if "FROM offer" in query]), len(page.select("#liste .offer"))
    assert seen == {"plombiere": (2, 1), "couvreur": (2, 20)}
