"""Who reacts to what, and what comes back when: the whole table, on one page."""

from datetime import timedelta

from sqlalchemy import Engine

from fairapp.core.tasks import Handler, Subscriptions, handler_name
from fairapp.core.worker import Scheduled, Worker

SUBSCRIPTIONS: Subscriptions = {}

SCHEDULE: tuple[Scheduled, ...] = ()

DIRECT: tuple[Handler, ...] = ()  # queued by a service itself, not by an event

HANDLERS: dict[str, Handler] = {
    handler_name(handler): handler
    for handler in (
        *(handler for handlers in SUBSCRIPTIONS.values() for handler in handlers),
        *(work.handler for work in SCHEDULE),
        *DIRECT,
    )
}


def make_worker(engine: Engine) -> Worker:
    return Worker(engine, HANDLERS, SUBSCRIPTIONS, SCHEDULE)
