"""The simulated swap itself: a helper that always agrees would make its callers worthless."""

from dataclasses import dataclass

import pytest

from tests.support.htmx import same, soup, swap

PAGE = """<!doctype html><title>Offres</title><p id="summary">2 offres</p>
<ul id="results"><li>Soudeuse</li><li>Comptable</li></ul>
<table><tbody id="rows"><tr><td>1</td></tr></tbody></table>"""


@dataclass
class Answer:
    text: str


def test_target_is_replaced_and_oob_part_finds_its_own_place():
    answer = Answer('<ul id="results"><li>Comptable</li></ul><p id="summary" hx-swap-oob="true">1 offre</p>')
    after = swap(soup(PAGE), answer, "#results")
    fresh = PAGE.replace("<li>Soudeuse</li>", "").replace("2 offres", "1 offre")
    assert same(after, fresh)


def test_rows_keep_their_tags():
    after = swap(soup(PAGE), Answer("<tr><td>2</td></tr><tr><td>3</td></tr>"), "#rows", how="beforeend")
    assert [cell.text for cell in after.select("#rows > tr > td")] == ["1", "2", "3"]


def test_the_page_given_is_left_alone():
    before = soup(PAGE)
    swap(before, Answer("<ul id=results></ul>"), "#results")
    assert same(before, PAGE)


def test_a_whole_page_is_no_fragment():
    with pytest.raises(AssertionError, match="whole page"):
        swap(soup(PAGE), Answer(f"<html>{PAGE}"), "#results")


def test_missing_place_of_an_oob_part_is_told():
    with pytest.raises(AssertionError, match="#badge"):
        swap(soup(PAGE), Answer('<p id="badge" hx-swap-oob="true">1</p><ul id="results"></ul>'), "#results")


def test_difference_is_shown():
    found = same(PAGE, PAGE.replace("Soudeuse", "Soudeur"))
    assert not found
    assert "-Soudeuse" in repr(found).replace(" ", "")


def test_nonce_and_token_do_not_count():
    form = '<form><input name="csrf_token" value="{0}"></form><script nonce="{0}"></script>'
    assert same(form.format("a"), form.format("b"))
