"""What follows from what happened, and what comes back when: the tables of the rooms, put together."""

from fairapp.core.tasks import Handler, Subscriptions
from fairapp.core.worker import Scheduled
from fairapp.outreach.catalogue import handlers as catalogue
from fairapp.outreach.interventions import handlers as interventions
from fairapp.outreach.requests import handlers as requests
from fairapp.outreach.schools import handlers as schools

ROOMS = (catalogue, interventions, requests, schools)

TABLES: tuple[Subscriptions, ...] = tuple(room.SUBSCRIPTIONS for room in ROOMS)
SCHEDULE: tuple[Scheduled, ...] = tuple(work for room in ROOMS for work in room.SCHEDULE)
DIRECT: tuple[Handler, ...] = tuple(handler for room in ROOMS for handler in room.DIRECT)
