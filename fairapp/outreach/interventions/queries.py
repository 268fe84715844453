"""What a company sees of its professionals, visits and dates."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import case, func
from sqlmodel import Session, col, select

from fairapp.clusters.models import Cluster
from fairapp.core.clock import now
from fairapp.outreach.enums import LIVE_WAITS, InterventionStatus, SlotStatus
from fairapp.outreach.models import Intervention, Proposal, Slot, Speaker, WaitItem
from fairapp.outreach.zones import on_the_wall

PER_PAGE = 20
SLOTS_PER_PAGE = 30
NEXT_SHOWN = 3
_IN_ORDER = case(
    {InterventionStatus.PUBLISHED: 0, InterventionStatus.DRAFT: 1}, value=col(Intervention.status), else_=2
)  # what schools see, then what is being written, then the rest


# Professionals


def count_speakers(session: Session, company_id: int) -> int:
    return session.exec(select(func.count()).select_from(Speaker).where(Speaker.company_id == company_id)).one()


def speakers_of(session: Session, company_id: int, *, offset: int = 0, limit: int = PER_PAGE) -> Sequence[Speaker]:
    """Return the professionals, those who left last."""
    query = select(Speaker).where(Speaker.company_id == company_id)
    query = query.order_by(col(Speaker.is_active).desc(), Speaker.first_name, col(Speaker.id))
    return session.exec(query.offset(offset).limit(limit)).all()


def active_speakers(session: Session, company_id: int) -> Sequence[Speaker]:
    """Return who may be chosen for a visit."""
    query = select(Speaker).where(Speaker.company_id == company_id, col(Speaker.is_active))
    return session.exec(query.order_by(Speaker.first_name, col(Speaker.id))).all()


def published_of(session: Session, speaker_id: int) -> Sequence[Intervention]:
    """Return what is on line with this professional."""
    query = select(Intervention).where(
        Intervention.speaker_id == speaker_id, Intervention.status == InterventionStatus.PUBLISHED
    )
    return session.exec(query.order_by(col(Intervention.id))).all()


def find_speaker_by_form_key(session: Session, company_id: int, form_key: str) -> Speaker | None:
    return session.exec(select(Speaker).where(Speaker.company_id == company_id, Speaker.form_key == form_key)).first()


# Visits


class VisitLine(NamedTuple):
    """One of a company's visits in its list."""

    intervention: Intervention
    speaker: Speaker | None
    next_at: Sequence[datetime]  # the next dates, on the wall
    upcoming: int  # how many there are


def count_interventions(session: Session, company_id: int) -> int:
    query = select(func.count()).select_from(Intervention).where(Intervention.company_id == company_id)
    return session.exec(query).one()


def visit_lines(session: Session, company_id: int, *, offset: int = 0) -> list[VisitLine]:
    """Return one page of a company's visits; two queries."""
    rows = session.exec(
        select(Intervention, Speaker, Cluster.time_zone)
        .join(Speaker, col(Speaker.id) == Intervention.speaker_id, isouter=True)
        .join(Cluster, col(Cluster.id) == Intervention.cluster_id)
        .where(Intervention.company_id == company_id)
        .order_by(_IN_ORDER, col(Intervention.id).desc())
        .offset(offset)
        .limit(PER_PAGE)
    ).all()
    dates = _upcoming(session, [intervention.id for intervention, _speaker, _zone in rows])
    lines = []
    for intervention, speaker, zone in rows:
        upcoming = dates[intervention.id]
        shown = [on_the_wall(at, zone) for at in upcoming[:NEXT_SHOWN]]
        lines.append(VisitLine(intervention, speaker, shown, len(upcoming)))
    return lines


def find_intervention_by_form_key(session: Session, company_id: int, form_key: str) -> Intervention | None:
    query = select(Intervention).where(Intervention.company_id == company_id, Intervention.form_key == form_key)
    return session.exec(query).first()


def _upcoming(session: Session, ids: Iterable[int]) -> defaultdict[int, list[datetime]]:
    query = (
        select(Slot.intervention_id, Slot.starts_at)
        .where(col(Slot.intervention_id).in_(ids), Slot.status == SlotStatus.OPEN, Slot.starts_at > now())
        .order_by(col(Slot.starts_at))
    )
    found: defaultdict[int, list[datetime]] = defaultdict(list)
    for id, starts_at in session.exec(query):
        found[id].append(starts_at)
    return found


# Dates


def count_slots(session: Session, intervention_id: int) -> int:
    """Count those to come, cancelled ones too."""
    query = select(func.count()).select_from(Slot)
    return session.exec(query.where(Slot.intervention_id == intervention_id, Slot.starts_at > now())).one()


def slots_of(session: Session, intervention_id: int, *, offset: int = 0) -> Sequence[Slot]:
    query = select(Slot).where(Slot.intervention_id == intervention_id, Slot.starts_at > now())
    return session.exec(query.order_by(col(Slot.starts_at)).offset(offset).limit(SLOTS_PER_PAGE)).all()


def slot_at(session: Session, intervention_id: int, starts_at: datetime) -> Slot | None:
    query = select(Slot).where(Slot.intervention_id == intervention_id, Slot.starts_at == starts_at)
    return session.exec(query.execution_options(populate_existing=True)).first()


def is_proposed(session: Session, slot_id: int) -> bool:
    """Tell whether a school is to choose this slot."""
    return session.exec(select(Proposal.id).where(Proposal.slot_id == slot_id).limit(1)).first() is not None


def live_waits(session: Session, slot_id: int) -> Sequence[WaitItem]:
    """Return who waits for a place."""
    return session.exec(select(WaitItem).where(WaitItem.slot_id == slot_id, col(WaitItem.status).in_(LIVE_WAITS))).all()
