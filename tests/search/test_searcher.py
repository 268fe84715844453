"""A request gives what a plain loop over all documents would give."""

import math
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fairapp.search import Condition, Near, Request, Sort
from fairapp.search.searcher import MOST_PAGES
from tests.search import oracle
from tests.search.shelf import PARTS, PUBLISHED, make_document
from tests.search.test_places import haversine_km

TODAY = date(2026, 11, 21)
TITLES = ("Soudeur TIG", "Soudeuse", "Boulanger", "Aide-soignant de nuit", "Chef d'équipe", "Technicienne son")
CONTRACTS, DEPARTMENTS, CLUSTERS = ("cdi", "cdd", "alternance"), ("07", "26", "69"), ("1", "2", "3", "4", "5", "6")
AUBENAS, PRIVAS, PARIS = (44.6199, 4.3897), (44.7353, 4.5994), (48.8566, 2.3522)
relaxed_health = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def documents(draw, size=40):
    return [
        make_document(
            id,
            draw(st.sampled_from(TITLES)),
            draw(st.sampled_from(("", "travail en équipe", "soudeur confirmé"))),
            published_at=PUBLISHED + timedelta(days=draw(st.integers(0, 3))),
            expires_on=draw(st.sampled_from((None, TODAY, TODAY - timedelta(days=1), TODAY + timedelta(days=9)))),
            salary=draw(st.sampled_from((None, 20_000, 30_000, 45_000))),
            facets={
                "contract": draw(st.sampled_from((None, *CONTRACTS))),
                "department": draw(st.sets(st.sampled_from(DEPARTMENTS), max_size=2)),
                "cluster": draw(st.sets(st.sampled_from(CLUSTERS))),
            },
        )
        for id in range(1, draw(st.integers(0, size)) + 1)
    ]


def some_of(values):
    return st.sets(st.sampled_from((*values, "unheard of")), max_size=3)


requests = st.builds(
    Request,
    text=st.sampled_from(("", "soudeuse", "équipe", "soudeur équipe", "aide-soignante", "inconnu", "le")),
    filters=st.fixed_dictionaries(
        {"contract": some_of(CONTRACTS), "department": some_of(DEPARTMENTS), "cluster": some_of(CLUSTERS)}
    ),
    salary_min=st.sampled_from((None, 25_000)),
    since=st.sampled_from((None, PUBLISHED + timedelta(days=1))),
    sort=st.sampled_from((Sort.DATE, Sort.SALARY)),
    per_page=st.integers(1, 50),
    facets=st.just(("contract", "department", "cluster")),
    scope=st.sampled_from(
        (
            None,
            (),
            ((Condition("cluster", frozenset("1")),),),
            (
                (Condition("cluster", frozenset("12")), Condition("contract", frozenset({"cdi"}), negated=True)),
                (Condition("department", frozenset({"07"})),),
            ),
        )
    ),
    expand=st.just(False),
)


@relaxed_health
@given(st.lists(documents(), min_size=1, max_size=3), requests)
def test_s5_totals_counts_and_order_are_those_of_a_plain_loop(searcher_of, segments, request):
    renumbered = [
        [make_copy(document, id * 10 + number) for id, document in enumerate(segment)]
        for number, segment in enumerate(segments)
    ]
    everything = [document for segment in renumbered for document in segment]
    found = oracle.find(everything, PARTS, request, TODAY)

    result = searcher_of(*[segment for segment in renumbered if segment], today=TODAY).search(request)

    if result.relaxed:  # no document has both words
        assert not oracle.find(everything, PARTS, Request(request.text), TODAY)
        return
    assert result.total == len(found)
    assert list(result.ids) == oracle.in_order(found, request.sort)[: request.per_page]
    counted = {facet: {v: n for v, n in counts.items() if n} for facet, counts in result.facets.items()}
    assert counted == oracle.count(everything, PARTS, request, TODAY)


def make_copy(document, id):
    values = {name: getattr(document, name) for name in document.__dataclass_fields__}
    return type(document)(**values | {"id": id})


@pytest.fixture
def searcher(searcher_of):
    """Give a hundred soudeurs of falling interest, half of them in cluster 1."""
    return searcher_of(
        [
            make_document(
                id, "Soudeur", facets={"contract": "cdi" if id % 5 else "cdd", "cluster": [1] if id % 2 else []}
            )
            for id in range(1, 101)
        ]
    )


def test_s5_a_facet_ignores_its_own_choice_only(searcher):
    result = searcher.search(Request(filters={"contract": {"cdd"}, "cluster": {1}}, facets=("contract", "cluster")))

    assert result.total == 10
    assert result.facets == {"contract": {"cdi": 40, "cdd": 10}, "cluster": {"1": 10}}


def test_s5_a_chosen_value_that_matches_nothing_is_counted_zero(searcher):
    result = searcher.search(Request("boulanger", filters={"contract": {"cdd"}}, facets=("contract",)))

    assert result.facets == {"contract": {"cdd": 0}}


def test_s5_values_of_one_facet_add_up(searcher):
    assert searcher.search(Request(filters={"contract": {"cdi", "cdd"}})).total == 100


def test_a_fresh_process_knows_the_values_of_a_filter(searcher_of):
    """Values are numbered as they are read, so the first thing asked of a process was once not found."""
    searcher = searcher_of([make_document(1, "x", facets={"contract": "cdi"}), make_document(2, "x")])

    assert searcher.search(Request(filters={"contract": {"cdi"}})).ids == (1,)


def test_a_fresh_process_knows_the_values_of_a_scope(searcher_of):
    searcher = searcher_of([make_document(1, "x", facets={"contract": "cdi"}), make_document(2, "x")])

    assert searcher.search(Request(scope=((Condition("contract", frozenset({"cdi"})),),))).ids == (1,)


@pytest.mark.parametrize("filters", [{"contract": {"unheard of"}}, {"unheard of": {"cdi"}}, {"cluster": {999_999}}])
def test_s10_unknown_facets_and_values_match_nothing(searcher, filters):
    assert searcher.search(Request(filters=filters, facets=("contract",))).total == 0


def test_s10_an_empty_choice_is_no_choice(searcher):
    assert searcher.search(Request(filters={"contract": set()})).total == 100


def test_a_facet_may_be_limited_to_its_most_frequent_values(searcher_of):
    found = [make_document(id, "x", facets={"company": [f"c{id % 9}", *["c8"] * (id < 20)]}) for id in range(1, 46)]

    counts = searcher_of(found).search(Request(filters={"company": {"c7"}}, facets=("company",))).facets["company"]

    assert len(counts) == 6  # the five most frequent, and the one chosen
    assert counts["c8"] == max(counts.values())
    assert counts["c7"] == 5


def test_s9_pages_follow_each_other_without_gap_or_repeat(searcher):
    pages = [searcher.search(Request("soudeur", page=page, per_page=7)) for page in range(1, 16)]

    assert [id for page in pages for id in page.ids] == list(range(100, 0, -1))
    assert {page.pages for page in pages} == {15}


@pytest.mark.parametrize("page", [6, 999, 10**12])
def test_s9_a_page_beyond_the_end_is_the_last(searcher, page):
    result = searcher.search(Request("soudeur", page=page))

    assert (result.page, result.pages) == (5, 5)
    assert list(result.ids) == list(range(20, 0, -1))


@pytest.mark.parametrize("page", [0, -7])
def test_s9_a_page_before_the_first_is_the_first(searcher, page):
    assert searcher.search(Request("soudeur", page=page)).page == 1


def test_s9_there_are_never_more_than_fifty_pages(searcher):
    result = searcher.search(Request(per_page=1, page=80))

    assert (result.page, result.pages) == (MOST_PAGES, MOST_PAGES)


def test_a_search_may_only_count(searcher):
    result = searcher.search(Request("soudeur", per_page=0, facets=("contract",)))

    assert (result.total, result.ids, result.facets["contract"]["cdd"]) == (100, (), 20)


def test_s9_salary_sorts_highest_first_and_unknown_last(searcher_of):
    found = [make_document(1, "x", salary=None), make_document(2, "x", salary=20_000), make_document(3, "x", salary=9)]

    assert searcher_of(found).search(Request(sort=Sort.SALARY)).ids == (2, 3, 1)


def test_titles_come_before_mentions(searcher_of):
    found = [
        make_document(1, "Chaudronnier", "avec un soudeur, pour le soudeur, chez le soudeur", published_at=PUBLISHED),
        make_document(2, "Soudeur", "travail", published_at=PUBLISHED - timedelta(days=30)),
    ]

    assert searcher_of(found).search(Request("soudeuse")).ids == (2, 1)


def test_an_offer_is_found_on_its_last_day_and_not_after(searcher_of):
    found = [make_document(1, "x", expires_on=TODAY), make_document(2, "x", expires_on=TODAY - timedelta(days=1))]

    assert searcher_of(found, today=TODAY).search(Request("x")).ids == (1,)
    assert searcher_of(found, today=TODAY + timedelta(days=1)).search(Request("x")).ids == ()


def test_s3_only_what_is_near_is_found_nearest_first(searcher_of):
    found = [
        make_document(1, "x", points=[PARIS]),
        make_document(2, "x", points=[PRIVAS]),
        make_document(3, "x", points=[AUBENAS]),
    ]

    result = searcher_of(found).search(Request(near=Near(*AUBENAS, 25), sort=Sort.DISTANCE))

    assert result.ids == (3, 2)
    assert result.total == 2
    assert result.distances_km[2] == pytest.approx(haversine_km(AUBENAS, PRIVAS), abs=0.05)
    assert result.distances_km[3] == pytest.approx(0, abs=0.01)


def test_s4_any_of_an_offers_places_may_be_near(searcher_of):
    found = [make_document(1, "x", points=[PARIS, PRIVAS, AUBENAS])]

    result = searcher_of(found).search(Request(near=Near(*PRIVAS, 2)))

    assert result.ids == (1,)
    assert result.distances_km[1] == pytest.approx(0, abs=0.01)


def test_s4_offers_without_a_place_follow_uncounted(searcher_of):
    placed = [make_document(id, "x", points=[AUBENAS]) for id in range(1, 26)]
    unplaced = [make_document(id, "x", facets={"contract": "cdi" if id % 2 else "cdd"}) for id in range(26, 36)]
    searcher = searcher_of([*placed, *unplaced])
    near = Near(*AUBENAS, 10)

    first, second = (searcher.search(Request(near=near, page=page, per_page=20)) for page in (1, 2))

    assert (first.total, first.unplaced_total, first.pages) == (25, 10, 2)
    assert (len(first.ids), len(first.unplaced_ids)) == (20, 0)
    assert (len(second.ids), list(second.unplaced_ids)) == (5, list(range(35, 25, -1)))
    assert searcher.search(Request(near=near, filters={"contract": {"cdi"}})).unplaced_total == 5


def test_s4_facets_count_only_what_is_within_the_distance(searcher_of):
    found = [
        make_document(1, "x", points=[AUBENAS], facets={"contract": "cdi"}),
        make_document(2, "x", points=[PARIS], facets={"contract": "cdd"}),
        make_document(3, "x", facets={"contract": "cdd"}),
    ]

    result = searcher_of(found).search(Request(near=Near(*AUBENAS, 10), facets=("contract",)))

    assert result.facets == {"contract": {"cdi": 1}}


@pytest.mark.parametrize("near", [Near(math.nan, 4.0, 10), Near(math.inf, 4.0, 10), Near(*AUBENAS, -50)])
def test_s10_an_impossible_place_finds_nothing(searcher_of, near):
    assert searcher_of([make_document(1, "x", points=[AUBENAS])]).search(Request(near=near)).total == 0


def test_s8_wider_distances_are_counted(searcher_of):
    found = [make_document(1, "Soudeur", points=[PRIVAS]), make_document(2, "Soudeur", points=[PARIS])]
    request = Request("soudeuse", near=Near(*AUBENAS, 2), filters={"contract": set()})

    assert searcher_of(found).radius_counts(request, (5, 25, 1000)) == {5: 0, 25: 1, 1000: 2}


def test_distance_without_a_centre_sorts_by_date(searcher_of):
    found = [make_document(1, "x"), make_document(2, "x", published_at=PUBLISHED + timedelta(days=1))]

    assert searcher_of(found).search(Request(sort=Sort.DISTANCE)).ids == (2, 1)


def test_m3_a_scope_of_an_unknown_facet_shows_nothing(searcher):
    assert searcher.search(Request(scope=((Condition("unheard of", frozenset({"x"})),),))).total == 0


def test_m3_a_scope_without_rules_shows_nothing(searcher):
    assert searcher.search(Request(scope=())).total == 0


def test_few_and_many_documents_are_filtered_alike(searcher_of):
    """A few are looked at one by one; for many a mask is made, which then serves the few too."""
    many = [make_document(id, "Maçon", facets={"cluster": [id % 3, id % 5]}) for id in range(1, 101)]
    few = [make_document(id, "Soudeur", facets={"cluster": [id % 3]}) for id in range(101, 109)]
    searcher = searcher_of([*many, *few])
    request = Request("soudeur", filters={"cluster": {1}})

    one_by_one = searcher.search(request)
    assert searcher.search(Request(filters={"cluster": {1}})).total == 49
    assert searcher.search(request) == one_by_one
    assert one_by_one.ids == (106, 103)


def test_an_index_without_documents_answers(searcher_of):
    result = searcher_of().search(Request("soudeur", near=Near(*PARIS, 5), facets=("contract", "cluster")))

    assert (result.total, result.pages, result.facets) == (0, 1, {"contract": {}, "cluster": {}})


def test_dates_before_1970_and_far_ahead_are_held(searcher_of):
    old = make_document(1, "x", published_at=datetime(1960, 1, 1, tzinfo=UTC), expires_on=date(2500, 1, 1))

    assert searcher_of([old]).search(Request("x")).total == 1
