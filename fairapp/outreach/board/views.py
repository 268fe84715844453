"""The organiser's figures of a school year, on a page and as a file (row E16)."""

from datetime import date

from flask import Blueprint, g, make_response
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Field, SQLModel

from fairapp.accounts.services import record
from fairapp.clusters.models import Cluster
from fairapp.clusters.navigation import organiser_space
from fairapp.clusters.policies import can_organise
from fairapp.clusters.queries import cluster_by_slug
from fairapp.core import sheets
from fairapp.core.clock import today
from fairapp.outreach.board.figures import LEAST, Line, Year, year_of, years_with_meetings
from fairapp.outreach.enums import GRADE_LABELS
from fairapp.reference import places
from fairapp.web.access import acting, organisers_only
from fairapp.web.forms import query
from fairapp.web.i18n import translate
from fairapp.web.limits import by_account, limited
from fairapp.web.pages import render

bp = Blueprint("outreach_figures", __name__, url_prefix="/pilotage/<slug>/ecoles")
BLUEPRINTS = (bp,)


class YearQuery(SQLModel):
    annee: int = Field(default=0, ge=0, le=2100)  # of its September


@bp.get("/bilan")
@organisers_only
def show(slug: str) -> ResponseReturnValue:
    cluster = acting(slug, cluster_by_slug, allowed=can_organise)
    year = _year(cluster)
    return render(
        "outreach/board/year.html",
        fragment="bilan",
        url=f"/pilotage/{cluster.slug}/ecoles/bilan",
        year=year,
        label=_label(year.first_day),
        years=[(one.year, _label(one)) for one in years_with_meetings(g.session, cluster, today(cluster.time_zone))],
        tables=_tables(year),
        least=LEAST,
        **organiser_space(cluster, current="school-figures"),
    )


@bp.post("/bilan.csv")
@organisers_only
@limited("60 per hour", key=by_account)
def export(slug: str) -> ResponseReturnValue:
    """Give the tables as one file; a POST, as it leaves a line in the journal."""
    cluster = acting(slug, cluster_by_slug, allowed=can_organise)
    year = _year(cluster)
    rows = [
        [title, line.label, line.meetings, line.pupils, round(line.hours * 60)]
        for title, lines in [(_("Ensemble"), [year.total]), *_tables(year)]
        for line in lines
    ]
    record(g.session, "outreach.figures", "cluster", cluster.id, by=g.actor, cluster_id=cluster.id, rows=len(rows))
    header = [_("Tableau"), _("Groupe"), _("Rencontres"), _("Élèves"), _("Minutes")]
    response = make_response(sheets.write_csv(header, rows))
    response.headers["Content-Type"] = sheets.MEDIA_TYPE
    response.headers["Content-Disposition"] = f"attachment; filename=bilan-{cluster.slug}-{year.first_day.year}.csv"
    return response


def _year(cluster: Cluster) -> Year:
    asked = query(YearQuery).annee
    day = date(asked, 9, 1) if asked >= date.min.year else today(cluster.time_zone)
    few = _("Groupes de moins de %(least)s rencontres", least=LEAST)
    return year_of(g.session, cluster, day, few=few, total=_("Ensemble"))


def _label(first_day: date) -> str:
    return f"{first_day.year}-{first_day.year + 1}"


def _tables(year: Year) -> list[tuple[str, list[Line]]]:
    grades = {grade.value: translate(label) for grade, label in GRADE_LABELS.items()}
    return [
        (_("Par niveau"), [line._replace(label=grades.get(line.label, line.label)) for line in year.by_grade]),
        (_("Par département"), [line._replace(label=_department(line.label)) for line in year.by_department]),
        (_("Par établissement"), year.by_school),
    ]


def _department(code: str) -> str:
    found = places().department(code)
    return f"{found.name} ({code})" if found else code or _("Département inconnu")
