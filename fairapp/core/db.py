"""One engine per process, one session per request or task, on SQLite or PostgreSQL.

SQLite writers take the lock at BEGIN, one at a time: a thread lock and a file lock queue them fairly, which SQLite's own
busy handler does not (measured: worst wait 4.8 s without, 0.14 s with).
"""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pysqlite3
from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import ORMExecuteState
from sqlmodel import Session, SQLModel, create_engine

BUSY_TIMEOUT_MS = 5000
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    f"busy_timeout={BUSY_TIMEOUT_MS}",
    "cache_size=-16000",
    "secure_delete=ON",
)

# Alembic needs predictable names to drop and change constraints on both databases.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class ReadOnlyRequest(RuntimeError):
    """A safe request (GET, HEAD) tried to write."""


def make_engine(url: str, *, threads: int = 4) -> Engine:
    """Create the engine. `threads` sizes the pool: one connection each, two to spare."""
    if not url.startswith("sqlite"):
        return create_engine(
            url,
            pool_size=threads,
            max_overflow=2,
            pool_pre_ping=True,
            pool_timeout=10,
            hide_parameters=True,  # tracebacks are logged: no personal data there
            connect_args={"connect_timeout": 5},
        )
    engine = create_engine(url, module=pysqlite3, pool_size=threads, max_overflow=4, hide_parameters=True)
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    return engine


def _configure(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver must not begin transactions by itself
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("read_only", False):
        driver: Any = connection.connection.dbapi_connection
        driver.execute("BEGIN")  # takes no lock, so cannot fail; exec_driver_sql costs as much as a small query
    else:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


_thread_locks: dict[str, threading.Lock] = {}


@contextmanager
def _queue_for_writing(engine: Engine) -> Iterator[None]:
    """Let one writer of this machine through at a time; a plain no-op on PostgreSQL and in memory."""
    path = engine.url.database if engine.dialect.name == "sqlite" else None
    if not path or path == ":memory:":
        yield
        return
    with _thread_locks.setdefault(path, threading.Lock()):
        descriptor = os.open(f"{path}.lock", os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)  # releases the lock; the kernel does it after kill -9 too


@contextmanager
def open_session(engine: Engine, *, read_only: bool = False) -> Iterator[Session]:
    """Yield a session; the caller commits, anything else rolls back.

    :raise ReadOnlyRequest: if a read-only session is asked to write, by the unit of work or by a statement.
    """
    with ExitStack() as stack:
        if not read_only:
            stack.enter_context(_queue_for_writing(engine))
        if read_only:
            session: Session = ReadOnlySession(_reading(engine), expire_on_commit=False)
        else:
            session = Session(engine, expire_on_commit=False)
        stack.enter_context(session)
        if not read_only:
            session.connection()  # BEGIN IMMEDIATE now: it may wait here, but cannot fail half-way
        yield session


def _reading(engine: Engine) -> Engine:
    """Return the engine's read-only twin on the same pool; kept with it, as making one costs 100 µs."""
    kept: dict[str, Engine] = engine.__dict__
    if "read_only_twin" not in kept:
        kept["read_only_twin"] = engine.execution_options(read_only=True)
    return kept["read_only_twin"]


class ReadOnlySession(Session):
    """Refuses to write. A class of its own: listening to each session anew would cost half of a small page."""


@event.listens_for(ReadOnlySession, "before_flush")
def _refuse_flush(session: Session, _context: object, _instances: object) -> None:
    if session.new or session.dirty or session.deleted:
        raise ReadOnlyRequest


@event.listens_for(ReadOnlySession, "do_orm_execute")
def _refuse_statement(state: ORMExecuteState) -> None:
    statement = state.statement
    if state.is_insert or state.is_update or state.is_delete or getattr(statement, "is_dml", False):
        raise ReadOnlyRequest


def upsert(session: Session, model: type[SQLModel]) -> Any:
    """Return the dialect's INSERT for `model`, the one that has `on_conflict_do_nothing/update`."""
    dialects: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
    return dialects[session.get_bind().dialect.name](model)


def is_busy(error: OperationalError) -> bool:
    """Tell whether the database asks to come back later (locked, restarting, out of connections, deadlocked)."""
    text = str(error.orig).lower()
    return error.connection_invalidated or any(
        sign in text
        for sign in (
            "locked",
            "busy",
            "connection",
            "server closed",
            "shutting down",
            "starting up",
            "too many clients",
            "deadlock",  # the other one of the two went on
        )
    )
