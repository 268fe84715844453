"""The visits that papers are about, with what these tell of them."""

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select

from fairapp.clusters.models import Cluster, Company, School
from fairapp.outreach.enums import Setting
from fairapp.outreach.models import Intervention, OutreachRequest, Speaker
from fairapp.outreach.states import AGREED
from fairapp.outreach.zones import on_the_wall

A_DAY_AND_A_ZONE = timedelta(hours=12 + 14)  # from noon UTC to the end of the day, wherever it is


class Visit(NamedTuple):
    """What was agreed; None is who was never named, or is gone."""

    request: OutreachRequest
    school: School
    cluster: Cluster
    company: Company | None
    intervention: Intervention | None
    speaker: Speaker | None

    @property
    def starts_at(self) -> datetime:
        """On the clock of the cluster."""
        return on_the_wall(self.request.starts_at or self.request.created_at, self.cluster.time_zone)

    @property
    def ends_at(self) -> datetime:
        return on_the_wall(self.request.ends_at or self.request.created_at, self.cluster.time_zone)


def visit_of(session: Session, request: OutreachRequest) -> Visit:
    return _visits(session, col(OutreachRequest.id) == request.id)[0]


def visits_to(session: Session, company: Company, day: date) -> list[Visit]:
    """Return the classes that come to the company that day, in the order in which they arrive."""
    noon = datetime.combine(day, time(12), UTC)
    near = col(OutreachRequest.starts_at).between(noon - A_DAY_AND_A_ZONE, noon + A_DAY_AND_A_ZONE)
    coming = or_(col(Intervention.id).is_(None), col(Intervention.setting) == Setting.ON_SITE)
    agreed = col(OutreachRequest.status).in_(AGREED)
    found = _visits(session, col(OutreachRequest.company_id) == company.id, near, coming, agreed)
    return [visit for visit in found if visit.starts_at.date() == day]


def _visits(session: Session, *which: ColumnElement[bool]) -> list[Visit]:
    rows = session.execute(
        select(OutreachRequest, School, Cluster, Company, Intervention, Speaker)  # type: ignore[call-overload]
        .join(School, col(School.id) == OutreachRequest.school_id)
        .join(Cluster, col(Cluster.id) == OutreachRequest.cluster_id)
        .join(Company, col(Company.id) == OutreachRequest.company_id, isouter=True)
        .join(Intervention, col(Intervention.id) == OutreachRequest.intervention_id, isouter=True)
        .join(Speaker, col(Speaker.id) == OutreachRequest.speaker_id, isouter=True)
        .where(*which)
        .order_by(col(OutreachRequest.starts_at), col(School.name), col(OutreachRequest.id))
    )
    return [Visit(*row) for row in rows]
