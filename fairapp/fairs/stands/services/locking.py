"""Who writes about the same stand or booking queues up; on SQLite all writers do anyway.

Order, so that no two writers wait for each other: bookings, stand types, stands (those that someone else holds are
skipped where a list is walked), options by their ids, and the fair's row last.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from fairapp.core.errors import Conflict, DomainError
from fairapp.core.text import N_
from fairapp.fairs.calendar import can_book, phase_of
from fairapp.fairs.enums import FairStatus, Phase
from fairapp.fairs.models import Fair
from fairapp.fairs.queries import days_of
from fairapp.fairs.stands.models import Stand, StandBooking
from fairapp.fairs.stands.queries import count_booked
from fairapp.fairs.zones import in_zone

MOST_STANDS = 3  # that one company books itself: nobody takes a whole hall


def lock_booking(session: Session, booking_id: int) -> StandBooking:
    """Hold this booking until the transaction ends, and read it afresh.

    :raise Conflict: if it is gone.
    """
    session.flush()
    query = select(StandBooking).where(StandBooking.id == booking_id).with_for_update(key_share=True)
    booking = session.exec(query.execution_options(populate_existing=True)).first()
    if booking is None:
        raise Conflict(N_("Cette réservation n’existe plus."))
    return booking


def lock_bookings(session: Session, ids: Iterable[int]) -> Sequence[StandBooking]:
    session.flush()
    query = select(StandBooking).where(col(StandBooking.id).in_(list(ids))).order_by(col(StandBooking.id))
    return session.exec(query.with_for_update(key_share=True).execution_options(populate_existing=True)).all()


def lock_stands(session: Session, *ids: int) -> dict[int, Stand]:
    """Hold these stands, in the order of their ids, and read them afresh."""
    session.flush()
    query = select(Stand).where(col(Stand.id).in_(ids)).order_by(col(Stand.id)).with_for_update(key_share=True)
    return {stand.id: stand for stand in session.exec(query.execution_options(populate_existing=True))}


def lock_stand(session: Session, stand: Stand, *others: int) -> Stand:
    """Hold one stand, and `others` with it.

    :raise Conflict: if it has just been taken off the plan.
    """
    locked = lock_stands(session, stand.id, *others).get(stand.id)
    if locked is None:
        raise Conflict(N_("Ce stand n’existe plus : le plan vient de changer."))
    return locked


def plan_changed(session: Session, fair_id: int) -> None:
    """Let every open plan refresh itself. Last of all: other writers of the fair wait from here to the commit."""
    session.flush()
    grow = update(Fair).where(col(Fair.id) == fair_id).values(plan_version=Fair.plan_version + 1)
    session.execute(grow.execution_options(synchronize_session=False))


def require_booking(session: Session, fair: Fair) -> None:
    """Refuse, with the day, unless stands are booked now (row F3).

    :raise DomainError: in any other phase.
    """
    days = days_of(session, fair.id)
    if can_book(fair, days):
        return
    if fair.status is FairStatus.CANCELLED:
        raise DomainError(N_("Ce salon est annulé."))
    phase = phase_of(fair, days)
    if phase in (Phase.ANNOUNCED, Phase.INTEREST) and fair.booking_from:
        raise DomainError(N_("Les réservations ouvrent le %(day)s."), day=_day(fair, fair.booking_from))
    if phase in (Phase.ANNOUNCED, Phase.INTEREST):
        raise DomainError(N_("Les réservations ne sont pas encore ouvertes."))
    if fair.booking_until:
        raise DomainError(N_("Les réservations sont closes depuis le %(day)s."), day=_day(fair, fair.booking_until))
    raise DomainError(N_("Les réservations sont closes : le salon a commencé."))


def require_room(session: Session, fair: Fair, company_id: int) -> None:
    """Refuse a company that has its share of the stands.

    Whoever submits holds a stand, one at a time per company: the count cannot grow meanwhile.

    :raise DomainError: beyond `MOST_STANDS` booked stands.
    """
    if count_booked(session, fair.id, company_id) >= MOST_STANDS:
        raise DomainError(
            N_("Votre entreprise a déjà %(most)s stands à ce salon : pour un de plus, écrivez à l’organisateur."),
            most=MOST_STANDS,
        )


def _day(fair: Fair, at: datetime) -> str:
    return in_zone(fair, at).strftime("%d/%m/%Y")
