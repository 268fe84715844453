"""Plans before they are stored: outlines of stands, the frame around them, a plan generated as rows of stands."""

import string
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from fairapp.fairs.stands.geometry import Box, box_of
from fairapp.fairs.stands.models import Outline

MOST_STANDS = 600
MOST_ROWS = len(string.ascii_uppercase)
MOST_COLUMNS = 60
_MARGIN = 0.04  # of the longer side, around what is drawn
_DECIMALS = 3
_AISLE_DM = 30.0  # decimetres between two double rows: two wheelchairs pass each other
_SEAM = 1.0  # between neighbours, so that both outlines are seen


class PlannedStand(NamedTuple):
    """One stand of a plan that is being read."""

    code: str
    outline: Outline
    line: int = 0  # of the file
    type_name: str = ""  # "": the usual type


@dataclass(frozen=True)
class PlannedHall:
    """A drawing, its upper left corner at 0, 0."""

    width: float
    height: float
    stands: Sequence[PlannedStand]
    marks: list[dict[str, object]] = field(default_factory=list)


def rectangle(left: float, top: float, width: float, height: float) -> Outline:
    right, bottom = left + width, top + height
    return [[left, top], [right, top], [right, bottom], [left, bottom]]


def frame(stands: Iterable[PlannedStand]) -> PlannedHall:
    """Move a drawing to the origin, with a margin around it; its proportions stay."""
    stands = list(stands)
    if not stands:
        return PlannedHall(100.0, 60.0, [])
    boxes = [box_of(stand.outline) for stand in stands]
    left, top = min(box.left for box in boxes), min(box.top for box in boxes)
    width, height = max(box.right for box in boxes) - left, max(box.bottom for box in boxes) - top
    margin = max(width, height) * _MARGIN
    moved = [stand._replace(outline=_moved(stand.outline, margin - left, margin - top)) for stand in stands]
    return PlannedHall(round(width + 2 * margin, _DECIMALS), round(height + 2 * margin, _DECIMALS), moved)


def stretched(outline: Outline, there: Box) -> Outline:
    """Return the same polygon in another box."""
    box = box_of(outline)
    across, along = there.width / (box.width or 1), there.height / (box.height or 1)
    return [
        [round(there.left + (x - box.left) * across, _DECIMALS), round(there.top + (y - box.top) * along, _DECIMALS)]
        for x, y in outline
    ]


def generated(rows: int, columns: int, *, width_cm: int, depth_cm: int, first: str = "A") -> PlannedHall:
    """Return rows of equal stands, back to back by twos, in decimetres; rows are letters, stands numbers."""
    start = string.ascii_uppercase.index(first)
    width, depth = width_cm / 10, depth_cm / 10
    stands, top = [], 0.0
    for row in range(rows):
        letter = string.ascii_uppercase[(start + row) % MOST_ROWS]
        for column in range(columns):
            outline = rectangle(column * width, top, width - _SEAM, depth - _SEAM)
            stands.append(PlannedStand(f"{letter}{column + 1}", outline))
        top += depth + (_AISLE_DM if row % 2 == 0 else 0.0)
    return frame(stands)


def grid_for(stands: int) -> tuple[int, int]:
    """Return rows and columns for so many stands at least: about ten to a row."""
    columns = min(max(-(-stands // 4), 1), 10) if stands <= 40 else min(-(-stands // MOST_ROWS), MOST_COLUMNS)
    columns = max(columns, 10) if stands > 40 else columns
    return -(-stands // columns), columns


def _moved(outline: Outline, dx: float, dy: float) -> Outline:
    return [[round(x + dx, _DECIMALS), round(y + dy, _DECIMALS)] for x, y in outline]
