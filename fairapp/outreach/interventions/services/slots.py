"""Dates of a visit: added, edited while nobody has booked, cancelled (rows E4, E8)."""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, select

from fairapp.clusters.models import Cluster, Company
from fairapp.core.actor import Actor
from fairapp.core.clock import now
from fairapp.core.errors import Conflict, DomainError
from fairapp.core.events import emit
from fairapp.core.text import N_
from fairapp.outreach.dates import FURTHEST, day_off, school_holiday
from fairapp.outreach.enums import InterventionStatus, SlotStatus, WaitStatus
from fairapp.outreach.events import PlaceFreed, WaitEnded
from fairapp.outreach.interventions.drafts import SlotDraft, SlotTerms
from fairapp.outreach.interventions.queries import is_proposed, live_waits, slot_at
from fairapp.outreach.interventions.services.visits import hold_intervention, note_in_journal
from fairapp.outreach.models import Intervention, Slot
from fairapp.outreach.zones import at_hour, days_before, on_the_wall

CLOSED = N_("Cette visite est retirée : publiez-la de nouveau avant d’ajouter des dates.")
PAST = N_("Cette date est passée : choisissez-en une à venir.")
TOO_FAR = N_("Cette date est trop lointaine : seize mois d’avance au plus.")
NO_SCHOOL = N_("Le %(day)s, aucune classe ne sort : %(why)s. Choisissez un autre jour.")
HOLIDAYS = N_(
    "Le %(day)s tombe pendant les vacances scolaires de votre zone (%(why)s). Choisissez un autre jour, ou cochez la "
    "case pour proposer ce créneau aux établissements des autres zones."
)
TOO_LATE = N_("À %(days)s jours de la date, plus personne ne pourrait réserver ce créneau : réduisez ce délai.")
TAKEN = N_("Cette visite a déjà un créneau le %(day)s à %(hour)s.")
SPOKEN_FOR = N_("Une classe a ce créneau, l’attend ou doit choisir : le jour, l’heure et le lieu ne changent plus ici.")
FEWER_GROUPS = N_("Des classes ont déjà réservé : gardez-en au moins %(least)s.")
FEWER_PUPILS = N_("Des classes ont déjà réservé : gardez au moins %(least)s élèves.")
STALE = N_("Ce créneau a été modifié entre-temps : voici sa version actuelle.")
CANCELLED = N_("Ce créneau est annulé.")
OVER = N_("Ce créneau est passé.")
BOOKED = N_(
    "Des classes ont réservé ce créneau : annulez d’abord chaque visite, avec son motif, depuis les demandes. "
    "Chaque établissement est ainsi prévenu."
)
PROPOSED = N_("Ce créneau est proposé à un établissement : retirez d’abord cette date de la demande.")


class InHolidays(DomainError):
    """Schools of the company's zone are closed: the form asks whether the date is meant for others."""


def add_slot(session: Session, intervention: Intervention, draft: SlotDraft, *, by: Actor) -> Slot:
    """Add one date; one that was cancelled at the same hour is opened again.

    :raise InHolidays: in the school holidays of the company's zone, unless the draft says that it is meant.
    :raise DomainError: on a day without school, or at an hour that has a slot.
    """
    intervention = hold_open(session, intervention)
    zone = time_zone(session, intervention)
    starts_at = at_hour(draft.day, draft.hour, zone, field="hour")
    require_day(session, intervention, starts_at, draft, zone=zone)
    require_time_to_book(starts_at, draft, zone=zone)
    slot = place_slot(session, intervention, starts_at, draft, zone=zone)
    if slot is None:
        raise _taken(starts_at, zone)
    note_in_journal(session, "slot.added", intervention, by=by)
    return slot


def edit_slot(session: Session, slot: Slot, draft: SlotDraft, *, version: int, by: Actor) -> Slot:
    """Change a date; once a class has to do with it, only its room and its limits.

    :raise Conflict: if a colleague changed it since `version`, or it is cancelled or past.
    :raise DomainError: if it would move under somebody, or hold fewer than have booked.
    """
    intervention = hold_intervention(session, session.get_one(Intervention, slot.intervention_id))
    slot = hold_slot(session, slot)
    _require_alive(slot)
    if slot.version != version:
        raise Conflict(STALE)
    zone = time_zone(session, intervention)
    starts_at = at_hour(draft.day, draft.hour, zone, field="hour")
    before, after = _values(slot), _slot_values(intervention, starts_at, draft, zone=zone)
    if starts_at == slot.starts_at:
        after["ends_at"] = slot.ends_at  # the length of the visit may have changed since
    if before == after:
        return slot
    _require_room(slot, draft)
    if starts_at != slot.starts_at:
        require_day(session, intervention, starts_at, draft, zone=zone)
        _require_free_hour(session, slot, starts_at, zone=zone)
    if (starts_at, draft.meeting_point) != (slot.starts_at, slot.meeting_point) and _is_spoken_for(session, slot):
        raise DomainError(SPOKEN_FOR, field="day")
    if (starts_at, after["booking_until"]) != (slot.starts_at, slot.booking_until):
        require_time_to_book(starts_at, draft, zone=zone)
    _write(session, slot, after)
    note_in_journal(session, "slot.edited", intervention, by=by)
    return slot


def cancel_slot(session: Session, slot: Slot, *, by: Actor) -> Slot:
    """Take a date away that no class has; who waits for it waits no longer. Twice changes nothing.

    :raise DomainError: if classes have booked it, or have to choose: each is told why by its own cancelling.
    """
    intervention = hold_intervention(session, session.get_one(Intervention, slot.intervention_id))
    slot = hold_slot(session, slot)
    if slot.status is SlotStatus.CANCELLED:
        return slot
    if slot.groups_taken:
        raise DomainError(BOOKED)
    if is_proposed(session, slot.id):
        raise DomainError(PROPOSED)
    slot.status = SlotStatus.CANCELLED
    slot.version += 1
    session.add(slot)
    for item in live_waits(session, slot.id):
        item.status = WaitStatus.LEFT
        session.add(item)
        emit(session, WaitEnded(item.id))
    note_in_journal(session, "slot.cancelled", intervention, by=by)
    return slot


def hold_open(session: Session, intervention: Intervention) -> Intervention:
    """:raise Conflict: if it is off line."""
    intervention = hold_intervention(session, intervention)
    if intervention.status is InterventionStatus.CLOSED:
        raise Conflict(CLOSED)
    return intervention


def hold_slot(session: Session, slot: Slot) -> Slot:
    """Keep others from this row, bookings too, until the transaction ends, and read it afresh."""
    session.flush()
    query = select(Slot).where(Slot.id == slot.id).with_for_update(key_share=True)
    return session.exec(query.execution_options(populate_existing=True)).one()


def time_zone(session: Session, intervention: Intervention) -> str:
    return session.get_one(Cluster, intervention.cluster_id).time_zone


def require_day(
    session: Session, intervention: Intervention, starts_at: datetime, draft: SlotDraft, *, zone: str
) -> None:
    """:raise DomainError: in the past, too far ahead, or on a day on which no class of the zone goes out."""
    require_ahead(starts_at)
    day, department = on_the_wall(starts_at, zone).date(), department_of(session, intervention)
    shown = day.strftime("%d/%m/%Y")
    if why := day_off(day, department):
        raise DomainError(NO_SCHOOL, field="day", day=shown, why=why)
    if not draft.in_holidays and (why := school_holiday(day, department)):
        raise InHolidays(HOLIDAYS, field="day", day=shown, why=why)


def require_ahead(starts_at: datetime, *, field: str = "day") -> None:
    if starts_at <= now():
        raise DomainError(PAST, field=field)
    if starts_at > now() + FURTHEST:
        raise DomainError(TOO_FAR, field=field)


def require_time_to_book(starts_at: datetime, terms: SlotTerms, *, zone: str) -> None:
    """:raise DomainError: if the limit for booking is over already."""
    if days_before(starts_at, terms.booking_days, zone) <= now():
        raise DomainError(TOO_LATE, field="booking_days", days=terms.booking_days)


def department_of(session: Session, intervention: Intervention) -> str | None:
    return session.get_one(Company, intervention.company_id).department


def place_slot(
    session: Session, intervention: Intervention, starts_at: datetime, terms: SlotTerms, *, zone: str
) -> Slot | None:
    """Make the slot, or open again the one that was cancelled; None if there is one. The intervention is held."""
    slot = slot_at(session, intervention.id, starts_at)
    values = _slot_values(intervention, starts_at, terms, zone=zone)
    if slot is None:
        slot = Slot(intervention_id=intervention.id, **values)
        session.add(slot)
        session.flush()
        return slot
    if slot.status is SlotStatus.OPEN:
        return None
    slot.status = SlotStatus.OPEN
    return _write(session, slot, values)


def _write(session: Session, slot: Slot, values: dict[str, Any]) -> Slot:
    """Write the new values; where the room grew, those who wait are told."""
    has_grown = slot.groups_taken and (values["groups_max"] > slot.groups_max or values["pupils_max"] > slot.pupils_max)
    for name, value in values.items():
        setattr(slot, name, value)
    slot.version += 1
    session.add(slot)
    session.flush()
    if has_grown:
        emit(session, PlaceFreed(slot.id))
    return slot


def _slot_values(intervention: Intervention, starts_at: datetime, terms: SlotTerms, *, zone: str) -> dict[str, Any]:
    return {
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=intervention.duration_min),
        "groups_max": terms.groups_max,
        "pupils_max": terms.pupils_max,
        "meeting_point": terms.meeting_point,
        "booking_until": days_before(starts_at, terms.booking_days, zone),
        "cancel_until": days_before(starts_at, terms.cancel_days, zone),
    }


def _values(slot: Slot) -> dict[str, Any]:
    names = ("starts_at", "ends_at", "groups_max", "pupils_max", "meeting_point", "booking_until", "cancel_until")
    return {name: getattr(slot, name) for name in names}


def _require_alive(slot: Slot) -> None:
    if slot.status is SlotStatus.CANCELLED:
        raise Conflict(CANCELLED)
    if slot.starts_at <= now():
        raise Conflict(OVER)


def _require_room(slot: Slot, terms: SlotTerms) -> None:
    if terms.groups_max < slot.groups_taken:
        raise DomainError(FEWER_GROUPS, field="groups_max", least=slot.groups_taken)
    if terms.pupils_max < slot.pupils_taken:
        raise DomainError(FEWER_PUPILS, field="pupils_max", least=slot.pupils_taken)


def _is_spoken_for(session: Session, slot: Slot) -> bool:
    """A class has it, waits for it, or is to choose it."""
    return bool(slot.groups_taken) or is_proposed(session, slot.id) or bool(live_waits(session, slot.id))


def _require_free_hour(session: Session, slot: Slot, starts_at: datetime, *, zone: str) -> None:
    other = slot_at(session, slot.intervention_id, starts_at)
    if other is not None and other.id != slot.id:
        raise _taken(starts_at, zone)


def _taken(starts_at: datetime, zone: str) -> DomainError:
    local = on_the_wall(starts_at, zone)
    return DomainError(TAKEN, field="hour", day=f"{local:%d/%m/%Y}", hour=f"{local:%H:%M}")
