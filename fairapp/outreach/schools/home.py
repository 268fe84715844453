"""What a school's home tells: what it has to answer, where its classes go next, this year in figures."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import and_, or_
from sqlmodel import Session, col, select

from fairapp.clusters.models import School
from fairapp.core.clock import PARIS, now
from fairapp.outreach.enums import RequestStatus, Side
from fairapp.outreach.models import OutreachRequest
from fairapp.outreach.requests.queries import Row, awaits, is_in, list_requests, of_school, zones_of
from fairapp.outreach.requests.words import class_label, status_pill, when
from fairapp.outreach.schools.listing import TALLY, counts_this_year
from fairapp.outreach.states import AGREED

SHOWN = 5


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
    theirs = of_school(school.id)
    todo = list_requests(session, and_(theirs, or_(awaits(Side.SCHOOL), is_in(RequestStatus.DRAFT))), limit=SHOWN)
    ahead = and_(is_in(*AGREED), col(OutreachRequest.starts_at) >= now())
    coming = list_requests(session, and_(theirs, ahead), limit=SHOWN)
    zones = zones_of(session, {row.request.cluster_id for row in (*todo, *coming)})
    visits, pupils = _figures(session, school)
    return Home(_cards(school, todo, zones), _cards(school, coming, zones), visits, pupils)


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
