"""The search as the application holds it: one object per process and collection, whatever happens to the files."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, func
from sqlmodel import col, select

from fairapp.core.changes import SearchChange
from fairapp.core.db import open_session
from fairapp.search.current import CurrentSearcher
from fairapp.search.follower import Follower
from fairapp.search.fresh import among
from fairapp.search.rebuild import Progress
from fairapp.search.searcher import Searcher
from fairapp.search.state import read_state
from fairapp.search.suggest import suggest
from fairapp.search.types import Collection, Document, IndexUnusable, Request, Result, Status, Suggestion


class SearchIndex:
    """Threads share it. Nothing is opened before the first use.

    Every method that reads raises `IndexUnusable` when there is no sound index; `apply`, called by whoever follows
    the change log, then builds one.
    """

    def __init__(self, root: Path, collection: Collection, engine: Engine) -> None:
        self.collection = collection
        self._root = root / collection.kind
        self._engine = engine
        self._follower = Follower(self._root, collection, engine)
        self._current = CurrentSearcher(self._root, collection)

    @contextmanager
    def _searcher(self) -> Iterator[Searcher]:
        searcher = self._current.get()
        try:
            yield searcher
        except (IndexUnusable, OSError) as error:
            raise self._current.give_up(error) from error

    def search(self, request: Request) -> Result:
        """Answer a request from the newest index."""
        searcher = self._current.get()
        try:  # as `_searcher` does, without its overhead: this is what a board does all day
            return searcher.search(request)
        except (IndexUnusable, OSError) as error:
            raise self._current.give_up(error) from error

    def radius_counts(self, request: Request, radii_km: Sequence[float]) -> dict[float, int]:
        """Return how many documents the request finds within each distance of its centre."""
        with self._searcher() as searcher:
            return searcher.radius_counts(request, radii_km)

    def suggest(self, text: str, limit: int = 8) -> list[Suggestion]:
        """Return phrases with a word that begins like the last words typed, the most frequent first."""
        with self._searcher() as searcher:
            return suggest(searcher.view, text, limit)

    @contextmanager
    def among(self, documents: Iterable[Document]) -> Iterator[Searcher]:
        """Give a searcher of these documents alone (see `fresh`): for many requests about what is new."""
        with self._searcher() as whole, among(documents, self.collection, whole) as searcher:
            yield searcher

    def terms(self, text: str) -> frozenset[str]:
        """Return what a search for `text` marks in its results."""
        with self._searcher() as searcher:
            return searcher.plan(text).terms

    def version(self) -> int:
        """Return what changes, in this process, whenever answers may: read it before the answer that is kept with it."""
        with self._searcher() as searcher:
            return searcher.view.serial

    def warm(self) -> None:
        """Read now what the first requests would have to wait for."""
        with self._searcher() as searcher:
            searcher.view.warm()

    def check(self) -> None:
        """Read every byte of the index."""
        with self._searcher() as searcher:
            for segment in searcher.view.segments:
                segment.check()

    def apply(self, limit: int = 500) -> int | None:
        """Let the index catch up with the change log (see `Follower.apply`); cheap when nothing has changed."""
        return self._follower.apply(limit)

    def rebuild(self, progress: Progress | None = None) -> int:
        """Build the index anew and return the number of documents; searches go on meanwhile."""
        return self._follower.rebuild(progress)

    def status(self) -> Status:
        reason = None
        try:
            self._current.get()
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
