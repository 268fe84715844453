"""Keeps this machine's index equal to the database: follows the change log, or rebuilds.

Any number of processes may try; whoever holds the file lock works, the others go away. Numbers in the log are given
before the commit, so on PostgreSQL a lower one can appear after a higher one: the position only moves past changes
that are a minute old, and later ones that are already applied are remembered one by one.
"""

import fcntl
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import numpy as np
import structlog
from sqlalchemy import Engine, func
from sqlmodel import Session, col, select

from fairapp.core.changes import KEPT, SearchChange
from fairapp.core.clock import now
from fairapp.core.db import open_session
from fairapp.search.documents import make_entry
from fairapp.search.rebuild import SETTLED, Progress, build_index, committed
from fairapp.search.sealed import Array, unseal
from fairapp.search.state import (
    State,
    after,
    check_contents,
    fingerprint,
    read_state,
    with_ranges,
    write_state,
)
from fairapp.search.types import Collection, Document, IndexUnusable
from fairapp.search.writer import IndexWriter, read_segments

log = structlog.get_logger(__name__)

TOO_OLD = KEPT - timedelta(days=1)  # beyond, changes may have been pruned unseen
_RECHECK = timedelta(hours=1)
_REPAIR_SECONDS = 30.0  # between rebuilds that fail: a full disk stays full for a while
DAMAGED = "DAMAGED"  # a reader asks for a new index


class _Change(NamedTuple):
    seq: int
    row_id: int
    at: datetime


class Follower:
    def __init__(self, root: Path, collection: Collection, engine: Engine) -> None:
        self._root, self._collection, self._engine = root, collection, engine
        self._ids: dict[str, Array] = {}  # document ids of the segments known
        self._repair_at = 0.0  # not rebuilt before

    def apply(self, limit: int = 500) -> int | None:
        """Apply the next changes and return how many documents were read.

        None: another process is at it, or a rebuild has just failed.

        Rebuilds when the index is missing, damaged, made for other code, or too far behind.
        """
        with self._lock(wait=False) as mine:
            if not mine:
                return None
            try:
                return self._follow(self._usable_state(), limit)
            except IndexUnusable as problem:
                return self._repair(problem)

    def rebuild(self, progress: Progress | None = None) -> int:
        """Build a new index beside the old one, swap them, and return the number of documents."""
        with self._lock(wait=True):
            return self._rebuild(progress)

    def _repair(self, problem: IndexUnusable) -> int | None:
        """Rebuild, unless it has failed a moment ago."""
        if time.monotonic() < self._repair_at:
            return None
        log.warning("search.rebuild", collection=self._collection.kind, reason=str(problem))
        self._repair_at = time.monotonic() + _REPAIR_SECONDS
        done = self._rebuild(None)
        self._repair_at = 0.0
        return done

    @contextmanager
    def _lock(self, *, wait: bool) -> Iterator[bool]:
        self._root.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._root / "LOCK", os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o600)
        try:
            yield _try_lock(descriptor, wait=wait)
        finally:
            os.close(descriptor)  # releases the lock; the kernel does it after kill -9 too

    def _usable_state(self) -> State:
        if (self._root / DAMAGED).exists():
            raise IndexUnusable("a reader found it damaged")
        state = read_state(self._root)
        if state.fingerprint != fingerprint(self._collection):
            raise IndexUnusable("made for another version")
        if now() - state.checked > TOO_OLD:
            raise IndexUnusable("too far behind")
        check_contents(self._root, state)
        return state

    def _follow(self, state: State, limit: int) -> int:
        asked_at = now()
        with open_session(self._engine, read_only=True) as session:
            changes = self._changes_after(session, state, limit)
            pending = [change for change in changes if not state.has_applied(change.seq)]
            ids = list(dict.fromkeys(change.row_id for change in pending[:limit]))
            documents = list(self._collection.load_many(session, ids)) if ids else []
        position = _settled(changes, pending[limit:], asked_at, state.position)
        applied = after(with_ranges(state.applied, (change.seq for change in pending[:limit])), position)
        followed = replace(state, position=position, applied=applied, checked_at=asked_at.isoformat())
        if ids:
            followed = self._write(followed, ids, documents)
        if ids or position != state.position or asked_at - state.checked > _RECHECK:
            write_state(self._root, followed)
        return len(ids)

    def _changes_after(self, session: Session, state: State, limit: int) -> list[_Change]:
        """Return the changes after the position: those applied already, and `limit` more at least, if there are."""
        newest = session.exec(select(func.max(SearchChange.seq))).one()
        if newest is not None and newest < state.position:
            raise IndexUnusable("made from another database")
        known = sum(last - first + 1 for first, last in state.applied)
        rows = session.exec(
            select(SearchChange.seq, SearchChange.row_id, SearchChange.at)
            .where(col(SearchChange.kind) == self._collection.kind, col(SearchChange.seq) > state.position)
            .order_by(col(SearchChange.seq))
            .limit(known + limit)
        )
        return [_Change(*row) for row in rows]

    def _write(self, state: State, ids: Sequence[int], documents: Sequence[Document]) -> State:
        """Commit the documents in place of all that had these ids."""
        folder = self._root / state.folder
        try:
            writer = IndexWriter(folder)
        except Exception as error:  # an unpickled table of contents can raise anything
            raise IndexUnusable(f"cannot be written: {error!r}") from error
        try:
            writer.remove(ids, lambda name: self._segment_ids(folder, name))
            for document in documents:
                writer.add(make_entry(document, self._collection))
            generation = writer.finish()
        except BaseException:
            with suppress(Exception):
                writer.cancel()
            raise
        contents, living = committed(folder, generation)
        return replace(state, generation=generation, contents=contents, documents=living)

    def _segment_ids(self, folder: Path, name: str) -> Array:
        ids = self._ids.get(name)
        if ids is None:
            living = {segment.segment_id() for segment in read_segments(folder)[1]}
            self._ids = {known: ids for known, ids in self._ids.items() if known in living}
            try:
                ids = np.ascontiguousarray(unseal(folder / f"{name}.rec")["records"]["id"])
            except FileNotFoundError as error:
                raise IndexUnusable(f"{name}.rec: missing") from error
            self._ids[name] = ids
        return ids

    def _rebuild(self, progress: Progress | None) -> int:
        (self._root / DAMAGED).unlink(missing_ok=True)
        self._ids.clear()
        return build_index(self._root, self._collection, self._engine, progress)


def _try_lock(descriptor: int, *, wait: bool) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True


def _settled(changes: Sequence[_Change], left: Sequence[_Change], asked_at: datetime, position: int) -> int:
    """Return the highest number below those left for later and so old that no lower one can still appear."""
    done = [change for change in changes if not left or change.seq < left[0].seq]
    return max([position, *(change.seq for change in done if change.at < asked_at - SETTLED)])
