"""Every table of the product: importing this module registers them all (migrations, tests, erasure)."""

from fairapp.accounts import models as accounts
from fairapp.candidates import models as candidates
from fairapp.clusters import models as clusters
from fairapp.core import changes, files, tasks
from fairapp.fairs import models as fairs
from fairapp.fairs.badges import models as badges
from fairapp.fairs.door import models as door
from fairapp.fairs.registrations import models as registrations
from fairapp.fairs.stands import models as stands
from fairapp.offers import models as offers
from fairapp.offers.alerts import models as alerts
from fairapp.offers.applications import models as applications
from fairapp.offers.applications.inbox import models as inbox
from fairapp.outreach import models as outreach
from fairapp.outreach.schools import models as schools
from fairapp.reference import models as reference
from fairapp.web import models as web

__all__ = [
    "accounts",
    "alerts",
    "applications",
    "badges",
    "candidates",
    "changes",
    "clusters",
    "door",
    "fairs",
    "files",
    "inbox",
    "offers",
    "outreach",
    "reference",
    "registrations",
    "schools",
    "stands",
    "tasks",
    "web",
]
