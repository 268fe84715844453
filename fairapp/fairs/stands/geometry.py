"""Polygons of a plan: their bounds, where a label fits, who is beside whom."""

from collections.abc import Sequence
from typing import NamedTuple

from fairapp.fairs.stands.models import Outline


class Box(NamedTuple):
    """The smallest upright rectangle around a polygon."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top


def box_of(outline: Outline) -> Box:
    xs, ys = [point[0] for point in outline], [point[1] for point in outline]
    return Box(min(xs), min(ys), max(xs), max(ys))


def is_upright_rectangle(outline: Outline) -> bool:
    """Tell whether the polygon is its own box: drawn with round corners, as most stands are."""
    box = box_of(outline)
    corners = {(box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom)}
    return len(outline) == 4 and {(point[0], point[1]) for point in outline} == corners


def label_span(outline: Outline) -> tuple[float, float, float]:
    """Return (x, y, width) of the widest place for a label at half height, inside the polygon whatever its shape."""
    box = box_of(outline)
    y = (box.top + box.bottom) / 2
    crossings = sorted(_crossings(outline, y))
    spans = [(right - left, left) for left, right in zip(crossings[::2], crossings[1::2], strict=False)]
    width, left = max(spans, default=(box.width, box.left))
    return left + width / 2, y, width


def _crossings(outline: Outline, y: float) -> list[float]:
    found = []
    for (ax, ay), (bx, by) in zip(outline, [*outline[1:], outline[0]], strict=True):
        if (ay <= y) != (by <= y):
            found.append(ax + (y - ay) / (by - ay) * (bx - ax))
    return found


def gap(first: Box, second: Box) -> float:
    """Return the distance between two boxes, 0 where they touch."""
    across = max(first.left - second.right, second.left - first.right, 0)
    along = max(first.top - second.bottom, second.top - first.bottom, 0)
    return float((across**2 + along**2) ** 0.5)


def usual_side(boxes: Sequence[Box]) -> float:
    """Return the shorter side of a small stand, one fifth of them being smaller; 1 for an empty plan."""
    sides = sorted(min(box.width, box.height) for box in boxes)
    return max(sides[len(sides) // 5], 0.1) if sides else 1.0
