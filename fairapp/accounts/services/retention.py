"""How long people are kept: the one rule for accounts, and for the profile, CV and applications that hang on them.

Who acts for an organisation (exhibitors' staff, teachers, professionals): 12 months after the last sign of life.
Candidates: 2 years, as they come back when they look for work again. All are told 30 days before, and nobody is erased
who was not told, or who came back since. What other domains keep about the person goes with the account; counts and the
journal stay, and name nobody.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import structlog
from sqlalchemy import ColumnElement, and_, func, or_, update
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.events import AccountUnused
from fairapp.accounts.models import Account
from fairapp.accounts.services.links import hold_links_to
from fairapp.accounts.services.personal_data import Eraser, erase_account
from fairapp.core.clock import now
from fairapp.core.errors import DomainError
from fairapp.core.events import emit

STAFF_KEPT = timedelta(days=365)  # after the last sign of life
CANDIDATES_KEPT = timedelta(days=730)
NOTICE = timedelta(days=30)
BATCH = 200  # in one transaction

log = structlog.get_logger(__name__)


Staff = SelectOfScalar[int]  # the ids of the accounts that act for an organisation


def announce_erasures(session: Session, *, staff: Staff) -> int:
    """Tell who has given no sign of life for long what will happen in a month; return how many were told."""
    untold = func.coalesce(Account.erasure_announced_at, Account.created_at) <= last_use()
    due = select(Account).where(*_unused(staff, early=NOTICE), untold)
    unused = session.exec(due.limit(BATCH)).all()
    for account in unused:
        account.erasure_announced_at = now()
        session.add(account)
        emit(session, AccountUnused(account.id))
    return len(unused)


def erase_unused(session: Session, *, staff: Staff, erasers: Iterable[Eraser], digest_of: Callable[[str], str]) -> int:
    """Delete accounts that were told a month ago and still not used; return how many.

    An account that something cannot do without (the only organiser of a cluster) is kept, and told about in the log.
    """
    told = (col(Account.erasure_announced_at) <= now() - NOTICE, col(Account.erasure_announced_at) > last_use())
    due = (*_unused(staff), *told)
    erased = 0
    for account_id, email in session.exec(select(Account.id, Account.email).where(*due).limit(BATCH)).all():
        try:
            with session.begin_nested():
                if account := _hold_if_due(session, account_id, email, due):
                    erase_account(session, account, erasers=erasers, address_digest=digest_of(email), by=None)
                    erased += 1
        except DomainError:
            log.warning("account.unused_and_needed", account_id=account_id)
    return erased


def note_life(session: Session, email: str) -> None:
    """Begin the time anew for whoever has this address and used a link that was mailed there, without signing in."""
    session.execute(update(Account).where(col(Account.email) == email).values(last_seen_at=now()))


def last_use() -> ColumnElement[datetime]:
    return func.coalesce(Account.last_seen_at, Account.created_at)


def _hold_if_due(session: Session, account_id: int, email: str, due: Iterable[ColumnElement[bool]]) -> Account | None:
    """Return the account as it is now, unless its owner came back; one who is coming in at this moment is let pass."""
    hold_links_to(session, LinkPurpose, email=email)  # before the account, as whoever opens one does
    query = select(Account).where(Account.id == account_id, *due).with_for_update(skip_locked=True)
    return session.exec(query.execution_options(populate_existing=True)).first()


def _unused(staff: Staff, *, early: timedelta = timedelta(0)) -> tuple[ColumnElement[bool], ...]:
    """Administrators are appointed on the machine, and dismissed there."""
    of_staff = and_(col(Account.id).in_(staff), last_use() <= now() - STAFF_KEPT + early)
    return or_(of_staff, last_use() <= now() - CANDIDATES_KEPT + early), col(Account.is_admin).is_(False)
