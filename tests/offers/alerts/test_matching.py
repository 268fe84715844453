"""The matching says what the search page says, and costs one search for each different question (row K3)."""

from collections import Counter
from datetime import timedelta

import pytest

from fairapp.app import offer_index
from fairapp.core.clock import now
from fairapp.offers.alerts import kept
from fairapp.offers.alerts.enums import Frequency
from fairapp.offers.alerts.matching import find_hits
from fairapp.offers.alerts.services import Wish, save_own
from fairapp.offers.board.scopes import board_scope
from fairapp.offers.board.searching import search_offers
from fairapp.offers.enums import ContractKind, Remote
from fairapp.search import Searcher
from tests.factories import PARIS, PRIVAS, make_account, make_cluster, make_company, make_offer
from tests.support.counting import count_queries

QUERIES = [
    "", "q=soudeuse", "q=developeur", "q=soudeuse+tig", '%22chef+de+projet%22', "q=soudeur+-tig", "ou=Aubenas",
    "ou=Privas&rayon=10", "q=soudeuse&ou=Aubenas&rayon=50", "contrat=permanent&contrat=fixed_term", "dep=07",
    "ou=Ard%C3%A8che&q=chef", "teletravail=partial", "salaire=30000", "partage=yes", "metier=H&q=soudeur", "q=introuvable",
]  # fmt: skip


@pytest.fixture
def board(writing, run_pending, clock):
    """Sixty offers of two clusters; return those of today."""
    with writing() as session:
        clusters = [make_cluster(session), make_cluster(session)]
        companies = [
            make_company(session, cluster, pools=pools) for cluster, pools in zip(clusters, (True, False), strict=True)
        ]
        today = []
        for number in range(60):
            title = ("Soudeur TIG F/H", "Développeur web F/H", "Chef de projet F/H", "Soudeuse MIG F/H")[number % 4]
            offer = make_offer(
                session, companies[number % 2], clusters[number % 2], title=title, rome_code=("H2913", "M1805")[number % 2],
                places=((), (PRIVAS,), (PARIS,), (PRIVAS, PARIS))[number % 4 if number % 3 else 1],
                contract=(ContractKind.PERMANENT, ContractKind.FIXED_TERM, ContractKind.INTERNSHIP)[number % 3],
                remote=Remote.PARTIAL if number % 5 == 0 else Remote.NONE, is_shared=number % 7 == 0,
                annual_max_cents=(20_000 + number * 500) * 100, published_at=now() - timedelta(days=3 if number < 40 else 0),
            )  # fmt: skip
            today += [offer.id] if number >= 40 else []
    run_pending()
    clock.shift(timedelta(minutes=1))
    return [cluster.id for cluster in clusters], today


def save(session, query: str, cluster_id: int | None, *, people: int = 1) -> list[int]:
    wish = Wish(kept.read(query), cluster_id, query or "tout", Frequency.DAILY)
    accounts = [make_account(session) for _ in range(people)]
    searches = [save_own(session, wish, email=one.email, account_id=one.id, locale="fr") for one in accounts]
    for search in searches:
        search.since = now() - timedelta(hours=1)
    session.flush()
    return [search.id for search in searches]


def test_k3_the_matching_finds_what_the_search_page_finds(app, writing, reading, board):
    clusters, today = board
    with writing() as session:
        wanted = [
            (query, cluster, save(session, query, cluster)[0]) for query in QUERIES for cluster in (None, *clusters)
        ]
    with reading() as session, app.app_context():
        hits = find_hits(session, offer_index(app), today).hits
        for query, cluster, id in wanted:
            found = search_offers(
                session, offer_index(app), kept.read(query), board_scope(session, cluster), per_page=100
            ).result
            expected = set() if found.relaxed else set(found.ids) & set(today)
            assert {hit.offer_id for hit in hits if hit.search_id == id} == expected, (query, cluster)


def test_k3_the_work_grows_with_the_questions_not_with_the_people(app, writing, board, monkeypatch):
    """A hundred people who ask three things: three searches, and as many queries as for one person."""
    clusters, today = board
    searched = Counter()
    search = Searcher.search

    def counted(self, request):
        searched["requests"] += 1
        searched["documents"] = max(searched["documents"], self.view.size)
        return search(self, request)

    monkeypatch.setattr(Searcher, "search", counted)
    costs = []
    for people in (1, 33):
        with writing() as session:
            for query in ("q=soudeuse", "q=soudeur&ou=Privas", "contrat=permanent"):
                save(session, query, clusters[0], people=people)
        searched.clear()
        with writing() as session, count_queries(app.extensions["fairapp"].engine) as seen, app.app_context():
            found = find_hits(session, offer_index(app), today)
        costs.append((searched["requests"], searched["documents"], len(seen)))
    assert costs == [(3, len(today), costs[0][2])] * 2
    assert len(found.hits) > 34
