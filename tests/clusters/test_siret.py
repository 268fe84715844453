import pytest

from fairapp.clusters.siret import clean_siret, siren_of


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("732 829 320 00074", "73282932000074"),
        ("73282932000074", "73282932000074"),
        ("732\u00a0829\u00a0320 00074", "73282932000074"),
        ("356 000 000 09075", "35600000009075"),  # La Poste: the digits add up to a multiple of 5
        ("35600000000048", "35600000000048"),  # its head office follows the common rule
    ],
)
def test_siret_is_understood_however_it_is_typed(text, number):
    assert clean_siret(text) == number


@pytest.mark.parametrize(
    "text", [None, "", "732829320", "73282932000075", "35600000009076", "7328293200007a", "٧٣٢٨٢٩٣٢٠٠٠٠٧٤", "0" * 15]
)
def test_what_is_no_siret_is_none(text):
    assert clean_siret(text) is None


def test_siren_is_the_company_within_its_establishment():
    assert siren_of("73282932000074") == "732829320"
