"""Stands that come free at one moment: the first in line are asked, each once; nobody is told of an error (row B7)."""

from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from typing import NamedTuple

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from fairapp.clusters.models import Company
from fairapp.core.clock import now
from fairapp.core.errors import Conflict
from fairapp.core.events import collect
from fairapp.fairs.enums import BookingStatus
from fairapp.fairs.events import StandOffered
from fairapp.fairs.models import Fair
from fairapp.fairs.stands import services
from fairapp.fairs.stands.models import StandBooking, StandType
from fairapp.fairs.stands.services import offering, queueing
from tests.factories import actor_of, make_account
from tests.fairs.factories import make_booking
from tests.fairs.stands.making import Place, join, lay
from tests.support.racing import A_MOMENT, LONG, Gap, committing, unguarded


class Line(NamedTuple):
    place: Place
    leaving: list[int]  # bookings of the two stands that there are
    waiting: list[int]  # in their order


@pytest.fixture
def line(writing) -> Line:
    with writing() as session:
        place = lay(session)
        for number, stand in enumerate(place.stands):
            stand.code = f"A{number}"  # offered in this order
        leaving = [make_booking(session, stand, join(session, place)[0]).id for stand in place.stands]
        waiting = []
        for number in range(3):
            company, by = join(session, place)
            row = services.join_waiting_list(session, place.fair, place.kind, company=company, by=by)
            row.waitlisted_at = now() - timedelta(hours=number + 1)  # the last to be made waits longest
            waiting.insert(0, row.id)
        return Line(place, leaving, waiting)


def cancel(engine: Engine, line: Line, number: int) -> list[int]:
    """Return who was asked."""
    with committing(engine) as session:
        fair, booking = session.get_one(Fair, line.place.fair.id), session.get_one(StandBooking, line.leaving[number])
        services.cancel_booking(session, fair, booking, by=None)
        return [event.booking_id for event in collect(session) if isinstance(event, StandOffered)]


def cancel_both(engine: Engine, line: Line, gap: Gap, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Let the second stand come free as somebody was chosen for the first one."""
    monkeypatch.setattr(offering, "first_waiting", gap.after(offering.first_waiting))
    return flat(gap.meet(partial(cancel, engine, line, 0), partial(cancel, engine, line, 1)))


def flat(answers: Iterable[list[int]]) -> list[int]:
    return [id for ids in answers for id in ids]


def test_b7_two_stands_that_come_free_at_once_go_to_the_first_two(engine, line, reading, monkeypatch):
    assert cancel_both(engine, line, Gap(A_MOMENT), monkeypatch) == line.waiting[:2]
    with reading() as session:
        offered = session.exec(select(StandBooking).where(StandBooking.is_offered)).all()
    assert {row.stand_id for row in offered} == {stand.id for stand in line.place.stands}


def test_b7_without_the_lock_one_company_is_asked_twice(engine, line, monkeypatch):
    """Control."""
    with unguarded(engine, monkeypatch) as bare:
        asked = cancel_both(bare, line, Gap(LONG), monkeypatch)
    assert asked.count(line.waiting[0]) == 2


def join_again(engine: Engine, line: Line) -> BookingStatus:
    """Let a colleague of who waits longest join the list too."""
    with committing(engine) as session:
        fair, kind = session.get_one(Fair, line.place.fair.id), session.get_one(StandType, line.place.kind.id)
        first = session.get_one(StandBooking, line.waiting[0])
        company, by = session.get_one(Company, first.company_id), actor_of(make_account(session))
        session.expunge(first)  # as a request has it, which does not know the place yet
        return services.join_waiting_list(session, fair, kind, company=company, by=by).status


def leave(engine: Engine, line: Line) -> None:
    with committing(engine) as session:
        fair, kind = session.get_one(Fair, line.place.fair.id), session.get_one(StandType, line.place.kind.id)
        first = session.get_one(StandBooking, line.waiting[0])
        services.leave_waiting_list(session, fair, kind, company=session.get_one(Company, first.company_id))


@pytest.fixture
def found_waiting(monkeypatch) -> Gap:
    """The place was found to be there already; on SQLite nobody else changes it before it is read."""
    gap = Gap(LONG)
    monkeypatch.setattr(queueing, "_place", gap.before(queueing._place))
    return gap


@pytest.mark.postgres_only
def test_b7_who_joins_again_as_the_stand_is_offered_gets_the_offer(engine, line, found_waiting):
    joined, asked = found_waiting.meet(partial(join_again, engine, line), partial(cancel, engine, line, 0))
    assert joined is BookingStatus.HELD
    assert asked == line.waiting[:1]


@pytest.mark.postgres_only
def test_b7_who_joins_again_as_a_colleague_leaves_is_told(engine, line, found_waiting):
    joined, left = found_waiting.meet(partial(join_again, engine, line), partial(leave, engine, line))
    assert isinstance(joined, Conflict)
    assert left is None


def let_lapse(engine: Engine, line: Line) -> list[int]:
    """Let the second stand's hold be given back, whose time is over; return who was asked."""
    with committing(engine) as session:
        fair, held = session.get_one(Fair, line.place.fair.id), session.get_one(StandBooking, line.leaving[1])
        services.release_hold(session, fair, held)
        return [event.booking_id for event in collect(session) if isinstance(event, StandOffered)]


@pytest.mark.postgres_only
def test_b7_a_hold_given_back_while_the_list_is_walked_blocks_nobody(engine, line, writing, monkeypatch):
    """The one has the list and meets the hold, the other has the hold and waits for the list."""
    with writing() as session:
        held = session.get_one(StandBooking, line.leaving[1])
        held.status, held.held_until = BookingStatus.HELD, now() - timedelta(seconds=1)
    gap = Gap(A_MOMENT)
    monkeypatch.setattr(offering, "expire_overdue", gap.before(offering.expire_overdue))
    asked = gap.meet(partial(cancel, engine, line, 0), partial(let_lapse, engine, line))
    assert asked == [line.waiting[:1], line.waiting[1:2]]
