"""Whole months, as asked for in the address."""

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

from fairapp.offers.statistics.periods import MOST_MONTHS, Month, month_of, months_asked, offered, past_quarters

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("since", "until", "first", "last"),
    [
        ("", "", "2025-12", "2026-11"),
        ("2026-03", "2026-05", "2026-03", "2026-05"),
        ("2026-05", "2026-03", "2026-03", "2026-05"),
        ("2026-05", "2026-05", "2026-05", "2026-05"),
        ("2026-05", "2030-01", "2026-05", "2026-11"),  # nothing of the future
        ("", "2026-02", "2025-03", "2026-02"),
        ("2001-01", "2026-11", "2024-12", "2026-11"),  # 24 months, the latest
        ("2026-13", "x", "2025-12", "2026-11"),
        ("٢٠٢٦-٠٣", "2026-11\n", "2025-12", "2026-11"),
    ],
)
def test_the_months_asked_for(since: str, until: str, first: str, last: str) -> None:
    months = months_asked(since, until, today=TODAY)
    assert (months[0].key, months[-1].key) == (first, last)
    assert len(months) <= MOST_MONTHS
    assert all(after == before.shifted(1) for before, after in pairwise(months))


def test_a_month_begins_and_ends_at_midnight_of_its_place() -> None:
    """October and March each hold a night of the clock."""
    october = Month(2026, 10)
    assert october.begins("Europe/Paris").astimezone(UTC) == datetime(2026, 9, 30, 22, tzinfo=UTC)
    assert october.ends("Europe/Paris").astimezone(UTC) == datetime(2026, 10, 31, 23, tzinfo=UTC)
    assert october.ends("Indian/Reunion").astimezone(UTC) == datetime(2026, 10, 31, 20, tzinfo=UTC)


def test_the_newest_month_is_offered_first() -> None:
    assert [month.key for month in offered(TODAY)][:2] == ["2026-11", "2026-10"]
    assert month_of(TODAY).shifted(-11) == Month(2025, 12)


@pytest.mark.parametrize(
    ("since", "until", "first_months"),
    [
        ("2025-12", "2026-11", ["2026-01", "2026-04", "2026-07"]),
        ("2026-02", "2026-06", ["2026-04"]),
        ("2026-02", "2026-05", []),
        ("2025-10", "2025-12", ["2025-10"]),
    ],
)
def test_whole_quarters_that_are_over(since: str, until: str, first_months: list[str]) -> None:
    months = months_asked(since, until, today=TODAY)
    assert [month.key for month in past_quarters(months, today=TODAY)] == first_months


@pytest.mark.parametrize(("day", "count"), [(date(2026, 12, 31), 0), (date(2027, 1, 1), 1)])
def test_a_quarter_is_over_on_the_first_day_of_the_next(day: date, count: int) -> None:
    assert len(past_quarters([Month(2026, number) for number in (10, 11, 12)], today=day)) == count
