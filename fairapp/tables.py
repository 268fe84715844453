"""Every table of the product: importing this module registers them all (migrations, tests, erasure)."""

from fairapp.accounts import models as accounts
from fairapp.clusters import models as clusters
from fairapp.core import changes, files, tasks
from fairapp.offers import models as offers
from fairapp.reference import models as reference
from fairapp.web import models as web

__all__ = ["accounts", "changes", "clusters", "files", "offers", "reference", "tasks", "web"]
