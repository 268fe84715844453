"""Invented offers that could be published as they are."""

import random
from itertools import pairwise

import pytest

from fairapp.core.clock import today
from fairapp.demo.trades import keyword_sets, near_titles, trades
from fairapp.demo.world import CLUSTERS, COMMON_TRADES
from fairapp.demo.writing import Employer, title_of, write_offer
from fairapp.offers.content import OfferContent, check_complete
from fairapp.offers.enums import ContractKind, Experience
from fairapp.offers.models import OfferDraft, PlaceDraft
from fairapp.offers.salary import HOURS_PER_YEAR, MINIMUM_WAGE_KINDS, yearly_cents
from fairapp.offers.wording import check_wording
from fairapp.reference import calendar, places

EMPLOYER = Employer("Chantiers Kermarec", "un chantier naval", 180, "Brest")


@pytest.fixture(scope="module")
def drafts():
    """Give twelve offers of each trade."""
    rnd = random.Random(7)
    return [write_offer(rnd, trade, EMPLOYER) for trade in trades().values() for _ in range(12)]


def test_offers_are_complete_and_their_words_are_fine(drafts):
    for draft in drafts:
        content = OfferContent(OfferDraft(**draft._asdict()), [PlaceDraft(label="Brest", insee="29019")], [1])
        check_complete(content)
        assert check_wording(draft.title, draft.description) == [], draft


def test_pay_is_a_range_that_fits_the_hours(drafts):
    minimum = calendar().minimum_wage_cents(today()) * HOURS_PER_YEAR * 0.995
    for draft in drafts:
        if draft.salary_min_cents is None:
            assert draft.salary_motive
        elif draft.contract in MINIMUM_WAGE_KINDS:
            assert draft.salary_min_cents <= draft.salary_max_cents <= draft.salary_min_cents * 1.6
            yearly = yearly_cents(draft.salary_min_cents, draft.salary_unit, weekly_hours=draft.hours_per_week)
            assert yearly >= minimum, draft


def test_contracts_make_sense(drafts):
    for draft in drafts:
        assert (draft.duration_months is None) == (draft.contract is ContractKind.PERMANENT)
        if draft.title.startswith(("Responsable", "Chef", "Ingénieur")):
            assert (draft.contract, draft.experience) == (ContractKind.PERMANENT, Experience.EXPERIENCED)


def test_the_same_seed_writes_the_same_offers():
    trade = trades()["soudage"]
    first, again, other = ([write_offer(random.Random(seed), trade, EMPLOYER) for _ in range(3)] for seed in (1, 1, 2))
    assert first == again != other


def test_acronyms_are_written_as_people_do():
    titles = {title_of(job) for trade in trades().values() for job in trade.titles}
    assert "Soudeur / Soudeuse TIG F/H" in titles
    assert not [title for title in titles if "-F/H" in title.replace(" ", "") and "- F/H" in title]


def test_benchmarks_draw_on_whole_directories():
    rnd, trade = random.Random(1), trades()["soudage"]
    varied = [write_offer(rnd, trade, EMPLOYER, varied=True) for _ in range(200)]
    assert len({draft.title for draft in varied}) > len(trade.titles)
    assert any("Mots du métier" in draft.description for draft in varied)
    assert all(len(draft.title) <= 100 for draft in varied)
    assert near_titles("H2913")
    assert keyword_sets(trade.titles[0])


def test_the_world_is_consistent():
    companies = [company for cluster in CLUSTERS for company in cluster.companies]
    assert len(CLUSTERS) == 4
    assert len({company.name for company in companies}) == len(companies) >= 60
    for company in companies:
        assert set(company.trades) <= set(trades()), company.name
        assert company.what.startswith(("un ", "une ")), company.name
    assert set(COMMON_TRADES) <= set(trades())
    codes = {code for cluster in CLUSTERS for code in cluster.communes}
    assert codes >= {company.insee for company in companies}
    assert all(places().commune(code) for code in codes)
    assert all(len(trade.titles) == len(set(trade.titles)) for trade in trades().values())
    assert all(one != other for trade in trades().values() for one, other in pairwise(trade.missions))
