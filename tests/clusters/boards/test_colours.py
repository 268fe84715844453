"""Board colours: whatever an organiser chooses can be read."""

import random
import re

import pytest

from fairapp.clusters.boards.colours import (
    DARK_GROUND,
    LIGHT_GROUND,
    MIN_CONTRAST,
    USUAL,
    contrast,
    judge_accent,
    judge_brand,
    palette,
    theme_version,
)
from fairapp.core.paths import STATIC

CORNERS = ["#000000", "#ffffff", "#ffff00", "#00ff00", "#ff0000", "#0000ff", "#777777", "#ffcb3d", "#0b5566"]


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == contrast("#ffffff", "#000000") == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48
    assert contrast("#123456", "#123456") == 1


def chosen():
    source = random.Random(20261121)
    return CORNERS + [f"#{source.randrange(1 << 24):06x}" for _ in range(300)]


def test_m2_every_text_reads_whatever_is_chosen():
    worst = {}
    for colour, accent in zip(chosen(), reversed(chosen()), strict=True):
        found = palette(colour, accent)
        pairs = {
            "accent": (found.accent, found.on_accent),
            "accent hover": (found.accent_hover, found.on_accent),
            "link, light": (found.brand[0], LIGHT_GROUND),
            "link, dark": (found.brand[1], DARK_GROUND),
        }
        for scheme in (0, 1):
            brand, soft = found.brand[scheme], found.brand_soft[scheme]
            pairs |= {
                f"button {scheme}": (brand, found.on_brand[scheme]),
                f"button hover {scheme}": (found.brand_hover[scheme], found.on_brand[scheme]),
                f"on soft {scheme}": (brand, soft),
                f"chip {scheme}": (found.brand_ink[scheme], soft),
                f"night {scheme}": (found.night[scheme], "#b9d3d8"),
            }
        for name, pair in pairs.items():
            worst[name] = min(worst.get(name, 21), contrast(*pair))
    assert {name: ratio for name, ratio in worst.items() if ratio < MIN_CONTRAST} == {}


def test_m2_a_pale_colour_is_darkened_and_says_so():
    verdict = judge_brand("#FFE18A")
    assert verdict.is_adjusted
    assert verdict.contrast < MIN_CONTRAST <= contrast(verdict.shown, "#ffffff")


def test_m2_a_readable_colour_stays_as_it_is():
    assert (judge_brand("#0B5566").is_adjusted, judge_brand("#0B5566").shown) == (False, "#0b5566")


@pytest.mark.parametrize(("accent", "text"), [("#ffcb3d", "#10292f"), ("#5a0f2e", "#ffffff")])
def test_m2_text_on_the_accent_is_dark_or_white(accent, text):
    assert judge_accent(accent).text == text


def test_m2_theme_redefines_only_what_the_style_sheet_has():
    tokens = (STATIC / "css" / "tokens.css").read_text()
    named = re.findall(r"--[\w-]+(?=:)", palette("#123456", "#abcdef").css())
    assert [name for name in named if f"{name}:" not in tokens] == []


def test_usual_colours_are_those_of_the_style_sheet_and_need_no_theme():
    tokens = (STATIC / "css" / "tokens.css").read_text()
    assert all(colour in tokens for colour in USUAL)
    assert theme_version(*USUAL) == ""
    assert theme_version("#0B5567", USUAL[1]).startswith("0b5567ffcb3d")


def test_grounds_are_the_hardest_of_the_style_sheet():
    tokens = (STATIC / "css" / "tokens.css").read_text()
    grounds = re.findall(r"--(?:bg|surface|sunken|hover|tag): light-dark\((#\w+), (#\w+)\)", tokens)
    assert min(contrast(light, "#000000") for light, _dark in grounds) == contrast(LIGHT_GROUND, "#000000")
    assert min(contrast(dark, "#ffffff") for _light, dark in grounds) == contrast(DARK_GROUND, "#ffffff")
