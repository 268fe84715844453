"""A visit that moves, a request that ends (row E9): a reason each time, and the other side has its say."""

from collections.abc import Sequence

from sqlmodel import Session

from fairapp.outreach.enums import Action
from fairapp.outreach.models import OutreachRequest
from fairapp.outreach.requests.services import steps
from fairapp.outreach.requests.services.agreeing import Meeting
from fairapp.outreach.requests.services.answering import forget_dates, settle_on, write_dates
from fairapp.outreach.requests.services.places import free_place
from fairapp.outreach.requests.services.steps import Click


def move(session: Session, request: OutreachRequest, dates: Sequence[Meeting], click: Click) -> None:
    """Ask for another date; the one agreed, and its place in the slot, stay until the other side answers.

    :raise DomainError: without a reason, or with dates that do not suit (see `write_dates`).
    """
    steps.require_reason(click)
    if steps.begin(session, request, Action.MOVE, click):
        write_dates(session, request, dates)
        steps.take(session, request, Action.MOVE, click)


def agree_to_move(session: Session, request: OutreachRequest, proposal_id: int, click: Click) -> None:
    """:raise Conflict: if the date is no longer proposed, or its slot is full (`SlotFull`)."""
    if steps.begin(session, request, Action.AGREE, click):
        settle_on(session, request, proposal_id)
        steps.take(session, request, Action.AGREE, click)


def end(session: Session, request: OutreachRequest, action: Action, click: Click) -> None:
    """Cancel what was agreed, withdraw or decline what was sent, give up what was proposed; its place comes free.

    :raise DomainError: without a reason.
    """
    steps.require_reason(click)
    if steps.begin(session, request, action, click):
        forget_dates(session, request)
        free_place(session, request)
        if request.starts_at is not None:
            request.sequence += 1
        steps.take(session, request, action, click)
