"""What follows from what happened at fairs, and what comes back each hour: the tables of the rooms, put together."""

from fairapp.core.tasks import Handler, Subscriptions
from fairapp.core.worker import Scheduled
from fairapp.fairs.badges import handlers as badges
from fairapp.fairs.registrations import handlers as registrations
from fairapp.fairs.setup import handlers as setup
from fairapp.fairs.stands import handlers as stands

ROOMS = (setup, stands, registrations, badges)

TABLES: tuple[Subscriptions, ...] = tuple(room.SUBSCRIPTIONS for room in ROOMS)
SCHEDULE: tuple[Scheduled, ...] = tuple(work for room in ROOMS for work in room.SCHEDULE)
DIRECT: tuple[Handler, ...] = tuple(handler for room in ROOMS for handler in room.DIRECT)
