"""The geometry of a bar chart: templates draw it, and show the same numbers as a table."""

from collections.abc import Sequence
from typing import NamedTuple

WIDE, NARROW = 760, 400  # in the drawing's units; the text keeps its size, so a card of half the width takes the narrow
LEFT, BASE, HEIGHT = 40, 236, 210


class Value(NamedTuple):
    """One column: what it is, how many, and the word below it ("" where there is no room)."""

    label: str
    number: int
    tick: str = ""
    is_now: bool = False


class Bar(NamedTuple):
    x: float
    y: float
    width: float
    height: float
    value: Value

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)


class Line(NamedTuple):
    """A horizontal line and its number."""

    y: float
    number: int


class Chart(NamedTuple):
    bars: list[Bar]
    lines: list[Line]
    values: Sequence[Value]
    width: int

    @property
    def peak(self) -> Value | None:
        return max(self.values, key=lambda value: value.number, default=None)


def draw(values: Sequence[Value], *, width: int = WIDE) -> Chart:
    """Place the columns side by side; the highest line is a round number above them all."""
    step = _step(max((value.number for value in values), default=0))
    top = step * 3
    pitch = (width - LEFT) / max(len(values), 1)
    bars = []
    for index, value in enumerate(values):
        height = value.number / top * HEIGHT
        thickness = min(pitch * 0.72, 46)
        left = LEFT + index * pitch + (pitch - thickness) / 2
        bars.append(Bar(round(left, 1), round(BASE - height, 1), round(thickness, 1), round(height, 1), value))
    lines = [Line(round(BASE - count / top * HEIGHT, 1), count) for count in range(0, top + 1, step)]
    return Chart(bars, lines, values, width)


def _step(most: int) -> int:
    """Return the smallest of 1, 2, 5, 10, 20, 50… of which three reach `most`."""
    unit = 1
    while True:
        for step in (unit, 2 * unit, 5 * unit):
            if step * 3 >= most:
                return step
        unit *= 10
