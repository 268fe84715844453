"""How long applications name somebody (row A7): three months after their end, or two years with consent.

Nothing is forgotten that was not announced 30 days before; with consent, any sign of life starts the two years again.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, case
from sqlmodel import Session, col, select

from fairapp.core.clock import now
from fairapp.core.events import emit
from fairapp.offers.applications.events import ApplicationEnding
from fairapp.offers.applications.models import Application
from fairapp.offers.applications.services.forgetting import forget

KEPT = timedelta(days=90)  # after the end
KEPT_LONG = timedelta(days=730)  # after the last contact, with consent
NOTICE = timedelta(days=30)
BATCH = 200  # in one transaction


def announce_endings(session: Session) -> int:
    """Tell whose application will be forgotten in a month; return how many were told."""
    due = _hold_due(session, _ended_before(-NOTICE), ~_is_told())
    for application in due:
        application.notice_at = now()
        emit(session, ApplicationEnding(application.id))
    return len(due)


def forget_ended(session: Session) -> int:
    """Forget who was told a month ago and has given no sign of life since; return how many."""
    due = _hold_due(session, _ended_before(timedelta()), _is_told(), col(Application.notice_at) <= now() - NOTICE)
    for application in due:
        forget(session, application)
    return len(due)


def forgotten_on(application: Application) -> datetime | None:
    """Return when it will be forgotten if nothing happens; None while it is open.

    Never sooner than a month after the notice.
    """
    if application.closed_at is None:
        return None
    if application.keep_consent_at is not None:
        counted = max(application.closed_at, application.contact_at) + KEPT_LONG
    else:
        counted = application.closed_at + KEPT
    told = application.notice_at
    return max(counted, told + NOTICE) if told else counted


def _hold_due(session: Session, *which: ColumnElement[bool]) -> Sequence[Application]:
    named = (col(Application.closed_at).is_not(None), col(Application.forgotten_at).is_(None))
    query = select(Application).where(*named, *which).order_by(col(Application.id)).limit(BATCH)
    return session.exec(query.with_for_update(skip_locked=True)).all()


def _ended_before(extra: timedelta) -> ColumnElement[bool]:
    """Its time, longer or shorter by `extra`, has passed."""
    is_kept_long = col(Application.keep_consent_at).is_not(None)
    return case(
        (is_kept_long, _last_sign() <= now() - KEPT_LONG - extra),
        else_=col(Application.closed_at) <= now() - KEPT - extra,
    )


def _last_sign() -> ColumnElement[datetime]:
    closed, contact = col(Application.closed_at), col(Application.contact_at)
    return case((contact > closed, contact), else_=closed)


def _is_told() -> ColumnElement[bool]:
    """It was announced, of this end, and nobody has been heard of since."""
    counted = case((col(Application.keep_consent_at).is_not(None), _last_sign()), else_=col(Application.closed_at))
    return col(Application.notice_at).is_not(None) & (col(Application.notice_at) > counted)
