"""Exhibitors are found by the offers that they have open (row R3)."""

import pytest

from fairapp.offers.board.hiring import count_hiring
from tests.factories import PARIS, PRIVAS, make_cluster, make_company, make_offer


@pytest.fixture
def companies(writing, run_pending):
    with writing() as session:
        cluster = make_cluster(session)
        forge, bakery, silent = (make_company(session, cluster, name=name) for name in ("Forge", "Four", "Calme"))
        make_offer(session, forge, cluster, title="Soudeur ou soudeuse")
        make_offer(session, forge, cluster, title="Soudeuse TIG ou soudeur TIG", contract="fixed_term", places=(PARIS,))
        make_offer(session, bakery, cluster, title="Pâtissier ou pâtissière", places=(PRIVAS,))
        for _ in range(35):
            make_offer(session, make_company(session, cluster), cluster, title="Soudeur ou soudeuse")
    run_pending()
    return forge.id, bakery.id, silent.id


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"words": "soudeuse"}, {0: 2}),
        ({"words": "soudeuse", "contract": "fixed_term"}, {0: 1}),
        ({"words": "soudeuse", "contract": "nonsense"}, {0: 2}),
        ({"words": "soudeuse", "town": "Aubenas"}, {0: 1}),
        ({"town": "Privas (07000)"}, {0: 1, 1: 1}),
        ({"words": "astronaute"}, {}),
    ],
)
def test_r3_exhibitors_with_matching_offers(app, reading, companies, asked, found):
    wanted = {"words": "", "contract": "", "town": ""} | asked
    with reading() as session:
        counted = count_hiring(session, app.extensions["fairapp"].search, companies, **wanted)
    assert counted == {companies[number]: offers for number, offers in found.items()}
