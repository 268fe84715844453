"""The waiting list (row C4): a freed place goes to the lowest number, for a day, counted as taken meanwhile."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from fairapp.core.clock import now
from fairapp.core.events import emit
from fairapp.fairs.calendar import hours_of
from fairapp.fairs.enums import FairStatus, QuotaKind, RegistrationStatus
from fairapp.fairs.events import PlaceOffered, RegistrationCancelled
from fairapp.fairs.models import Fair
from fairapp.fairs.queries import days_of
from fairapp.fairs.registrations.models import Quota, Registration
from fairapp.fairs.registrations.queries import places_of
from fairapp.fairs.registrations.services.places import forget_places, give_back, hold, is_full, take

OFFER = timedelta(hours=24)
LAST_OFFER = timedelta(hours=1)  # before the doors open: later, nobody would read the mail in time
_AT_ONCE = 100  # of the waiting list, read together


def offered_until(session: Session, fair: Fair) -> datetime | None:
    """Return until when a place offered now may be accepted; None: the fair is too near, or does not take place."""
    hours = hours_of(fair, days_of(session, fair.id))
    if fair.status is not FairStatus.PUBLISHED or not hours or hours[0].opens_at - now() < LAST_OFFER:
        return None
    return min(now() + OFFER, hours[0].opens_at)


def has_overdue_offers(session: Session, fair_id: int) -> bool:
    return session.exec(_overdue().where(Registration.fair_id == fair_id).limit(1)).first() is not None


def settle(session: Session, fair: Fair) -> None:
    """End the offers that are over, and give what is free to those who wait."""
    quotas = hold(session, fair.id)
    for registration in session.exec(_overdue().where(Registration.fair_id == fair.id).with_for_update()).all():
        end(session, registration)
    if any(quota.kind is QuotaKind.FAIR for quota in quotas):
        _offer_places(session, fair)


def settle_all(session: Session) -> None:
    """Settle every fair that has an offer that is over (every few minutes)."""
    for fair_id in sorted({registration.fair_id for registration in session.exec(_overdue())}):
        settle(session, session.get_one(Fair, fair_id))


def end(session: Session, registration: Registration) -> None:
    """Cancel a registration and free what it held; the caller holds the fair's quotas."""
    if registration.status in (RegistrationStatus.CONFIRMED, RegistrationStatus.OFFERED):
        give_back(session, places_of(session, [registration.id])[registration.id])
    registration.status, registration.cancelled_at = RegistrationStatus.CANCELLED, now()
    session.add(registration)
    session.flush()
    emit(session, RegistrationCancelled(registration.id))


def _offer_places(session: Session, fair: Fair) -> None:
    until = offered_until(session, fair)
    after = 0
    while until and not _is_fair_full(session, fair) and (waiting := _waiting(session, fair, after)):
        wishes = places_of(session, [registration.id for registration in waiting])
        for registration in waiting:
            _offer(session, registration, wishes[registration.id], until)
        after = waiting[-1].queue_number or 0


def _offer(session: Session, registration: Registration, wishes: Sequence[Quota], until: datetime) -> bool:
    """Offer the place if all that it needs is free; a full arrival band is left for the person to choose again."""
    if any(is_full(quota) for quota in _fresh(session, wishes) if quota.kind is not QuotaKind.BAND):
        return False
    full = [quota for quota in wishes if is_full(quota)]
    forget_places(session, registration.id, full)
    take(session, [quota for quota in wishes if quota not in full])
    registration.status, registration.offered_until = RegistrationStatus.OFFERED, until
    session.add(registration)
    session.flush()
    emit(session, PlaceOffered(registration.id))
    return True


def _waiting(session: Session, fair: Fair, after: int) -> Sequence[Registration]:
    return session.exec(
        select(Registration)
        .where(Registration.fair_id == fair.id, Registration.status == RegistrationStatus.WAITLISTED)
        .where(col(Registration.queue_number) > after)
        .order_by(col(Registration.queue_number))
        .limit(_AT_ONCE)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def _overdue() -> SelectOfScalar[Registration]:
    return select(Registration).where(
        Registration.status == RegistrationStatus.OFFERED, col(Registration.offered_until) <= now()
    )


def _is_fair_full(session: Session, fair: Fair) -> bool:
    query = select(Quota).where(Quota.fair_id == fair.id, Quota.kind == QuotaKind.FAIR)
    return is_full(session.exec(query.execution_options(populate_existing=True)).one())


def _fresh(session: Session, quotas: Sequence[Quota]) -> Sequence[Quota]:
    for quota in quotas:
        session.refresh(quota)
    return quotas
