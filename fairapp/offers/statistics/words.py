"""The figures in words: what a page shows and a file repeats."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from fairapp.offers.enums import CLOSE_REASON_LABELS, CloseReason
from fairapp.offers.statistics.periods import Month
from fairapp.offers.statistics.queries import Answers, CompanyLine, Delay, MonthLine
from fairapp.web.charts import NARROW, Chart, Value, draw
from fairapp.web.formats import month_name
from fairapp.web.i18n import translate

DAY_HOURS = 24
TICKS = 6  # on a phone more words below the columns run into each other


class Drawing(NamedTuple):
    """A chart and its title."""

    key: str
    title: str
    chart: Chart


def duration(hours: float) -> str:
    """« 5 heures », « 3 jours »; from two days on in days."""
    if hours < 2 * DAY_HOURS:
        return str(ngettext("%(num)s heure", "%(num)s heures", max(round(hours), 1)))
    return str(ngettext("%(num)s jour", "%(num)s jours", round(hours / DAY_HOURS)))


def told(delay: Delay) -> str:
    return duration(delay.hours) if delay.hours is not None else "–"


def rate(answers: Answers | None) -> str:
    return "–" if answers is None or answers.rate is None else _("%(rate)s %%", rate=answers.rate)


def company_name(line: CompanyLine) -> str:
    return line.company.name if line.company else _("Entreprise non communiquée")


def ending_label(reason: CloseReason | None) -> str:
    return translate(CLOSE_REASON_LABELS[reason]) if reason else _("Expirée, sans nouvelle")


ENDINGS: tuple[CloseReason | None, ...] = (*CloseReason, None)


def drawings(lines: list[MonthLine], now: Month) -> list[Drawing]:
    """Draw what the tables say."""
    every = -(-len(lines) // TICKS)

    def by_month(count: Callable[[MonthLine], int]) -> Chart:
        values = (
            Value(
                month_label(line.month), count(line), line.month.key[5:] if at % every == 0 else "",
                is_now=line.month == now,
            )
            for at, line in enumerate(lines)
        )  # fmt: skip
        return draw([*values], width=NARROW)

    return [
        Drawing("publiees", _("Offres publiées par mois"), by_month(lambda line: line.published)),
        Drawing("en-ligne", _("Offres en ligne à la fin du mois"), by_month(lambda line: line.open)),
        Drawing("pourvues", _("Offres pourvues par mois"), by_month(lambda line: line.filled)),
        Drawing("expirees", _("Offres expirées par mois"), by_month(lambda line: line.expired)),
    ]


def told_endings(endings: dict[CloseReason | None, int]) -> list[tuple[str, int]]:
    return [(ending_label(reason), endings.get(reason, 0)) for reason in ENDINGS]


def month_label(month: Month) -> str:
    return month_name(month.first_day)


def rows(
    lines: Iterable[MonthLine], endings: dict[CloseReason | None, int], companies: Iterable[CompanyLine]
) -> list[list[object]]:
    """Return the tables one below the other, for a spreadsheet."""
    return [
        *([_("Par mois"), month_label(one.month), one.published, one.open, one.filled, one.expired] for one in lines),
        *([_("Fins"), ending_label(reason), None, None, endings.get(reason, 0)] for reason in ENDINGS),
        *(
            [
                _("Par entreprise"), company_name(one), one.published, one.open, one.filled, one.expired,
                one.answers.received if one.answers else None, one.answers.answered if one.answers else None,
            ]
            for one in companies
        ),
    ]  # fmt: skip
