"""Visits as cards: every text ready to show."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from flask_babel import ngettext
from markupsafe import Markup

from fairapp.clusters.queries import logo_url
from fairapp.core.text import plain
from fairapp.outreach.catalogue.labels import duration_label, grades_label, visit_path
from fairapp.outreach.catalogue.nearby import Where
from fairapp.outreach.catalogue.rows import VisitRow
from fairapp.outreach.enums import FORMAT_LABELS, SETTING_LABELS, Setting
from fairapp.search import mark, snippet
from fairapp.web.formats import weekday_date
from fairapp.web.i18n import translate

SNIPPET_WIDTH = 70  # characters on each side of a found word
PLAIN_WIDTH = 130


class VisitCard(NamedTuple):
    id: int
    url: str
    title: str  # may be Markup with <mark>, as `text`
    text: str
    company: str
    company_id: int
    logo: str | None
    place: str  # « Aubenas, à 12 km »
    tags: Sequence[str]
    is_accessible: bool
    dates: str  # « 3 dates »
    next_date: str  # « mardi 12 janvier »; empty: none is free


def visit_cards(
    rows: Iterable[VisitRow], where: Where, *, terms: frozenset[str] = frozenset(), place: str = ""
) -> list[VisitCard]:
    """Make the cards of a list; `place` is what was typed, which the page of a visit counts the distance from."""
    query = f"?{urlencode({'etab': place})}" if place else ""
    return [
        VisitCard(
            id=row.id,
            url=visit_path(row) + query,
            title=Markup(mark(row.title, terms)),  # noqa: S704 - `mark` escapes the text around its <mark>
            text=_text(row.body, terms),
            company=row.company,
            company_id=row.company_id,
            logo=logo_url(row.logo_id),
            place=where_it_is(row, where),
            tags=_tags(row),
            is_accessible=row.is_accessible,
            dates=ngettext("%(num)s date", "%(num)s dates", row.dates) if row.dates else "",
            next_date=weekday_date(row.next_at) if row.next_at else "",
        )
        for row in rows
    ]


class Placed(NamedTuple):
    """Where a visit takes place, as far as its distance goes."""

    setting: Setting
    commune: str
    lat: float | None
    lon: float | None


def where_it_is(row: VisitRow | Placed, where: Where) -> str:
    """« Aubenas, à 12 km », or that it is held at a distance."""
    if row.setting is Setting.REMOTE:
        return translate(SETTING_LABELS[Setting.REMOTE])
    return ", ".join(filter(None, (row.commune, _distance(where.km_to(row.lat, row.lon)))))


def _distance(km: float | None) -> str:
    if km is None:
        return ""
    return translate("à %(km)s km", km=round(km)) if km >= 1 else translate("à moins de 1 km")


def _tags(row: VisitRow) -> list[str]:
    return [
        translate(FORMAT_LABELS[row.format]),
        grades_label(row.grades),
        ngettext("%(num)s élève", "%(num)s élèves", row.pupils_max),
        duration_label(row.duration_min),
        *([translate(SETTING_LABELS[row.setting])] if row.setting is Setting.IN_CLASS else []),
    ]


def _text(body: str, terms: frozenset[str]) -> str:
    if terms:
        return Markup(snippet(body, terms, width=SNIPPET_WIDTH, tidy=plain))  # noqa: S704 - escaped by `snippet`
    text = plain(body[: PLAIN_WIDTH * 3])
    return text if len(text) <= PLAIN_WIDTH else text[:PLAIN_WIDTH].rsplit(" ", 1)[0] + "…"
