"""The page of an offer, row O10: what is shown is what is told to machines, and only while it is open."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session

from fairapp.clusters.models import Cluster
from fairapp.core.clock import now, today
from fairapp.offers.enums import OfferStatus
from fairapp.offers.labels import offer_path
from fairapp.offers.lifecycle import SYSTEM, Action
from fairapp.offers.models import Offer
from fairapp.offers.services import take_step
from tests.factories import make_company, make_offer
from tests.support.htmx import soup

Writing = Callable[[], AbstractContextManager[Session]]


@pytest.fixture
def make(writing: Writing, cluster: Cluster, run_pending: Callable[[], int]) -> Callable[..., Offer]:
    def make(**over: object) -> Offer:
        with writing() as session:
            offer = make_offer(session, make_company(session, cluster, name="Forge du Pont"), cluster, **over)
        run_pending()
        return offer

    return make


def test_an_open_offer_is_shown_under_one_address(make: Callable[..., Offer], client: FlaskClient) -> None:
    offer = make(title="Soudeur / Soudeuse TIG F/H")
    for address in (f"/offres/{offer.id}", f"/offres/{offer.id}-autre-chose"):
        response = client.get(address)
        assert (response.status_code, response.headers["Location"]) == (301, offer_path(offer))
    assert client.get(offer_path(offer)).status_code == 200


def test_o10_the_structured_data_says_what_the_page_says(make: Callable[..., Offer], client: FlaskClient) -> None:
    offer = make(
        title="Soudeur </script><script>alert(1)</script> F/H", salary_unit="month", salary_min_cents=2150_00,
        salary_max_cents=2500_00, description="Vous **soudez**.", openings=2, rome_code="H2913",
    )  # fmt: skip
    page = soup(client.get(offer_path(offer)))
    posting = json.loads(page.select_one("script[type='application/ld+json']").string)
    assert posting["title"] == offer.title
    assert posting["hiringOrganization"]["name"] == "Forge du Pont"
    assert posting["baseSalary"]["value"] == {
        "@type": "QuantitativeValue", "unitText": "MONTH", "minValue": 2150.0, "maxValue": 2500.0
    }  # fmt: skip
    assert posting["validThrough"] == offer.valid_through.isoformat()
    assert posting["jobLocation"][0]["address"]["addressLocality"] == "Aubenas"
    assert "<strong>soudez</strong>" in posting["description"]
    assert len(page.select("script:not([src])")) == 1


@pytest.mark.parametrize("status", [OfferStatus.FILLED, OfferStatus.CLOSED, OfferStatus.EXPIRED])
def test_o10_an_offer_that_ended_says_so_for_a_month_then_is_gone(
    make: Callable[..., Offer], client: FlaskClient, status: OfferStatus
) -> None:
    recent = make(status=status, published_at=now() - timedelta(days=40), closed_at=now() - timedelta(days=5))
    old = make(status=status, published_at=now() - timedelta(days=90), closed_at=now() - timedelta(days=32))
    page = soup(client.get(offer_path(recent)))
    assert page.select_one("meta[name=robots]")["content"] == "noindex"
    assert page.select("script[type='application/ld+json'], #postuler") == []
    assert "plus ouverte" in page.text
    assert client.get(offer_path(old)).status_code == 410


def test_an_offer_that_was_suspended_to_the_end_is_not_shown_again(
    make: Callable[..., Offer], client: FlaskClient, writing: Writing
) -> None:
    offer = make()
    for action in (Action.SUSPEND, Action.EXPIRE):
        with writing() as session:
            assert take_step(session, session.get_one(Offer, offer.id), action, SYSTEM, reason="Le salaire est faux.")
    assert client.get(offer_path(offer)).status_code == 410


def test_o10_the_last_day_counts_even_before_the_status_changes(
    make: Callable[..., Offer], client: FlaskClient
) -> None:
    offer = make(valid_through=today() - timedelta(days=1), published_at=now() - timedelta(days=20))
    assert soup(client.get(offer_path(offer))).select("#postuler") == []


@pytest.mark.parametrize(
    "status", [OfferStatus.DRAFT, OfferStatus.SUBMITTED, OfferStatus.RETURNED, OfferStatus.REFUSED]
)
def test_what_was_never_published_does_not_exist_for_visitors(
    make: Callable[..., Offer], client: FlaskClient, status: OfferStatus
) -> None:
    assert client.get(offer_path(make(status=status))).status_code == 404


@pytest.mark.parametrize("address", ["/offres/0", "/offres/999999", "/offres/99999999999999999999", "/offres/-1"])
def test_unknown_offers_are_not_found(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("over", "href"),
    [
        (
            {"apply_url": "https://forge.exemple/emploi", "apply_email": "rh@forge.exemple"},
            "https://forge.exemple/emploi",
        ),
        ({"apply_email": "rh@forge.exemple"}, "/offres/{id}/postuler"),
        ({}, "mailto:pole@exemple.fr"),
    ],
)
def test_candidates_reach_the_company_else_the_organiser(
    make: Callable[..., Offer], client: FlaskClient, writing: Writing, cluster: Cluster, over: dict[str, str], href: str
) -> None:
    with writing() as session:
        session.get_one(Cluster, cluster.id).contact_email = "pole@exemple.fr"
    offer = make(**over)
    page = soup(client.get(offer_path(offer)))
    assert page.select_one("#postuler a.btn--primary")["href"] == href.format(id=offer.id)


def test_an_offer_without_company_says_so(
    client: FlaskClient, writing: Writing, cluster: Cluster, run_pending: Callable[[], int]
) -> None:
    with writing() as session:
        offer = make_offer(session, None, cluster, title="Cariste F/H")
    run_pending()
    assert "non communiquée" in soup(client.get(offer_path(offer))).select_one("main").text
    assert "non communiquée" in client.get("/offres?q=cariste").text
