"""The search as the application holds it: one object per process and collection, whatever happens to the files."""

import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

import numpy as np
import structlog
from sqlalchemy import Engine, func
from sqlmodel import col, select

from fairapp.core.changes import SearchChange
from fairapp.core.clock import today
from fairapp.core.db import open_session
from fairapp.search import thesaurus
from fairapp.search.columns import Codebook
from fairapp.search.follower import DAMAGED, Follower, Progress
from fairapp.search.searcher import Searcher
from fairapp.search.segment import Segment
from fairapp.search.state import CURRENT, check_contents, fingerprint, read_state
from fairapp.search.suggest import suggest
from fairapp.search.types import Collection, IndexUnusable, Request, Result, Status, Suggestion
from fairapp.search.view import View
from fairapp.search.writer import read_segments

log = structlog.get_logger(__name__)

_ATTEMPTS = 5  # a commit may replace files while they are being opened
_PAUSE_SECONDS = 0.02
_RETRY_SECONDS = 1.0  # between looks at an index that could not be opened
_AT_MOST_A_TENTH = 10  # of the time is spent opening views, however fast changes come
_FREE_SECONDS = 0.02  # … and small indexes are opened at once

_Stamp = tuple[int, int, int, date]


class SearchIndex:
    """Threads share it. Nothing is opened before the first use.

    Every method that reads raises `IndexUnusable` when there is no sound index; `apply`, called by the worker,
    then builds one.
    """

    def __init__(self, root: Path, collection: Collection, engine: Engine) -> None:
        self.collection = collection
        self._root = root / collection.kind
        self._engine = engine
        self._follower = Follower(self._root, collection, engine)
        self._codebooks = {facet.name: Codebook() for facet in collection.facets}
        self._lock = threading.Lock()
        self._searcher: Searcher | None = None
        self._stamp: _Stamp | None = None
        self._reopen_at = 0.0
        self._problem: IndexUnusable | None = None

    def search(self, request: Request) -> Result:
        """Answer a request from the newest index."""
        searcher = self._current()
        try:
            return searcher.search(request)
        except (IndexUnusable, OSError) as error:
            raise self._damaged(error) from error

    def radius_counts(self, request: Request, radii_km: Sequence[float]) -> dict[float, int]:
        """Return how many documents the request finds within each distance of its centre."""
        searcher = self._current()
        try:
            return searcher.radius_counts(request, radii_km)
        except (IndexUnusable, OSError) as error:
            raise self._damaged(error) from error

    def suggest(self, text: str, limit: int = 8) -> list[Suggestion]:
        """Return phrases with a word that begins like the last words typed, the most frequent first."""
        searcher = self._current()
        try:
            return suggest(searcher.view, text, limit)
        except (IndexUnusable, OSError) as error:
            raise self._damaged(error) from error

    def warm(self) -> None:
        """Read now what the first requests would have to wait for."""
        view = self._current().view
        view.counter(tuple(self._codebooks))
        _ = view.newest, view.places
        for segment in view.segments:
            _ = segment.lexicon, segment.phrases

    def apply(self, limit: int = 500) -> int | None:
        """Let the index catch up with the change log (see `Follower.apply`); cheap when nothing has changed."""
        return self._follower.apply(limit)

    def rebuild(self, progress: Progress | None = None) -> int:
        """Build the index anew and return the number of documents; searches go on meanwhile."""
        return self._follower.rebuild(progress)

    def check(self) -> None:
        """Read every byte of the index."""
        try:
            for segment in self._current().view.segments:
                segment.check()
        except (IndexUnusable, OSError) as error:
            raise self._damaged(error) from error

    def status(self) -> Status:
        reason = None
        try:
            self._current()
        except IndexUnusable as problem:
            reason = str(problem)
        try:
            state = read_state(self._root)
        except IndexUnusable:
            return Status(False, reason, 0, 0, 0, -1, 0)
        with open_session(self._engine, read_only=True) as session:
            after = [col(SearchChange.kind) == self.collection.kind, col(SearchChange.seq) > state.position]
            logged = session.exec(select(func.count()).where(*after)).one()
        behind = max(0, logged - sum(last - first + 1 for first, last in state.applied))
        size = sum(path.stat().st_size for path in (self._root / state.folder).rglob("*") if path.is_file())
        return Status(reason is None, reason, state.documents, state.generation, state.position, behind, size)

    def _current(self) -> Searcher:
        """Return the searcher of the newest view; two system calls when nothing has changed."""
        stamp = self._look()
        searcher = self._searcher
        if searcher is not None and (stamp == self._stamp or self._is_too_soon(stamp)):
            return searcher
        if not self._lock.acquire(blocking=searcher is None):
            assert searcher is not None  # noqa: S101 - else it would have waited
            return searcher  # another thread is at it
        try:
            if self._searcher is None or self._look() != self._stamp:
                self._reopen()
            if self._searcher is None:
                raise self._problem or IndexUnusable("not open")
            return self._searcher
        finally:
            self._lock.release()

    def _look(self) -> _Stamp | None:
        """Return what changes with every commit, and every day; None when there is no index."""
        try:
            found = (self._root / CURRENT).stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_ino, found.st_size, today()

    def _is_too_soon(self, stamp: _Stamp | None) -> bool:
        same_day = stamp is not None and self._stamp is not None and stamp[3] == self._stamp[3]
        return same_day and time.monotonic() < self._reopen_at

    def _reopen(self) -> None:
        stamp = self._look()
        if stamp == self._stamp and self._searcher is None and time.monotonic() < self._reopen_at:
            return  # it could not be opened a moment ago
        started = time.monotonic()
        try:
            self._searcher, self._problem = self._open(), None
            took = time.monotonic() - started
            self._reopen_at = started + (took * _AT_MOST_A_TENTH if took > _FREE_SECONDS else 0)
        except IndexUnusable as problem:
            self._searcher, self._problem = None, problem
            self._reopen_at = started + _RETRY_SECONDS
            if stamp is not None:
                self._ask_for_rebuild(problem)
        self._stamp = stamp

    def _open(self) -> Searcher:
        for attempt in range(_ATTEMPTS):
            before = self._look()
            try:
                return self._open_once()
            except IndexUnusable:
                if attempt == _ATTEMPTS - 1 or self._look() == before:
                    raise
            time.sleep(_PAUSE_SECONDS)
        raise AssertionError  # the last attempt returns or raises

    def _open_once(self) -> Searcher:
        state = read_state(self._root)
        if state.fingerprint != fingerprint(self.collection):
            raise IndexUnusable("made for another version")
        folder = self._root / state.folder
        known = {segment.name: segment for segment in self._searcher.view.segments} if self._searcher else {}
        try:
            check_contents(self._root, state)
            generation, listed = read_segments(folder)
            segments = [known.get(entry.segment_id()) or Segment(folder, entry.segment_id()) for entry in listed]
            deleted = [np.fromiter(entry.deleted_docs(), np.int64) for entry in listed]
        except IndexUnusable:
            raise
        except Exception as error:  # an unpickled table of contents can raise anything
            raise IndexUnusable(f"cannot be opened: {error!r}") from error
        view = View(segments, deleted, self._codebooks, today=today(), generation=generation)
        return Searcher(view, self.collection.facets, thesaurus.standard())

    def _damaged(self, error: Exception) -> IndexUnusable:
        with self._lock:
            self._searcher, self._problem = None, IndexUnusable(str(error))
            self._reopen_at = time.monotonic() + _RETRY_SECONDS
            self._ask_for_rebuild(self._problem)
            return self._problem

    def _ask_for_rebuild(self, problem: IndexUnusable) -> None:
        log.warning("search.unusable", collection=self.collection.kind, reason=str(problem))
        with suppress(OSError):
            (self._root / DAMAGED).touch()
