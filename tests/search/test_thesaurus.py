import csv
from importlib import resources

import pytest

from fairapp.search import french, thesaurus
from fairapp.search.thesaurus import Alternative, Thesaurus


@pytest.fixture
def small() -> Thesaurus:
    return Thesaurus([(0.7, ("infirmier", "IDE", "infirmier diplômé d'État")), (0.6, ("chef d'équipe", "team leader"))])


def test_a_form_finds_the_others(small):
    assert small.longest_at(["ide"]) == (
        1,
        [Alternative(0.7, ("infirmier",)), Alternative(0.7, ("infirmier_diplom_etat",))],
    )


def test_a_form_that_says_more_of_the_same_is_not_added(small):
    assert small.longest_at(["infirmier"]) == (1, [Alternative(0.7, ("ide",))])


def test_the_longest_expression_counts(small):
    length, ways = small.longest_at(["infirmier", "diplom", "etat", "nuit"])

    assert length == 3
    assert Alternative(1.5, ("infirmier_diplom_etat",)) in ways


def test_unknown_words_have_no_alternatives(small):
    assert small.longest_at(["chef", "cuisin"]) == (0, [])
    assert small.longest_at([]) == (0, [])


def test_expressions_are_recognised_in_a_text(small):
    terms = french.terms("Chef / Cheffe d'équipe, avec un infirmier diplômé d'État")

    assert sorted(small.expressions(terms)) == ["chef_equip", "infirmier_diplom_etat"]


def test_nothing_is_added_for_words_apart(small):
    assert small.expressions(french.terms("chef de la grande équipe")) == []


def rows(name: str) -> list[dict[str, str]]:
    text = resources.files("fairapp.search").joinpath("data", name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def test_shipped_forms_all_have_terms():
    forms = [form for row in rows("synonyms.csv") for form in row["forms"].split("|")]
    forms += [form for row in rows("acronyms.csv") for form in row.values()]

    assert [form for form in forms if not french.terms(form)] == []


def test_shipped_weights_are_below_the_words_themselves():
    assert {0 < float(row["weight"]) < 1 for row in rows("synonyms.csv")} == {True}


def test_shipped_groups_say_each_form_once():
    for row in rows("synonyms.csv"):
        forms = [tuple(french.terms(form)) for form in row["forms"].split("|")]
        assert len(set(forms)) == len(forms), row["forms"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("alternance", "apprenti"),
        ("contrat pro", "alternanc"),
        ("ASH", "agent_servic_hospitalier"),
        ("agent de service hospitalier", "ash"),
        ("IDE", "infirmier"),
        ("caissière", "hote_cais"),
        ("hôtesse de caisse", "caissier"),
        ("développeuse", "dev"),
        ("drh", "directeur_ressourc_humain"),
        ("directrice des ressources humaines", "drh"),
    ],
)
def test_s6_acronyms_and_trade_words_find_each_other(typed, found):
    _, ways = thesaurus.standard().longest_at(french.terms(typed))

    assert found in {term for way in ways for term in way.terms}
