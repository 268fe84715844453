"""A few documents searched apart say what a search of the whole would say of them (row K3)."""

import random
from itertools import product

import pytest

from fairapp.search import IndexUnusable, Near, Request
from tests.search.shelf import Shelf, make_document

WORDS = [
    "soudeur",
    "soudeuse",
    "tig",
    "maintenance",
    "industrielle",
    "sondeur",
    "infirmier",
    "nuit",
    "développeur",
    "python",
    "web",
    "paie",
    "cadre",
]
ASKED = [
    "",
    "soudeur",
    "soudeuse TIG",
    "developeur",
    "maintenanc",
    '"infirmier nuit"',
    "soudeur -tig",
    "+paie",
    "inconnu",
]
PLACES = {"near": (48.0, -4.0), "far": (44.0, 4.0), "none": None}


@pytest.fixture
def filled(shelf: Shelf) -> Shelf:
    """Two hundred documents; the last twenty are the fresh ones."""
    rnd = random.Random(3)
    for id in range(1, 201):
        point = PLACES[rnd.choice(list(PLACES))]
        shelf.put(
            make_document(
                id, " ".join(rnd.sample(WORDS, 3)), " ".join(rnd.sample(WORDS, 2)), points=[point] if point else [],
                facets={"contract": rnd.choice(["CDI", "CDD"]), "cluster": [str(rnd.randint(1, 3))]},
            )
        )  # fmt: skip
    shelf.index().apply()
    return shelf


def found(result, fresh) -> set[int]:
    return set() if result.relaxed else set(result.ids) & fresh


def test_k3_what_is_found_apart_is_what_the_whole_finds(filled):
    index, fresh = filled.index(), set(range(181, 201))
    requests = [
        Request(text, {"contract": contract} if contract else {}, near=near, per_page=200)
        for text, contract, near in product(ASKED, [(), ("CDI",)], [None, Near(48.0, -4.0, 20)])
    ]
    with index.among([filled.rows[id] for id in sorted(fresh)]) as searcher:
        apart = [found(searcher.search(request), fresh) for request in requests]
    assert apart == [found(index.search(request), fresh) for request in requests]
    assert sum(map(len, apart)) >= 100


def test_k3_words_are_understood_as_in_the_whole(shelf):
    """Alone, « soudeur » would be a slip of the only word there is, « sondeur »."""
    shelf.put(*(make_document(id, "Soudeur") for id in range(1, 20)), make_document(20, "Sondeur"))
    index = shelf.index()
    index.apply()
    with index.among([shelf.rows[20]]) as searcher:
        assert searcher.search(Request("soudeur")).ids == ()
        assert searcher.search(Request("sondeur")).ids == (20,)


def test_k3_a_document_that_misses_a_word_is_said_to_miss_it(shelf):
    shelf.put(make_document(1, "Soudeur TIG"), make_document(2, "Soudeur"))
    index = shelf.index()
    index.apply()
    assert not index.search(Request("soudeur tig")).relaxed
    with index.among([shelf.rows[2]]) as searcher:
        assert searcher.search(Request("soudeur tig")).relaxed


def test_no_documents_answer_nothing(filled):
    with filled.index().among([]) as searcher:
        assert searcher.search(Request("soudeur")).ids == ()


def test_without_an_index_words_cannot_be_understood(shelf):
    with pytest.raises(IndexUnusable), shelf.index().among([make_document(1, "Soudeur")]):
        pass


def test_the_terms_that_a_search_marks_are_told_without_searching(filled):
    index = filled.index()
    assert index.terms("soudeuse") == index.search(Request("soudeuse")).terms
