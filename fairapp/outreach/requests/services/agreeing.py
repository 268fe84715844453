"""What both sides agreed on: written into the request, checked first (rows E3, E4, E7)."""

from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from fairapp.clusters.locks import lock
from fairapp.clusters.models import Cluster, School
from fairapp.core.errors import Conflict, DomainError
from fairapp.core.text import N_, fold
from fairapp.outreach.charter import has_signed
from fairapp.outreach.dates import require_school_day
from fairapp.outreach.models import Intervention, OutreachRequest, Slot, Speaker
from fairapp.outreach.requests.services.places import free_place, hold_slots, take_place
from fairapp.outreach.states import AGREED

TOO_MANY = N_("Un groupe compte %(most)s élèves au plus. Indiquez %(most)s ou moins, ou faites une seconde demande.")
FULL = N_("Ce créneau vient d’être pris. Choisissez-en un autre, ou inscrivez-vous sur sa liste d’attente.")


class SlotFull(Conflict):
    """No place is left: the waiting list is offered."""


class Meeting(NamedTuple):
    """When, with whom; with a slot, its place is taken."""

    starts_at: datetime
    ends_at: datetime
    slot_id: int | None = None
    speaker_id: int | None = None


def agree(session: Session, request: OutreachRequest, meeting: Meeting, *, field: str = "slot_id") -> None:
    """Write what was agreed; a place held before is given back once the new one is sure. The caller holds the request.

    :raise SlotFull: if the slot has no place left for the class.
    :raise DomainError: if the class is not free, not at school, too large, or the professional is not free or has
        not accepted the charter.
    """
    school, cluster = session.get_one(School, request.school_id), session.get_one(Cluster, request.cluster_id)
    lock(session, school)  # its classes are agreed upon one after the other
    require_school_day(meeting.starts_at, school, zone=cluster.time_zone, field=field)
    _require_free_class(session, request, meeting, field=field)
    _require_speaker(session, request, meeting, field=field)
    if meeting.slot_id is not None and meeting.slot_id != request.slot_id:
        slot = session.get_one(Slot, meeting.slot_id)
        require_size(session, request, slot)
        hold_slots(session, {meeting.slot_id, request.slot_id or meeting.slot_id})
        free_place(session, request)
        if not take_place(session, request, slot, starts_at=meeting.starts_at):
            raise SlotFull(FULL)
    elif meeting.slot_id is None:
        free_place(session, request)
    if request.starts_at is not None:
        request.sequence += 1
    request.slot_id, request.starts_at, request.ends_at = meeting.slot_id, meeting.starts_at, meeting.ends_at
    request.speaker_id = meeting.speaker_id or request.speaker_id
    request.place = _place(session, request)
    request.due_at = None
    session.add(request)


def require_size(session: Session, request: OutreachRequest, slot: Slot) -> None:
    """:raise DomainError: if the class is larger than a group, or than the whole slot."""
    intervention = session.get_one(Intervention, slot.intervention_id)
    most = min(intervention.pupils_max, slot.pupils_max)
    if request.pupils > most:
        raise DomainError(TOO_MANY, field="pupils", most=most)


def _require_free_class(session: Session, request: OutreachRequest, meeting: Meeting, *, field: str) -> None:
    """The same class cannot be in two places."""
    others = _overlapping(request, meeting).where(
        OutreachRequest.school_id == request.school_id, OutreachRequest.grade == request.grade
    )
    if fold(request.class_name) in {fold(other.class_name) for other in session.exec(others)}:
        raise DomainError(
            N_("La classe « %(name)s » a déjà un rendez-vous à cette heure-là."), field=field, name=request.class_name
        )


def _require_speaker(session: Session, request: OutreachRequest, meeting: Meeting, *, field: str) -> None:
    """Whoever meets the class has accepted the charter, and is nowhere else; held, so that two dates are seen in turn."""
    query = (
        select(Speaker).where(Speaker.id == (meeting.speaker_id or request.speaker_id)).with_for_update(key_share=True)
    )
    speaker = session.exec(query.execution_options(populate_existing=True)).first()
    if speaker is None or not has_signed(speaker):
        raise DomainError(
            N_("Le professionnel n’a pas encore accepté la charte : la visite ne peut pas être confirmée."),
        )
    elsewhere = _overlapping(request, meeting).where(OutreachRequest.speaker_id == speaker.id)
    if meeting.slot_id is not None:  # several groups of one slot come together
        elsewhere = elsewhere.where(col(OutreachRequest.slot_id).is_distinct_from(meeting.slot_id))
    if session.exec(elsewhere).first() is not None:
        raise DomainError(
            N_("%(name)s rencontre déjà une autre classe à cette heure-là."), field=field, name=speaker.first_name
        )


def _overlapping(request: OutreachRequest, meeting: Meeting) -> SelectOfScalar[OutreachRequest]:
    """Return other agreed meetings that overlap this one."""
    return select(OutreachRequest).where(
        OutreachRequest.id != request.id,
        col(OutreachRequest.status).in_(AGREED),
        col(OutreachRequest.starts_at) < meeting.ends_at,
        col(OutreachRequest.ends_at) > meeting.starts_at,
    )


def _place(session: Session, request: OutreachRequest) -> str:
    slot = session.get(Slot, request.slot_id) if request.slot_id else None
    intervention = session.get(Intervention, request.intervention_id) if request.intervention_id else None
    return (slot and slot.meeting_point) or (intervention and intervention.meeting_point) or ""
