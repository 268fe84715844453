"""The end of a hold and the holder's booking at one moment: one of the two, never both (row B3)."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import NamedTuple

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from fairapp.clusters.models import Company
from fairapp.core.actor import Actor
from fairapp.core.clock import now
from fairapp.core.errors import Conflict
from fairapp.fairs.enums import BookingStatus
from fairapp.fairs.models import Fair
from fairapp.fairs.stands import services
from fairapp.fairs.stands.handlers import tend_holds
from fairapp.fairs.stands.models import Stand, StandBooking, StandType
from fairapp.fairs.stands.queries import LIVE
from fairapp.fairs.stands.services import HoldEnded, expiring, submitting
from tests.fairs.factories import make_booking
from tests.fairs.stands.making import Place, draft, join, lay, signed
from tests.support.racing import A_MOMENT, LONG, Gap, committing, drop_unique, unguarded

Wanting = Callable[[Session, Place, Stand], None]
BOTH = (BookingStatus.SUBMITTED, True)  # the form was taken, and the hold ended
SUBMITTED, EXPIRED = (BookingStatus.SUBMITTED, False), (BookingStatus.EXPIRED, True)


class Overdue(NamedTuple):
    """A hold whose time is over, though nobody has written that down."""

    place: Place
    company: Company
    by: Actor
    booking: StandBooking


@pytest.fixture
def overdue(writing) -> Overdue:
    with writing() as session:
        place = lay(session)
        company, by = join(session, place)
        late = {"status": BookingStatus.HELD, "held_until": now() - timedelta(seconds=1), "submitted_at": None}
        return Overdue(place, company, by, make_booking(session, place.stands[0], company, confirmed_at=None, **late))


def submit(engine: Engine, overdue: Overdue, **filled: object) -> BookingStatus:
    place, company, by, _booking = overdue
    with committing(engine) as session:
        fair, kind = session.get_one(Fair, place.fair.id), session.get_one(StandType, place.kind.id)
        form, stand = draft(session, fair, kind, company, **filled), session.get_one(Stand, place.stands[0].id)
        return services.submit_booking(session, fair, stand, form, company=company, by=signed(by)).status


def sweep(engine: Engine) -> None:
    with committing(engine) as session:
        tend_holds(session)


def state(reading, overdue: Overdue) -> tuple[BookingStatus, bool]:
    with reading() as session:
        booking = session.get_one(StandBooking, overdue.booking.id)
        return booking.status, booking.ended_at is not None


def asked_in_time(booking: StandBooking) -> bool:
    """Answer as a moment before the end."""
    return booking.status is BookingStatus.HELD


def sweep_during_submission(engine: Engine, overdue: Overdue, gap: Gap, monkeypatch: pytest.MonkeyPatch) -> list:
    monkeypatch.setattr(submitting, "is_kept", gap.after(asked_in_time))
    return gap.meet(partial(submit, engine, overdue), partial(sweep, engine))


def submit_during_sweep(engine: Engine, overdue: Overdue, gap: Gap, monkeypatch: pytest.MonkeyPatch) -> list:
    monkeypatch.setattr(submitting, "is_kept", asked_in_time)
    monkeypatch.setattr(expiring, "end", gap.before(expiring.end))
    return gap.meet(partial(sweep, engine), partial(submit, engine, overdue))


def test_b3_a_form_that_came_in_time_is_not_swept_away(engine, overdue, reading, monkeypatch):
    answers = sweep_during_submission(engine, overdue, Gap(A_MOMENT), monkeypatch)
    assert answers == [BookingStatus.SUBMITTED, None]
    assert state(reading, overdue) == SUBMITTED


def test_b3_a_form_that_came_as_the_hold_was_swept_away_is_told(engine, overdue, reading, monkeypatch):
    swept, told = submit_during_sweep(engine, overdue, Gap(A_MOMENT), monkeypatch)
    assert swept is None
    assert isinstance(told, HoldEnded)
    assert state(reading, overdue) == EXPIRED
    assert submit(engine, overdue, takes_again=True) is BookingStatus.SUBMITTED  # what was typed, sent again


def test_b3_without_the_lock_a_form_is_taken_whose_hold_has_ended(engine, overdue, reading, monkeypatch):
    """Control."""
    with unguarded(engine, monkeypatch) as bare:
        answers = sweep_during_submission(bare, overdue, Gap(LONG), monkeypatch)
    assert answers == [BookingStatus.SUBMITTED, None]
    assert state(reading, overdue) == BOTH


def test_b3_without_the_lock_a_form_that_was_taken_is_swept_away(engine, overdue, reading, monkeypatch):
    """Control."""
    with unguarded(engine, monkeypatch) as bare:
        answers = submit_during_sweep(bare, overdue, Gap(LONG), monkeypatch)
    assert answers == [None, BookingStatus.SUBMITTED]
    assert state(reading, overdue) == EXPIRED


def hold(session: Session, place: Place, stand: Stand) -> None:
    company, by = join(session, place)
    services.hold_stand(session, place.fair, stand, company=company, by=by)


def move_here(session: Session, place: Place, stand: Stand) -> None:
    company, by = join(session, place)
    booking = make_booking(session, place.stands[1], company)
    services.move_booking(session, place.fair, booking, stand, by=by)


def block(session: Session, place: Place, stand: Stand) -> None:
    services.block_stand(session, place.fair, stand, reason="Pilier", by=join(session, place)[1])


def take_again_while(wanting: Wanting, engine: Engine, overdue: Overdue, monkeypatch: pytest.MonkeyPatch) -> list:
    """Let the holder take the stand again with the form, while somebody else wants it."""
    place, gap = overdue.place, Gap(A_MOMENT)
    monkeypatch.setattr(submitting, "is_kept", gap.after(submitting.is_kept))  # too late; nothing is taken yet

    def want() -> str:
        with committing(engine) as session:
            there = place._replace(fair=session.get_one(Fair, place.fair.id), stands=[
                session.get_one(Stand, stand.id) for stand in place.stands
            ])  # fmt: skip
            wanting(session, there, there.stands[0])
            return "got it"

    return gap.meet(partial(submit, engine, overdue, takes_again=True), want)


def live_on(reading, stand: Stand) -> int:
    with reading() as session:
        rows = session.exec(select(StandBooking).where(StandBooking.stand_id == stand.id)).all()
        return sum(row.status in LIVE for row in rows)


@pytest.mark.parametrize("wanting", [hold, move_here, block])
def test_b3_an_overdue_stand_goes_to_its_holder_who_was_first_and_the_other_is_told(
    engine, overdue, reading, monkeypatch, wanting
):
    """Neither waits for what the other one keeps: bookings are locked before stands."""
    first, other = take_again_while(wanting, engine, overdue, monkeypatch)
    assert (first, type(other)) == (BookingStatus.SUBMITTED, Conflict)
    assert live_on(reading, overdue.place.stands[0]) == 1


@pytest.mark.parametrize("wanting", [hold, move_here])
def test_b3_without_its_index_it_goes_to_both(engine, overdue, reading, monkeypatch, wanting):
    """Control."""
    drop_unique(engine, "stand_booking", "uq_stand_booking_live")
    assert take_again_while(wanting, engine, overdue, monkeypatch) == [BookingStatus.SUBMITTED, "got it"]
    assert live_on(reading, overdue.place.stands[0]) == 2
