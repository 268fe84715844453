"""S10: no text makes the search do much more than a query of three words, counted in postings touched."""

import random

import pytest

from benchmarks.queries import HOSTILE
from fairapp.search import Request
from fairapp.search.searcher import Searcher
from tests.search.shelf import make_document

DOCUMENTS = 400
COMMON = [
    "équipe",
    "client",
    "service",
    "travail",
    "entreprise",
    "site",
    "mission",
    "qualité",
    "sécurité",
    "formation",
    "projet",
    "production",
]
THREE_WORDS = Request("équipe client service")


@pytest.fixture
def searcher(searcher_of) -> Searcher:
    """Give documents that all have the twelve commonest words, and thousands of rare ones."""
    rnd = random.Random(1)
    syllables = [
        "con",
        "pro",
        "int",
        "res",
        "for",
        "tra",
        "com",
        "exp",
        "ent",
        "dev",
        "per",
        "ser",
        "ma",
        "ti",
        "lo",
        "qu",
    ]

    def rare() -> str:
        return "".join(rnd.choice(syllables) for _ in range(3))

    return searcher_of(
        [
            make_document(id, f"{rare()} {rare()}", " ".join([*COMMON, *(rare() for _ in range(40))]))
            for id in range(1, DOCUMENTS + 1)
        ]
    )


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_s10_hostile_queries_do_no_more_than_three_words_would(searcher, text):
    allowed = 3 * searcher.search(THREE_WORDS).work + 1000

    result = searcher.search(Request(text, facets=("contract",)))

    assert result.work <= allowed


def test_s10_many_common_words_stop_adding_work(searcher):
    three = searcher.search(THREE_WORDS).work
    twelve = searcher.search(Request(" ".join(COMMON))).work

    assert twelve <= 2 * three


def test_s10_a_beginning_of_three_letters_reads_few_words(searcher):
    plan = searcher.plan("con")

    assert sum(len(group.alternatives) for group in plan.groups) <= 25
    assert sum(group.documents for group in plan.groups) <= 3 * DOCUMENTS


def test_s10_one_or_two_letters_are_not_a_beginning(searcher):
    assert searcher.search(Request("co")).total == 0
    assert searcher.search(Request("c")).total == 0


def test_s10_five_thousand_random_queries_raise_nothing(searcher):
    rnd = random.Random(2)
    pieces = [
        *COMMON,
        *[
            "+",
            "-",
            '"',
            "'",
            "(",
            ")",
            "*",
            "?",
            "~",
            ":",
            "\\",
            "/",
            "<",
            ">",
            "&",
            "|",
            "é",
            "ß",
            "東",
            "\x00",
            "\n",
            "OR",
            "AND",
            "NOT",
            "con",
            "pro",
        ],
        "\u202e",
        "💣",
    ]
    for _ in range(5_000):
        text = "".join(rnd.choice(pieces) + rnd.choice(("", " ", "-", "*")) for _ in range(rnd.randint(1, 30)))
        result = searcher.search(Request(text))
        assert result.total >= 0
