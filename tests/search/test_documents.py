"""A document becomes what was declared, or is refused."""

import pytest

from fairapp.search.documents import make_entry, word_code
from fairapp.search.pool import PooledField
from tests.search.shelf import COLLECTION, make_document


def weights_of(document):
    """What each term of the document weighs once it is written."""
    pooled = PooledField()
    for weight, terms in make_entry(document, COLLECTION).parts:
        pooled.add_weighted(0, terms, weight)
    return {term.decode(): postings.weights.tolist() for term, postings in pooled.postings()}


def test_a_term_weighs_as_much_as_the_parts_it_is_in():
    document = make_document(1, "Soudeur soudeuse", "un soudeur soudeur")

    assert weights_of(document) == {"soudeur": [5.0]}


def test_an_expression_is_a_term_too():
    document = make_document(1, "Chef d'équipe")

    assert weights_of(document) == {"chef": [4.0], "equip": [4.0], "chef_equip": [4.0]}


def test_words_are_kept_in_order_with_a_gap_between_parts():
    entry = make_entry(make_document(1, "Chef d'équipe", "équipe"), COLLECTION)
    chef, equipe = word_code("chef"), word_code("equip")

    assert memoryview(entry.sequence).cast("H").tolist() == [chef, equipe, 0, 0, 0, 0, equipe, 0]


def test_only_labels_feed_the_spelling():
    entry = make_entry(make_document(1, "Développeur", "sinistre", skills="Réseaux"), COLLECTION)

    assert entry.words == {"développeur", "réseaux"}


def test_facet_values_are_text_and_nothing_is_no_value():
    facets = {"contract": None, "cluster": (3, "4", "", 3)}

    entry = make_entry(make_document(1, "x", facets=facets), COLLECTION)

    assert list(entry.tags) == ["cluster\x1f3", "cluster\x1f4"]


@pytest.mark.parametrize("facets", [{"undeclared": "x"}, {"contract": ["cdi", "cdd"]}])
def test_facets_other_than_declared_are_refused(facets):
    with pytest.raises(ValueError, match="declared"):
        make_entry(make_document(1, "x", facets=facets), COLLECTION)


def test_a_missing_part_is_refused():
    document = make_document(1, "x")

    with pytest.raises(ValueError, match="shorter"):
        make_entry(type(document)(1, ("x",), document.published_at), COLLECTION)
