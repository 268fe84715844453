"""Two imports at the same time: the database decides, nobody gets an error (row O8)."""

import threading

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import func, select

from fairapp.clusters.models import Company
from fairapp.offers.imports import storing
from fairapp.offers.models import Offer, OfferChange, OfferCluster, OfferPlace
from tests.factories import make_cluster
from tests.offers.imports.files import jsonl
from tests.support.threads import at_once

COMPANIES = ("Lenoir", "Leblanc", "Rance", "Élan", "Sève")


def lines(order):
    return jsonl(*({"reference": f"R{number}", "company": COMPANIES[number % 5]} for number in order))


def count(reading, model):
    with reading() as session:
        return session.exec(select(func.count()).select_from(model)).one()


@pytest.fixture
def meeting(monkeypatch):
    """Let both imports look before either stores."""
    barrier = threading.Barrier(2, timeout=20)
    insert = storing._insert

    def wait(*arguments):
        barrier.wait()
        return insert(*arguments)

    monkeypatch.setattr(storing, "_insert", wait)


def test_o8_two_imports_of_one_file_make_each_offer_once(take, reading):
    reports = at_once([lambda: take(lines(range(30))), lambda: take(lines(reversed(range(30))))])
    assert sum(report.created for report in reports) == 30
    assert sum(report.unchanged for report in reports) == 30
    assert [count(reading, model) for model in (Offer, OfferPlace, OfferCluster, OfferChange)] == [30] * 4
    assert count(reading, Company) == 5


def test_o8_two_clusters_that_import_one_file_share_its_offers(take, reading, writing):
    with writing() as session:
        other = make_cluster(session)
    reports = at_once([lambda: take(lines(range(30))), lambda: take(lines(reversed(range(30))), on=other)])
    assert sorted((report.created, report.linked) for report in reports) == [(0, 30), (30, 0)]
    assert [count(reading, model) for model in (Offer, OfferCluster)] == [30, 60]


@pytest.mark.postgres_only
def test_o8_of_two_that_insert_the_same_offers_the_second_takes_the_first_s(take, reading, writing, meeting):
    with writing() as session:
        other = make_cluster(session)
    nameless = jsonl(*({"reference": f"R{number}", "company": ""} for number in range(10)))
    reports = at_once([lambda: take(nameless), lambda: take(nameless, on=other)])
    assert sorted((report.created, report.linked) for report in reports) == [(0, 10), (10, 0)]
    assert [count(reading, model) for model in (Offer, OfferPlace, OfferCluster)] == [10, 10, 20]


@pytest.mark.postgres_only
def test_without_that_rule_the_second_would_fail(take, writing, meeting, monkeypatch):
    """The race is real: it needs the rule that the test above relies on."""

    class Plain:
        def __init__(self, model):
            self._insert = storing.insert(model)

        def on_conflict_do_nothing(self, **_):
            return self._insert

    monkeypatch.setattr(storing, "upsert", lambda _session, model: Plain(model))
    with writing() as session:
        other = make_cluster(session)
    nameless = jsonl({"company": ""})
    first, second = at_once([lambda: take(nameless), lambda: take(nameless, on=other)])
    assert isinstance(first, IntegrityError) is not isinstance(second, IntegrityError)
