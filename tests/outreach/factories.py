"""School outreach for tests: sensible defaults, unique names; rows are flushed and returned."""

import itertools
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlmodel import Session, SQLModel

from fairapp.clusters.models import Cluster, Company, School
from fairapp.core.changes import note_change
from fairapp.core.clock import PARIS, now, today
from fairapp.outreach.dates import off_school
from fairapp.outreach.enums import Format, Grade, InterventionStatus, RequestStatus, Setting
from fairapp.outreach.models import Intervention, OutreachRequest, Slot, Speaker, VisitBooking
from fairapp.outreach.states import AGREED

Row = TypeVar("Row", bound=SQLModel)
SATURDAY = 5
ARDECHE = "07"  # where the factories' schools are
_numbers = itertools.count(1)


def make_speaker(session: Session, company: Company, **over: Any) -> Speaker:
    """Make a professional who accepted the charter."""
    values: dict[str, Any] = {
        "company_id": company.id, "first_name": "Nolwenn", "job_title": f"Cheffe d’atelier {next(_numbers)}",
        "topics": ["Biscuiterie"], "email": "nolwenn@exemple.fr", "charter_version": 1, "charter_at": now(),
    }  # fmt: skip
    return _save(session, Speaker(**(values | over)))


def make_intervention(session: Session, company: Company, cluster: Cluster, **over: Any) -> Intervention:
    """Make a visit that schools find."""
    values: dict[str, Any] = {
        "company_id": company.id, "cluster_id": cluster.id, "title": f"Visite d’atelier {next(_numbers)}",
        "body": "La ligne de production, du blé noir au biscuit.", "format": Format.VISIT, "setting": Setting.ON_SITE,
        "grades": [Grade.FOURTH, Grade.THIRD], "topics": ["Agroalimentaire"],
        "status": InterventionStatus.PUBLISHED, "published_at": now(),
    }  # fmt: skip
    intervention = _save(session, Intervention(**(values | over)))
    note_change(session, "intervention", intervention.id)
    return intervention


def a_school_day(*, in_days: int = 30, hour: int = 9) -> datetime:
    """Return an hour, Paris time, of the first school day of zone A that is no Saturday, `in_days` from now or later."""
    day = today() + timedelta(days=in_days)
    while day.weekday() >= SATURDAY or off_school(day, ARDECHE):
        day += timedelta(days=1)
    return datetime(day.year, day.month, day.day, hour, tzinfo=PARIS)


def make_slot(session: Session, intervention: Intervention, **over: Any) -> Slot:
    """Make a slot of one class that may be booked."""
    starts_at = over.pop("starts_at", None) or a_school_day(in_days=30 + next(_numbers) % 5)
    values: dict[str, Any] = {
        "intervention_id": intervention.id, "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=intervention.duration_min),
        "booking_until": starts_at - timedelta(days=7), "cancel_until": starts_at - timedelta(days=10),
    }  # fmt: skip
    return _save(session, Slot(**(values | over)))


def make_request(session: Session, school: School, cluster: Cluster, **over: Any) -> OutreachRequest:
    """Make a draft of a 3e B; one that asks an intervention names its company too, one that is agreed has its date."""
    values: dict[str, Any] = {
        "school_id": school.id, "cluster_id": cluster.id, "contact_name": "Soizic Bourhis",
        "contact_email": "soizic.bourhis@ac-rennes.fr", "grade": Grade.THIRD, "class_name": "3e B",
        "pupils": 24, "adults": 2, "status": RequestStatus.DRAFT,
    }  # fmt: skip
    values |= over
    if values["status"] in AGREED:
        values.setdefault("starts_at", now() + timedelta(days=20))
    elif values["status"] in (RequestStatus.DONE, RequestStatus.CLOSED):
        values.setdefault("starts_at", now() - timedelta(days=3))
    if values.get("starts_at"):
        values.setdefault("ends_at", values["starts_at"] + timedelta(hours=2))
    return _save(session, OutreachRequest(**values))


def make_booked(session: Session, school: School, slot: Slot, **over: Any) -> OutreachRequest:
    """Make a confirmed request that has its place in `slot`."""
    intervention = session.get_one(Intervention, slot.intervention_id)
    agreed = {
        "intervention_id": intervention.id, "company_id": intervention.company_id, "slot_id": slot.id,
        "speaker_id": intervention.speaker_id, "starts_at": slot.starts_at, "ends_at": slot.ends_at,
        "status": RequestStatus.CONFIRMED, "sent_at": now(),
    }  # fmt: skip
    request = make_request(session, school, _cluster(session, intervention), **(agreed | over))
    slot.groups_taken += 1
    slot.pupils_taken += request.pupils
    session.add(slot)
    _save(session, VisitBooking(request_id=request.id, slot_id=slot.id, pupils=request.pupils))
    return request


def _cluster(session: Session, intervention: Intervention) -> Cluster:
    return session.get_one(Cluster, intervention.cluster_id)


def _save(session: Session, row: Row) -> Row:
    session.add(row)
    session.flush()
    return row
