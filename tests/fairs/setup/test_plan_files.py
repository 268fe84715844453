"""Row F5: plans from files and grids; a wrong file says which line and why."""

import json

import pytest

from fairapp.core.errors import DomainError
from fairapp.fairs.setup.plan_files import MAX_BYTES, WrongPlan, read_plan_file
from fairapp.fairs.setup.shapes import generated, grid_for
from fairapp.fairs.stands.geometry import box_of

SQUARE = [[0, 0], [4, 0], [4, 4], [0, 4]]


def lines_of(content: str) -> list[int]:
    with pytest.raises(WrongPlan) as refusal:
        read_plan_file(content.encode())
    return [remark.line for remark in refusal.value.remarks]


def test_f5_the_real_plan_is_read_with_its_proportions(shared_data):
    content = (shared_data / "fair_stands.json").read_bytes()
    plan = read_plan_file(content)
    assert len(plan.stands) == 97
    told = {stand["label"]: stand["polygon"] for stand in json.loads(content)}
    for stand in plan.stands:
        (ax, ay), (bx, by) = told[stand.code][:2]
        (cx, cy), (dx, dy) = stand.outline[:2]
        assert (dx - cx, dy - cy) == pytest.approx((bx - ax, by - ay), abs=0.01)
        assert all(0 < x < plan.width and 0 < y < plan.height for x, y in stand.outline)


def test_f5_polygons_keep_their_types():
    plan = read_plan_file(json.dumps([{"code": "A1", "outline": SQUARE, "type": "Double"}]).encode())
    assert [(stand.code, stand.type_name) for stand in plan.stands] == [("A1", "Double")]


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        ('[\n{"label": "A1", "polygon": [[0,0],[4,0]]}\n]', [2]),
        ('[\n{"label": "A1", "polygon": [[0,0],[4,0],[4,"x"]]}\n]', [2]),
        ('[{"label": "\\ud800", "polygon": [[0,0],[4,0],[4,4]]}]', [1]),
        ('[\n\n{"label": "", "polygon": [[0,0],[4,0],[4,4]]}]', [3]),
        ('[{"label": "A1", "polygon": [[0,0],[4,0],[4,4]]},\n{"label": "A1", "polygon": [[0,0],[4,0],[4,4]]}]', [2]),
        ('[{"label": "A1", "polygon": [[0,0],[2,2],[4,4]]}]', [1]),
        ('[{"label": "A1", "polygon": [[0,0],[1e400,0],[4,4]]}]', [1]),
        ('[{"label": "A1", "polygon": [[0,0],[NaN,0],[4,4]]}]', [1]),
        ('[\n1,\n2\n]', [2, 3]),
        ('[\n{"label": "A1",, }\n]', [2]),
        ('[{"label": "A1", "polygon": [[0,0],[4,0],[4,4]]}\n{"label": "A2"}]', [2]),
        ('[{"label": "A1", "polygon": [[0,0],[4,0],[4,4]]},\n', [2]),
        ('{"stands": []}', [1]),
        ("[" + "[" * 5000, [1]),
        (f'[{{"label": "A1", "polygon": [[{"9" * 5000},0],[4,0],[4,4]]}}]', [1]),
        ("A1;A2;A1\n", [1]),
        ("A1;A2\n;A1", [2]),
        ("A1;B1\nCodeBeaucoupTropLong;B2", [2]),
        ("\n".join(["A1"] * 300), [1]),
    ],
)  # fmt: skip
def test_f5_a_wrong_file_says_the_line(content, lines):
    assert lines_of(content) == lines


@pytest.mark.parametrize("content", [b"", b"  \n", b"[]", b";;\n;;", b"x" * (MAX_BYTES + 1)])
def test_f5_a_file_without_a_stand_is_refused(content):
    with pytest.raises(DomainError):
        read_plan_file(content)


def test_f5_a_grid_is_seen_from_above():
    plan = read_plan_file("A1;A2;;B1:Double\nA3;A4;;B1".encode("cp1252"))
    boxes = {stand.code: box_of(stand.outline) for stand in plan.stands}
    assert boxes["A1"].right < boxes["A2"].left < boxes["A2"].right < boxes["B1"].left
    assert boxes["A1"].bottom < boxes["A3"].top
    assert boxes["B1"].bottom == boxes["A3"].bottom
    assert {stand.type_name for stand in plan.stands if stand.code == "B1"} == {"Double"}


def test_f5_a_generated_plan_has_rows_back_to_back():
    plan = generated(4, 12, width_cm=300, depth_cm=200)
    boxes = {stand.code: box_of(stand.outline) for stand in plan.stands}
    assert len(boxes) == 48
    assert boxes["A1"].bottom + 20 < boxes["B1"].top  # an aisle
    assert boxes["C1"].top - boxes["B1"].bottom < 2  # back to back
    assert boxes["A1"].width == pytest.approx(29)


@pytest.mark.parametrize("stands", range(1, 401, 7))
def test_f5_a_grid_is_found_for_any_number(stands):
    rows, columns = grid_for(stands)
    assert rows * columns >= stands
    assert rows <= 26
    assert (rows - 1) * columns < stands
