"""The change log is followed without losing or needing order, by one process at a time."""

import multiprocessing
import signal
import threading
from datetime import timedelta

import pytest
import time_machine
from sqlmodel import col, select

from fairapp.core.changes import KEPT, SearchChange, prune_changes
from fairapp.core.clock import now
from fairapp.core.db import open_session
from fairapp.search import IndexUnusable, Request
from fairapp.search.follower import SETTLED, Follower
from fairapp.search.state import after, read_state, with_ranges
from fairapp.search.writer import IndexWriter
from tests.search.shelf import Shelf, make_document

START = "2026-11-21 12:00:00+00:00"


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as clock:
        yield clock


@pytest.fixture
def empty(shelf: Shelf, clock: object) -> Shelf:
    shelf.index().rebuild()
    return shelf


def state_of(shelf: Shelf):
    return read_state(shelf.root / shelf.kind)


def log(shelf: Shelf, seq: int, row_id: int) -> None:
    """Write a change under a number of one's own, as a transaction that began earlier would."""
    with open_session(shelf.engine) as session:
        session.add(SearchChange(seq=seq, kind=shelf.kind, row_id=row_id))
        session.commit()


def soudeurs(shelf: Shelf) -> list[int]:
    return sorted(shelf.index().search(Request("soudeur")).ids)


def test_a_lower_number_that_appears_later_is_not_missed(empty, clock):
    empty.rows = {1: make_document(1, "Soudeur"), 2: make_document(2, "Soudeur")}
    log(empty, 20, row_id=2)
    assert empty.index().apply() == 1
    clock.shift(SETTLED / 2)
    log(empty, 10, row_id=1)

    assert empty.index().apply() == 1
    assert soudeurs(empty) == [1, 2]


def test_the_position_waits_until_changes_are_a_minute_old(empty, clock):
    empty.put(make_document(1, "Soudeur"))
    empty.index().apply()
    young = state_of(empty)
    clock.shift(SETTLED + timedelta(seconds=1))
    empty.index().apply()

    assert (young.position, young.applied) == (0, ((1, 1),))
    assert (state_of(empty).position, state_of(empty).applied) == (1, ())


def test_a_change_is_applied_once_even_by_another_process(empty):
    empty.put(make_document(1, "Soudeur"))

    assert [empty.index().apply() for _ in range(3)] == [1, 0, 0]


def test_the_position_does_not_pass_what_is_left_for_the_next_step(empty, clock):
    empty.put(*(make_document(id, "Soudeur") for id in range(1, 8)))
    clock.shift(SETTLED * 2)
    index = empty.index()

    steps = [(index.apply(limit=3), state_of(empty).position) for _ in range(3)]

    assert steps == [(3, 3), (3, 6), (1, 7)]


def test_changes_of_others_are_left_alone(empty):
    other = Shelf(empty.engine, empty.root, kind="other")
    other.put(make_document(1, "Soudeur"))

    assert empty.index().apply() == 0
    assert other.index().apply() == 1
    assert other.index().search(Request("soudeur")).total == 1
    assert empty.index().search(Request("soudeur")).total == 0


def test_a_crash_between_commit_and_position_only_repeats_work(empty, monkeypatch):
    empty.put(make_document(1, "Soudeur"), make_document(2, "Soudeur"))
    with monkeypatch.context() as crash:
        crash.setattr("fairapp.search.follower.write_state", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            empty.index().apply()

    assert empty.index().apply() == 2
    assert soudeurs(empty) == [1, 2]
    assert empty.index().search(Request()).total == 2


def test_a_failing_document_leaves_the_index_as_it_was(empty, monkeypatch):
    empty.put(make_document(1, "Soudeur"))
    empty.index().apply()
    empty.put(make_document(2, "Soudeur"))
    with monkeypatch.context() as broken:
        broken.setattr("fairapp.search.follower.make_entry", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            empty.index().apply()

    assert soudeurs(empty) == [1]
    assert empty.index().apply() == 1
    assert soudeurs(empty) == [1, 2]


def test_only_the_holder_of_the_lock_works(empty):
    empty.put(make_document(1, "Soudeur"))
    follower = Follower(empty.root / empty.kind, empty.collection, empty.engine)

    with follower._lock(wait=False) as mine:
        assert mine
        assert empty.index().apply() is None
    assert empty.index().apply() == 1


def test_two_followers_at_once_lose_and_double_nothing(empty):
    barrier = threading.Barrier(3)
    errors: list[Exception] = []

    def follow() -> None:
        index = empty.index()
        barrier.wait()
        try:
            for _ in range(60):
                index.apply(limit=7)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=follow) for _ in range(2)]
    for thread in threads:
        thread.start()
    barrier.wait()
    for id in range(1, 41):
        empty.put(make_document(id, "Soudeur"))
    for thread in threads:
        thread.join()
    while empty.index().apply():
        pass

    assert errors == []
    assert empty.index().search(Request(per_page=100)).ids == tuple(range(40, 0, -1))


def test_an_index_further_behind_than_the_log_is_kept_is_rebuilt(empty, clock):
    empty.put(make_document(1, "Soudeur"))
    clock.shift(KEPT)
    with open_session(empty.engine) as session:
        prune_changes(session, before=now() - timedelta(minutes=1))
        session.commit()

    assert empty.index().apply() == 1
    assert soudeurs(empty) == [1]


def test_an_idle_index_stays_fresh(empty, clock):
    for _ in range(10):
        clock.shift(KEPT / 2)
        empty.index().apply()

    assert state_of(empty).generation == 1


def test_an_index_made_from_another_database_is_rebuilt(empty, clock):
    empty.put(*(make_document(id, "Soudeur") for id in range(1, 6)))
    empty.index().apply()
    clock.shift(SETTLED * 2)
    empty.index().apply()
    with open_session(empty.engine) as session:  # an older backup comes back
        for change in session.exec(select(SearchChange).where(col(SearchChange.seq) > 2)):
            session.delete(change)
        session.commit()
    empty.rows = {1: make_document(1, "Plombier")}

    empty.index().apply()

    assert soudeurs(empty) == []
    assert empty.index().search(Request("plombier")).ids == (1,)


def test_a_rebuild_remembers_what_the_log_said_meanwhile(empty, clock):
    empty.put(make_document(1, "Soudeur"))

    empty.index().rebuild()

    assert empty.index().apply() == 0
    assert empty.index().status().behind == 0


def test_a_change_during_a_rebuild_is_applied_afterwards(empty, monkeypatch):
    empty.put(make_document(1, "Soudeur"))
    stream = Shelf._iter_published

    def change_meanwhile(shelf, session):
        yield from stream(shelf, session)
        shelf.put(make_document(2, "Soudeur"))

    with monkeypatch.context() as slow:
        slow.setattr(Shelf, "_iter_published", change_meanwhile)
        assert empty.index().rebuild() == 1

    assert empty.index().apply() == 1
    assert soudeurs(empty) == [1, 2]


def test_a_process_killed_while_it_commits_loses_nothing(empty):
    """Kill -9 in a loop of commits, twenty times; in the end the index equals the rows."""
    empty.put(*(make_document(id, "Soudeur") for id in range(1, 31)))
    for round_ in range(20):
        empty.put(make_document(round_ % 30 + 1, f"Soudeur {round_}"), make_document(100 + round_, "Soudeur"))
        process = multiprocessing.get_context("fork").Process(target=_follow_forever, args=(empty,))
        process.start()
        process.join(0.02 + round_ % 7 * 0.01)
        process.kill()
        process.join()
        assert process.exitcode == -signal.SIGKILL
    index = empty.index()
    while index.apply():
        pass
    index.check()

    assert sorted(index.search(Request(per_page=100)).ids) == sorted(empty.rows)
    assert index.search(Request("soudeur 19")).ids == (20,)


def _follow_forever(shelf: Shelf) -> None:
    """Commit without end: changing the limit of each step to write as often as possible."""
    shelf.engine.dispose(close=False)
    follower = Follower(shelf.root / shelf.kind, shelf.collection, shelf.engine)
    while True:
        shelf.put(*list(shelf.rows.values())[:2])
        follower.apply(limit=1)


@pytest.mark.parametrize(
    ("ranges", "numbers", "expected"),
    [
        ((), [3], ((3, 3),)),
        (((1, 2),), [3], ((1, 3),)),
        (((1, 2), (4, 5)), [3], ((1, 5),)),
        (((1, 5),), [2, 9, 8], ((1, 5), (8, 9))),
        ((), [], ()),
    ],
)
def test_ranges_are_joined(ranges, numbers, expected):
    assert with_ranges(ranges, numbers) == expected


@pytest.mark.parametrize(
    ("position", "expected"), [(0, ((1, 3), (7, 9))), (2, ((3, 3), (7, 9))), (3, ((7, 9),)), (8, ((9, 9),)), (9, ())]
)
def test_ranges_are_cut(position, expected):
    assert after(((1, 3), (7, 9)), position) == expected


def test_a_folder_without_contents_cannot_be_written(tmp_path):
    with pytest.raises(Exception, match="does not exist"):
        IndexWriter(tmp_path)


def test_the_index_says_what_is_wrong(shelf):
    with pytest.raises(IndexUnusable, match="no index yet"):
        shelf.index().search(Request())


def test_a_rebuild_that_fails_is_not_tried_again_at_once(shelf, monkeypatch):
    monkeypatch.setattr(Shelf, "_iter_published", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    index = shelf.index()
    with pytest.raises(OSError, match="disk full"):
        index.apply()

    assert index.apply() is None
