"""The board's statistics, for its organisers: on a page with charts and tables, and as a file."""

from typing import Any

from flask import Blueprint, g, make_response
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp.accounts.services import record
from fairapp.clusters.models import Cluster
from fairapp.clusters.navigation import organiser_space
from fairapp.clusters.policies import can_organise
from fairapp.clusters.queries import cluster_by_slug
from fairapp.core import sheets
from fairapp.core.clock import today
from fairapp.offers.statistics import queries, words
from fairapp.offers.statistics.forms import PeriodQuery
from fairapp.offers.statistics.periods import MOST_MONTHS, month_of, months_asked, offered
from fairapp.offers.statistics.queries import LEAST, MOST_COMPANIES, Period, period_of
from fairapp.web.access import acting, organisers_only
from fairapp.web.forms import query
from fairapp.web.limits import by_account, limited
from fairapp.web.pages import render

bp = Blueprint("offer_statistics", __name__, url_prefix="/pilotage/<slug>")

MOST_EXPORTED = 5000  # companies


@bp.get("/statistiques")
@organisers_only
def show(slug: str) -> ResponseReturnValue:
    cluster = _cluster(slug)
    period = _period(cluster)
    lines, endings = queries.monthly(g.session, period), dict(queries.endings(g.session, period))
    return render(
        "offers/statistics/show.html",
        fragment="chiffres",
        url=f"/pilotage/{cluster.slug}/statistiques",
        since=period.months[0].key,
        until=period.months[-1].key,
        first=words.month_label(period.months[0]),
        last=words.month_label(period.months[-1]),
        choices=[(month.key, words.month_label(month)) for month in offered(today(cluster.time_zone))],
        kpis=_kpis(period, endings, published=sum(line.published for line in lines), live=lines[-1].open),
        drawings=words.drawings(lines, month_of(today(cluster.time_zone))),
        endings=words.told_endings(endings),
        companies=queries.by_company(g.session, period),
        words=words,
        least=LEAST,
        most=MOST_COMPANIES,
        most_months=MOST_MONTHS,
        **organiser_space(cluster, current="statistics"),
    )


@bp.post("/statistiques.csv")
@organisers_only
@limited("60 per hour", key=by_account)
def export(slug: str) -> ResponseReturnValue:
    """Give the tables as one file; a POST, as it leaves a line in the journal."""
    cluster = _cluster(slug)
    period = _period(cluster)
    rows = words.rows(
        queries.monthly(g.session, period),
        dict(queries.endings(g.session, period)),
        queries.by_company(g.session, period, limit=MOST_EXPORTED),
    )
    record(g.session, "offer.statistics", "cluster", cluster.id, by=g.actor, cluster_id=cluster.id, rows=len(rows))
    header = [
        _("Tableau"), _("Ligne"), _("Publiées"), _("En ligne"), _("Pourvues, ou nombre"), _("Expirées"),
        _("Candidatures"), _("Candidatures répondues"),
    ]  # fmt: skip
    response = make_response(sheets.write_csv(header, rows))
    response.headers["Content-Type"] = sheets.MEDIA_TYPE
    name = f"statistiques-{cluster.slug}-{period.months[0].key}-{period.months[-1].key}.csv"
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    return response


def _cluster(slug: str) -> Cluster:
    return acting(slug, cluster_by_slug, allowed=can_organise)


def _period(cluster: Cluster) -> Period:
    asked = query(PeriodQuery)
    return period_of(cluster, months_asked(asked.du, asked.au, today=today(cluster.time_zone)))


def _kpis(period: Period, endings: dict[Any, int], *, published: int, live: int) -> list[tuple[str, object, str]]:
    """Return the figures at the head of the page, each with what it is reckoned from."""
    review, filling = queries.review_delay(g.session, period), queries.filling_delay(g.session, period)
    first, answers = queries.first_application_delay(g.session, period), queries.answers(g.session, period)
    filled = sum(endings.get(reason, 0) for reason in queries.FILLED)
    return [
        (_("Publiées"), published, ""),
        (_("En ligne à la fin"), live, ""),
        (_("Pourvues"), filled, ""),
        (_("Expirées"), endings.get(None, 0), ""),
        (_("Avant publication"), words.told(review), _of(review.of)),
        (_("Avant la 1re candidature"), words.told(first), _of(first.of)),
        (_("Avant d’être pourvue"), words.told(filling), _of(filling.of)),
        (_("Candidatures répondues"), words.rate(answers), _received(answers)),
        (_("Avant la réponse"), words.told(answers.delay), ""),
    ]


def _of(offers: int) -> str:
    return _("médiane de %(num)s", num=offers) if offers else ""


def _received(answers: queries.Answers) -> str:
    return _("sur %(num)s", num=answers.received) if answers.received >= LEAST else ""
