"""Salaries as others publish them: amounts, unit, and what is doubtful about them (rows S11, O5, O8).

A published amount is corrected only when its unit cannot be meant (40,000 € a month), and the correction is told.
"""

import re
from dataclasses import dataclass, replace

from fairapp.core.doubts import Doubt, doubt
from fairapp.core.text import N_, fold, squeeze
from fairapp.offers.enums import SALARY_UNIT_LABELS, ContractKind, SalaryUnit
from fairapp.offers.salary_text import Wording, read_wording

FULL_TIME_HOURS = 35  # a week, by law
HOURS_PER_YEAR = 1820  # 52 weeks of 35 hours
HOURS_PER_MONTH = HOURS_PER_YEAR / 12  # 151.67

# Gross euros that somebody may be paid; outside, another unit was meant. Part-time work goes low.
PLAUSIBLE = {SalaryUnit.HOUR: (8, 150), SalaryUnit.MONTH: (150, 12_000), SalaryUnit.YEAR: (4_000, 250_000)}
WIDEST_RANGE = 8  # times the lower bound: apprentices' pay by age spans almost four
USUAL_MONTHS = (10, 16)  # paid in a year
AMBIGUOUS = (150, 1_000)  # without unit: a day of a consultant, or a month of part-time work
APPRENTICES = (ContractKind.APPRENTICESHIP, ContractKind.INTERNSHIP)
WAGE_TOLERANCE = 0.995  # the monthly minimum is published rounded
MINIMUM_WAGE_KINDS = (ContractKind.PERMANENT, ContractKind.FIXED_TERM, ContractKind.TEMPORARY, ContractKind.SEASONAL)

UNIT_GUESSED = N_("Salaire sans unité : %(amount)s € compris %(unit)s.")
UNIT_CORRECTED = N_("Salaire %(published)s de %(amount)s € : compris %(unit)s.")
IMPLAUSIBLE = N_("Salaire de %(amount)s € invraisemblable : ignoré.")
THOUSANDS = N_("Salaire annuel de %(amount)s € : compris en milliers d’euros.")
SWAPPED = N_("Salaire minimum et maximum inversés : remis dans l’ordre.")
NET = N_("Salaire net : gardé en toutes lettres, sans montant brut.")
NO_UNIT = N_("Salaire sans unité : gardé en toutes lettres, sans montant.")
DAILY = N_("Montant par jour : gardé en toutes lettres, sans montant.")
BELOW_MINIMUM = N_("Salaire inférieur au SMIC pour un temps plein (%(hourly)s € de l’heure).")

_MOTIVE = re.compile(
    r"selon|suivant|celon|negoc|profil|exper|convention|grille|ccn|defini|convenir|fonction|discuter|statut|competit|smic|remuneration"
)
_MINIMUM_WAGE = re.compile(r"(?:base |au |salaire )*smic(?: horaire| mensuel| en vigueur)?")


@dataclass(frozen=True, slots=True)
class ParsedSalary:
    """Gross cents per `unit`, for the hours of the offer; `months` are paid in a year.

    Without amount `motive` keeps the words published instead (« Selon profil »), or nothing if they say nothing.
    """

    min_cents: int | None = None
    max_cents: int | None = None
    unit: SalaryUnit | None = None
    months: float = 12.0
    motive: str = ""
    doubts: tuple[Doubt, ...] = ()


def parse_salary(
    label: str | None,
    *,
    weekly_hours: float | None = None,
    kind: ContractKind | None = None,
    minimum_cents: int | None = None,
) -> ParsedSalary:
    """Read a published salary. `minimum_cents` is the minimum wage per hour; without it nothing is held against it."""
    text = squeeze(label or "")[:200]
    if minimum_cents and _MINIMUM_WAGE.fullmatch(fold(text)):
        return ParsedSalary(minimum_cents, minimum_cents, SalaryUnit.HOUR)
    wording = read_wording(text)
    kept_in_words = _why_kept_in_words(wording, kind)
    if kept_in_words:
        return ParsedSalary(motive=text, doubts=(doubt(kept_in_words),))
    salary = _with_amounts(wording) if wording.amounts else ParsedSalary()
    if not salary.unit:
        return replace(salary, motive=_motive(text))
    remark = _minimum_wage_doubt(salary, weekly_hours, minimum_cents) if kind in (None, *MINIMUM_WAGE_KINDS) else None
    return replace(salary, doubts=(*salary.doubts, remark)) if remark else salary


def yearly_cents(
    amount_cents: int, unit: SalaryUnit, *, months: float = 12.0, weekly_hours: float | None = None
) -> int:
    """Return the gross pay of a full-time year. Part-time pay is raised to full time, an hour's needs no hours."""
    if unit is SalaryUnit.HOUR:
        return amount_cents * HOURS_PER_YEAR
    share = min((weekly_hours or FULL_TIME_HOURS) / FULL_TIME_HOURS, 1.0)
    per_year = amount_cents * months if unit is SalaryUnit.MONTH else amount_cents
    return round(per_year / share)


def yearly_range(salary: ParsedSalary, *, weekly_hours: float | None = None) -> tuple[int | None, int | None]:
    """Return both bounds for a full-time year; None where there is none."""
    unit = salary.unit
    if unit is None:
        return None, None
    low, high = (
        None if cents is None else yearly_cents(cents, unit, months=salary.months, weekly_hours=weekly_hours)
        for cents in (salary.min_cents, salary.max_cents)
    )
    return low, high


def _why_kept_in_words(wording: Wording, kind: ContractKind | None) -> str | None:
    """Say why amounts are not taken: we store gross pay per hour, month or year only."""
    if not wording.amounts:
        return None
    if wording.is_daily:
        return DAILY
    if wording.is_net:
        return NET
    low, high = AMBIGUOUS
    is_ambiguous = not wording.unit and low <= max(wording.amounts) <= high and kind not in APPRENTICES
    return NO_UNIT if is_ambiguous else None


def _with_amounts(wording: Wording) -> ParsedSalary:
    low, high, doubts = _bounds(wording)
    typical = low or high
    if typical is None:
        return ParsedSalary(doubts=doubts)
    unit, factor, remark = _unit(typical, wording)
    if high and high > WIDEST_RANGE * typical:
        doubts, high = (*doubts, doubt(IMPLAUSIBLE, amount=_plain(high))), None
    months = wording.months if wording.months and USUAL_MONTHS[0] <= wording.months <= USUAL_MONTHS[1] else 12.0
    return ParsedSalary(
        _cents(low, factor), _cents(high, factor), unit, months, doubts=(remark, *doubts) if remark else doubts
    )


def _bounds(wording: Wording) -> tuple[float | None, float | None, tuple[Doubt, ...]]:
    """Put the amounts in order; what nobody earns by the hour, month or year is left out."""
    believed = [amount for amount in wording.amounts if _plausible_unit(amount)]
    doubts = [
        doubt(IMPLAUSIBLE, amount=_plain(amount)) for amount in wording.amounts if amount and amount not in believed
    ]
    if not believed:
        return None, None, tuple(doubts)
    if len(wording.amounts) == 1:
        return (None if wording.is_maximum else believed[0]), (None if wording.is_minimum else believed[0]), ()
    low, high = wording.amounts
    if low > high and len(believed) == 2:
        low, high, doubts = high, low, [doubt(SWAPPED)]
    return low if low in believed else None, high if high in believed else None, tuple(doubts)


def _unit(amount: float, wording: Wording) -> tuple[SalaryUnit | None, int, Doubt | None]:
    """Return the unit that the amount can be meant in, what to multiply it by, and the doubt about that."""
    published = wording.unit
    shown = _plain(amount)
    if published is SalaryUnit.YEAR and 18 <= amount <= 150:
        return published, 1000, doubt(THOUSANDS, amount=shown)
    if published and _is_plausible(amount, published):
        return published, 1, None
    meant = _plausible_unit(amount)
    if not meant or (not published and wording.is_thousands and meant is SalaryUnit.YEAR):
        return meant, 1, None  # « 25-30 k€ » is always said of a year
    label = SALARY_UNIT_LABELS[meant]
    if not published:
        return meant, 1, doubt(UNIT_GUESSED, amount=shown, unit=label)
    return meant, 1, doubt(UNIT_CORRECTED, published=SALARY_UNIT_LABELS[published], amount=shown, unit=label)


def _plausible_unit(amount: float) -> SalaryUnit | None:
    return next((unit for unit in SalaryUnit if _is_plausible(amount, unit)), None)


def _is_plausible(amount: float, unit: SalaryUnit) -> bool:
    low, high = PLAUSIBLE[unit]
    return low <= amount <= high


def _minimum_wage_doubt(salary: ParsedSalary, weekly_hours: float | None, minimum_cents: int | None) -> Doubt | None:
    best = salary.max_cents or salary.min_cents
    if not minimum_cents or best is None or salary.unit is None:
        return None
    yearly = yearly_cents(best, salary.unit, months=salary.months, weekly_hours=weekly_hours)
    if yearly >= minimum_cents * HOURS_PER_YEAR * WAGE_TOLERANCE:
        return None
    return doubt(BELOW_MINIMUM, hourly=f"{minimum_cents / 100:.2f}".replace(".", ","))


def _motive(text: str) -> str:
    """Keep words that explain why there is no amount; « Mutuelle » or « N/A » explain nothing."""
    return text if _MOTIVE.search(fold(text)) else ""


def _cents(amount: float | None, factor: int) -> int | None:
    return None if amount is None else round(amount * factor * 100)


def _plain(amount: float) -> str:
    return f"{amount:.2f}".removesuffix(".00").replace(".", ",")
