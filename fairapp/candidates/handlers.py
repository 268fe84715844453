"""What follows from a new address, and what comes back every day."""

from datetime import timedelta

from sqlmodel import Session

from fairapp.accounts.events import EmailChanged
from fairapp.accounts.models import Account
from fairapp.candidates import views_log
from fairapp.candidates.cvs import sweep_cvs
from fairapp.candidates.views_log import prune_views
from fairapp.core.tasks import Subscriptions
from fairapp.core.worker import Scheduled


def follow_address(session: Session, account_id: int) -> None:
    if account := session.get(Account, account_id):
        views_log.follow_address(session, account)


SUBSCRIPTIONS: Subscriptions = {EmailChanged: (follow_address,)}
SCHEDULE = (Scheduled(prune_views, every=timedelta(days=1)), Scheduled(sweep_cvs, every=timedelta(days=1)))
