"""Row O8: an import may not know the company; only the organiser says whose the offer is."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import NamedTuple

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session

from fairapp.clusters.models import Cluster, Company
from fairapp.offers.models import Offer
from tests.factories import make_cluster, make_company, make_member, make_offer

Sessions = Callable[[], AbstractContextManager[Session]]


class Scene(NamedTuple):
    cluster: Cluster
    company: Company
    offer: Offer
    organiser: FlaskClient
    stranger: FlaskClient

    @property
    def address(self) -> str:
        return f"/pilotage/{self.cluster.slug}/offres/{self.offer.id}/entreprise"


@pytest.fixture
def scene(writing: Sessions, sign_in: Callable[..., FlaskClient]) -> Scene:
    with writing() as session:
        cluster = make_cluster(session)
        company = make_company(session, cluster, name="Forge du Pont")
        offer = make_offer(session, None, cluster)
        organiser, stranger = make_member(session, cluster), make_member(session, make_cluster(session))
    return Scene(cluster, company, offer, sign_in(organiser), sign_in(stranger))


def company_of(reading: Sessions, scene: Scene) -> int | None:
    with reading() as session:
        return session.get_one(Offer, scene.offer.id).company_id


def test_o8_the_organiser_names_a_member(scene: Scene, reading: Sessions) -> None:
    assert scene.organiser.post(scene.address, data={"company": "FORGE du pont"}).status_code == 303
    assert company_of(reading, scene) == scene.company.id


def test_o8_a_named_company_is_not_replaced(scene: Scene, reading: Sessions) -> None:
    scene.organiser.post(scene.address, data={"company": "Forge du Pont"})
    assert scene.organiser.post(scene.address, data={"company": "Autre"}).status_code in (404, 409)
    assert company_of(reading, scene) == scene.company.id


def test_o8_an_empty_name_is_told(scene: Scene, reading: Sessions) -> None:
    response = scene.organiser.post(scene.address, data={"company": ""})
    assert (response.status_code, company_of(reading, scene)) == (422, None)


def test_o8_strangers_do_not_find_the_offer(scene: Scene, reading: Sessions) -> None:
    assert scene.stranger.post(scene.address, data={"company": "Forge du Pont"}).status_code == 404
    assert company_of(reading, scene) is None
