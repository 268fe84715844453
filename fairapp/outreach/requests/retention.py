"""What is said of a class goes with its school year; who asked is forgotten two years later, by the clock (row E11)."""

from datetime import datetime, time

from sqlalchemy import func, update
from sqlmodel import Session, col

from fairapp.core.clock import PARIS, today
from fairapp.outreach.dates import school_year
from fairapp.outreach.enums import RequestStatus
from fairapp.outreach.models import OutreachRequest

_OVER = (RequestStatus.CLOSED, RequestStatus.CANCELLED, RequestStatus.REFUSED, RequestStatus.EXPIRED)


def forget_classes(session: Session) -> None:
    """Forget the names, wishes and needs of classes of former school years; level and numbers stay, for the figures."""
    begins = datetime.combine(school_year(today())[0], time(), PARIS)
    last = func.coalesce(col(OutreachRequest.starts_at), col(OutreachRequest.changed_at))
    forgetting = update(OutreachRequest).where(col(OutreachRequest.status).in_(_OVER), last < begins)
    forgetting = forgetting.where(
        col(OutreachRequest.class_name) + col(OutreachRequest.wishes) + col(OutreachRequest.needs) != ""
    )
    session.execute(forgetting.values(class_name="", wishes="", needs="", equipment=""))
