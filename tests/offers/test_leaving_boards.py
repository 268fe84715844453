"""A company that leaves a cluster leaves its board (row O3: a lapsed member does not publish)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import NamedTuple

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, select

from fairapp.clusters.members.services import lapse_membership
from fairapp.clusters.models import Cluster, Company, Membership
from fairapp.core.events import collect
from fairapp.offers.enums import OfferStatus
from fairapp.offers.handlers import leave_board
from fairapp.offers.models import Offer
from tests.factories import make_cluster, make_company, make_offer

Sessions = Callable[[], AbstractContextManager[Session]]


class Scene(NamedTuple):
    left: Cluster
    kept: Cluster
    company: Company
    only: Offer  # on the board that is left alone
    both: Offer


@pytest.fixture
def scene(writing: Sessions) -> Scene:
    with writing() as session:
        left, kept = make_cluster(session, slug="quitte"), make_cluster(session, slug="garde")
        company = make_company(session, left, kept)
        only = make_offer(session, company, left, title="Fraiseuse F/H")
        return Scene(left, kept, company, only, make_offer(session, company, left, kept, title="Tourneuse F/H"))


def lapse(session: Session, scene: Scene) -> None:
    membership = session.exec(
        select(Membership).where(Membership.cluster_id == scene.left.id, Membership.company_id == scene.company.id)
    ).one()
    lapse_membership(session, membership, by=None)
    assert len(collect(session)) == 1  # what the worker would be told


def test_o3_offers_leave_the_board_and_end_where_no_board_is_left(
    scene: Scene, writing: Sessions, reading: Sessions, client: FlaskClient, run_pending: Callable[[], int]
) -> None:
    with writing() as session:
        lapse(session, scene)
        leave_board(session, scene.left.id, scene.company.id)
    run_pending()
    with reading() as session:
        statuses = [session.get_one(Offer, offer.id).status for offer in (scene.only, scene.both)]
    assert statuses == [OfferStatus.CLOSED, OfferStatus.PUBLISHED]
    assert "Tourneuse" not in client.get("/clusters/quitte/offres").text
    assert "Tourneuse" in client.get("/clusters/garde/offres").text


def test_o3_who_came_back_meanwhile_keeps_its_offers(scene: Scene, writing: Sessions, reading: Sessions) -> None:
    with writing() as session:
        leave_board(session, scene.left.id, scene.company.id)  # its membership holds
    with reading() as session:
        assert session.get_one(Offer, scene.only.id).status is OfferStatus.PUBLISHED
