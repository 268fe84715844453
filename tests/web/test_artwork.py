"""Drawings from the sprite: always the same one for the same id, and what is written into them is escaped."""

import pytest

from fairapp.web.artwork import EMBLEMS, TILES, art_for, draw_avatar, draw_icon, draw_mosaic, draw_photo, emblem_of


def test_icon_points_into_the_sprite():
    assert draw_icon("/s.svg", "pin", "icon--sm") == (
        '<svg class="icon icon--sm" aria-hidden="true"><use href="/s.svg#i-pin"/></svg>'
    )


def test_every_emblem_stands_for_somebody():
    assert {emblem_of(company) for company in range(len(EMBLEMS))} == set(EMBLEMS)


def test_neighbouring_companies_look_different():
    assert [number for number in range(500) if emblem_of(number) == emblem_of(number + 1)] == []


@pytest.mark.parametrize("owner", range(1, 100))
def test_a_band_repeats_no_tile(owner: int):
    tiles = art_for(owner, 8).split()
    assert (len(set(tiles)), set(tiles) <= set(TILES)) == (8, True)


def test_mosaic_has_a_tile_per_word_and_a_row_per_slash():
    drawn = draw_mosaic("/s.svg", "phare vague / voile ble", "xMidYMid slice")
    assert drawn.count("<use ") == 4
    assert 'viewBox="0 0 200 200"' in drawn
    assert '#t-ble" x="100" y="100"' in drawn


@pytest.mark.parametrize(
    ("name", "initials"),
    [("Gwenaëlle Prigent", "GP"), ("Enora Le Goff", "EG"), ("anna@example.org", "A"), ("", "?"), ("<b>", "&lt;")],
)
def test_avatar_shows_initials(name: str, initials: str):
    assert draw_avatar(name).endswith(f'aria-hidden="true">{initials}</span>')


def test_address_of_a_logo_is_escaped():
    assert 'src="/x&#34;onerror=&#34;"' in draw_photo('/x"onerror="', "")
