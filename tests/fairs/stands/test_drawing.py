"""The plan as it is drawn: large enough for a finger, labels inside whatever shape (row B2)."""

import json
from pathlib import Path

import pytest

from fairapp.fairs.models import Fair, Hall
from fairapp.fairs.stands.forms import PlanQuery
from fairapp.fairs.stands.geometry import Box, box_of, gap, is_upright_rectangle, label_span
from fairapp.fairs.stands.models import Outline, StandType
from fairapp.fairs.stands.plan import Place, Plan, State
from fairapp.fairs.stands.views.drawing import Pen, draw

KIND = StandType(id=1, fair_id=1, name="A", width_cm=300, depth_cm=200, price_cents=1, member_price_cents=1)
MIN_WIDTHS = {"plan--s": 640, "": 832, "plan--m": 1200, "plan--l": 1600, "plan--xl": 2240, "plan--xxl": 3040}
L_SHAPE: Outline = [[0, 0], [10, 0], [10, 2], [2, 2], [2, 10], [0, 10]]


def place(number: int, outline: Outline) -> Place:
    return Place(number, f"A{number}", 1, outline, box_of(outline), True, State.BOOKED, KIND, ())


def rows(count: int) -> list[Place]:
    """Lay stands of 3 × 2 out in rows of 25."""
    return [place(n, [[x, y], [x + 3, y], [x + 3, y + 2], [x, y + 2]]) for n in range(count)
            for x, y in [(n % 25 * 4, n // 25 * 5)]]  # fmt: skip


def drawn(app, hall: Hall, places: list[Place]):
    with app.test_request_context("/"):
        (one,) = draw(Plan("1-0", [hall], [KIND], places), Pen(Fair(id=1), PlanQuery(), None, (), {}))
    return one


def test_b2_each_of_150_stands_is_large_enough_for_a_finger(app) -> None:
    hall = drawn(app, Hall(id=1, fair_id=1, name="H", plan_width=100, plan_height=30), rows(150))
    shown = MIN_WIDTHS[hall.classes] / hall.width  # pixels of a narrow screen per unit of the drawing
    assert min(min(stand.rectangle[2:]) * shown for stand in hall.stands) >= 24  # WCAG 2.2, 2.5.8


def test_b2_every_label_of_a_real_plan_stands_on_its_stand(shared_data: Path) -> None:
    stands = json.loads((shared_data / "fair_stands.json").read_text())
    spots = {one["label"]: (one["polygon"], *label_span(one["polygon"])[:2]) for one in stands}
    assert [label for label, spot in spots.items() if not inside(*spot)] == []


def inside(outline: Outline, x: float, y: float) -> bool:
    crossed = 0
    for (ax, ay), (bx, by) in zip(outline, [*outline[1:], outline[0]], strict=True):
        crossed += (ay <= y) != (by <= y) and x < ax + (y - ay) / (by - ay) * (bx - ax)
    return crossed % 2 == 1


def test_a_label_is_written_where_an_angle_is_wide() -> None:
    x, y, width = label_span(L_SHAPE)
    assert inside(L_SHAPE, x, y)
    assert width == 2


@pytest.mark.parametrize(("outline", "is_one"), [
    ([[0, 0], [3, 0], [3, 2], [0, 2]], True), (L_SHAPE, False), ([[0, 0], [3, 1], [3, 3], [0, 2]], False),
])  # fmt: skip
def test_only_an_upright_rectangle_is_drawn_as_one(outline: Outline, is_one: bool) -> None:
    assert is_upright_rectangle(outline) is is_one


@pytest.mark.parametrize(("other", "distance"), [((3, 0, 6, 2), 0), ((6, 0, 9, 2), 3), ((6, 6, 9, 9), 5)])
def test_the_gap_between_two_stands(other: tuple[float, ...], distance: float) -> None:
    assert gap(Box(0, 0, 3, 2), Box(*other)) == distance
