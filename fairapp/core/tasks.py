"""Background work: a task is a row, written in the same transaction as the data it follows from, run at least once.

A handler is one of three kinds:

* plain: `handler(session, **payload)` writes rows, in one transaction that ends with the task;
* `@outside`: `handler(session, **payload)` talks to the outside (mail, PDF); its session is read-only;
* `@long_running`: `handler(context, **payload)` opens short transactions of its own and reports progress.

Handlers re-read by id and may run twice: a worker that dies is replaced once its lease is over.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Engine, Index, select, update
from sqlmodel import Field, Session, SQLModel, col

from fairapp.core.clock import now
from fairapp.core.db import open_session, upsert
from fairapp.core.enums import stored
from fairapp.core.events import Event, collect

Handler = Callable[..., None]
Subscriptions = Mapping[type[Event], tuple[Handler, ...]]

LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 5
KEPT = timedelta(days=30)  # done tasks; failed ones stay until someone decides


class TaskStatus(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"  # gave up after MAX_ATTEMPTS; listed by `fairapp tasks` and in /readyz


PENDING = (TaskStatus.QUEUED, TaskStatus.RUNNING)


class Task(SQLModel, table=True):
    """One piece of background work."""

    __table_args__ = (Index("ix_task_due", "status", "run_at", "id"),)

    id: int = Field(default=None, primary_key=True)
    handler: str = Field(max_length=120, index=True)
    payload: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    key: str | None = Field(default=None, max_length=160, unique=True)  # the same key is queued once, for ever
    status: TaskStatus = Field(
        default=TaskStatus.QUEUED,
        sa_type=stored(TaskStatus, length=10),
    )
    run_at: datetime = Field(default_factory=now)  # while running: when the lease ends
    created_at: datetime = Field(default_factory=now)
    finished_at: datetime | None = None
    attempts: int = 0
    token: str | None = Field(default=None, max_length=32)  # who holds it
    done: int = 0
    total: int = 0
    error: str | None = Field(default=None, max_length=500)


@dataclass(frozen=True)
class TaskContext:
    """What a long-running handler works with; every session it opens is short and its own."""

    engine: Engine
    task_id: int
    token: str

    def reading(self) -> AbstractContextManager[Session]:
        return open_session(self.engine, read_only=True)

    def writing(self) -> AbstractContextManager[Session]:
        return open_session(self.engine)

    def progress(self, done: int, total: int) -> None:
        """Show how far the work is; call it outside any write transaction."""
        _settle(self.engine, self.task_id, self.token, done=done, total=total)


def handler_name(handler: Handler) -> str:
    return f"{handler.__module__.removeprefix('fairapp.')}.{handler.__name__}"


def outside(handler: Handler) -> Handler:
    """Mark a handler that talks to the outside: it reads the database, never writes.

    It runs without a write lock, so that a slow mail server cannot hold up a booking.
    """
    handler.task_kind = "outside"  # type: ignore[attr-defined]
    return handler


def long_running(*, minutes: int) -> Callable[[Handler], Handler]:
    """Mark a handler that takes a `TaskContext`; after `minutes` its lease is no longer renewed."""

    def mark(handler: Handler) -> Handler:
        handler.task_kind, handler.minutes = "long", minutes  # type: ignore[attr-defined]
        return handler

    return mark


def enqueue(
    session: Session, handler: Handler, *, key: str | None = None, run_at: datetime | None = None, **payload: Any
) -> int | None:
    """Queue `handler(…, **payload)` with the caller's transaction.

    Returns the task's id, or None when `key` was queued before: then nothing is added.
    """
    values = {
        "handler": handler_name(handler), "payload": payload, "key": key, "status": TaskStatus.QUEUED,
        "run_at": run_at or now(), "created_at": now(), "attempts": 0, "done": 0, "total": 0,
    }  # fmt: skip
    insert = upsert(session, Task).values(**values).on_conflict_do_nothing(index_elements=["key"])
    id: int | None = session.execute(insert.returning(col(Task.id))).scalar()
    return id


def enqueue_reactions(session: Session, subscriptions: Subscriptions) -> None:
    """Turn the session's events into task rows, inside the same transaction."""
    for event in collect(session):
        for handler in subscriptions.get(type(event), ()):
            enqueue(session, handler, **asdict(event))


def claim_next(engine: Engine, *, token: str) -> Task | None:
    """Take the oldest due task, or one whose holder stopped renewing its lease."""
    if not _something_is_due(engine):  # a worker at rest takes no write lock
        return None
    due = (
        select(col(Task.id))
        .where(col(Task.status).in_(PENDING), col(Task.run_at) <= now())
        .order_by(col(Task.run_at), col(Task.id))
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    take = (
        update(Task)
        .where(col(Task.id) == due)
        .values(status=TaskStatus.RUNNING, token=token, attempts=Task.attempts + 1, run_at=now() + LEASE)
        .returning(col(Task.id))
        .execution_options(synchronize_session=False)
    )
    with open_session(engine) as session:
        id = session.execute(take).scalar()
        session.commit()
        return session.get(Task, id) if id is not None else None


def _something_is_due(engine: Engine) -> bool:
    waiting = select(col(Task.id)).where(col(Task.status).in_(PENDING), col(Task.run_at) <= now())
    with open_session(engine, read_only=True) as session:
        return session.execute(waiting.limit(1)).first() is not None


def renew_lease(engine: Engine, task_id: int, token: str) -> bool:
    """Keep the task for another lease; False once it was given to someone else."""
    return _settle(engine, task_id, token, run_at=now() + LEASE)


def finish(engine: Engine, task: Task, token: str) -> None:
    _settle(engine, task.id, token, **_done_values())


def finish_within(session: Session, task: Task, token: str) -> bool:
    """Mark the task done in the handler's own transaction; False if the lease was lost, so roll back."""
    return _update(session, task.id, token, _done_values())


def fail(engine: Engine, task: Task, token: str, error: Exception) -> None:
    """Put the task back with a growing delay (5 s, 20 s, 80 s, …), or give it up."""
    delay = timedelta(seconds=min(3600, 5 * 4 ** (task.attempts - 1)))
    gives_up = task.attempts >= MAX_ATTEMPTS
    _settle(
        engine, task.id, token,
        status=TaskStatus.FAILED if gives_up else TaskStatus.QUEUED,
        run_at=now() + delay, token=None, error=repr(error)[:500], finished_at=now() if gives_up else None,
    )  # fmt: skip


def retry_failed(session: Session, *, task_id: int | None = None) -> int:
    """Queue dead tasks again (all, or one); return how many."""
    again = update(Task).where(col(Task.status) == TaskStatus.FAILED)
    if task_id is not None:
        again = again.where(col(Task.id) == task_id)
    values = {"status": TaskStatus.QUEUED, "attempts": 0, "run_at": now(), "finished_at": None}
    return int(session.execute(again.values(**values).execution_options(synchronize_session=False)).rowcount)  # type: ignore[attr-defined]


def _done_values() -> dict[str, Any]:
    return {"status": TaskStatus.DONE, "token": None, "error": None, "finished_at": now()}


def _settle(engine: Engine, task_id: int, token: str, /, **values: Any) -> bool:
    with open_session(engine) as session:
        held = _update(session, task_id, token, values)
        session.commit()
        return held


def _update(session: Session, task_id: int, token: str, values: dict[str, Any]) -> bool:
    held = update(Task).where(col(Task.id) == task_id, col(Task.token) == token)
    result = session.execute(held.values(**values).execution_options(synchronize_session=False))
    return int(result.rowcount) == 1  # type: ignore[attr-defined]
