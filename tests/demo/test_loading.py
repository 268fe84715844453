"""The demonstration: alive, the same for the same seed, ready for every persona."""

import pytest
from sqlmodel import col, func, select

from fairapp.accounts.models import Account, Persona
from fairapp.clusters.models import Cluster, Company, Membership, PoolingRule
from fairapp.clusters.queries import affiliations_of
from fairapp.core.db import make_engine, open_session
from fairapp.core.errors import CommandError
from fairapp.demo.loading import load_demo
from fairapp.demo.world import PERSONAS
from fairapp.offers.enums import OfferStatus, PartnerStatus
from fairapp.offers.models import Offer, OfferChange, OfferCluster, OfferCompany, OfferPlace, OfferReport
from fairapp.offers.moderation.queries import count_queue
from fairapp.offers.queries import is_live, similar_offers
from tests.factories import make_cluster, make_offer

S = OfferStatus


def count(session, model, *conditions):
    return session.exec(select(func.count()).select_from(model).where(*conditions)).one()


def test_the_region_is_alive(demo):
    assert (count(demo, Cluster), count(demo, PoolingRule)) == (4, 5)
    assert count(demo, Company) >= 60
    assert count(demo, Company, col(Company.claimed_at).is_(None)) >= 8
    assert count(demo, Offer, is_live()) >= 400
    assert count(demo, Offer, Offer.is_shared) >= 25
    boards = dict(demo.exec(select(OfferCluster.cluster_id, func.count()).group_by(OfferCluster.cluster_id)).all())
    assert min(boards.values()) >= 60
    recent = demo.exec(select(func.max(Offer.published_at), func.min(Offer.published_at))).one()
    assert (recent[0] - recent[1]).days >= 40


def test_there_is_something_to_decide_for_the_organiser(demo):
    cluster = demo.exec(select(Cluster).where(Cluster.slug == "iroise-composites")).one()
    queue = count_queue(demo, cluster.id)
    assert queue["a-relire"] >= 3
    assert queue["signalees"] >= 2
    statuses = set(demo.exec(select(Offer.status)))
    assert statuses >= {S.DRAFT, S.SUBMITTED, S.RETURNED, S.REFUSED, S.PUBLISHED, S.SUSPENDED, S.FILLED, S.EXPIRED}
    assert count(demo, OfferReport) >= 5


def test_every_offer_has_its_places_board_and_history(demo):
    offers = demo.exec(select(Offer)).all()
    for model in (OfferPlace, OfferCluster, OfferChange):
        assert set(demo.exec(select(model.offer_id))) == {offer.id for offer in offers}
    last = dict(demo.exec(select(OfferChange.offer_id, OfferChange.status).order_by(col(OfferChange.id))).all())
    assert {offer.id: offer.status for offer in offers} == last
    assert similar_offers(demo, offers)


def test_shared_offers_name_others_than_their_author(demo):
    rows = demo.exec(select(Offer, OfferCompany).join(OfferCompany)).all()
    assert all(offer.is_shared and offer.company_id != partner.company_id for offer, partner in rows)
    assert {partner.status for _offer, partner in rows} == {PartnerStatus.ACCEPTED, PartnerStatus.PENDING}
    authors = {demo.get_one(Company, offer.company_id).name for offer, _partner in rows}
    assert {"GE Penn Kalon", "GE du Grand Quai"} <= authors


def snapshot(session):
    titles = session.exec(
        select(Offer.title, Offer.company_id, Offer.status, Offer.description).order_by(Offer.id)
    ).all()
    trusted = session.exec(select(Membership.company_id, Membership.is_trusted).order_by(Membership.id)).all()
    return titles, trusted, session.exec(select(Company.name, Company.description).order_by(Company.id)).all()


@pytest.mark.sqlite_only  # what is written does not depend on where
def test_the_same_seed_gives_the_same_rows(databases, few_people):
    found = []
    for seed in (5, 5, 6):
        url = databases.migrated()
        engine = make_engine(url)
        load_demo(engine, offers=40, seed=seed)
        with open_session(engine, read_only=True) as session:
            found.append(snapshot(session))
        engine.dispose()
        databases.drop(url)
    assert found[0] == found[1] != found[2]


@pytest.mark.sqlite_only
def test_every_persona_has_its_organisation_with_another_seed(engine, reading, few_people):
    load_demo(engine, offers=3, seed=99)
    with reading() as session:
        accounts = {account.email: account for account in session.exec(select(Account))}
        found = [affiliations_of(session, accounts[persona.email].id) for persona in PERSONAS]
        assert [(len(one.cluster_ids), len(one.company_ids), len(one.school_ids)) for one in found] == [
            (persona.role == "organiser", persona.role == "company", persona.role == "school") for persona in PERSONAS
        ]
        assert [account.email for account in accounts.values() if account.is_admin] == ["admin@demo.example"]
        labels = session.exec(select(Persona.label).order_by(Persona.position)).all()
        assert list(labels) == [persona.label for persona in PERSONAS]


def test_a_database_in_use_is_left_alone(engine, writing, reading):
    with writing() as session:
        make_cluster(session)
    with pytest.raises(CommandError, match="base vide"):
        load_demo(engine, offers=1)
    with reading() as session:
        assert (count(session, Cluster), count(session, Offer)) == (1, 0)


def test_progress_is_told_and_people_can_go_on_writing_offers(engine, writing, few_people):
    """The numbers of new rows follow those that were given."""
    seen = []
    load_demo(engine, offers=3, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(3, 3)]
    with writing() as session:
        last = session.exec(select(func.max(Offer.id))).one()
        assert make_offer(session).id == last + 1
