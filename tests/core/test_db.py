"""Sessions: reads that cannot write, writers that queue, settings that the database needs."""

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import Engine, insert, text, update
from sqlmodel import Session, col, func, select

from fairapp.core.changes import SearchChange, note_change
from fairapp.core.db import ReadOnlyRequest, open_session, upsert
from fairapp.core.tasks import Task
from tests.support.threads import at_once


@pytest.mark.parametrize(
    "write",
    [
        lambda session: (session.add(SearchChange(kind="offer", row_id=1)), session.flush()),
        lambda session: session.execute(insert(SearchChange).values(kind="offer", row_id=1)),
        lambda session: session.execute(update(Task).values(done=1)),
    ],
    ids=["unit of work", "insert statement", "update statement"],
)
def test_a_read_only_session_refuses_to_write(engine: Engine, write: Callable[[Session], object]) -> None:
    with open_session(engine, read_only=True) as session, pytest.raises(ReadOnlyRequest):
        write(session)


def test_what_is_not_committed_is_rolled_back(engine: Engine) -> None:
    with open_session(engine) as session:
        note_change(session, "offer", 1)
        session.flush()
    with open_session(engine, read_only=True) as session:
        assert session.exec(select(func.count()).select_from(SearchChange)).one() == 0


def test_concurrent_writers_all_get_their_turn(engine: Engine) -> None:
    def write() -> str:
        with open_session(engine) as session:
            note_change(session, "offer", session.exec(select(func.count()).select_from(SearchChange)).one())
            session.commit()
        return "done"

    assert at_once([write] * 12) == ["done"] * 12


@pytest.mark.sqlite_only
def test_a_writer_reads_what_the_one_before_committed(engine: Engine) -> None:
    """A counter kept by reading then writing: exact, because writers begin one at a time."""

    def count_up() -> None:
        with open_session(engine) as session:
            note_change(session, "offer", session.exec(select(func.count()).select_from(SearchChange)).one())
            session.commit()

    at_once([count_up] * 10)
    with open_session(engine, read_only=True) as session:
        assert sorted(session.exec(select(SearchChange.row_id))) == list(range(10))


@pytest.mark.sqlite_only
def test_without_the_write_lock_the_counter_is_wrong(engine: Engine) -> None:
    """The control of the test above: readers that decide before they write lose updates."""
    barrier = threading.Barrier(6)

    def count_up() -> None:
        with open_session(engine, read_only=True) as session:
            seen = session.exec(select(func.count()).select_from(SearchChange)).one()
        barrier.wait(timeout=30)
        with open_session(engine) as session:
            note_change(session, "offer", seen)
            session.commit()

    at_once([count_up] * 6)
    with open_session(engine, read_only=True) as session:
        assert sorted(session.exec(select(SearchChange.row_id))) != list(range(6))


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1)]
)
def test_sqlite_is_set_up_to_keep_what_it_is_given(engine: Engine, pragma: str, value: object) -> None:
    with open_session(engine, read_only=True) as session:
        assert session.execute(text(f"PRAGMA {pragma}")).scalar() == value


def test_upsert_leaves_the_first_row(engine: Engine) -> None:
    def put(done: int) -> object:
        values = {"handler": "x", "key": "same", "done": done, "payload": {}, "status": "queued"}
        with open_session(engine) as session:
            statement = upsert(session, Task).values(values).on_conflict_do_nothing(index_elements=["key"])
            id = session.execute(statement.returning(col(Task.id))).scalar()
            session.commit()
            return id

    first, second = put(1), put(2)
    assert (first is None, second is None) == (False, True)


@pytest.mark.sqlite_only
def test_a_change_number_is_never_given_twice(engine: Engine) -> None:
    """A follower that has read up to n must not miss a new change because rows were pruned meanwhile."""
    with open_session(engine) as session:
        note_change(session, "offer", 1)
        session.commit()
        session.execute(text("DELETE FROM search_change"))
        note_change(session, "offer", 2)
        session.commit()
        assert session.exec(select(SearchChange.seq)).one() == 2
