"""Dates, times, numbers and amounts as people read them; cheap enough for every line of a list.

French is formatted here; other languages go through Babel.
"""

from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.numbers import format_currency, format_decimal
from flask import Flask
from flask_babel import ngettext

from fairapp.core.clock import PARIS, now
from fairapp.core.phones import phone_link
from fairapp.web.i18n import SOURCE, current_language, translate

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
SHORT_MONTHS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
NO_BREAK = "\u00a0"
NARROW_NO_BREAK = "\u202f"


def install(app: Flask) -> None:
    app.jinja_env.filters.update(
        date=long_date,
        short_date=short_date,
        day=weekday_date,
        time=hour,
        ago=ago,
        number=number,
        euros=euros,
        iso=iso,
        tel=phone_link,
    )


def local(moment: datetime | date) -> datetime | date:
    """Return an instant as the clock on the wall shows it; a plain date stays as it is."""
    return on_the_wall(moment) if isinstance(moment, datetime) else moment


def on_the_wall(moment: datetime) -> datetime:
    """Return Paris time, but leave what was put into a place's own zone: a fair in La Réunion has hours of its own."""
    return moment if isinstance(moment.tzinfo, ZoneInfo) else moment.astimezone(PARIS)


def long_date(moment: datetime | date) -> str:
    """« 21 novembre 2026 »."""
    day = local(moment)
    if current_language() != SOURCE:
        return format_date(day, "long", locale=current_language())
    return f"{_first(day.day)}{NO_BREAK}{MONTHS[day.month - 1]} {day.year}"


def short_date(moment: datetime | date) -> str:
    """« 21 nov. », with the year only if it is another one."""
    day = local(moment)
    this_year = day.year == now().astimezone(PARIS).year
    if current_language() != SOURCE:
        return format_date(day, "d MMM" if this_year else "d MMM y", locale=current_language())
    year = "" if this_year else f" {day.year}"
    return f"{_first(day.day)}{NO_BREAK}{SHORT_MONTHS[day.month - 1]}{year}"


def month_name(day: date) -> str:
    """« novembre 2026 »."""
    if current_language() != SOURCE:
        return format_date(day, "MMMM y", locale=current_language())
    return f"{MONTHS[day.month - 1]} {day.year}"


def weekday_date(moment: datetime | date) -> str:
    """« samedi 21 novembre »."""
    day = local(moment)
    if current_language() != SOURCE:
        return format_date(day, "EEEE d MMMM", locale=current_language())
    return f"{WEEKDAYS[day.weekday()]} {_first(day.day)}{NO_BREAK}{MONTHS[day.month - 1]}"


def hour(moment: datetime) -> str:
    """« 14 h 30 »."""
    at = on_the_wall(moment)
    if current_language() != SOURCE:
        return format_time(at, "short", locale=current_language())
    minutes = f"{NO_BREAK}{at.minute:02d}" if at.minute else ""
    return f"{at.hour}{NO_BREAK}h{minutes}"


def ago(moment: datetime, *, at: datetime | None = None, language: str = "") -> str:
    """« il y a 2 jours »; the future counts as now, for clocks that disagree.

    A list gives `at` and `language` once for all its lines.
    """
    language = language or current_language()
    minutes = int(max(0.0, ((at or now()) - moment).total_seconds())) // 60
    days = minutes // (24 * 60)
    if days:
        for unit, length in (("year", 365), ("month", 30)):
            if days >= length:
                return _ago(language, unit, days // length)
        return _ago(language, "day", days)
    return _ago(language, "hour", minutes // 60) if minutes >= 60 else _ago(language, "minute", minutes)


@lru_cache(maxsize=1024)
def _ago(language: str, unit: str, count: int) -> str:
    """Translate once per language, not once per line."""
    if unit == "minute" and not count:
        return translate("à l’instant")
    match unit:
        case "year":
            text = ngettext("il y a %(num)s an", "il y a %(num)s ans", count)
        case "month":
            text = ngettext("il y a %(num)s mois", "il y a %(num)s mois", count)
        case "day":
            text = ngettext("il y a %(num)s jour", "il y a %(num)s jours", count)
        case "hour":
            text = ngettext("il y a %(num)s heure", "il y a %(num)s heures", count)
        case _:
            text = ngettext("il y a %(num)s minute", "il y a %(num)s minutes", count)
    return str(text)


def number(value: float, decimals: int = 0) -> str:
    """« 1 234 », « 12,5 »."""
    if current_language() != SOURCE:
        return format_decimal(round(value, decimals), locale=current_language())
    return f"{value:,.{decimals}f}".replace(",", NARROW_NO_BREAK).replace(".", ",")


def euros(cents: int) -> str:
    """« 1 234,50 € », without cents where there are none."""
    if current_language() != SOURCE:
        return format_currency(cents / 100, "EUR", locale=current_language())
    return f"{number(cents / 100, 2 if cents % 100 else 0)}{NO_BREAK}€"


def iso(moment: datetime | date) -> str:
    """Return what `<time datetime>` wants."""
    return moment.astimezone(UTC).isoformat(timespec="seconds") if isinstance(moment, datetime) else moment.isoformat()


def _first(day: int) -> str:
    return "1er" if day == 1 else str(day)
