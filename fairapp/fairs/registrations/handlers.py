"""What follows from registrations, from a fair that moves, and from the calendar."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, exists
from sqlmodel import Session, col, select

from fairapp.core.clock import now, today
from fairapp.core.tasks import Handler, Subscriptions, enqueue
from fairapp.core.worker import Scheduled
from fairapp.fairs.enums import FairStatus, RegistrationStatus
from fairapp.fairs.events import (
    FairCancelled,
    FairMoved,
    PlaceOffered,
    RegistrationAskedAgain,
    RegistrationCancelled,
    RegistrationMade,
)
from fairapp.fairs.models import Fair, FairDay
from fairapp.fairs.queries import days_of
from fairapp.fairs.registrations.letters import (
    send_cancelled,
    send_fair_cancelled,
    send_link,
    send_moved,
    send_offer,
    send_registration,
    send_reminder,
)
from fairapp.fairs.registrations.models import Quota, Registration, RegistrationPlace
from fairapp.fairs.registrations.queries import DATED, LIVE
from fairapp.fairs.registrations.retention import purge_old_fairs
from fairapp.fairs.registrations.services import follow_calendar, settle, settle_all

REMINDERS = (7, 1)  # days before (row C7)
REMINDED_AT = time(8)  # on the clock of the place
SAME_LETTER = timedelta(minutes=10)  # the form sent ten times in a row mails one link


def queue_link(session: Session, registration_id: int) -> None:
    bucket = int(now().timestamp() // SAME_LETTER.total_seconds())
    key = f"registration-link-{registration_id}-{bucket}"
    enqueue(session, send_link, key=key, registration_id=registration_id, bucket=bucket)


def follow_move(session: Session, fair_id: int) -> None:
    """Carry places over to the new days, then tell everyone; once for each change."""
    fair = session.get(Fair, fair_id)
    if fair is None:
        return
    follow_calendar(session, fair)
    settle(session, fair)
    for id in _registrations(session, fair_id):
        key = f"registration-moved-{id}-{fair.sequence}"
        enqueue(session, send_moved, key=key, registration_id=id, sequence=fair.sequence)


def tell_cancelled(session: Session, fair_id: int) -> None:
    for id in _registrations(session, fair_id):
        enqueue(session, send_fair_cancelled, key=f"registration-fair-cancelled-{id}", registration_id=id)


def queue_reminders(session: Session) -> None:
    """Plan the reminders of this day for eight in the morning where each fair is held (hourly).

    Midnight comes at another hour in each zone. The key of a task lasts for ever: each round is planned once.
    """
    for before in REMINDERS:
        for fair in session.exec(select(Fair).where(Fair.status == FairStatus.PUBLISHED, _is_held_soon())):
            morning = datetime.combine(today(fair.time_zone), REMINDED_AT, ZoneInfo(fair.time_zone))
            day = (morning.date() + timedelta(days=before)).isoformat()
            if day in {one.held_on.isoformat() for one in days_of(session, fair.id)}:
                key = f"reminders-{fair.id}-{day}-{before}"
                enqueue(session, remind, key=key, run_at=max(now(), morning), fair_id=fair.id, day=day, before=before)


def remind(session: Session, fair_id: int, day: str, before: int) -> None:
    """Queue a letter to each who comes on `day` (ISO), unless the fair moved meanwhile, or was."""
    fair = session.get(Fair, fair_id)
    if fair is None or day < today(fair.time_zone).isoformat():
        return
    for id in _first_coming(session, fair_id, day):
        key = f"registration-reminder-{id}-{day}-{before}"
        enqueue(session, send_reminder, key=key, registration_id=id, day=day, before=before)


def _is_held_soon() -> ColumnElement[bool]:
    """Select fairs with a day that may be one to remind of, in whatever zone."""
    last = today() + timedelta(days=max(REMINDERS) + 1)
    return exists().where(col(FairDay.fair_id) == Fair.id, col(FairDay.held_on).between(today(), last))


def _first_coming(session: Session, fair_id: int, day: str) -> Sequence[int]:
    """Return who comes to a fair on this day, and on no day before it; only while it is held that day."""
    earlier = (
        select(RegistrationPlace.registration_id)
        .join(Quota, col(Quota.id) == RegistrationPlace.quota_id)
        .where(Quota.fair_id == fair_id, col(Quota.kind).in_(DATED), Quota.key < day)
    )
    is_held = select(FairDay.id).where(FairDay.fair_id == Fair.id, FairDay.held_on == date.fromisoformat(day)).exists()
    return session.exec(
        select(Registration.id)
        .join(RegistrationPlace, col(RegistrationPlace.registration_id) == Registration.id)
        .join(Quota, col(Quota.id) == RegistrationPlace.quota_id)
        .join(Fair, col(Fair.id) == Registration.fair_id)
        .where(col(Quota.kind).in_(DATED), col(Quota.key).startswith(day), Fair.status == FairStatus.PUBLISHED, is_held)
        .where(Registration.fair_id == fair_id, Registration.status == RegistrationStatus.CONFIRMED)
        .where(col(Registration.email).is_not(None), col(Registration.id).not_in(earlier))
        .distinct()
    ).all()


def _registrations(session: Session, fair_id: int) -> Sequence[int]:
    query = select(Registration.id).where(Registration.fair_id == fair_id, col(Registration.status).in_(LIVE))
    return session.exec(query.where(col(Registration.email).is_not(None))).all()


SUBSCRIPTIONS: Subscriptions = {
    RegistrationMade: (send_registration,),
    RegistrationAskedAgain: (queue_link,),
    PlaceOffered: (send_offer,),
    RegistrationCancelled: (send_cancelled,),
    FairMoved: (follow_move,),
    FairCancelled: (tell_cancelled,),
}
SCHEDULE: tuple[Scheduled, ...] = (
    Scheduled(settle_all, every=timedelta(minutes=5)),
    Scheduled(queue_reminders, every=timedelta(hours=1)),
    Scheduled(purge_old_fairs, every=timedelta(days=1)),
)
DIRECT: tuple[Handler, ...] = (send_link, send_moved, send_fair_cancelled, remind, send_reminder)
