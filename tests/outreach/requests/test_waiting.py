"""The waiting list of a slot (row E7): three are told at a time, the fastest has the place, nobody loses their turn."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from fairapp.core.changes import SearchChange
from fairapp.core.clock import now
from fairapp.core.tasks import enqueue_reactions
from fairapp.outreach.enums import Action, Side, WaitStatus
from fairapp.outreach.interventions.services.slots import cancel_slot
from fairapp.outreach.models import OutreachRequest, Slot, WaitItem
from fairapp.outreach.requests.handlers import tend_waiting_lists
from fairapp.outreach.requests.services import book_slot, delete_draft, end, send_request, wait_for_slot, waiting
from fairapp.outreach.requests.services.places import free_place, take_place
from fairapp.wiring import SUBSCRIPTIONS
from tests.outreach.requests.making import Scene, draft_for, stage

WAITING, NOTIFIED, LEFT, BOOKED = WaitStatus.WAITING, WaitStatus.NOTIFIED, WaitStatus.LEFT, WaitStatus.BOOKED


@pytest.fixture
def scene(writing, time_machine) -> Scene:
    time_machine.move_to(now(), tick=False)
    with writing() as session:
        return stage(session, pupils_max=30)


@pytest.fixture
def act(writing, scene, run_pending) -> Callable[..., int]:
    """Do something as a page would, and let follow what follows."""

    def run(do: Callable[[Session, OutreachRequest], object], id: int = 0, **over: object) -> int:
        with writing() as session:
            request = session.get_one(OutreachRequest, id) if id else draft_for(session, scene, **over)
            do(session, request)
            enqueue_reactions(session, SUBSCRIPTIONS)
            found = request.id
        run_pending()
        return found

    return run


@pytest.fixture
def book(act, scene) -> Callable[..., int]:
    def do(session: Session, request: OutreachRequest) -> None:
        book_slot(session, request, session.get_one(Slot, scene.slot.id), scene.click(Side.SCHOOL, request))

    return lambda id=0: act(do, id)


@pytest.fixture
def cancel(act, scene) -> Callable[[int], int]:
    return lambda id: act(
        lambda session, request: end(
            session, request, Action.CANCEL, scene.click(Side.SCHOOL, request, "Sortie annulée")
        ),
        id,
    )


@pytest.fixture
def queue(act, scene) -> list[int]:
    """Let five classes wait; return their drafts."""

    def wait(session: Session, request: OutreachRequest) -> None:
        wait_for_slot(session, request, session.get_one(Slot, scene.slot.id))

    return [act(wait, class_name=f"3e {letter}") for letter in "CDEFG"]


@pytest.fixture
def line(reading) -> Callable[[], list[WaitStatus]]:
    def read() -> list[WaitStatus]:
        with reading() as session:
            return list(session.exec(select(WaitItem.status).order_by(WaitItem.id)))

    return read


@pytest.fixture
def hour(writing, run_pending, time_machine) -> Callable[[timedelta], None]:
    """Let time pass, and then the hourly round."""

    def pass_by(length: timedelta) -> None:
        time_machine.move_to(now() + length, tick=False)
        with writing() as session:
            tend_waiting_lists(session)
        run_pending()

    return pass_by


def test_e7_a_place_that_comes_free_is_told_to_three(book, queue, cancel, line):
    booked = book()
    assert line() == [WAITING] * 5
    cancel(booked)
    assert line() == [NOTIFIED] * 3 + [WAITING] * 2


def test_e7_the_fastest_has_it_and_the_others_keep_their_turn(book, queue, cancel, line):
    booked = book()
    cancel(booked)
    book(queue[1])
    assert line() == [WAITING, BOOKED, WAITING, WAITING, WAITING]
    cancel(queue[1])
    assert line() == [NOTIFIED, BOOKED, NOTIFIED, NOTIFIED, WAITING]


def test_e7_after_two_days_the_notice_goes_to_the_next(book, queue, cancel, line, hour):
    cancel(book())
    hour(waiting.NOTICE - timedelta(seconds=1))
    assert line() == [NOTIFIED] * 3 + [WAITING] * 2
    hour(timedelta(hours=1))
    assert line() == [LEFT] * 3 + [NOTIFIED] * 2


@pytest.mark.parametrize("leaving", [
    lambda scene, session, request: delete_draft(session, request, scene.click(Side.SCHOOL, request)),
    lambda scene, session, request: send_request(session, request, scene.click(Side.SCHOOL, request)),
    lambda scene, session, request: waiting.settle(session, request, WaitStatus.LEFT),
], ids=["deletes", "sends", "leaves"])  # fmt: skip
def test_e7_who_was_told_and_waits_no_more_makes_room_for_the_next(
    book, queue, cancel, line, hour, act, scene, leaving
):
    cancel(book())
    act(lambda session, request: leaving(scene, session, request), queue[0])
    hour(timedelta(hours=1))
    assert line()[-4:] == [NOTIFIED, NOTIFIED, NOTIFIED, WAITING]


def test_e7_a_class_that_does_not_fit_is_not_told(writing, book, queue, cancel, line, scene):
    booked = book()
    with writing() as session:
        session.get_one(OutreachRequest, queue[0]).pupils = 31
    cancel(booked)
    assert line() == [WAITING] + [NOTIFIED] * 3 + [WAITING]


def test_e7_nobody_is_told_of_a_slot_that_can_no_longer_be_booked(book, queue, cancel, line, hour, time_machine, scene):
    booked = book()
    time_machine.move_to(scene.slot.booking_until, tick=False)
    cancel(booked)
    hour(timedelta(hours=1))
    assert line() == [WAITING] * 5


def test_e7_a_notice_ends_when_booking_does(book, queue, cancel, reading, time_machine, scene):
    booked = book()
    time_machine.move_to(scene.slot.booking_until - timedelta(hours=5), tick=False)
    cancel(booked)
    with reading() as session:
        told = select(WaitItem.notified_until).where(WaitItem.status == NOTIFIED)
        assert set(session.exec(told)) == {scene.slot.booking_until}


def test_e7_the_same_hour_comes_twice_and_tells_nobody_twice(book, queue, cancel, line, hour, settings):
    cancel(book())
    before = len(list(settings.outbox_dir.glob("*.eml")))
    for _again in range(2):
        hour(timedelta(0))
    assert len(list(settings.outbox_dir.glob("*.eml"))) == before
    assert line() == [NOTIFIED] * 3 + [WAITING] * 2


def test_e7_who_is_told_a_second_time_reads_a_second_letter(book, queue, cancel, settings, time_machine):
    cancel(book())
    book(queue[1])
    time_machine.move_to(now() + timedelta(hours=1), tick=False)
    before = set(settings.outbox_dir.glob("*.eml"))
    cancel(queue[1])
    new = [file.read_text() for file in set(settings.outbox_dir.glob("*.eml")) - before]
    assert sum("Une place est libre" in letter.replace("_", " ") for letter in new) == 3


def test_e2_places_taken_and_freed_are_told_to_the_search(session: Session):
    """The catalogue's documents hold the months that have a place."""
    scene = stage(session)
    request = draft_for(session, scene)

    def noted() -> int:
        changes = select(SearchChange).where(SearchChange.kind == "intervention", SearchChange.row_id == scene.visit.id)
        return len(session.exec(changes).all())

    before = noted()
    at = scene.slot.starts_at
    assert take_place(session, request, scene.slot, starts_at=at)
    assert noted() == before + 1
    assert not take_place(session, draft_for(session, scene, class_name="3e A"), scene.slot, starts_at=at)
    assert noted() == before + 1
    free_place(session, request)
    assert noted() == before + 2


def test_e7_who_waits_for_a_date_that_is_cancelled_reads_of_it(act, queue, scene, letters):
    letters()
    act(lambda session, _request: cancel_slot(session, session.get_one(Slot, scene.slot.id), by=scene.host), queue[0])
    found = letters()
    assert len(found) == len(queue)
    assert {letter.subject for letter in found} == {f"Date annulée : {scene.visit.title}"}
