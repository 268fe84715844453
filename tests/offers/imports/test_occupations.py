"""Occupations deduced from titles."""

import pytest

from fairapp.offers.imports.occupations import occupation_of


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("Aide-soignant(e) de nuit H/F", "J1501"),
        ("SOUDEUSE (F/H)", "H2913"),
        ("Boulanger.ère", "D1102"),
        ("Technicienne de maintenance industrielle", "I1304"),
        ("Développeur·se web", "M1805"),
    ],
)
def test_a_trade_is_recognised_however_it_is_written(title, code):
    assert occupation_of(title).rome_code == code


@pytest.mark.parametrize(
    "title", ["", "F/H", "Poste à pourvoir", "Responsable H/F", "Agent (H/F)", "zzz", "Chargé de mission"]
)
def test_words_that_name_no_trade_give_nothing(title):
    assert occupation_of(title) is None


def test_the_directory_s_title_is_given_only_if_the_offer_names_it():
    assert occupation_of("Boulangère F/H").label == "Boulanger / Boulangère"
    guess = occupation_of("Employé de commerce alimentaire")
    assert (guess.rome_code[0], guess.label) == ("D", "")
