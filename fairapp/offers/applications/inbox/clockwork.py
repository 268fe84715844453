"""What happens by itself while nobody answers (row A3): reminders at 7, 21 and 45 days, the end at 60.

One offer is reminded of at once, so that a recruiter reads one letter a day about it, however many wait.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, case
from sqlmodel import Session, col, func, select

from fairapp.core.clock import now
from fairapp.core.errors import Conflict
from fairapp.offers.applications.enums import Action
from fairapp.offers.applications.inbox.queries import UNSEEN, waiting_since
from fairapp.offers.applications.models import Application, ApplicationStep
from fairapp.offers.applications.services import SYSTEM, hold, take
from fairapp.offers.applications.states import OPEN
from fairapp.offers.models import Offer

REMIND_AFTER = (timedelta(days=7), timedelta(days=21), timedelta(days=45))
LAPSE_AFTER = timedelta(days=60)
AT_ONCE = 500  # offers or applications of one round; the others have their turn in the next


class Waiting(NamedTuple):
    """An application, since when the person waits, and when somebody was last reminded of it."""

    id: int
    offer_id: int
    since: datetime
    reminded_at: datetime | None


def offers_to_remind_of(session: Session) -> list[int]:
    """Return the offers of which somebody has to be reminded now."""
    return sorted({one.offer_id for one in _waiting(session) if is_due(one)})[:AT_ONCE]


def remind(session: Session, offer_id: int) -> list[int]:
    """Write down that a reminder leaves, for each application that is due; return which: again, none is."""
    # One worker at a time reminds of an offer: the other one then sees what was written.
    session.exec(select(Offer.id).where(Offer.id == offer_id).with_for_update(key_share=True)).one()
    due = [one.id for one in _waiting(session, col(Application.offer_id) == offer_id) if is_due(one)]
    reminded = []
    for id in due:
        with suppress(Conflict):  # withdrawn or erased at this very instant: the others are reminded of
            take(session, session.get_one(Application, id), Action.NUDGE, SYSTEM)
            reminded.append(id)
    return reminded


def is_due(one: Waiting) -> bool:
    """Tell whether the last of the three dates that passed has had no reminder yet; earlier ones are made up for by it."""
    passed = [one.since + after for after in REMIND_AFTER if one.since + after <= now()]
    return bool(passed) and (one.reminded_at is None or one.reminded_at < passed[-1])


def ids_to_end(session: Session) -> Sequence[int]:
    """Return the applications that nobody answered in sixty days."""
    query = select(Application.id).where(_is_over_time()).order_by(col(Application.id))
    return session.exec(query.limit(AT_ONCE)).all()


def end(session: Session, application_id: int) -> None:
    """Close one if it is still time: somebody may have answered, or another worker been faster."""
    query = select(Application.id).where(Application.id == application_id, _is_over_time())
    if session.exec(query).first() is None:
        return
    held = hold(session, session.get_one(Application, application_id))
    if held.status in OPEN and _since(held) <= now() - LAPSE_AFTER:
        take(session, held, Action.LAPSE, SYSTEM)


def _is_over_time() -> ColumnElement[bool]:
    return col(Application.status).in_(OPEN) & (waiting_since() <= now() - LAPSE_AFTER)


def _since(application: Application) -> datetime:
    """What `waiting_since` asks of a row."""
    return application.created_at if application.status in UNSEEN else application.status_at


def _waiting(session: Session, *which: ColumnElement[bool]) -> list[Waiting]:
    """Return what waits for a reminder's first date at least, and not yet for its end."""
    reminded = case((col(ApplicationStep.action) == Action.NUDGE, col(ApplicationStep.at)))
    query = (
        select(Application.id, Application.offer_id, waiting_since(), func.max(reminded))
        .join(ApplicationStep, col(ApplicationStep.application_id) == Application.id, isouter=True)
        .where(col(Application.status).in_(OPEN), *which)
        .where(waiting_since() <= now() - REMIND_AFTER[0], waiting_since() > now() - LAPSE_AFTER)
        .group_by(col(Application.id))
    )
    return [Waiting(*row) for row in session.exec(query)]
