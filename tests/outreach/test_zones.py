"""Hours of visits are those of the clock on the wall, also when it changes."""

from datetime import UTC, date, datetime, time

import pytest

from fairapp.core.errors import DomainError
from fairapp.outreach.zones import at_hour, days_before, days_between, on_the_wall

PARIS = "Europe/Paris"


def test_in_spring_the_hour_that_the_clock_skips_is_refused():
    with pytest.raises(DomainError, match="02:30 n’existe pas") as refused:
        at_hour(date(2027, 3, 28), time(2, 30), PARIS, field="hour")
    assert refused.value.field == "hour"
    assert at_hour(date(2027, 3, 28), time(3, 30), PARIS) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


def test_in_autumn_the_hour_that_comes_twice_is_the_first_one():
    assert at_hour(date(2027, 10, 31), time(2, 30), PARIS) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "before", "utc"),
    [(date(2027, 4, 1), date(2027, 3, 25), 8), (date(2027, 11, 4), date(2027, 10, 28), 7)],
)
def test_a_limit_in_days_is_at_the_same_hour_on_the_wall(day: date, before: date, utc: int):
    starts_at = at_hour(day, time(9), PARIS)
    limit = days_before(starts_at, 7, PARIS)
    assert limit == datetime.combine(before, time(utc), UTC)
    assert on_the_wall(limit, PARIS).time() == time(9)
    assert days_between(limit, starts_at, PARIS) == 7


def test_a_cluster_overseas_has_its_own_hours():
    assert at_hour(date(2027, 2, 3), time(9), "Indian/Reunion") == datetime(2027, 2, 3, 5, tzinfo=UTC)
