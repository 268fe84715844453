"""Tables for spreadsheet programs, in which no cell becomes a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

# A spreadsheet runs what starts like this; a leading apostrophe makes it text (OWASP, CSV injection).
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MEDIA_TYPE = "text/csv; charset=utf-8"


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
