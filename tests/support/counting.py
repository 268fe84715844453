"""Count the work done rather than the time taken: repeatable on a busy machine."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

NOT_QUERIES = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SAVEPOINT", "RELEASE")


@contextmanager
def count_queries(engine: Engine) -> Iterator[list[str]]:
    """Collect the statements that reach the database: `with count_queries(engine) as seen: …; len(seen)`."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.lstrip().upper().startswith(NOT_QUERIES):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


@contextmanager
def count_calls() -> Iterator[list[int]]:
    """Count the Python functions called in this thread: the same work gives the same number, however busy the machine.

    `with count_calls() as calls: …; calls[0]`
    """
    calls = [0]

    def note(_frame: Any, what: str, _argument: Any) -> None:
        if what == "call":
            calls[0] += 1

    sys.setprofile(note)
    try:
        yield calls
    finally:
        sys.setprofile(None)
