"""What comes back every day."""

from datetime import timedelta

from fairapp.candidates.cvs import sweep_cvs
from fairapp.candidates.views_log import prune_views
from fairapp.core.worker import Scheduled

SCHEDULE = (Scheduled(prune_views, every=timedelta(days=1)), Scheduled(sweep_cvs, every=timedelta(days=1)))
