"""A stand kept for a quarter of an hour while a company fills in its booking (rows B3, B4).

Nothing has to run for a hold to end: whoever next writes about the stand or the company frees it first. The partial
unique indexes have the last word: one live booking per stand, one hold per company and fair.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select

from fairapp.clusters.models import Company
from fairapp.core.actor import Actor
from fairapp.core.clock import now
from fairapp.core.db import upsert
from fairapp.core.errors import Conflict
from fairapp.core.text import N_
from fairapp.fairs.enums import BookingStatus
from fairapp.fairs.models import Fair
from fairapp.fairs.stands.models import Stand, StandBooking
from fairapp.fairs.stands.queries import LIVE, has_waiting, hold_of, own_booking
from fairapp.fairs.stands.services.expiring import end, expire_overdue
from fairapp.fairs.stands.services.locking import lock_booking, lock_stand, plan_changed, require_booking, require_room
from fairapp.fairs.stands.services.offering import offer_free_stands
from fairapp.fairs.zones import in_zone

HOLD = timedelta(minutes=15)
TURN = timedelta(minutes=30)  # for others, after a hold that led to nothing
TAKEN = N_("Le stand %(code)s vient d’être pris. Le plan est à jour : choisissez-en un autre.")


def hold_stand(session: Session, fair: Fair, stand: Stand, *, company: Company, by: Actor) -> StandBooking:
    """Keep a free stand for the company; the one that it kept before, if another, becomes free. Twice is once.

    A stand that a colleague has booked meanwhile stays booked.

    :raise Conflict: if someone else has it, or it is blocked, promised to the waiting list or was kept lately in vain.
    :raise DomainError: if the company has enough stands.
    """
    require_booking(session, fair)
    expire_overdue(session, concerning(company, stand), fair_id=fair.id)
    if mine := own_booking(session, stand.id, company.id):
        return mine
    held = hold_of(session, fair.id, company.id)
    require_room(session, fair, company.id)
    if held and held.is_offered:
        raise Conflict(N_("La liste d’attente vous propose déjà un stand : réservez-le ou déclinez-le d’abord."))
    _leave_to_others(session, fair, stand, company)
    if held and (held := lock_booking(session, held.id)).status is not BookingStatus.HELD:
        held = None  # a colleague has just booked it
    if held:
        end(session, held, BookingStatus.CANCELLED)
    booking = take(session, fair, stand, company=company, by=by)
    if held:
        offer_free_stands(session, fair, held.type_id)
    plan_changed(session, fair.id)
    return booking


def _leave_to_others(session: Session, fair: Fair, stand: Stand, company: Company) -> None:
    """Refuse who kept this stand for a whole hold lately and did not book it: others get their turn.

    Going to and fro between stands, to compare them, adds up to less.

    :raise Conflict: with the hour from which it may be kept again.
    """
    query = select(StandBooking).where(StandBooking.stand_id == stand.id, StandBooking.company_id == company.id)
    query = query.where(col(StandBooking.ended_at) > now() - TURN, col(StandBooking.submitted_at).is_(None))
    kept = [(one.held_at, _left_at(one)) for one in session.exec(query) if one.held_at]
    lately = [(start, end) for start, end in kept if end > now() - TURN]
    if sum((end - start for start, end in lately), timedelta()) < HOLD:
        return
    free_at = min(end for _start, end in lately) + TURN
    raise Conflict(
        N_("Votre entreprise a déjà gardé le stand %(code)s : d’autres peuvent le choisir jusqu’à %(time)s."),
        code=stand.code, time=in_zone(fair, free_at).strftime("%H:%M"),
    )  # fmt: skip


def _left_at(booking: StandBooking) -> datetime:
    """Return when a hold ended: it may have run out before anyone wrote it down."""
    ended = booking.ended_at or now()
    return min(ended, booking.held_until) if booking.held_until else ended


def take(session: Session, fair: Fair, stand: Stand, *, company: Company, by: Actor) -> StandBooking:
    """Insert the hold; the database decides who comes first. The caller has ended what was overdue.

    What the company itself has of the stand by then, held or booked, is returned, locked.

    :raise Conflict: for everyone else, and if the company keeps another stand.
    """
    stand = lock_stand(session, stand)
    if stand.is_blocked:
        raise Conflict(N_("Le stand %(code)s n’est plus proposé. Choisissez-en un autre."), code=stand.code)
    if has_waiting(session, stand.type_id):
        raise Conflict(N_("Le stand %(code)s revient à la liste d’attente de ce type de stand."), code=stand.code)
    at = now()
    new = StandBooking(
        fair_id=fair.id, company_id=company.id, type_id=stand.type_id, stand_id=stand.id, status=BookingStatus.HELD,
        held_at=at, held_until=at + HOLD, booked_by_id=by.account_id,
    )  # fmt: skip
    insert = upsert(session, StandBooking).values(**new.model_dump(exclude={"id"}))
    id = session.execute(insert.on_conflict_do_nothing().returning(col(StandBooking.id))).scalar()
    return session.get_one(StandBooking, id) if id is not None else _taken_by_own(session, stand, company)


def _taken_by_own(session: Session, stand: Stand, company: Company) -> StandBooking:
    """Return the stand that the company was refused because a colleague, or the same form, has just taken it."""
    mine = own_booking(session, stand.id, company.id)
    if mine is not None and (mine := lock_booking(session, mine.id)).status in LIVE:
        return mine
    other = hold_of(session, stand.fair_id, company.id)
    if other is None:
        raise Conflict(TAKEN, code=stand.code)
    code = session.get_one(Stand, other.stand_id).code
    raise Conflict(N_("Votre entreprise garde maintenant le stand %(code)s : libérez-le d’abord."), code=code)


def concerning(company: Company, stand: Stand) -> ColumnElement[bool]:
    """Return the condition for the bookings of either: both are locked together, in the order of their ids."""
    return or_(col(StandBooking.company_id) == company.id, col(StandBooking.stand_id) == stand.id)


def extend_hold(session: Session, fair: Fair, booking: StandBooking) -> StandBooking:
    """Prolong the hold, once; asking again changes nothing.

    :raise Conflict: if it has run out.
    """
    booking = lock_booking(session, booking.id)
    if not is_kept(booking):
        raise Conflict(N_("Le délai est dépassé : le stand n’est plus gardé."))
    if booking.is_extended or booking.is_offered or booking.held_until is None:
        return booking
    booking.held_until, booking.is_extended = booking.held_until + HOLD, True
    session.add(booking)
    plan_changed(session, fair.id)
    return booking


def release_hold(session: Session, fair: Fair, booking: StandBooking) -> None:
    """Give the stand back, or decline what the waiting list offered; twice is once."""
    booking = lock_booking(session, booking.id)
    if booking.status is not BookingStatus.HELD:
        return
    end(session, booking, BookingStatus.CANCELLED)
    offer_free_stands(session, fair, booking.type_id)
    plan_changed(session, fair.id)


def is_kept(booking: StandBooking) -> bool:
    """Tell whether the hold still holds."""
    return booking.status is BookingStatus.HELD and booking.held_until is not None and now() < booking.held_until
