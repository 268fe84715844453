"""The amounts, the unit and the bounds in the words of a salary, before any judgement on them."""

import re
from dataclasses import dataclass

from fairapp.core.text import fold
from fairapp.offers.enums import SalaryUnit

MAX_LENGTH = 300

_NUMBER = r"\d{1,3}(?:[ .]\d{3})+(?:,\d{1,2})?(?![\d.,])|\d+(?:[.,]\d{1,2})?(?!\d)"
_THOUSANDS = r"k(?:ilo)?(?:€| ?eur\w*)?(?![a-z])"
_MONEY = rf"(?:{_THOUSANDS}|€|eur(?:os?)?\b|(?:h/)?brut|net\b)"
_RANGE = re.compile(rf"({_NUMBER})\s*({_MONEY})?\s*(?:brut\w*\s*)?(?:-|–|a|et|/|jusqu'a)\s*({_NUMBER})\s*({_MONEY})")
_SINGLE = re.compile(rf"({_NUMBER})\s*({_MONEY})")
_BARE = re.compile(rf"({_NUMBER})(?:\s*\(.*)?")
_PAID_MONTHS = re.compile(r"\bsur (\d+(?:[.,]\d+)?) ?mois\b|\b(\d+) ?x ?par an\b")
# Not amounts of pay: extra months, share of the minimum wage, weekly hours, years of experience.
_NOISE = re.compile(r"\b\d+ ?(?:e|eme|°) ?mois\b|\d+ ?%|\b\d+ ?h(?:eures?)?(?: ?/ ?| par )sem\w*|\(equi.*")
_UNITS = (
    (
        SalaryUnit.HOUR,
        re.compile(r"\bhoraire|/ ?h(?:eure)?\b|(?<![a-z])h/|\bpar heure|\bde l'h|\bheure\b|\bnet de l'he"),
    ),
    (SalaryUnit.MONTH, re.compile(r"\bmensue|/ ?mois\b|\bpar mois\b")),
    (SalaryUnit.YEAR, re.compile(r"\bannuel|/ ?an(?:nee)?\b|\bpar an\b|\ban\b")),
)
_DAILY = re.compile(r"\bpar jour\b|/ ?j(?:our)?\b|\bjournalier|\btjm\b")
_AT_LEAST = re.compile(r"\ba partir de\b|\bentre\b|\bminimum\b|\bau moins\b|\bdes (?=\d)")
_AT_MOST = re.compile(r"\bjusqu'a\b|\bmaximum\b|\bau plus\b")


@dataclass(frozen=True, slots=True)
class Wording:
    """What is written. One amount, or two in the order they were written; in euros."""

    amounts: tuple[float, ...]
    unit: SalaryUnit | None
    months: float | None = None  # « sur 13 mois »
    is_net: bool = False
    is_daily: bool = False
    is_minimum: bool = False  # « à partir de »
    is_maximum: bool = False  # « jusqu’à »
    is_thousands: bool = False  # written with a k


def read_wording(label: str) -> Wording:
    """Read « Mensuel de 1802.0 Euros sur 12.0 mois », « 25-30 k€ », « 2 000 € brut / mois »; no amount when in doubt."""
    text = re.sub(r"[\s\u202f\xa0]+", " ", fold(label[:MAX_LENGTH])).strip()
    paid = _PAID_MONTHS.search(text)
    text = _NOISE.sub(" ", _PAID_MONTHS.sub(" ", text))
    amounts, is_thousands = _read_amounts(text)
    return Wording(
        amounts=amounts,
        unit=next((unit for unit, pattern in _UNITS if pattern.search(text)), None),
        months=_number(paid[1] or paid[2]) if paid else None,
        is_net=re.search(r"\bnets?\b", text) is not None,
        is_daily=_DAILY.search(text) is not None,
        is_minimum=_AT_LEAST.search(text) is not None,
        is_maximum=_AT_MOST.search(text) is not None,
        is_thousands=is_thousands,
    )


def _read_amounts(text: str) -> tuple[tuple[float, ...], bool]:
    match = _RANGE.search(text)
    if match:
        low, low_money, high, money = match.groups()
        thousands = _is_thousands(money)
        low_thousands = _is_thousands(low_money) if low_money else thousands
        return (_euros(low, low_thousands), _euros(high, thousands)), thousands
    match = _SINGLE.search(text)
    if match:
        thousands = _is_thousands(match[2])
        return (_euros(match[1], thousands),), thousands
    match = _BARE.fullmatch(text.strip())
    return ((_number(match[1]),) if match else ()), False


def _is_thousands(money: str) -> bool:
    return money.startswith("k")


def _euros(number: str, is_thousands: bool) -> float:
    """Return the amount. « 25 000 k€ » is a slip for 25,000 €: nobody earns millions."""
    value = _number(number)
    return value * 1000 if is_thousands and value < 1000 else value


def _number(text: str) -> float:
    """Read « 2 159,74 », « 2.572 » (thousands) and « 2571.89 » (cents)."""
    if re.fullmatch(r"\d{1,3}(?:[ .]\d{3})+(?:,\d{1,2})?", text):
        text = text.replace(" ", "").replace(".", "")
    return float(text.replace(",", "."))
