"""Tables for spreadsheet programs, in which no cell becomes a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

# A spreadsheet runs what starts like this; a leading apostrophe makes it text (OWASP, CSV injection).
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MEDIA_TYPE = "text/csv; charset=utf-8"
XLSX_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NOT_IN_TITLES = re.compile(r"[\\*?:/\[\]]")
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # XML has no way to say them


def write_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a CSV text that French Excel opens by a double click: semicolons, CRLF, and a byte order mark."""
    output = io.StringIO(newline="")
    output.write("\ufeff")
    writer = csv.writer(output, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([neutralise(cell) for cell in row] for row in rows)
    return output.getvalue()


def neutralise(cell: object) -> object:
    """Return the cell as text that stays text; numbers stay numbers, None is empty."""
    if cell is None or isinstance(cell, bool | int | float):
        return "" if cell is None else cell
    text = str(cell)
    return f"'{text}" if text.lstrip(" ").startswith(_STARTS_FORMULA) else text


def write_xlsx(title: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a workbook of one sheet; numbers stay numbers, all else is text, whatever it starts with."""
    from openpyxl import Workbook  # slow import: 0.2 s, for those who export

    book = Workbook(write_only=True)
    sheet = book.create_sheet(_NOT_IN_TITLES.sub(" ", title)[:31])
    sheet.freeze_panes = "A2"
    for row in (header, *rows):
        sheet.append([_typed(sheet, cell) for cell in row])
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def _typed(sheet: object, value: object) -> object:
    from openpyxl.cell import WriteOnlyCell  # slow import, as above

    if value is None or isinstance(value, bool | int | float):
        return value
    cell = WriteOnlyCell(sheet, value=_UNWRITABLE.sub("", str(value)))
    cell.data_type = "s"  # openpyxl takes a text that begins with = for a formula
    return cell
