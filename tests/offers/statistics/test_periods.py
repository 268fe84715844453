"""Whole months, as asked for in the address."""

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

from fairapp.offers.statistics.periods import MOST_MONTHS, Month, month_of, months_asked, offered

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
