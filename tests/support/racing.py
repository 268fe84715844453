"""Races that always meet: one writer waits at a point of the code until the other is through, or cannot be.

With its protection the code makes the other one wait, so the first goes on after a moment, and the other finds what it
did. The negative control takes the protection away, the other gets through, and the first writes on what it read.
"""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import pytest
from sqlalchemy import Engine, event, inspect, text
from sqlmodel import Session

from fairapp.core import db
from tests.support.threads import at_once

A_MOMENT = 0.2  # seconds that the first waits for somebody who may well be waiting for it
LONG = 20.0  # nobody has to wait: without protection the other one gets through
_ROW_LOCK = re.compile(r" FOR (NO KEY )?UPDATE( OF \w+)?( SKIP LOCKED)?")


class Gap:
    """Where the first of two stops: `gap.meet(first, second)` runs the second while the first waits there."""

    def __init__(self, patience: float) -> None:
        self.patience = patience
        self._is_reached, self._is_over = threading.Event(), threading.Event()

    def after(self, call: Callable[..., Any]) -> Callable[..., Any]:
        """Return `call`, after which the first one who made it waits."""

        def calling(*arguments: Any, **named: Any) -> Iterator[Engine]:
            answer = call(*arguments, **named)
            self.wait()
            return answer

        return calling

    def before(self, call: Callable[..., Any]) -> Callable[..., Any]:
        """Return `call`, before which the first one who makes it waits."""

        def calling(*arguments: Any, **named: Any) -> Iterator[Engine]:
            self.wait()
            return call(*arguments, **named)

        return calling

    def wait(self) -> None:
        if not self._is_reached.is_set():
            self._is_reached.set()
            self._is_over.wait(self.patience)

    def meet(self, first: Callable[[], Any], second: Callable[[], Any]) -> list[Any]:
        """Run both; return what each returned or raised."""

        def follow() -> Iterator[Engine]:
            assert self._is_reached.wait(LONG), "the first one never came to the gap"
            try:
                return second()
            finally:
                self._is_over.set()

        return at_once([first, follow])


@contextmanager
def unguarded(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """Give an engine on the same database for which nobody waits: no row locks, on SQLite no transactions at all."""
    monkeypatch.setattr(db, "_queue_for_writing", lambda _engine: nullcontext())
    bare = db.make_engine(engine.url.render_as_string(hide_password=False), threads=4)
    if bare.dialect.name == "sqlite":
        event.remove(bare, "begin", db._begin)
    else:
        event.listen(bare, "before_cursor_execute", _without_locks, retval=True)
    yield bare
    bare.dispose()


def _without_locks(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> tuple[str, Any]:
    return _ROW_LOCK.sub("", statement), parameters


def drop_unique(engine: Engine, table: str, name: str) -> None:
    """Take a unique index or constraint away; for a constraint, SQLite makes the table anew, which has to be empty."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}"))
            connection.execute(text(f"DROP INDEX IF EXISTS {name}"))
        elif name in {index["name"] for index in inspect(connection).get_indexes(table)}:
            connection.execute(text(f"DROP INDEX {name}"))
        else:
            _make_anew(connection, table, name)
    with engine.connect() as connection:
        known = inspect(connection)
        left = [*known.get_indexes(table), *known.get_unique_constraints(table)]
    assert name not in {one["name"] for one in left}


def _make_anew(connection: Any, table: str, name: str) -> None:
    made = connection.execute(text("SELECT sql FROM sqlite_master WHERE name = :table"), {"table": table}).scalar_one()
    without, changes = re.subn(rf",\s*CONSTRAINT {name} UNIQUE \([^)]*\)", "", made)
    assert changes == 1
    connection.execute(text(f"DROP TABLE {table}"))
    connection.exec_driver_sql(without)


@contextmanager
def committing(engine: Engine) -> Iterator[Session]:
    """Give a write session that commits at its end."""
    with db.open_session(engine) as session:
        yield session
        session.commit()
