"""Who reacts to what, and what comes back when: each domain's own table, put together on one page."""

from datetime import timedelta

from sqlalchemy import Engine

from fairapp.accounts import handlers as accounts
from fairapp.candidates import handlers as candidates
from fairapp.clusters import handlers as clusters
from fairapp.core import housekeeping
from fairapp.core.tasks import Handler, Subscriptions, handler_name
from fairapp.core.worker import Scheduled, Worker
from fairapp.fairs import handlers as fairs
from fairapp.offers import handlers as offers
from fairapp.offers.applications import handlers as applications
from fairapp.offers.applications.inbox import handlers as inbox
from fairapp.offers.imports import handlers as imports
from fairapp.outreach import handlers as outreach
from fairapp.web.counts import prune_counts

TABLES: tuple[Subscriptions, ...] = (
    accounts.SUBSCRIPTIONS,
    candidates.SUBSCRIPTIONS,
    clusters.SUBSCRIPTIONS,
    offers.SUBSCRIPTIONS,
    applications.SUBSCRIPTIONS,
    inbox.SUBSCRIPTIONS,
    *fairs.TABLES,
    *outreach.TABLES,
)

SUBSCRIPTIONS: Subscriptions = {
    event: tuple(handler for table in TABLES for handler in table.get(event, ()))  # two domains may hear the same event
    for table in TABLES
    for event in table
}

SCHEDULE: tuple[Scheduled, ...] = (
    *accounts.SCHEDULE,
    *candidates.SCHEDULE,
    *clusters.SCHEDULE,
    *offers.SCHEDULE,
    *applications.SCHEDULE,
    *inbox.SCHEDULE,
    *fairs.SCHEDULE,
    *outreach.SCHEDULE,
    *housekeeping.SCHEDULE,
    Scheduled(prune_counts, every=timedelta(days=1)),
)

DIRECT: tuple[Handler, ...] = (
    *offers.DIRECT,
    *applications.DIRECT,
    *inbox.DIRECT,
    *imports.DIRECT,
    *fairs.DIRECT,
    *outreach.DIRECT,
)  # queued by a service itself, not by an event

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
