"""Dates, numbers and amounts in French, and in another language once there is a catalogue."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask

from fairapp.web import formats

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
REUNION = ZoneInfo("Indian/Reunion")
Tiny = Callable[..., Flask]


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture
def _in_french(tiny: Tiny) -> object:
    with tiny().test_request_context():
        yield


@pytest.mark.usefixtures("_in_french")
@time_machine.travel(NOON, tick=False)
@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (lambda: formats.long_date(date(2026, 12, 1)), "1er décembre 2026"),
        (lambda: formats.long_date(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)), "1er janvier 2027"),  # in Paris
        (lambda: formats.short_date(date(2026, 7, 14)), "14 juil."),
        (lambda: formats.short_date(date(2025, 7, 14)), "14 juil. 2025"),
        (lambda: formats.weekday_date(date(2026, 11, 21)), "samedi 21 novembre"),
        (lambda: formats.hour(datetime(2026, 11, 21, 13, 5, tzinfo=UTC)), "14 h 05"),
        (lambda: formats.hour(datetime(2026, 7, 21, 12, tzinfo=UTC)), "14 h"),
        (lambda: formats.hour(datetime(2026, 7, 21, 12, tzinfo=REUNION)), "12 h"),  # of that place
        (lambda: formats.long_date(datetime(2027, 3, 1, tzinfo=REUNION)), "1er mars 2027"),
        (lambda: formats.number(1234567), "1 234 567"),
        (lambda: formats.number(1234.5, 1), "1 234,5"),
        (lambda: formats.euros(123456), "1 234,56 €"),
        (lambda: formats.euros(250_000), "2 500 €"),
        (lambda: formats.iso(NOON), "2026-11-21T12:00:00+00:00"),
        (lambda: formats.iso(date(2026, 11, 21)), "2026-11-21"),
    ],
)
def test_french(shown: Callable[[], str], expected: str) -> None:
    assert plain(shown()) == expected


@pytest.mark.usefixtures("_in_french")
@time_machine.travel(NOON, tick=False)
@pytest.mark.parametrize(
    ("elapsed", "expected"),
    [
        (timedelta(seconds=-90), "à l’instant"),
        (timedelta(seconds=59), "à l’instant"),
        (timedelta(minutes=1), "il y a 1 minute"),
        (timedelta(minutes=59), "il y a 59 minutes"),
        (timedelta(hours=1), "il y a 1 heure"),
        (timedelta(hours=47), "il y a 1 jour"),
        (timedelta(days=2), "il y a 2 jours"),
        (timedelta(days=29), "il y a 29 jours"),
        (timedelta(days=30), "il y a 1 mois"),
        (timedelta(days=364), "il y a 12 mois"),
        (timedelta(days=800), "il y a 2 ans"),
    ],
)
def test_ago(elapsed: timedelta, expected: str) -> None:
    assert plain(formats.ago(NOON - elapsed)) == expected
