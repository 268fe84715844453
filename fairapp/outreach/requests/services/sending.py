"""A draft goes out: to a company, to whoever answers, or straight into a slot (rows E5, E7, E8)."""

from sqlmodel import Session

from fairapp.core.clock import now
from fairapp.core.errors import DomainError
from fairapp.core.text import N_
from fairapp.outreach.enums import Action, InterventionStatus, SlotStatus, WaitStatus
from fairapp.outreach.models import Intervention, OutreachRequest, Slot
from fairapp.outreach.requests.queries import is_member
from fairapp.outreach.requests.services import steps, waiting
from fairapp.outreach.requests.services.agreeing import TOO_MANY, Meeting, agree, require_size
from fairapp.outreach.requests.services.steps import Click

NEEDS_AGREEMENT = N_("Cochez cette case pour envoyer la demande.")
OTHER_GRADES = N_("Cette proposition s’adresse à d’autres niveaux : voyez sa présentation.")
NOT_OFFERED = N_("Cette proposition n’est plus en ligne : choisissez-en une autre.")
SLOT_CLOSED = N_("Ce créneau ne se réserve plus. Choisissez-en un autre.")


def send_request(session: Session, request: OutreachRequest, click: Click) -> None:
    """Send a draft; its company, or all of the cluster's, may answer.

    :raise DomainError: if the intervention is no longer offered, or takes smaller classes.
    """
    if not steps.begin(session, request, Action.SEND, click):
        return
    if (intervention := _asked(session, request)) and request.pupils > intervention.pupils_max:
        raise DomainError(TOO_MANY, field="pupils", most=intervention.pupils_max)
    request.sent_at = now()
    steps.take(session, request, Action.SEND, click)


def book_slot(session: Session, request: OutreachRequest, slot: Slot, click: Click) -> None:
    """Book a slot at once; of those who want the last place, one gets it.

    :raise SlotFull: if the others were faster: the waiting list is open to them.
    :raise DomainError: if the slot is over or cancelled, or does not suit the class (see `agree`).
    """
    if not steps.begin(session, request, Action.BOOK, click):
        return
    if slot.intervention_id != request.intervention_id or _asked(session, request) is None:
        raise DomainError(SLOT_CLOSED, field="slot_id")
    require_bookable(slot)
    agree(session, request, Meeting(slot.starts_at, slot.ends_at, slot.id))
    request.sent_at = now()
    waiting.settle(session, request, WaitStatus.BOOKED)
    steps.take(session, request, Action.BOOK, click)


def wait_for_slot(session: Session, request: OutreachRequest, slot: Slot) -> None:
    """Put the draft on the slot's waiting list; once more changes nothing.

    :raise DomainError: if the slot is over or cancelled, or too small for the class.
    """
    steps.hold(session, request)
    if slot.intervention_id != request.intervention_id:
        raise DomainError(SLOT_CLOSED, field="slot_id")
    require_bookable(slot)
    require_size(session, request, slot)
    waiting.join(session, request, slot)


def leave_waiting_list(session: Session, request: OutreachRequest) -> None:
    """Wait for nothing any more; twice is once."""
    steps.hold(session, request)
    waiting.settle(session, request, WaitStatus.LEFT)


def require_bookable(slot: Slot) -> None:
    """:raise DomainError: if it is cancelled, past, or too near to be booked."""
    if slot.status is SlotStatus.CANCELLED:
        raise DomainError(SLOT_CLOSED, field="slot_id")
    if slot.starts_at <= now():
        raise DomainError(N_("Ce créneau est passé : choisissez-en un à venir."), field="slot_id")
    if slot.booking_until <= now():
        raise DomainError(N_("Ce créneau ne se réserve plus : la limite est passée."), field="slot_id")


def _asked(session: Session, request: OutreachRequest) -> Intervention | None:
    if request.intervention_id is None:
        return None
    intervention = session.get_one(Intervention, request.intervention_id)
    if intervention.status is not InterventionStatus.PUBLISHED:
        raise DomainError(NOT_OFFERED)
    if request.grade not in intervention.grades:
        raise DomainError(OTHER_GRADES, field="grade")
    if not is_member(session, intervention.cluster_id, intervention.company_id):
        raise DomainError(NOT_OFFERED)
    request.speaker_id = intervention.speaker_id  # whoever it is today, not as the draft was begun
    return intervention
