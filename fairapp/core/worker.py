"""The loop that runs tasks, one at a time, until it is told to stop."""

import secrets
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Engine

from fairapp.core import tasks
from fairapp.core.clock import now
from fairapp.core.db import open_session
from fairapp.core.tasks import Handler, Subscriptions, Task, TaskContext, enqueue, enqueue_reactions, handler_name

log = structlog.get_logger(__name__)

IDLE_SECONDS = 0.5
DEFAULT_MINUTES = 10  # a handler that hangs longer loses its lease


@dataclass(frozen=True)
class Scheduled:
    """Work that comes back: queued once per period, whoever asks first."""

    handler: Handler
    every: timedelta

    def key(self, at: datetime) -> str:
        return f"{handler_name(self.handler)}:{int(at.timestamp() // self.every.total_seconds())}"


@dataclass
class Worker:
    """Runs the due tasks of one database."""

    engine: Engine
    handlers: Mapping[str, Handler]
    subscriptions: Subscriptions
    schedule: Sequence[Scheduled] = ()
    on_idle: Callable[[], None] = lambda: None
    stopping: threading.Event = field(default_factory=threading.Event)
    _scheduled_at: datetime | None = None

    def run_forever(self) -> None:
        """Work until `stopping` is set; errors of the database are logged and tried again."""
        while not self.stopping.is_set():
            try:
                self.queue_scheduled()
                busy = self.run_next()
            except Exception:  # the edge of the worker: nothing above could do better
                log.exception("worker.error")
                busy = False
                self.stopping.wait(2)
            if not busy:
                self.on_idle()
                self.stopping.wait(IDLE_SECONDS)

    def run_pending(self) -> int:
        """Run every due task; return how many ran."""
        count = 0
        while self.run_next():
            count += 1
        return count

    def queue_scheduled(self) -> None:
        """Queue the periodic work; looked at once a minute."""
        if self._scheduled_at and now() - self._scheduled_at < timedelta(minutes=1):
            return
        with open_session(self.engine) as session:
            for work in self.schedule:
                enqueue(session, work.handler, key=work.key(now()))
            session.commit()
        self._scheduled_at = now()

    def run_next(self) -> bool:
        """Claim and run one task; return False if none is due."""
        token = secrets.token_hex(16)
        task = tasks.claim_next(self.engine, token=token)
        if task is None:
            return False
        handler = self.handlers.get(task.handler)
        try:
            if handler is None:
                raise LookupError(f"no handler named {task.handler}")
            with self._lease(task, token, minutes=getattr(handler, "minutes", DEFAULT_MINUTES)):
                self._run(handler, task, token)
        except Exception as error:  # whatever a handler raises is kept with its task
            log.exception("task.failed", task=task.id, handler=task.handler, attempt=task.attempts)
            tasks.fail(self.engine, task, token, error)
        return True

    def _run(self, handler: Handler, task: Task, token: str) -> None:
        kind = getattr(handler, "task_kind", "plain")
        if kind == "long":
            handler(TaskContext(self.engine, task.id, token), **task.payload)
            tasks.finish(self.engine, task, token)
        elif kind == "outside":
            with open_session(self.engine, read_only=True) as session:
                handler(session, **task.payload)
            tasks.finish(self.engine, task, token)
        else:
            self._run_writing(handler, task, token)

    def _run_writing(self, handler: Handler, task: Task, token: str) -> None:
        with open_session(self.engine) as session:
            handler(session, **task.payload)
            enqueue_reactions(session, self.subscriptions)
            session.flush()
            if tasks.finish_within(session, task, token):
                session.commit()

    @contextmanager
    def _lease(self, task: Task, token: str, *, minutes: int) -> Iterator[None]:
        """Renew the lease from a thread while the handler works, but not beyond its deadline."""
        finished = threading.Event()
        deadline = now() + timedelta(minutes=minutes)

        def beat() -> None:
            while not finished.wait(tasks.LEASE.total_seconds() / 3) and now() < deadline:
                if not tasks.renew_lease(self.engine, task.id, token):
                    return

        thread = threading.Thread(target=beat, name="lease", daemon=True)
        thread.start()
        try:
            yield
        finally:
            finished.set()
