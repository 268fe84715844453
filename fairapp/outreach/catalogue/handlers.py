"""What makes the search read visits again."""

from datetime import timedelta

from sqlmodel import Session, col, select

from fairapp.clusters.events import CompaniesMerged, CompanyChanged
from fairapp.core.changes import note_change
from fairapp.core.clock import now
from fairapp.core.tasks import Handler, Subscriptions
from fairapp.core.worker import Scheduled
from fairapp.outreach.catalogue.documents import KIND
from fairapp.outreach.enums import InterventionStatus
from fairapp.outreach.models import Intervention, Slot

LOOK_BACK = timedelta(days=3)  # a worker that stood still catches up


def refresh_company(session: Session, company_id: int) -> None:
    """A company's visits show its name, place and logo."""
    for id in session.exec(select(Intervention.id).where(Intervention.company_id == company_id)):
        note_change(session, KIND, id)


def refresh_merged(session: Session, loser_id: int, winner_id: int) -> None:
    refresh_company(session, winner_id)


def refresh_dates(session: Session) -> None:
    """A month whose last date may no longer be booked is none to choose."""
    closed = (
        select(Slot.intervention_id)
        .join(Intervention, col(Intervention.id) == Slot.intervention_id)
        .where(Intervention.status == InterventionStatus.PUBLISHED)
        .where(col(Slot.booking_until).between(now() - LOOK_BACK, now()))
    )
    for id in session.exec(closed.distinct()):
        note_change(session, KIND, id)


SUBSCRIPTIONS: Subscriptions = {CompanyChanged: (refresh_company,), CompaniesMerged: (refresh_merged,)}
SCHEDULE = (Scheduled(refresh_dates, every=timedelta(days=1)),)
DIRECT: tuple[Handler, ...] = ()
