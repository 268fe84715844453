"""Background work: queued with its data, leased, retried, never lost, never run by two at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import Engine
from sqlmodel import Session, func, select

from fairapp.core import tasks
from fairapp.core.changes import SearchChange, note_change
from fairapp.core.clock import now
from fairapp.core.db import ReadOnlyRequest, open_session
from fairapp.core.events import Event, emit
from fairapp.core.housekeeping import tidy_up
from fairapp.core.tasks import Task, TaskContext, TaskStatus, enqueue, enqueue_reactions, handler_name
from fairapp.core.worker import Scheduled, Worker
from tests.support.threads import at_once


def write_change(session: Session, row_id: int) -> None:
    note_change(session, "test", row_id)


def break_down(session: Session, row_id: int) -> None:
    note_change(session, "test", row_id)
    raise ValueError("no luck")


@tasks.outside
def talk(session: Session, row_id: int) -> None:
    note_change(session, "test", row_id)
    session.flush()


@tasks.long_running(minutes=1)
def work_long(context: TaskContext, steps: int) -> None:
    for step in range(steps):
        with context.writing() as session:
            note_change(session, "test", step)
            session.commit()
        context.progress(step + 1, steps)


HANDLERS = {handler_name(handler): handler for handler in (write_change, break_down, talk, work_long)}


@pytest.fixture
def worker(engine: Engine) -> Worker:
    return Worker(engine, HANDLERS, {})


def queue(engine: Engine, handler: Callable[..., None], **payload: Any) -> int | None:
    with open_session(engine) as session:
        id = enqueue(session, handler, **payload)
        session.commit()
        return id


def the_task(engine: Engine) -> Task:
    with open_session(engine, read_only=True) as session:
        return session.exec(select(Task)).one()


def written(engine: Engine) -> int:
    with open_session(engine, read_only=True) as session:
        return session.exec(select(func.count()).select_from(SearchChange)).one()


def test_a_task_is_queued_only_if_its_transaction_commits(engine: Engine, worker: Worker) -> None:
    with open_session(engine) as session:
        enqueue(session, write_change, row_id=1)
    assert worker.run_pending() == 0


def test_a_handler_and_its_end_commit_together(engine: Engine, worker: Worker) -> None:
    queue(engine, write_change, row_id=1)
    assert worker.run_pending() == 1
    assert (written(engine), the_task(engine).status) == (1, TaskStatus.DONE)


def test_a_failed_handler_leaves_nothing_behind_and_comes_back_later(engine: Engine, worker: Worker) -> None:
    queue(engine, break_down, row_id=1)
    assert worker.run_pending() == 1
    task = the_task(engine)
    assert (written(engine), task.status, task.attempts) == (0, TaskStatus.QUEUED, 1)
    assert task.run_at > now()
    assert "no luck" in (task.error or "")


def test_after_five_attempts_a_task_is_given_up_and_kept(engine: Engine, worker: Worker) -> None:
    queue(engine, break_down, row_id=1)
    with time_machine.travel(now(), tick=False) as clock:
        for _ in range(8):
            worker.run_pending()
            clock.shift(timedelta(hours=2))
    task = the_task(engine)
    assert (task.status, task.attempts) == (TaskStatus.FAILED, tasks.MAX_ATTEMPTS)


def test_a_dead_task_can_be_queued_again(engine: Engine, worker: Worker) -> None:
    queue(engine, write_change, row_id=1)
    with open_session(engine) as session:
        session.exec(select(Task)).one().status = TaskStatus.FAILED
        session.commit()
    with open_session(engine) as session:
        assert tasks.retry_failed(session) == 1
        session.commit()
    assert worker.run_pending() == 1


def test_the_same_key_is_queued_once(engine: Engine) -> None:
    first = queue(engine, write_change, key="a", row_id=1)
    assert queue(engine, write_change, key="a", row_id=2) is None
    assert first is not None


def test_an_outside_handler_cannot_write(engine: Engine, worker: Worker) -> None:
    queue(engine, talk, row_id=1)
    worker.run_pending()
    assert written(engine) == 0
    assert ReadOnlyRequest.__name__ in (the_task(engine).error or "")


def test_long_work_shows_how_far_it_is(engine: Engine, worker: Worker) -> None:
    queue(engine, work_long, steps=3)
    worker.run_pending()
    task = the_task(engine)
    assert (task.done, task.total, task.status, written(engine)) == (3, 3, TaskStatus.DONE, 3)


def test_a_task_whose_worker_died_is_run_by_another(engine: Engine, worker: Worker) -> None:
    queue(engine, write_change, row_id=1)
    assert tasks.claim_next(engine, token="the dead one") is not None
    assert worker.run_pending() == 0  # its lease still holds
    with time_machine.travel(now() + tasks.LEASE + timedelta(seconds=1), tick=False):
        assert worker.run_pending() == 1
    assert (the_task(engine).status, the_task(engine).attempts) == (TaskStatus.DONE, 2)


def test_a_worker_that_lost_its_lease_commits_nothing(engine: Engine, worker: Worker) -> None:
    """It was away too long and another took the task: its own writes must not be added."""
    queue(engine, write_change, row_id=1)
    late = tasks.claim_next(engine, token="late")
    assert late is not None
    with time_machine.travel(now() + tasks.LEASE + timedelta(seconds=1), tick=False):
        worker.run_pending()
    worker._run_writing(write_change, late, "late")
    assert written(engine) == 1


def test_many_workers_run_each_task_once(engine: Engine) -> None:
    for number in range(20):
        queue(engine, write_change, row_id=number)
    workers = [Worker(engine, HANDLERS, {}) for _ in range(4)]
    counts = at_once([worker.run_pending for worker in workers])
    assert (sum(counts), written(engine)) == (20, 20)


def test_periodic_work_is_queued_once_a_period(engine: Engine) -> None:
    schedule = (Scheduled(write_change, every=timedelta(hours=1)),)
    with time_machine.travel("2026-11-21 10:10:00+00:00", tick=False) as clock:
        for _ in range(2):  # two workers, or one that was restarted
            Worker(engine, HANDLERS, {}, schedule).queue_scheduled()
        clock.shift(timedelta(hours=1))
        Worker(engine, HANDLERS, {}, schedule).queue_scheduled()
    with open_session(engine, read_only=True) as session:
        assert session.exec(select(func.count()).select_from(Task)).one() == 2


@dataclass(frozen=True)
class SomethingHappened(Event):
    row_id: int


def test_an_event_becomes_a_task_for_each_who_reacts(engine: Engine, worker: Worker) -> None:
    subscriptions: Mapping[type[Event], tuple[Callable[..., None], ...]] = {SomethingHappened: (write_change, talk)}
    with open_session(engine) as session:
        emit(session, SomethingHappened(row_id=7))
        enqueue_reactions(session, subscriptions)
        enqueue_reactions(session, subscriptions)  # told once
        session.commit()
    with open_session(engine, read_only=True) as session:
        found = session.exec(select(Task.handler, Task.payload)).all()
    assert found == [(handler_name(write_change), {"row_id": 7}), (handler_name(talk), {"row_id": 7})]


def test_done_tasks_and_read_changes_are_thrown_away_in_time(engine: Engine, worker: Worker) -> None:
    queue(engine, write_change, row_id=1)
    worker.run_pending()
    with time_machine.travel(now() + timedelta(days=31), tick=False), open_session(engine) as session:
        tidy_up(session)
        session.commit()
        left = session.exec(select(func.count()).select_from(Task)).one()
    assert (left, written(engine)) == (0, 0)
