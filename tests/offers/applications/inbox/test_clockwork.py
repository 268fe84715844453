"""Reminders at 7, 21 and 45 days, the end at 60 (row A3): at their time and not before, once whatever dies in between."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from fairapp.core.clock import PARIS
from fairapp.core.db import open_session
from fairapp.core.errors import Conflict
from fairapp.core.tasks import Task
from fairapp.offers.applications.enums import Action, ApplicationStatus
from fairapp.offers.applications.inbox import clockwork
from fairapp.offers.applications.inbox.handlers import end_application, queue_ends, queue_reminders, remind_of_offer
from fairapp.offers.applications.models import Application, ApplicationStep
from tests.factories import make_offer
from tests.support.threads import at_once

Status = ApplicationStatus
START = datetime(2026, 11, 23, 9, tzinfo=PARIS)
MOMENT, DAY = timedelta(seconds=1), timedelta(days=1)


@pytest.fixture
def clock(time_machine) -> Callable[[datetime], None]:
    def move_to(moment: datetime) -> None:
        time_machine.move_to(moment, tick=False)

    move_to(START)
    return move_to


@pytest.fixture
def at(clock, writing, run_pending) -> Callable[[datetime], None]:
    """Move the clock, and let the rounds of that day pass; twice, as a worker that was killed asks again."""

    def pass_round(moment: datetime) -> None:
        clock(moment)
        for _again in range(2):
            with writing() as session:
                queue_reminders(session)
                queue_ends(session)
            run_pending()

    return pass_round


@pytest.fixture
def by_clock(reading) -> Callable[[int], list[Action]]:
    """Give what the clock did with an application, in order."""

    def read(id: int) -> list[Action]:
        query = select(ApplicationStep.action).where(
            ApplicationStep.application_id == id, ApplicationStep.side == "system"
        )
        with reading() as session:
            return list(session.exec(query.order_by(ApplicationStep.id)))

    return read


@pytest.mark.parametrize(("days", "before"), [(7, 0), (21, 1), (45, 2)])
def test_a3_a_reminder_leaves_on_its_day_and_not_before(clock, at, by_clock, apply, days, before):
    clock(START)
    id = apply(created_at=START)
    for passed in (7, 21, 45)[:before]:
        at(START + passed * DAY)
    at(START + days * DAY - MOMENT)
    assert by_clock(id) == [Action.NUDGE] * before
    at(START + days * DAY)
    at(START + days * DAY + 3 * DAY)
    assert by_clock(id) == [Action.NUDGE] * (before + 1)


def test_a3_it_ends_after_sixty_days_and_not_before(at, by_clock, apply, reading):
    id = apply(created_at=START)
    at(START + 60 * DAY - MOMENT)
    with reading() as session:
        assert session.get_one(Application, id).status is Status.NEW
    at(START + 60 * DAY)
    at(START + 61 * DAY)
    assert by_clock(id) == [Action.NUDGE, Action.LAPSE]  # nothing ran before: one reminder made up for three
    with reading() as session:
        row = session.get_one(Application, id)
        assert (row.status, row.closed_at, row.answered_at) == (Status.UNANSWERED, START + 60 * DAY, None)


@pytest.mark.parametrize(
    ("status", "since", "reminded"),
    [
        (Status.READ, START, True),  # opening is no answer
        (Status.IN_PROGRESS, START, True),
        (Status.IN_PROGRESS, START + 2 * DAY, False),  # it begins anew with each word to the person
        (Status.INTERVIEW, START, True),
        (Status.REFUSED, START, False),
        (Status.WITHDRAWN, START, False),
        (Status.HIRED, START, False),
    ],
)
def test_a3_what_waits_is_reminded_of(at, by_clock, apply, status, since, reminded):
    id = apply(created_at=START, status=status, status_at=since)
    at(START + 7 * DAY)
    assert by_clock(id) == [Action.NUDGE] * reminded


def test_a_letter_that_was_opened_late_still_counts_from_its_arrival(at, by_clock, apply):
    id = apply(created_at=START, status=Status.READ, status_at=START + 6 * DAY)
    at(START + 7 * DAY)
    assert by_clock(id) == [Action.NUDGE]


def test_an_answer_in_time_ends_the_wait(at, by_clock, apply, writing):
    id = apply(created_at=START)
    with writing() as session:
        row = session.get_one(Application, id)
        row.status, row.status_at = Status.IN_PROGRESS, START + 50 * DAY
        session.add(row)
    at(START + 60 * DAY)
    assert by_clock(id) == [Action.NUDGE]  # of its tenth day since
    at(START + 110 * DAY)
    assert by_clock(id)[-1] is Action.LAPSE


def test_a_worker_killed_before_the_commit_leaves_nothing_and_after_it_one(
    clock, apply, engine, writing, by_clock, scene
):
    id = apply(created_at=START)
    clock(START + 7 * DAY)
    with open_session(engine) as session:
        remind_of_offer(session, scene.offer.id)  # killed: never committed
    assert by_clock(id) == []
    for _again in range(2):
        with writing() as session:
            remind_of_offer(session, scene.offer.id)
    assert by_clock(id) == [Action.NUDGE]
    with writing() as session:
        letters = session.exec(select(Task).where(Task.handler.endswith("send_reminder"))).all()
    assert len(letters) == 1


def test_two_workers_at_once_end_it_once(clock, apply, engine, by_clock):
    id = apply(created_at=START)
    clock(START + 60 * DAY)

    def work() -> None:
        with open_session(engine) as session:
            end_application(session, id)
            session.commit()

    assert at_once([work, work]) == [None, None]
    assert by_clock(id) == [Action.LAPSE]


def test_two_workers_at_once_remind_once(clock, apply, engine, by_clock, scene):
    id = apply(created_at=START)
    clock(START + 7 * DAY)

    def work() -> None:
        with open_session(engine) as session:
            remind_of_offer(session, scene.offer.id)
            session.commit()

    assert at_once([work, work]) == [None, None]
    assert by_clock(id) == [Action.NUDGE]


def test_one_letter_about_an_offer_however_many_wait(at, apply, writing, scene, letters):
    with writing() as session:
        other = make_offer(session, scene.company, scene.cluster, title="Peintre marine")
    for offer in (None, None, other):
        apply(offer, created_at=START)
    at(START + 7 * DAY)
    assert sorted(letter.subject.replace("\xa0", " ") for letter in letters()) == [
        "1 candidature attend votre réponse : Peintre marine",
        "2 candidatures attendent votre réponse : Soudeur / Soudeuse",
    ]


def test_a3_one_that_is_gone_at_this_instant_holds_up_no_other(clock, apply, writing, scene, monkeypatch):
    gone, due = apply(created_at=START - 7 * DAY), apply(created_at=START - 7 * DAY)
    monkeypatch.setattr(clockwork, "take", refusing(clockwork.take, gone))
    with writing() as session:
        assert clockwork.remind(session, scene.offer.id) == [due]


def refusing(take, id):
    def act(session, application, *step):
        if application.id == id:
            raise Conflict("gone")
        return take(session, application, *step)

    return act
