import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairapp.core.text import clean, fold, is_like_an_address, plain, slugify, squeeze


@pytest.mark.parametrize(
    ("text", "folded"), [("Écœuré", "ecoeure"), ("L’Élorn", "l'elorn"), ("Œ", "oe"), ("STRAẞE", "strasse"), ("", "")]
)
def test_fold_keeps_what_two_spellings_share(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folded_text_has_no_mark_left_and_stays_as_it_is(text: str) -> None:
    folded = fold(text)
    assert not any(map(unicodedata.combining, folded))
    assert fold(folded) == folded


@pytest.mark.parametrize(
    ("text", "slug"), [("Soudeur·se TIG (H/F)", "soudeur-se-tig-h-f"), ("///", ""), ("a" * 90, "a" * 60), ("日本", "")]
)
def test_slugs_are_short_and_plain(text: str, slug: str) -> None:
    assert slugify(text) == slug


def test_control_and_direction_characters_are_dropped() -> None:
    assert squeeze(" a\u202eb\x00 \n c\ud800 ") == "ab c"
    assert clean("a\r\nb\x07\u200f") == "a\nb"


def test_plain_text_has_no_markdown_signs() -> None:
    assert plain("## Titre\n\n- un\n- **deux**\n\n1. trois - quatre") == "Titre · un · deux · trois - quatre"


@pytest.mark.parametrize(
    "text", ["http://evil", "evil.example", "gagnez sur evil.io !", "a@b", "evil。com", "evil．com"]
)
def test_what_a_mail_reader_makes_a_link_of_is_like_an_address(text: str) -> None:
    assert is_like_an_address(text)


@pytest.mark.parametrize("text", ["Jean-Pierre", "J.-P.", "J.P.", "D’Artagnan", "Anne Le Goff", "St. Jean", "日本", ""])
def test_names_are_not_like_an_address(text: str) -> None:
    assert not is_like_an_address(text)
