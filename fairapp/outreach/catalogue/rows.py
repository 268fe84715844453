"""The rows behind a list of visits: plain columns, two queries whatever their number."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlmodel import Session, col

from fairapp.clusters.models import Cluster, Company
from fairapp.core.clock import now
from fairapp.outreach.catalogue.bookable import has_place
from fairapp.outreach.enums import Format, InterventionStatus, Setting
from fairapp.outreach.models import Intervention, Slot


class VisitRow(NamedTuple):
    """One published intervention as lists show it."""

    id: int
    title: str
    body: str
    format: Format
    setting: Setting
    grades: Sequence[str]
    duration_min: int
    pupils_max: int
    is_accessible: bool
    company_id: int
    company: str
    logo_id: int | None
    commune: str
    department: str | None
    lat: float | None
    lon: float | None
    time_zone: str
    dates: int = 0  # with a place
    next_at: datetime | None = None  # on the clock of the place


_COLUMNS: tuple[Any, ...] = (
    *(getattr(Intervention, name) for name in VisitRow._fields[:9]),
    Company.id, Company.name, Company.logo_id, Company.commune, Company.department, Company.lat, Company.lon,
    Cluster.time_zone,
)  # fmt: skip


def visit_rows(session: Session, ids: Sequence[int]) -> list[VisitRow]:
    """Return the published interventions among `ids`, in the order of `ids`."""
    if not ids:
        return []
    lines = session.execute(
        select(*_COLUMNS)
        .join_from(Intervention, Company, col(Company.id) == Intervention.company_id)
        .join(Cluster, col(Cluster.id) == Intervention.cluster_id)
        .where(col(Intervention.id).in_(ids), col(Intervention.status) == InterventionStatus.PUBLISHED)
    )
    free = session.execute(
        select(col(Slot.intervention_id), func.count(), func.min(Slot.starts_at))
        .where(col(Slot.intervention_id).in_(ids), has_place(now()))
        .group_by(col(Slot.intervention_id))
    )
    dates = {id: (count, first) for id, count, first in free}
    rows = {line[0]: VisitRow(*line) for line in lines}
    return [_dated(rows[id], *dates.get(id, (0, None))) for id in ids if id in rows]


def _dated(row: VisitRow, dates: int, next_at: datetime | None) -> VisitRow:
    return row._replace(dates=dates, next_at=next_at and next_at.astimezone(ZoneInfo(row.time_zone)))
