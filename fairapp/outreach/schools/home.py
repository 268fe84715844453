"""What a school's home tells: what it has to answer, where its classes go next, this year in figures."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, select

from fairapp.clusters.models import School
from fairapp.core.clock import PARIS, now
from fairapp.outreach.enums import RequestStatus, Side
from fairapp.outreach.models import Evaluation, OutreachRequest
from fairapp.outreach.requests.queries import AGREED, Row, list_requests, of_school, zones_of
from fairapp.outreach.requests.views.desk import class_label
from fairapp.outreach.requests.words import status_pill, when
from fairapp.outreach.schools.listing import TALLY, counts_this_year

SHOWN = 5
_S = RequestStatus
TODO = (_S.PROPOSED, _S.MOVED_BY_COMPANY, _S.DONE, _S.DRAFT)


class Card(NamedTuple):
    """One request on the home page, ready to show."""

    url: str
    title: str
    company: str
    class_label: str
    when: str
    pill: tuple[str, str]


class Home(NamedTuple):
    todo: Sequence[Card]
    coming: Sequence[Card]
    visits: int  # agreed or done, this school year
    pupils: int


def school_home(session: Session, school: School) -> Home:
    """Read what the home page shows; four queries, whatever there is."""
    todo = list_requests(session, and_(of_school(school.id), _unanswered()), TODO, limit=SHOWN)
    ahead = and_(of_school(school.id), col(OutreachRequest.starts_at) >= now())
    coming = list_requests(session, ahead, AGREED, limit=SHOWN)
    zones = zones_of(session, {row.request.cluster_id for row in (*todo, *coming)})
    visits, pupils = _figures(session, school)
    return Home(_cards(school, todo, zones), _cards(school, coming, zones), visits, pupils)


def _unanswered() -> ColumnElement[bool]:
    """A visit that took place waits for the school's evaluation, once."""
    theirs = (Evaluation.request_id == OutreachRequest.id, Evaluation.side == Side.SCHOOL)
    evaluated = select(Evaluation.id).where(*theirs).correlate(OutreachRequest).exists()
    return or_(col(OutreachRequest.status) != _S.DONE, ~evaluated)


def _figures(session: Session, school: School) -> tuple[int, int]:
    own = (OutreachRequest.school_id == school.id, counts_this_year(PARIS.key))
    visits, pupils = session.exec(select(*TALLY).where(*own)).one()
    return visits, int(pupils or 0)


def _cards(school: School, rows: Iterable[Row], zones: Mapping[int, str]) -> list[Card]:
    return [
        Card(
            f"/ecole/{school.slug}/demandes/{row.request.id}",
            row.title or _("Demande ouverte à toutes les entreprises"),
            row.company.name if row.company else "",
            class_label(row.request),
            when(row.request, zones[row.request.cluster_id]),
            status_pill(row.request.status),
        )
        for row in rows
    ]
