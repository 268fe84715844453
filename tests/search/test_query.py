"""S10: the query language reads what people type, and survives what they should not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairapp.search import parse
from fairapp.search.query import LONGEST, MOST_WORDS


def terms(text: str) -> list[list[str]]:
    return [[word.term for word in clause.words] for clause in parse(text).clauses]


def signs(text: str) -> list[str]:
    clauses = parse(text).clauses
    return ["-" if c.excluded else "phrase" if c.phrase else "+" if c.exact else "" for c in clauses]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("soudeur", [["soudeur"]]),
        ("soudeuse TIG", [["soudeur"], ["tig"]]),
        ("aide-soignante", [["aide", "soignant"]]),
        ("l'ingénieur d'études", [["ingenieur"], ["etude"]]),
        ('"chef d\'équipe"', [["chef", "equip"]]),
        ("«chef d’équipe»", [["chef", "equip"]]),
        ("emploi", [["emploi"]]),
        ("soudeur soudeur", [["soudeur"]]),
        ("C++ C#", [["cplusplu"], ["csharp"]]),
        ("de la le", []),
        ("", []),
        ("*****", []),
        ("a OR (", [["or"]]),
        ("soudeur - plieur", [["soudeur"], ["plieur"]]),
        ('soudeur "plieur', [["soudeur"], ["plieur"]]),
        ("soudeur\x00plieur", [["soudeur"], ["plieur"]]),
    ],
)
def test_words_of_a_query(text, expected):
    assert terms(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("soudeur +tig -mag", ["", "+", "-"]),
        ("soudeur −mag", ["", "-"]),
        ("soudeur –mag", ["", "-"]),
        ("-mag", ["-"]),
        ("aide-soignant", [""]),
        ('"chef de projet"', ["phrase"]),
        ('"soudeur"', ["+"]),
        ('-"chef de projet"', ["-"]),
    ],
)
def test_signs_of_a_query(text, expected):
    assert signs(text) == expected


@pytest.mark.parametrize(
    ("text", "optional"),
    [
        ("offre d'emploi soudeur", ["offre", "emploi"]),
        ("emploi", []),
        ("offre d'emploi", []),
        ("emploi -soudeur", []),
        ("+emploi soudeur", []),
    ],
)
def test_words_around_what_is_looked_for_are_optional(text, optional):
    assert [word.term for clause in parse(text).clauses if clause.optional for word in clause.words] == optional


@pytest.mark.parametrize(
    ("text", "is_open"),
    [("soud", True), ("chef proj ", True), ("+soud", False), ('"soud"', False), ("soud -tig", False), ("soud.", False)],
)
def test_only_a_last_plain_word_may_go_on(text, is_open):
    assert parse(text).open is is_open


def test_s10_long_queries_are_cut_and_say_so():
    query = parse("soudeur " * 1000)

    assert query.truncated
    assert [word.term for clause in query.clauses for word in clause.words] == ["soudeur"]


def test_s10_many_words_are_cut_and_say_so():
    query = parse(" ".join(f"m{number}" for number in range(20)))

    assert query.truncated
    assert len(query.clauses) == MOST_WORDS


def test_a_short_query_is_not_cut():
    assert not parse("x" * LONGEST).truncated


@settings(max_examples=500)
@given(st.text(max_size=300))
def test_s10_no_text_raises(text):
    words = [word for clause in parse(text).clauses for word in clause.words]

    assert len(words) <= MOST_WORDS
    assert all(word.term and word.folded for word in words)
