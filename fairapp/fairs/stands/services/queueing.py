"""A company's place on the waiting list of a stand type (row B7)."""

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from fairapp.clusters.models import Company
from fairapp.core.actor import Actor
from fairapp.core.clock import now
from fairapp.core.db import upsert
from fairapp.core.errors import Conflict, DomainError
from fairapp.core.text import N_
from fairapp.fairs.enums import BookingStatus
from fairapp.fairs.models import Fair
from fairapp.fairs.stands.models import StandBooking, StandType
from fairapp.fairs.stands.queries import count_free, has_waiting
from fairapp.fairs.stands.services.expiring import end
from fairapp.fairs.stands.services.locking import plan_changed, require_booking, require_room
from fairapp.fairs.stands.services.offering import offer_free_stands


def join_waiting_list(session: Session, fair: Fair, kind: StandType, *, company: Company, by: Actor) -> StandBooking:
    """Wait for a stand of this type, or get the offer of one at once; joining again keeps the first place.

    :raise Conflict: if a colleague gives up the company's place at this very moment.
    :raise DomainError: while a stand of the type is free to book, or if the company has enough.
    """
    require_booking(session, fair)
    require_room(session, fair, company.id)
    if count_free(session, kind.id) and not has_waiting(session, kind.id):
        raise DomainError(N_("Un stand de ce type est libre : choisissez-le sur le plan."))
    new = StandBooking(
        fair_id=fair.id, company_id=company.id, type_id=kind.id, status=BookingStatus.WAITLISTED,
        waitlisted_at=now(), booked_by_id=by.account_id,
    )  # fmt: skip
    insert = upsert(session, StandBooking).values(**new.model_dump(exclude={"id"}))
    id = session.execute(insert.on_conflict_do_nothing().returning(col(StandBooking.id))).scalar()
    if id is None:
        return _place(session, kind.id, company.id)
    booking = session.get_one(StandBooking, id)
    offer_free_stands(session, fair, kind.id)  # one came free this moment, or who waits before keeps another
    plan_changed(session, fair.id)
    return booking


def leave_waiting_list(session: Session, fair: Fair, kind: StandType, *, company: Company) -> None:
    """Give the place up; twice is once."""
    query = _waiting(kind.id, company.id).with_for_update(key_share=True)
    booking = session.exec(query).first()
    if booking is not None:
        end(session, booking, BookingStatus.CANCELLED)
        plan_changed(session, fair.id)


def _place(session: Session, type_id: int, company_id: int) -> StandBooking:
    """Return the company's place on the list, or the stand that the list has just offered it."""
    waiting = session.exec(_waiting(type_id, company_id)).first()
    offered = _of_company(type_id, company_id, BookingStatus.HELD).where(col(StandBooking.is_offered))
    booking = waiting or session.exec(offered).first()
    if booking is None:
        raise Conflict(N_("Votre place sur la liste d’attente vient de changer : relisez le plan, puis recommencez."))
    return booking


def _waiting(type_id: int, company_id: int) -> SelectOfScalar[StandBooking]:
    return _of_company(type_id, company_id, BookingStatus.WAITLISTED)


def _of_company(type_id: int, company_id: int, status: BookingStatus) -> SelectOfScalar[StandBooking]:
    return select(StandBooking).where(
        StandBooking.type_id == type_id, StandBooking.company_id == company_id, StandBooking.status == status
    )
