"""Stands that change hands at one moment: none booked twice, no booking lost or brought back (row B11)."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from fairapp.core.actor import Actor
from fairapp.core.errors import Conflict
from fairapp.fairs.enums import BookingStatus
from fairapp.fairs.models import Fair
from fairapp.fairs.stands import services
from fairapp.fairs.stands.models import Stand, StandBooking
from fairapp.fairs.stands.services import organising
from tests.fairs.factories import make_booking
from tests.fairs.stands.making import Place, join, lay
from tests.support.racing import A_MOMENT, LONG, Gap, committing, drop_unique, unguarded


class Neighbours(NamedTuple):
    """Three companies on the stands 0, 1 and 2; the stand 3 is free."""

    place: Place
    bookings: list[int]
    by: Actor

    def stand(self, number: int) -> int:
        return self.place.stands[number].id

    def swap(self, engine: Engine, one: int, other: int) -> None:
        with committing(engine) as session:
            fair = session.get_one(Fair, self.place.fair.id)
            pair = [session.get_one(StandBooking, self.bookings[number]) for number in (one, other)]
            services.swap_bookings(session, fair, *pair, by=self.by)

    def move(self, engine: Engine, number: int, *, to: int) -> None:
        with committing(engine) as session:
            fair, stand = session.get_one(Fair, self.place.fair.id), session.get_one(Stand, self.stand(to))
            booking = session.get_one(StandBooking, self.bookings[number])
            services.move_booking(session, fair, booking, stand, by=self.by)

    def cancel(self, engine: Engine, number: int) -> None:
        with committing(engine) as session:
            fair = session.get_one(Fair, self.place.fair.id)
            booking = session.get_one(StandBooking, self.bookings[number])
            services.give_up_booking(session, fair, booking, by=self.by)


@pytest.fixture
def three(writing) -> Neighbours:
    with writing() as session:
        place = lay(session, stands=4)
        bookings = [make_booking(session, stand, join(session, place)[0]).id for stand in place.stands[:3]]
        return Neighbours(place, bookings, join(session, place)[1])


@pytest.fixture
def where(reading, three) -> Callable[[], list[int | None]]:
    """Tell the number of the stand that each of the three has; None: cancelled."""

    def tell() -> list[int | None]:
        numbers = {stand.id: number for number, stand in enumerate(three.place.stands)}
        with reading() as session:
            rows = {row.id: row for row in session.exec(select(StandBooking))}
        confirmed = BookingStatus.CONFIRMED
        return [
            numbers[row.stand_id] if row.status is confirmed else None for row in map(rows.__getitem__, three.bookings)
        ]

    return tell


def swap_while(engine: Engine, three: Neighbours, gap: Gap, monkeypatch, other: Callable[[], None]) -> list:
    """Exchange the stands 0 and 1; between reading and writing, the other one comes."""
    monkeypatch.setattr(organising, "lock_stands", gap.before(organising.lock_stands))
    return gap.meet(partial(three.swap, engine, 0, 1), other)


def test_b11_who_cancels_during_a_swap_has_cancelled(engine, three, where, monkeypatch):
    answers = swap_while(engine, three, Gap(A_MOMENT), monkeypatch, partial(three.cancel, engine, 0))
    assert answers == [None, None]
    assert where() == [None, 0, 2]


def test_b11_without_the_lock_a_swap_brings_a_cancelled_booking_back(engine, three, where, monkeypatch):
    """Control."""
    with unguarded(engine, monkeypatch) as bare:
        answers = swap_while(bare, three, Gap(LONG), monkeypatch, partial(three.cancel, bare, 0))
    assert answers == [None, None]
    assert where() == [1, 0, 2]


def test_b11_of_two_swaps_of_one_booking_the_second_finds_what_the_first_did(engine, three, where, monkeypatch):
    answers = swap_while(engine, three, Gap(A_MOMENT), monkeypatch, partial(three.swap, engine, 1, 2))
    assert answers == [None, None]
    assert where() == [1, 2, 0]


def test_b11_without_lock_and_index_two_swaps_book_a_stand_twice(engine, three, where, monkeypatch):
    """Control."""
    drop_unique(engine, "stand_booking", "uq_stand_booking_live")
    with unguarded(engine, monkeypatch) as bare:
        answers = swap_while(bare, three, Gap(LONG), monkeypatch, partial(three.swap, bare, 1, 2))
    assert answers == [None, None]
    assert where() == [1, 0, 1]


def test_b11_a_move_and_a_swap_of_one_booking_lose_neither(engine, three, where, monkeypatch):
    answers = swap_while(engine, three, Gap(A_MOMENT), monkeypatch, partial(three.move, engine, 0, to=3))
    assert answers == [None, None]
    assert where() == [3, 0, 2]


def test_b11_without_the_lock_a_move_is_undone_by_a_swap(engine, three, where, monkeypatch):
    """Control."""
    with unguarded(engine, monkeypatch) as bare:
        answers = swap_while(bare, three, Gap(LONG), monkeypatch, partial(three.move, bare, 0, to=3))
    assert answers == [None, None]
    assert where() == [1, 0, 2]


def move_both(engine: Engine, three: Neighbours, monkeypatch) -> list:
    """Move two bookings to the free stand; the second comes as the first has found it free."""
    gap = Gap(A_MOMENT)
    monkeypatch.setattr(organising, "lock_stand", gap.after(organising.lock_stand))
    return gap.meet(partial(three.move, engine, 0, to=3), partial(three.move, engine, 1, to=3))


def test_b11_of_two_moves_to_one_stand_one_arrives_and_the_other_is_told(engine, three, where, monkeypatch):
    first, second = move_both(engine, three, monkeypatch)
    assert (first, type(second)) == (None, Conflict)
    assert where() == [3, 1, 2]


def test_b11_without_its_index_two_moves_end_on_one_stand(engine, three, where, monkeypatch):
    """Control."""
    drop_unique(engine, "stand_booking", "uq_stand_booking_live")
    assert move_both(engine, three, monkeypatch) == [None, None]
    assert where() == [3, 3, 2]
