import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairapp.offers.enums import ContractKind, SalaryUnit
from fairapp.offers.salary import PLAUSIBLE, ParsedSalary, parse_salary, yearly_cents, yearly_range

HOUR, MONTH, YEAR = SalaryUnit.HOUR, SalaryUnit.MONTH, SalaryUnit.YEAR
MINIMUM = 1188  # in force when the real offers were published

READ = [
    ("Mensuel de 1802.0 Euros sur 12.0 mois", 1802, 1802, MONTH, 12),
    ("Mensuel de 2100.0 Euros à 2400.5 Euros sur 13.0 mois", 2100, 2400.50, MONTH, 13),
    ("Horaire de 12.14 Euros à 12.15 Euros sur 0.0 mois", 12.14, 12.15, HOUR, 12),
    ("Horaire de 12,00 Euros à 19,00 Euros", 12, 19, HOUR, 12),
    ("Annuel de 27000,00 Euros à 30000,00 Euros sur 12 mois", 27_000, 30_000, YEAR, 12),
    ("Annuel de 55000.00 Euros à 75000.00 Euros sur 14.0 mois", 55_000, 75_000, YEAR, 14),
    ("25-30 k€", 25_000, 30_000, YEAR, 12), ("55 - 65 k€ brut annuel", 55_000, 65_000, YEAR, 12),
    ("Entre 38K et 40K", 38_000, 40_000, YEAR, 12), ("3 k€ / mois", 3_000, 3_000, MONTH, 12),
    ("A partir de 40 k€ brut annuel", 40_000, None, YEAR, 12), ("à partir de 28000€ brut/an", 28_000, None, YEAR, 12),
    ("jusqu'à 32000 euros/an", None, 32_000, YEAR, 12), ("39000€ annuel brut", 39_000, 39_000, YEAR, 12),
    ("27 000 € et 35 000 € brut/an", 27_000, 35_000, YEAR, 12), ("2 000 € brut / mois", 2_000, 2_000, MONTH, 12),
    ("A partir de 2.572 € brut mensuel +…", 2_572, None, MONTH, 12), ("Brut mensue: 2 400 €", 2_400, 2_400, MONTH, 12),
    ("12.62€ brut / heure", 12.62, 12.62, HOUR, 12), ("12.08€/h", 12.08, 12.08, HOUR, 12), ("12,38H/BRUT", 12.38, 12.38, HOUR, 12),
    ("1 820 € brut par mois sur 35h par semaine", 1_820, 1_820, MONTH, 12), ("SMIC", 11.88, 11.88, HOUR, 12),
    ("Mensuel de 477,00 Euros à 1767,00 Euros", 477, 1_767, MONTH, 12), ("2 100 € brut mensuel + 13ème mois", 2_100, 2_100, MONTH, 12),
]  # fmt: skip
GUESSED = [
    (
        "Mensuel de 40000.0 Euros à 50000.0 Euros sur 12.0 mois",
        40_000,
        50_000,
        YEAR,
        "Salaire par mois de 40000 € : compris par an.",
    ),
    ("Horaire de 1800.0 Euros", 1_800, 1_800, MONTH, "Salaire par heure de 1800 € : compris par mois."),
    ("Horaire de 25000.0 Euros", 25_000, 25_000, YEAR, "Salaire par heure de 25000 € : compris par an."),
    ("Annuel de 1900,00 Euros", 1_900, 1_900, MONTH, "Salaire par an de 1900 € : compris par mois."),
    ("Annuel de 12,50 Euros", 12.5, 12.5, HOUR, "Salaire par an de 12,50 € : compris par heure."),
    ("Mensuel de 12.5 Euros", 12.5, 12.5, HOUR, "Salaire par mois de 12,50 € : compris par heure."),
    (
        "Annuel de 38,00 Euros à 60,00 Euros",
        38_000,
        60_000,
        YEAR,
        "Salaire annuel de 38 € : compris en milliers d’euros.",
    ),
    (
        "Mensuel de 2500.0 Euros à 2100.0 Euros",
        2_100,
        2_500,
        MONTH,
        "Salaire minimum et maximum inversés : remis dans l’ordre.",
    ),
    ("Annuel de 45000,00 Euros à 550000,00 Euros", 45_000, None, YEAR, "Salaire de 550000 € invraisemblable : ignoré."),
    ("De 12,00 Euros", 12, 12, HOUR, "Salaire sans unité : 12 € compris par heure."),
    ("Autre de 2600,00 Euros à 3000,00 Euros", 2_600, 3_000, MONTH, "Salaire sans unité : 2600 € compris par mois."),
    ("Cachet de 40000,00 Euros à 45000,00 Euros", 40_000, 45_000, YEAR, "Salaire sans unité : 40000 € compris par an."),
    ("2571.89", 2_571.89, 2_571.89, MONTH, "Salaire sans unité : 2571,89 € compris par mois."),
    ("Entre 2 159,74 € et 2 835,42 €", 2_159.74, 2_835.42, MONTH, "Salaire sans unité : 2159,74 € compris par mois."),
    ("Rémunération comprise entre 2571€ …", 2_571, None, MONTH, "Salaire sans unité : 2571 € compris par mois."),
    ("Horaire de 11.00 Euros", 11, 11, HOUR, "Salaire inférieur au SMIC pour un temps plein (11,88 € de l’heure)."),
    (
        "Annuel de 21000,00 Euros",
        21_000,
        21_000,
        YEAR,
        "Salaire inférieur au SMIC pour un temps plein (11,88 € de l’heure).",
    ),
]
WORDS = [
    ("Selon profil", None), ("A négocier", None), ("selon CCN du 15 mars 1966", None), ("Rémunération selon CCN51", None),
    ("De 55% à 100% du SMIC selon l'âge", None), ("selon expérience - 3 ans minimum", None),
    ("2400 € NET", "Salaire net : gardé en toutes lettres, sans montant brut."),
    ("25€ net de l'heure", "Salaire net : gardé en toutes lettres, sans montant brut."),
    ("TJM 550 €", "Montant par jour : gardé en toutes lettres, sans montant."),
    ("De 550,00 Euros à 580,00 Euros", "Salaire sans unité : gardé en toutes lettres, sans montant."),
]  # fmt: skip


def cents(euros: float | None) -> int | None:
    return None if euros is None else round(euros * 100)


@pytest.mark.parametrize(("label", "low", "high", "unit", "months"), READ)
def test_o8_published_salaries_are_read(label: str, low: float, high: float, unit: SalaryUnit, months: float) -> None:
    assert parse_salary(label, minimum_cents=MINIMUM, kind=ContractKind.APPRENTICESHIP) == ParsedSalary(
        cents(low), cents(high), unit, months
    )


@pytest.mark.parametrize(("label", "low", "high", "unit", "doubt"), GUESSED)
def test_o8_what_cannot_be_meant_is_corrected_and_told(
    label: str, low: float, high: float, unit: SalaryUnit, doubt: str
) -> None:
    salary = parse_salary(label, minimum_cents=MINIMUM)
    assert (salary.min_cents, salary.max_cents, salary.unit) == (cents(low), cents(high), unit)
    assert [str(told) for told in salary.doubts] == [doubt]


@pytest.mark.parametrize(("label", "doubt"), WORDS)
def test_o5_words_without_amount_are_the_motive(label: str, doubt: str | None) -> None:
    salary = parse_salary(label, minimum_cents=MINIMUM)
    assert (salary.min_cents, salary.max_cents, salary.unit, salary.motive) == (None, None, None, label)
    assert [str(told) for told in salary.doubts] == ([doubt] if doubt else [])


@pytest.mark.parametrize(
    "label", [None, "", "N/A", "*", "Annuel de", "De à EUR par an", "Mutuelle", "13e mois", "\x00", "Non"]
)
def test_o5_words_that_explain_nothing_are_no_motive(label: str | None) -> None:
    assert parse_salary(label) == ParsedSalary()


@pytest.mark.parametrize(
    "label", ["Annuel de 0.0 Euros", "Annuel de 1,00 Euros à 2,00 Euros", "Annuel de 360000,00 Euros", "9" * 90]
)
def test_o8_an_impossible_amount_is_left_out(label: str) -> None:
    assert parse_salary(label).unit is None


def test_low_pay_is_held_against_full_time_work_under_a_contract_only() -> None:
    label = "Mensuel de 900.0 Euros sur 12.0 mois"
    assert parse_salary(label, minimum_cents=MINIMUM, weekly_hours=35).doubts != ()
    assert parse_salary(label, minimum_cents=MINIMUM, weekly_hours=17.5).doubts == ()
    assert parse_salary(label, minimum_cents=MINIMUM, kind=ContractKind.INTERNSHIP).doubts == ()
    assert parse_salary(label).doubts == ()


def test_the_monthly_minimum_wage_itself_is_no_doubt() -> None:
    assert parse_salary("Mensuel de 1801.80 Euros", minimum_cents=MINIMUM, weekly_hours=35).doubts == ()


@pytest.mark.parametrize(
    ("amount", "unit", "months", "hours", "yearly"),
    [
        (1202, HOUR, 12, None, 2_187_640), (1202, HOUR, 13, 20, 2_187_640), (200_000, MONTH, 12, None, 2_400_000),
        (200_000, MONTH, 13, 35, 2_600_000), (100_000, MONTH, 12, 17.5, 2_400_000), (3_000_000, YEAR, 13, None, 3_000_000),
        (1_500_000, YEAR, 12, 17.5, 3_000_000), (200_000, MONTH, 12, 39, 2_400_000),
    ],
)  # fmt: skip
def test_s11_pay_is_compared_by_full_time_year(
    amount: int, unit: SalaryUnit, months: float, hours: float | None, yearly: int
) -> None:
    assert yearly_cents(amount, unit, months=months, weekly_hours=hours) == yearly


def test_s11_open_ranges_stay_open() -> None:
    assert yearly_range(parse_salary("A partir de 40 k€ brut annuel")) == (4_000_000, None)
    assert yearly_range(parse_salary("jusqu'à 32000 euros/an")) == (None, 3_200_000)
    assert yearly_range(parse_salary("Selon profil")) == (None, None)


def is_sound(salary: ParsedSalary) -> bool:
    """Tell whether a candidate could believe it."""
    bounds = [bound for bound in (salary.min_cents, salary.max_cents) if bound is not None]
    if salary.unit is None:
        return not bounds
    low, high = PLAUSIBLE[salary.unit]
    ordered = salary.min_cents is None or salary.max_cents is None or salary.min_cents <= salary.max_cents
    return (
        bool(bounds)
        and ordered
        and low * 100 <= min(bounds)
        and max(bounds) <= 8 * high * 100
        and 10 <= salary.months <= 16
    )


@given(st.text(alphabet="0123456789 .,€kKEurosàdemnhAiaulMoHrbtp/-%+", max_size=60))
def test_any_words_give_a_sound_salary_or_none(label: str) -> None:
    assert is_sound(parse_salary(label))


@given(
    st.sampled_from(["Horaire", "Mensuel", "Annuel", "Autre", "Cachet"]),
    st.integers(0, 10_000_000), st.integers(0, 10_000_000), st.sampled_from(["", " sur 12.0 mois", " sur 0.0 mois", " sur 99 mois"]),
)  # fmt: skip
def test_any_amounts_give_a_sound_salary_or_none(unit: str, low: int, high: int, suffix: str) -> None:
    label = f"{unit} de {low / 100:.2f} Euros à {high / 100:.2f} Euros{suffix}"
    assert is_sound(parse_salary(label, minimum_cents=MINIMUM))


@given(st.integers(800, 15_000), st.integers(800, 15_000))
def test_s11_better_paid_hours_make_better_paid_years(a: int, b: int) -> None:
    assert (a < b) == (yearly_cents(a, HOUR) < yearly_cents(b, HOUR))


def test_o8_no_real_salary_is_absurd(shared_data: Path) -> None:
    texts = [file.read_text(encoding="utf-8") for file in sorted(shared_data.glob("offers_*.jsonl"))]
    offers = [json.loads(line) for text in texts for line in text.split("\n") if line]
    found = [parse_salary(offer.get("salary"), minimum_cents=MINIMUM) for offer in offers]
    assert all(is_sound(salary) for salary in found)
    yearly = [bound for salary in found for bound in yearly_range(salary) if bound]
    assert min(yearly) >= 300_000  # cents: cleaning, three hours a week
    assert max(yearly) <= 15_000_000  # a physician
    assert Counter(salary.unit for salary in found) == {None: 882, YEAR: 385, MONTH: 278, HOUR: 208}
    assert sum(len(salary.doubts) for salary in found) == 136


def test_o8_real_amounts_read_by_the_source_agree(shared_data: Path) -> None:
    """The data set brings its own reading of the same words: they differ only where ours doubts."""
    text = (shared_data / "offers_mixed.jsonl").read_text(encoding="utf-8")
    offers = [json.loads(line) for line in text.split("\n") if line]
    for offer in offers:
        salary = parse_salary(offer.get("salary"))
        if offer.get("salary_period") and not salary.doubts:
            assert salary.unit == offer["salary_period"]
            assert (salary.min_cents, salary.max_cents) == (cents(offer["salary_min"]), cents(offer["salary_max"]))
