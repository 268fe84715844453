"""People's data of a fair end a year after it (row C6); counts in quotas stay, and name nobody."""

from sqlalchemy import delete
from sqlmodel import Session, col

from fairapp.core.clock import today
from fairapp.fairs.queries import ended_before
from fairapp.fairs.registrations.models import Registration
from fairapp.fairs.registrations.services import KEPT, forget_links


def purge_old_fairs(session: Session) -> None:
    """Delete the registrations of fairs that ended a year ago: badges, scans, consents, places go with them (daily)."""
    ended = ended_before(today() - KEPT)
    forget_links(session, col(Registration.fair_id).in_(ended))
    gone = delete(Registration).where(col(Registration.fair_id).in_(ended))
    session.execute(gone.execution_options(synchronize_session=False))
