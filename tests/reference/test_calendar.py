from datetime import date

import pytest

from fairapp.reference import calendar


@pytest.mark.parametrize(
    ("department", "zone"), [("07", "A"), ("75", "C"), ("35", "B"), ("2A", None), ("974", None), ("zz", None)]
)
def test_zones_follow_the_academie(department: str, zone: str | None) -> None:
    assert calendar().zone(department) == zone


@pytest.mark.parametrize(
    ("zone", "day", "name"),
    [
        ("A", date(2026, 12, 25), "Vacances de Noël"), ("A", date(2026, 11, 21), None), ("C", date(2023, 2, 18), "Vacances d'hiver"),
        ("A", date(2023, 2, 20), None), ("Z", date(2026, 12, 25), None),
    ],
)  # fmt: skip
def test_school_holidays_differ_by_zone(zone: str, day: date, name: str | None) -> None:
    holiday = calendar().school_holiday(zone, day)
    assert (holiday and holiday.name) == name
    assert calendar().is_school_holiday(zone, day) is (name is not None)


def test_both_ends_of_a_holiday_belong_to_it() -> None:
    for holiday in calendar().school_holidays("B"):
        assert calendar().school_holiday("B", holiday.first_day) == holiday
        assert calendar().school_holiday("B", holiday.last_day) == holiday


@pytest.mark.parametrize(
    ("day", "department", "name"),
    [
        (date(2026, 11, 11), None, "Armistice"), (date(2026, 12, 26), "67", "Saint-Étienne"), (date(2026, 12, 26), "07", None),
        (date(2026, 12, 26), None, None), (date(2026, 11, 12), "67", None),
    ],
)  # fmt: skip
def test_public_holidays_know_alsace_and_moselle(day: date, department: str | None, name: str | None) -> None:
    assert calendar().public_holiday(day, department) == name
    assert calendar().is_public_holiday(day, department) is (name is not None)


@pytest.mark.parametrize(
    ("day", "cents"),
    [(date(2024, 6, 1), 1165), (date(2024, 11, 1), 1188), (date(2026, 11, 21), 1202), (date(2001, 1, 1), 1152)],
)
def test_the_minimum_wage_is_the_one_in_force(day: date, cents: int) -> None:
    assert calendar().minimum_wage_cents(day) == cents
