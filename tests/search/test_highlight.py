"""S6: what was searched for is marked in the text as it was written, and nothing else comes through as HTML."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairapp.search import french, mark, snippet


def marked(text: str, query: str) -> list[str]:
    return re.findall("<mark>(.*?)</mark>", mark(text, french.terms(query)))


@pytest.mark.parametrize(
    ("text", "query", "words"),
    [
        ("Soudeur TIG", "soudeuse", ["Soudeur"]),
        ("Recherche SOUDEUSES confirmées", "soudeur", ["SOUDEUSES"]),
        ("soudeur·se ou plieur(se)", "soudeuse plieur", ["soudeur·se", "plieur(se)"]),
        ("Employé·e·s de ménage", "employée", ["Employé·e·s"]),
        ("L’ingénieur d'études", "ingénieure", ["ingénieur"]),
        ("Ingénieurs", "ingénieur", ["Ingénieurs"]),
        ("Conducteur / Conductrice", "conductrice", ["Conducteur", "Conductrice"]),
        ("aide-soignante", "aide soignant", ["aide", "soignante"]),
        ("travaux publics", "travail public", ["travaux", "publics"]),
        ("C++ et C#, .NET, R&D", "c++ c# .net r&d", ["C++", "C#", ".NET", "R&amp;D"]),
        ("E-commerce", "e-commerce", ["E-commerce"]),
        ("Chef d’œuvre", "oeuvre", ["œuvre"]),
        ("東京 – Soudeur € ḿ", "soudeur", ["Soudeur"]),
        ("Vendeur", "soudeur", []),
        ("resoudeur", "soudeur", []),
    ],
)
def test_s6_words_found_are_marked(text, query, words):
    assert marked(text, query) == words


def test_html_in_a_text_stays_text():
    assert mark('<b onclick="x">soudeur</b> & Cie', ["soudeur"]) == (
        "&lt;b onclick=&quot;x&quot;&gt;<mark>soudeur</mark>&lt;/b&gt; &amp; Cie"
    )


def test_without_terms_nothing_is_marked():
    assert mark("Soudeur <TIG>", []) == "Soudeur &lt;TIG&gt;"


@given(st.text(), st.lists(st.sampled_from(("soudeur", "equip", "oeuvr", "cplusplu", "e", "a"))))
def test_marking_changes_nothing_of_any_text(text, terms):
    text += " Soudeuse d’équipe, cœur à l’œuvre "

    html = mark(text, terms)

    assert unescape(html.replace("<mark>", "").replace("</mark>", "")) == unescape(text)


LONG = "Bienvenue chez nous. " * 20 + "Le chef d'équipe encadre les soudeuses de l'atelier. " + "Et encore. " * 20


def test_a_snippet_shows_most_of_what_was_searched():
    html = snippet(LONG, french.terms("chef équipe soudeur"), width=120)

    assert html.count("<mark>") == 3
    assert html.startswith("… ")
    assert html.endswith(" …")
    assert len(re.sub("<.*?>", "", unescape(html))) <= 130


def test_a_snippet_without_any_match_is_the_beginning():
    assert snippet(LONG, ["inconnu"], width=30) == "Bienvenue chez nous. …"


def test_a_short_text_is_shown_whole():
    assert snippet("Soudeur\n\n TIG", ["soudeur"], width=50) == "<mark>Soudeur</mark> TIG"


@given(st.text(max_size=400), st.integers(20, 200))
def test_a_snippet_of_any_text_is_short(text, width):
    shown = unescape(re.sub("</?mark>", "", snippet(text + " soudeur " + text, ["soudeur"], width=width)))

    assert len(shown) <= width + 5
