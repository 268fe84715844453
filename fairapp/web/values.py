"""Between what people type and what a schema takes: « 1 234,50 », « 21/11/2026 », « 14h30 »."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import Enum
from zoneinfo import ZoneInfo

from fairapp.core.clock import PARIS
from fairapp.core.text import clean
from fairapp.web import messages

Read = Callable[[str], object]

_NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{1,9})?", re.ASCII)
_SPACES = re.compile(r"[\s\u00a0\u202f€]+")
_DAY = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", re.ASCII)
_TIME = re.compile(r"(\d{1,2})\s*(?:h|:)\s*(\d{2})?(?::\d{2})?", re.IGNORECASE | re.ASCII)
_YES = frozenset({"1", "on", "true", "oui", "yes"})
_NO = frozenset({"0", "off", "false", "non", "no"})
MAX_INTEGER = 2**31 - 1  # what an INTEGER column of PostgreSQL holds
YEARS = range(1900, 2200)
MAX_TEXT = 20_000  # characters, where the schema sets no limit of its own


class Unreadable(ValueError):
    """The text is no such value; the message says what to type."""


def read_text(text: str) -> str:
    if len(text) > MAX_TEXT:
        raise Unreadable(messages.WRONG)
    return clean(text)


def read_number(text: str) -> Decimal:
    plain = _SPACES.sub("", text)
    if "," in plain:
        plain = plain.replace(".", "").replace(",", ".")
    if not _NUMBER.fullmatch(plain):
        raise Unreadable(messages.NOT_A_NUMBER)
    return Decimal(plain)


def read_integer(text: str) -> int:
    number = read_number(text)
    if number != int(number):
        raise Unreadable(messages.NOT_WHOLE)
    if abs(number) > MAX_INTEGER:
        raise Unreadable(messages.TOO_BIG)
    return int(number)


def read_cents(text: str) -> int:
    """Read an amount in euros; return cents."""
    cents = read_number(text) * 100
    if cents != int(cents):
        raise Unreadable(messages.NOT_A_NUMBER)
    if abs(cents) > MAX_INTEGER:
        raise Unreadable(messages.TOO_BIG)
    return int(cents)


def read_date(text: str) -> date:
    french = _DAY.fullmatch(text)
    try:
        day = date(int(french[3]), int(french[2]), int(french[1])) if french else date.fromisoformat(text)
    except ValueError:
        raise Unreadable(messages.NOT_A_DATE) from None
    if day.year not in YEARS:
        raise Unreadable(messages.NOT_A_DATE)
    return day


def read_time(text: str) -> time:
    parts = _TIME.fullmatch(text)
    try:
        return time(int(parts[1]), int(parts[2] or 0)) if parts else time.fromisoformat(text)
    except ValueError:
        raise Unreadable(messages.NOT_A_TIME) from None


def read_moment(text: str, zone: ZoneInfo = PARIS) -> datetime:
    """Read a day and hour of the clock in `zone`; return the instant in UTC."""
    day, _, hour = text.replace("T", " ", 1).partition(" ")
    try:
        local = datetime.combine(read_date(day), read_time(hour.strip()), tzinfo=zone)
    except Unreadable:
        raise Unreadable(messages.NOT_A_MOMENT) from None
    return local.astimezone(UTC)


def read_yes_or_no(text: str) -> bool:
    answer = text.lower()
    if answer not in _YES | _NO:
        raise Unreadable(messages.NOT_YES_OR_NO)
    return answer in _YES


READERS: dict[object, Read] = {
    bool: read_yes_or_no,
    int: read_integer,
    float: read_number,
    Decimal: read_number,
    date: read_date,
    datetime: read_moment,
    time: read_time,
}


def write(value: object, *, in_cents: bool = False) -> str:  # noqa: PLR0911 - a table
    """Return the text that a field shows for `value`; reading it again gives `value`."""
    match value:
        case None | False:
            return ""
        case True:
            return "1"
        case Enum():
            return str(value.value)
        case int() if in_cents:
            return f"{value / 100:.2f}".removesuffix(".00").replace(".", ",")
        case float() | Decimal():
            return f"{Decimal(str(value)):f}".removesuffix(".0").replace(".", ",")
        case datetime():
            return value.astimezone(PARIS).strftime("%Y-%m-%dT%H:%M")
        case time():
            return value.strftime("%H:%M")
        case _:
            return str(value)
