"""Stands taken off the plan for good; what is booked or kept stays."""

from collections.abc import Collection

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from fairapp.core.errors import Conflict
from fairapp.core.text import N_
from fairapp.fairs.models import Fair
from fairapp.fairs.stands.models import Stand, StandBooking
from fairapp.fairs.stands.queries import LIVE
from fairapp.fairs.stands.services.expiring import expire_overdue
from fairapp.fairs.stands.services.locking import lock_stands

_SHOWN = 5


def remove_stands(session: Session, fair: Fair, ids: Collection[int]) -> None:
    """Delete these stands; bookings of the past forget which one they were for.

    A company that takes one at this very moment wins: its row refers to the stand, and the deletion is refused.

    :raise Conflict: naming those that are booked or kept.
    """
    if not ids:
        return
    expire_overdue(session, col(StandBooking.stand_id).in_(ids), fair_id=fair.id)
    lock_stands(session, *ids)
    if codes := taken_codes(session, ids):
        message = N_("Des stands sont pris : %(codes)s. Déplacez ou annulez d’abord leur réservation.")
        raise Conflict(message, codes=", ".join(codes[:_SHOWN]) + (" …" if len(codes) > _SHOWN else ""))
    ended = update(StandBooking).where(col(StandBooking.stand_id).in_(ids)).values(stand_id=None)
    session.execute(ended.execution_options(synchronize_session=False))
    session.execute(delete(Stand).where(col(Stand.id).in_(ids)).execution_options(synchronize_session=False))
    session.expire_all()


def taken_codes(session: Session, ids: Collection[int]) -> list[str]:
    """Return the codes of those that are booked or kept."""
    live = select(StandBooking.stand_id).where(col(StandBooking.status).in_(LIVE))
    query = select(Stand.code).where(col(Stand.id).in_(ids), col(Stand.id).in_(live))
    return list(session.exec(query.order_by(Stand.code)).all())
