"""The searcher of the newest view, opened again when the index or the day has changed."""

import os
import threading
import time
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import structlog

from fairapp.core.clock import PARIS, today
from fairapp.search import thesaurus
from fairapp.search.columns import Codebook
from fairapp.search.follower import DAMAGED
from fairapp.search.searcher import Searcher
from fairapp.search.segment import Segment
from fairapp.search.state import CURRENT, check_contents, fingerprint, read_state
from fairapp.search.types import Collection, IndexDamaged, IndexUnusable
from fairapp.search.view import View
from fairapp.search.writer import read_segments

log = structlog.get_logger(__name__)

_ATTEMPTS = 5  # a commit may replace files while they are being opened
_PAUSE_SECONDS = 0.02
_RETRY_SECONDS = 1.0  # between looks at an index that could not be opened
_AT_MOST_A_TENTH = 10  # of the time is spent opening views, however fast changes come
_FREE_SECONDS = 0.02  # … and small indexes are opened at once
_MOST_SECONDS = 0.5  # … but on a busy machine too, what was saved is found within a second

_Stamp = tuple[int, int, int]


class CurrentSearcher:
    """Threads share it: one of them opens a new view while the others go on with the old one."""

    def __init__(self, root: Path, collection: Collection) -> None:
        self._root, self._collection = root, collection
        self._state_path = str(root / CURRENT)
        self._codebooks = {facet.name: Codebook() for facet in collection.facets}
        self._lock = threading.Lock()
        self._searcher: Searcher | None = None
        self._stamp: _Stamp | None = None
        self._next_at = 0.0  # not opened before
        self._midnight = 0.0  # when the view's day ends
        self._problem = IndexUnusable("not open")

    def get(self) -> Searcher:
        """Return the searcher; one system call when nothing has changed.

        :raise IndexUnusable: if there is no sound index.
        """
        searcher = self._searcher
        if searcher is not None and not self._has_changed():
            return searcher
        if not self._lock.acquire(blocking=searcher is None):
            assert searcher is not None  # noqa: S101 - else it would have waited
            return searcher  # another thread is at it
        try:
            if self._searcher is None or self._has_changed():
                self._reopen()
            if self._searcher is None:
                raise self._problem
            return self._searcher
        finally:
            self._lock.release()

    def give_up(self, error: Exception) -> IndexUnusable:
        """Forget a view that failed while it was searched, ask for a new index, and return what to raise."""
        with self._lock:
            self._searcher = None
            self._refuse(IndexDamaged(str(error)))
            return self._problem

    def _stamp_now(self) -> _Stamp | None:
        """Return what changes with every commit; None when there is no index."""
        try:
            found = os.stat(self._state_path)
        except OSError:
            return None
        return found.st_mtime_ns, found.st_ino, found.st_size

    def _has_changed(self) -> bool:
        if time.time() >= self._midnight:
            return True
        return self._stamp_now() != self._stamp and time.monotonic() >= self._next_at

    def _reopen(self) -> None:
        stamp, started = self._stamp_now(), time.monotonic()
        if self._searcher is None and stamp == self._stamp and started < self._next_at:
            return  # it could not be opened a moment ago
        self._stamp = stamp
        try:
            self._searcher = self._open()
        except IndexUnusable as problem:
            self._searcher = None
            self._refuse(problem)
        else:
            took = time.monotonic() - started
            wait = min(took * _AT_MOST_A_TENTH, _MOST_SECONDS)
            self._next_at = started + (wait if took > _FREE_SECONDS else 0)

    def _refuse(self, problem: IndexUnusable) -> None:
        self._problem, self._next_at = problem, time.monotonic() + _RETRY_SECONDS
        log.warning("search.unusable", collection=self._collection.kind, reason=str(problem))
        if isinstance(problem, IndexDamaged):
            with suppress(OSError):
                (self._root / DAMAGED).touch()

    def _open(self) -> Searcher:
        for _ in range(_ATTEMPTS - 1):
            with suppress(IndexDamaged):
                return self._open_once()
            time.sleep(_PAUSE_SECONDS)
        return self._open_once()

    def _open_once(self) -> Searcher:
        state = read_state(self._root)
        if state.fingerprint != fingerprint(self._collection):
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
            raise IndexDamaged(f"cannot be opened: {error!r}") from error
        day = today()
        self._midnight = datetime.combine(day + timedelta(days=1), datetime.min.time(), PARIS).timestamp()
        view = View(segments, deleted, self._codebooks, today=day, generation=generation)
        return Searcher(view, self._collection.facets, thesaurus.standard())
