"""The rows behind the documents of the catalogue: plain columns, two queries whatever the number of interventions."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, bindparam, func, select
from sqlmodel import Session, SQLModel

from fairapp.clusters.models import Cluster, Company
from fairapp.core.clock import now
from fairapp.outreach.catalogue.bookable import has_place
from fairapp.outreach.enums import Format, InterventionStatus, Setting
from fairapp.outreach.models import Intervention, Slot, Speaker


class ListingRow(NamedTuple):
    """One intervention, its company, its professional and its cluster."""

    id: int
    title: str
    body: str
    format: Format
    setting: Setting
    grades: Sequence[str]
    topics: Sequence[str]
    equipment: str
    is_accessible: bool
    cluster_id: int
    published_at: datetime
    company_id: int
    company: str
    commune: str
    department: str | None
    lat: float | None
    lon: float | None
    job_title: str | None
    speaker_topics: Sequence[str] | None
    time_zone: str


class Listing(NamedTuple):
    row: ListingRow
    starts: Sequence[datetime]  # of the slots with a place


_IDS: BindParameter[list[int]] = bindparam("ids", expanding=True)


def _columns(model: type[SQLModel]) -> Any:
    """Return the columns of the table itself: by the model's attributes the ORM would double the cost of a query."""
    return model.__table__.c  # type: ignore[attr-defined]


_it, _company, _speaker, _cluster, _slot = [_columns(one) for one in (Intervention, Company, Speaker, Cluster, Slot)]
# Built once, as compiling a statement costs as much as running it.
_ROWS = (
    select(
        *(_it[name] for name in ListingRow._fields[:10]),
        func.coalesce(_it.published_at, _it.created_at),
        _company.id, _company.name, _company.commune, _company.department, _company.lat, _company.lon,
        _speaker.job_title, _speaker.topics, _cluster.time_zone,
    )
    .join_from(_it.id.table, _company.id.table, _company.id == _it.company_id)
    .join(_cluster.id.table, _cluster.id == _it.cluster_id)
    .join(_speaker.id.table, _speaker.id == _it.speaker_id, isouter=True)
    .where(_it.id.in_(_IDS), _it.status == InterventionStatus.PUBLISHED)
    .order_by(_it.id)
)  # fmt: skip
_STARTS = select(_slot.intervention_id, _slot.starts_at).where(_slot.intervention_id.in_(_IDS))
_PUBLISHED = select(_it.id).where(_it.status == InterventionStatus.PUBLISHED).order_by(_it.id)


def published_ids(session: Session) -> Sequence[int]:
    """Return the interventions that schools find, in the order of their numbers."""
    return session.connection().scalars(_PUBLISHED).all()


def published_listings(session: Session, ids: Sequence[int]) -> Iterator[Listing]:
    """Yield those of these interventions that schools find."""
    connection, wanted = session.connection(), {"ids": ids}
    starts: defaultdict[int, list[datetime]] = defaultdict(list)
    for intervention_id, starts_at in connection.execute(_STARTS.where(has_place(now())), wanted):
        starts[intervention_id].append(starts_at)
    for row in connection.execute(_ROWS, wanted).all():
        yield Listing(ListingRow._make(row), starts[row[0]])
