"""People's data of a fair end a year after it (row C6); counts in quotas stay, and name nobody."""

from sqlalchemy import delete
from sqlmodel import Session, col, select

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.models import ActionLink
from fairapp.core.clock import today
from fairapp.fairs.queries import ended_before
from fairapp.fairs.registrations.models import Registration
from fairapp.fairs.registrations.services import KEPT


def purge_old_fairs(session: Session) -> None:
    """Delete the registrations of fairs that ended a year ago: badges, scans, consents, places go with them (daily)."""
    ended = ended_before(today() - KEPT)
    old = select(Registration.id).where(col(Registration.fair_id).in_(ended))
    links = delete(ActionLink).where(
        col(ActionLink.purpose) == LinkPurpose.REGISTRATION, col(ActionLink.subject_id).in_(old)
    )
    session.execute(links.execution_options(synchronize_session=False))
    gone = delete(Registration).where(col(Registration.fair_id).in_(ended))
    session.execute(gone.execution_options(synchronize_session=False))
