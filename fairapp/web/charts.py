"""The geometry of a bar chart: templates draw it, and show the same numbers as a table."""

from collections.abc import Sequence
from typing import NamedTuple

WIDTH, LEFT, BASE, HEIGHT = 760, 40, 236, 210  # in the drawing's units


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

    @property
    def peak(self) -> Value | None:
        return max(self.values, key=lambda value: value.number, default=None)


def draw(values: Sequence[Value]) -> Chart:
    """Place the columns side by side; the highest line is a round number above them all."""
    step = _step(max((value.number for value in values), default=0))
    top = step * 3
    pitch = (WIDTH - LEFT) / max(len(values), 1)
    bars = []
    for index, value in enumerate(values):
        height = value.number / top * HEIGHT
        width = min(pitch * 0.72, 46)
        left = LEFT + index * pitch + (pitch - width) / 2
        bars.append(Bar(round(left, 1), round(BASE - height, 1), round(width, 1), round(height, 1), value))
    lines = [Line(round(BASE - count / top * HEIGHT, 1), count) for count in range(0, top + 1, step)]
    return Chart(bars, lines, values)


def _step(most: int) -> int:
    """Return the smallest of 1, 2, 5, 10, 20, 50… of which three reach `most`."""
    unit = 1
    while True:
        for step in (unit, 2 * unit, 5 * unit):
            if step * 3 >= most:
                return step
        unit *= 10
