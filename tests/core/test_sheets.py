"""Tables for spreadsheets: nothing in a cell is run."""

import csv

import pytest

from fairapp.core.sheets import neutralise, write_csv


@pytest.mark.parametrize("cell", ["=1+1", "+33 4 75", "-2", "@SUM(A1)", "\t=1", "\r=1", " =cmd|' /C calc'!A0", "＝1"])
def test_text_that_would_start_a_formula_is_made_text(cell):
    assert neutralise(cell) == f"'{cell}"


@pytest.mark.parametrize(("cell", "kept"), [("Élan", "Élan"), (-3, -3), (2.5, 2.5), (None, ""), ("a=b", "a=b")])
def test_other_cells_stay_as_they_are(cell, kept):
    assert neutralise(cell) == kept


def test_excel_opens_it_and_what_is_read_back_is_what_was_written():
    text = write_csv(["nom", "ville"], [["Élan; & Cie", 'dit "le Bois"'], ["A\nB", None]])
    assert text.startswith("\ufeffnom;ville\r\n")
    rows = list(csv.reader(text.removeprefix("\ufeff").splitlines(keepends=True), delimiter=";"))
    assert rows == [["nom", "ville"], ["Élan; & Cie", 'dit "le Bois"'], ["A\nB", ""]]
