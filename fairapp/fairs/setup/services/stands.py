"""One stand of the plan: added, changed, taken away. Blocking is the business of `stands.services`."""

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from fairapp.accounts.services import record
from fairapp.core.actor import Actor
from fairapp.core.errors import Conflict, DomainError
from fairapp.core.text import N_, squeeze
from fairapp.fairs.models import Fair, Hall
from fairapp.fairs.setup.drafts import StandDraft
from fairapp.fairs.setup.services.locking import hold_seen
from fairapp.fairs.setup.services.removing import remove_stands, taken_codes
from fairapp.fairs.setup.shapes import MOST_STANDS, rectangle, stretched
from fairapp.fairs.stands.geometry import Box, box_of
from fairapp.fairs.stands.models import Stand, StandBooking, StandType
from fairapp.fairs.stands.services import offer_free_stands
from fairapp.fairs.stands.services.expiring import expire_overdue
from fairapp.fairs.stands.services.locking import plan_changed


def add_stand(session: Session, fair: Fair, hall: Hall, draft: StandDraft, *, by: Actor) -> Stand:
    """Add a rectangular stand; the drawing of the hall grows to hold it."""
    if session.exec(select(func.count()).where(Stand.fair_id == fair.id)).one() >= 4 * MOST_STANDS:
        raise DomainError(N_("Ce salon a trop de stands."), field="code")
    outline = rectangle(draft.left, draft.top, draft.width, draft.height)
    stand = Stand(fair_id=fair.id, hall_id=hall.id, type_id=_type_id(session, fair, draft), code="", outline=outline)
    _write(session, stand, hall, draft)
    offer_free_stands(session, fair, stand.type_id)
    _note(session, fair, by, stand)
    return stand


def edit_stand(session: Session, fair: Fair, stand: Stand, draft: StandDraft, *, by: Actor) -> None:
    """Change a stand; one that is booked or kept keeps its type, which is what its company pays for.

    :raise Conflict: if its type is to change and it is taken, or somebody else changed it since `draft.seen`
        or took it away.
    """
    expire_overdue(session, col(StandBooking.stand_id) == stand.id, fair_id=fair.id)
    hold_seen(session, stand, draft.seen)
    type_id = _type_id(session, fair, draft)
    if type_id != stand.type_id and taken_codes(session, [stand.id]):
        raise Conflict(N_("Le stand %(code)s est pris : son type ne change plus."), code=stand.code)
    stand.type_id = type_id
    stand.outline = stretched(
        stand.outline, Box(draft.left, draft.top, draft.left + draft.width, draft.top + draft.height)
    )
    _write(session, stand, session.get_one(Hall, stand.hall_id), draft)
    offer_free_stands(session, fair, stand.type_id)
    _note(session, fair, by, stand)


def delete_stand(session: Session, fair: Fair, stand: Stand, *, by: Actor) -> None:
    """Take a stand off the plan for good.

    :raise Conflict: if it is booked or kept.
    """
    record(session, "fair.plan", "fair", fair.id, by=by, cluster_id=fair.cluster_id, stand=stand.code)
    remove_stands(session, fair, [stand.id])
    plan_changed(session, fair.id)


def _type_id(session: Session, fair: Fair, draft: StandDraft) -> int:
    kind = session.get(StandType, draft.type_id)
    if kind is None or kind.fair_id != fair.id:
        raise DomainError(N_("Choisissez un type de la liste."), field="type_id")
    return kind.id


def _write(session: Session, stand: Stand, hall: Hall, draft: StandDraft) -> None:
    box = box_of(stand.outline)
    if box.left < 0 or box.top < 0:
        raise DomainError(N_("Le stand sort du plan, en haut ou à gauche."), field="left" if box.left < 0 else "top")
    try:
        with session.begin_nested():
            stand.code, stand.is_accessible = squeeze(draft.code), draft.is_accessible
            session.add(stand)
    except IntegrityError:
        raise DomainError(N_("Un autre stand de ce salon porte ce numéro."), field="code") from None
    hall.plan_width, hall.plan_height = max(hall.plan_width, box.right), max(hall.plan_height, box.bottom)
    session.add(hall)


def _note(session: Session, fair: Fair, by: Actor, stand: Stand) -> None:
    record(session, "fair.plan", "fair", fair.id, by=by, cluster_id=fair.cluster_id, stand=stand.code)
    plan_changed(session, fair.id)
