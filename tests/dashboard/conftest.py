"""Everything that may wait for somebody: what home pages must tell."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

from sqlmodel import Session

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.services import issue_link
from fairapp.core.clock import now
from fairapp.offers.applications.enums import ApplicationStatus
from fairapp.offers.applications.models import Application
from fairapp.offers.applications.queries import recipient_of
from fairapp.offers.models import Offer

Sessions = Callable[[], AbstractContextManager[Session]]


def apply(
    session: Session, offer: Offer, email: str, status: ApplicationStatus = ApplicationStatus.NEW, *, days: int = 1
) -> Application:
    """Write an application that came so many `days` ago, with the link that follows it."""
    at = now() - timedelta(days=days)
    to = recipient_of(session, offer)
    row = Application(
        offer_id=offer.id, email=email, channel=to.channel, cluster_id=to.cluster_id, first_name="Enora", last_name="Le Goff", status=status, created_at=at,
        status_at=at, contact_at=at,
    )  # fmt: skip
    session.add(row)
    session.flush()
    issue_link(session, LinkPurpose.APPLICATION, email=email, subject_id=row.id)
    return row
