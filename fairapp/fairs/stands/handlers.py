"""HANDLERS"""

from fairapp.core.tasks import Handler, Subscriptions
from fairapp.core.worker import Scheduled

SUBSCRIPTIONS: Subscriptions = {}
SCHEDULE: tuple[Scheduled, ...] = ()
DIRECT: tuple[Handler, ...] = ()
