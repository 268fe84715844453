"""Tables for spreadsheets: nothing in a cell is run."""

import csv
import io

import openpyxl
import pytest

from fairapp.core.sheets import neutralise, write_csv, write_xlsx


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


def test_a_workbook_holds_texts_and_numbers_and_no_formula():
    rows = [["=1+1", 3], ["\x07Élan", None]]
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx("Inscrits : [2026]", ["Nom", "Nombre"], rows)))
    [sheet] = book.worksheets
    assert sheet.title == "Inscrits    2026 "
    assert [[cell.value for cell in row] for row in sheet.rows] == [["Nom", "Nombre"], ["=1+1", 3], ["Élan", None]]
    assert sheet["A2"].data_type == "s"
