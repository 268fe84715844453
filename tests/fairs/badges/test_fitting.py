"""Names always fit (row G2)."""

import pytest

from fairapp.fairs.badges.fitting import (
    FIRST,
    LAST,
    LINES,
    SMALLEST,
    FittedName,
    fit_name,
    fit_text,
    printable,
    with_initials,
)
from fairapp.fairs.badges.layouts import LAYOUTS
from fairapp.fairs.enums import BadgeLayout
from fairapp.pdf.fonts import Face, width_of
from tests.fairs.badges.making import HARD_NAMES

every_layout = pytest.mark.parametrize("layout", BadgeLayout)


def too_wide(fitted: FittedName, width: float) -> list[str]:
    lines = [(line, FIRST, fitted.first.size) for line in fitted.first.lines]
    lines += [(line, LAST, fitted.last.size) for line in fitted.last.lines]
    return [line for line, face, size in lines if width_of(line, face, size=size) > width]


@every_layout
@pytest.mark.parametrize("name", HARD_NAMES, ids=lambda name: name[1])
def test_g2_hard_names_fit(layout, name):
    box = LAYOUTS[layout].name

    fitted = fit_name(*name, box)

    assert fitted.is_whole
    assert len(fitted.first.lines) + len(fitted.last.lines) <= LINES
    assert min(fitted.first.size, fitted.last.size) >= SMALLEST
    assert fitted.height <= box.height
    assert too_wide(fitted, box.width) == []


@every_layout
def test_g2_a_name_is_never_cut(layout):
    box, first, last = LAYOUTS[layout].name, "W" * 80, "M" * 80

    fitted = fit_name(first, last, box)

    assert not fitted.is_whole
    assert ("".join(fitted.first.lines), "".join(fitted.last.lines)) == (first, last)
    assert fitted.height <= box.height
    assert too_wide(fitted, box.width) == []


@every_layout
def test_g2_a_short_name_is_large(layout):
    box = LAYOUTS[layout].name
    assert (fit_name("Bo", "Ly", box).first.size, fit_name("Bo", "Ly", box).last.size) == box.steps[0]


def test_g2_a_longer_name_is_never_larger():
    box = LAYOUTS[BadgeLayout.A4_SHEET].name
    sizes = [fit_name("Maxime" * times, "Ly", box).first.size for times in range(1, 5)]
    assert sizes == sorted(sizes, reverse=True)


def test_g2_middle_names_become_initials_before_a_name_gets_small():
    box = LAYOUTS[BadgeLayout.A4_SHEET].name

    fitted = fit_name("Marie Anne Solange Joséphine Marguerite", "d’Abbadie d’Arrast", box)

    assert " ".join(fitted.first.lines) == "Marie A. S. J. M."
    assert fitted.first.size > SMALLEST


@pytest.mark.parametrize(
    ("first", "short"),
    [
        ("Marie Anne", "Marie A."),
        ("Marie-Anne", "Marie-Anne"),
        ("Jean élie Öz", "Jean élie Ö."),
        ("محمد عبد", "محمد عبد"),
        ("小 明", "小 明"),
        ("", ""),
    ],
)
def test_g2_initials_are_of_scripts_that_have_capitals(first, short):
    assert with_initials(first) == short


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("  Anne \n Marie\t", "Anne Marie"),
        ("e\u0301", "é"),
        ("\u202eevil\u202c", "evil"),
        ("\u2067x\u2069", "x"),
        ("a\x00b\x1bc", "a b c"),
        ("\u200fعلي", "\u200fعلي"),
        ("👩\u200d👧", "👩\u200d👧"),
    ],
)
def test_what_cannot_be_printed_is_left_out(typed, printed):
    assert printable(typed) == printed


def test_ideographs_may_be_broken_anywhere():
    box = LAYOUTS[BadgeLayout.A4_SHEET].name
    fitted = fit_name("欧阳" * 4, "王", box)
    assert len(fitted.first.lines) == 2
    assert fitted.is_whole


def test_a_text_that_does_not_fit_ends_with_an_ellipsis():
    text = fit_text("Directrice déléguée aux formations " * 9, Face("Inter", 400), width_mm=50, sizes=(8, 7), lines=2)

    assert len(text.lines) == 2
    assert text.size == 7
    assert text.lines[-1].endswith("…")
    assert all(width_of(line, Face("Inter", 400), size=7) <= 50 * 72 / 25.4 for line in text.lines)
