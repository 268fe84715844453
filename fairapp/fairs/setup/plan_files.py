"""Plans from files (row F5): polygons in JSON, or a grid in CSV whose cells are stands.

A wrong file tells each wrong line with its reason, and nothing of it is taken.
"""

import csv
import io
import json
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from fairapp.core.errors import DomainError
from fairapp.core.text import N_, squeeze
from fairapp.fairs.setup.shapes import MOST_STANDS, PlannedHall, PlannedStand, frame, rectangle
from fairapp.fairs.stands.models import Outline

MAX_BYTES = 2 * 1024 * 1024
MOST_REMARKS = 20
MAX_CODE = 12
CORNERS = range(3, 61)
MOST_CELLS = 200  # of a row, and rows
_FARTHEST = 1_000_000.0
_SMALLEST = 1e-6  # of an outline's area against its box: below, it is a line
_CELL = (30.0, 20.0)  # decimetres: a stand of 3 × 2 m
_SEAM = 1.0

NO_STANDS = N_("Ce fichier ne contient aucun stand.")


class Remark(NamedTuple):
    """What is wrong with one line of the file."""

    line: int
    message: str
    params: dict[str, object]


class WrongPlan(DomainError):
    """A plan file that cannot be taken, with every reason found."""

    def __init__(self, remarks: list[Remark]) -> None:
        super().__init__(N_("Ce fichier n’est pas utilisable ; le plan n’a pas changé."), field="plan")
        self.remarks = remarks[:MOST_REMARKS]


def read_plan_file(content: bytes) -> PlannedHall:
    """Read a plan: JSON if it starts like JSON, else CSV.

    :raise DomainError: with a reason for each wrong line if there are any.
    """
    if len(content) > MAX_BYTES:
        raise DomainError(N_("Le fichier est trop lourd : %(max)s Mo au plus."), field="plan", max=MAX_BYTES // 2**20)
    text = _decode(content)
    if not text.strip():
        raise DomainError(NO_STANDS, field="plan")
    remarks: list[Remark] = []
    read = _read_json if text.lstrip().startswith(("[", "{")) else _read_grid
    stands = list(read(text, remarks))
    _check_codes(stands, remarks)
    if remarks:
        raise WrongPlan(sorted(remarks, key=lambda remark: remark.line))
    if not stands:
        raise DomainError(NO_STANDS, field="plan")
    if len(stands) > MOST_STANDS:
        raise DomainError(N_("Un plan a %(most)s stands au plus."), field="plan", most=MOST_STANDS)
    return frame(stands)


def _decode(content: bytes) -> str:
    """UTF-8, or what Excel on Windows writes."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _check_codes(stands: list[PlannedStand], remarks: list[Remark]) -> None:
    seen: dict[str, int] = {}
    for stand in stands:
        if stand.code in seen:
            told = {"code": stand.code, "line": seen[stand.code]}
            remarks.append(Remark(stand.line, N_("le stand « %(code)s » est déjà à la ligne %(line)s"), told))
        seen.setdefault(stand.code, stand.line)


def _read_json(text: str, remarks: list[Remark]) -> Iterator[PlannedStand]:
    """Read a list one item at a time, so that what is wrong has its line."""
    decoder, position = json.JSONDecoder(), _after_spaces(text, 0)
    if text[position] != "[":
        remarks.append(Remark(1, N_("le fichier doit être une liste de stands : « [ {…}, {…} ] »"), {}))
        return
    position = _after_spaces(text, position + 1)
    found = 0
    while position < len(text) and text[position] != "]" and len(remarks) < MOST_REMARKS and found <= MOST_STANDS:
        line = text.count("\n", 0, position) + 1
        try:
            item, position = decoder.raw_decode(text, position)
        except (ValueError, RecursionError) as error:  # a number of 5,000 digits is a ValueError
            line = getattr(error, "lineno", line)
            remarks.append(Remark(line, N_("ce n’est pas du JSON : une virgule ou un guillemet manque"), {}))
            return
        if stand := _stand_of(item, line, remarks):
            found += 1
            yield stand
        position = _after_spaces(text, position)
        if position < len(text) and text[position] == ",":
            position = _after_spaces(text, position + 1)
        elif position < len(text) and text[position] != "]":
            remarks.append(Remark(text.count("\n", 0, position) + 1, N_("une virgule manque entre deux stands"), {}))
            return
    if position >= len(text) and not remarks:
        remarks.append(Remark(text.count("\n") + 1, N_("la liste n’est pas fermée par « ] »"), {}))


def _after_spaces(text: str, position: int) -> int:
    while position < len(text) and text[position].isspace():
        position += 1
    return position


def _stand_of(item: object, line: int, remarks: list[Remark]) -> PlannedStand | None:
    if not isinstance(item, dict):
        remarks.append(Remark(line, N_('un stand s’écrit « {"label": …, "polygon": …} »'), {}))
        return None
    code = _code(item.get("label") or item.get("code") or "")
    if not code:
        remarks.append(Remark(line, N_("le stand n’a pas de numéro : « label », de 12 caractères au plus"), {}))
        return None
    outline = _outline(item.get("polygon") or item.get("outline"))
    if outline is None:
        message = N_("stand « %(code)s » : « polygon » doit être une liste de 3 à 60 points [x, y]")
        remarks.append(Remark(line, message, {"code": code}))
        return None
    if not _has_area(outline):
        remarks.append(Remark(line, N_("stand « %(code)s » : son contour est plat"), {"code": code}))
        return None
    return PlannedStand(code, outline, line, squeeze(str(item.get("type") or ""))[:60])


def _code(value: object) -> str:
    text = squeeze(str(value)) if isinstance(value, str | int) else ""
    return text if len(text) <= MAX_CODE else ""


def _outline(value: object) -> Outline | None:
    if not isinstance(value, list) or len(value) not in CORNERS:
        return None
    corners = []
    for point in value:
        if not isinstance(point, list) or len(point) != 2 or not all(_is_place(number) for number in point):
            return None
        corners.append([float(point[0]), float(point[1])])
    return corners


def _is_place(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) <= _FARTHEST  # neither infinite nor NaN is


def _has_area(outline: Outline) -> bool:
    following = [*outline[1:], outline[0]]
    double = abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in zip(outline, following, strict=True)))
    xs, ys = [x for x, _y in outline], [y for _x, y in outline]
    return double / 2 > _SMALLEST * max(max(xs) - min(xs), max(ys) - min(ys)) ** 2


def _read_grid(text: str, remarks: list[Remark]) -> Iterator[PlannedStand]:
    """Read a CSV seen from above: a cell is a stand, « A1 » or « A1:Double », an empty one an aisle.

    The same code beside or below makes the stand larger.
    """
    cells: dict[str, list[tuple[int, int]]] = {}
    kinds: dict[str, str] = {}
    for line, column, cell in _filled_cells(text, remarks):
        typed, _, kind = cell.partition(":")
        if code := _code(typed):
            cells.setdefault(code, []).append((line, column))
            kinds[code] = kinds.get(code) or kind.strip()[:60]
        else:
            told: dict[str, object] = {"code": typed[:40], "column": column + 1}
            remarks.append(Remark(line + 1, N_("colonne %(column)s : « %(code)s » n’est pas un numéro de stand"), told))
    for code, places in cells.items():
        if stand := _block(code, places, remarks):
            yield stand._replace(type_name=kinds[code])


def _filled_cells(text: str, remarks: list[Remark]) -> Iterator[tuple[int, int, str]]:
    """Yield line, column and text, counted from 0."""
    delimiter = max(";,\t", key=text.count)
    try:
        rows = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), MOST_CELLS + 1))
    except csv.Error:
        remarks.append(Remark(1, N_("ce n’est pas un tableau CSV"), {}))
        return
    if len(rows) > MOST_CELLS or any(len(row) > MOST_CELLS for row in rows):
        remarks.append(Remark(1, N_("la grille dépasse %(most)s lignes ou colonnes"), {"most": MOST_CELLS}))
        return
    for line, row in enumerate(rows):
        yield from ((line, column, cell) for column, text in enumerate(row) if (cell := squeeze(text)))


def _block(code: str, places: list[tuple[int, int]], remarks: list[Remark]) -> PlannedStand | None:
    lines, columns = [line for line, _column in places], [column for _line, column in places]
    top, left = min(lines), min(columns)
    high, wide = max(lines) - top + 1, max(columns) - left + 1
    if high * wide != len(places):
        message = N_("les cases du stand « %(code)s » ne forment pas un rectangle")
        remarks.append(Remark(max(lines) + 1, message, {"code": code}))
        return None
    width, depth = _CELL
    outline = rectangle(left * width, top * depth, wide * width - _SEAM, high * depth - _SEAM)
    return PlannedStand(code, outline, top + 1)
