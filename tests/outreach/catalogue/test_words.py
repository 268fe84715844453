"""What levels, lengths and periods are called."""

from collections.abc import Sequence
from datetime import date

import pytest
from flask import Flask

from fairapp.outreach.catalogue.facets import period_label
from fairapp.outreach.catalogue.labels import duration_label, grades_label
from fairapp.outreach.catalogue.periods import coming_months, coming_terms, read_period


@pytest.mark.parametrize(
    ("grades", "label"),
    [
        (["3e"], "3e"),
        (["3e", "4e"], "4e, 3e"),
        (["terminale", "3e", "2de", "1re"], "3e à terminale"),
        (["6e", "5e", "4e", "2de"], "6e à 4e, 2de"),
        (["segpa", "3e", "bts"], "3e, SEGPA, BTS"),
        ([], ""),
    ],
)
def test_years_in_a_row_are_drawn_together(app: Flask, grades: Sequence[str], label: str) -> None:
    with app.test_request_context():
        assert grades_label(grades) == label


@pytest.mark.parametrize(("minutes", "label"), [(45, "45 min"), (120, "2 h"), (90, "1 h 30"), (65, "1 h 05")])
def test_lengths_are_told_in_hours(minutes: int, label: str) -> None:
    assert duration_label(minutes).replace("\xa0", " ") == label


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("2027-01", ["2027-01"]),
        ("2026-11_2027-02", ["2026-11", "2026-12", "2027-01", "2027-02"]),
        ("2027-02_2027-01", None),
        ("2027-13", None),
        ("2026-01_2027-01", None),
        ("2027-1", None),
        ("", None),
    ],
)
def test_a_period_is_a_month_or_several(text: str, months: list[str] | None) -> None:
    period = read_period(text)
    assert (period and [str(month) for month in period.months()]) == months
    assert period is None or str(period) == text


def test_the_terms_to_come_are_those_of_a_year() -> None:
    terms = [str(term) for term in coming_terms(date(2026, 11, 22))]
    assert terms == ["2026-09_2026-12", "2027-01_2027-03", "2027-04_2027-07", "2027-09_2027-12"]
    assert [str(month) for month in coming_months(date(2026, 11, 22))][::11] == ["2026-11", "2027-10"]


def test_periods_are_told_in_words(app: Flask) -> None:
    with app.test_request_context():
        labels = [period_label(period) for text in ("2027-01", "2027-01_2027-03", "2026-11_2027-02")
                  if (period := read_period(text))]  # fmt: skip
    assert labels == ["janvier 2027", "janvier à mars 2027", "novembre 2026 à février 2027"]
