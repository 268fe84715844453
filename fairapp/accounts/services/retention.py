"""Accounts that nobody uses: told after eleven months, deleted a month later (trust.md, personal data)."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import structlog
from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.events import AccountUnused
from fairapp.accounts.models import Account
from fairapp.accounts.services.links import hold_links_to
from fairapp.accounts.services.personal_data import Eraser, erase_account
from fairapp.core.clock import now
from fairapp.core.errors import DomainError
from fairapp.core.events import emit

KEPT = timedelta(days=365)  # after the last visit
NOTICE = timedelta(days=30)
BATCH = 200  # in one transaction

log = structlog.get_logger(__name__)


def announce_erasures(session: Session) -> int:
    """Tell who has not come for eleven months what will happen; return how many were told."""
    untold = func.coalesce(Account.erasure_announced_at, Account.created_at) <= _last_use()
    unused = session.exec(select(Account).where(*_unused_since(now() - KEPT + NOTICE), untold).limit(BATCH)).all()
    for account in unused:
        account.erasure_announced_at = now()
        session.add(account)
        emit(session, AccountUnused(account.id))
    return len(unused)


def erase_unused(session: Session, *, erasers: Iterable[Eraser], digest_of: Callable[[str], str]) -> int:
    """Delete accounts that were told a month ago and still not used; return how many.

    An account that something cannot do without (the only organiser of a cluster) is kept, and told about in the log.
    """
    told = (col(Account.erasure_announced_at) <= now() - NOTICE, col(Account.erasure_announced_at) > _last_use())
    due = (*_unused_since(now() - KEPT), *told)
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


def _hold_if_due(session: Session, account_id: int, email: str, due: Iterable[ColumnElement[bool]]) -> Account | None:
    """Return the account as it is now, unless its owner came back; one who is coming in at this moment is let pass."""
    hold_links_to(session, LinkPurpose, email=email)  # before the account, as whoever opens one does
    query = select(Account).where(Account.id == account_id, *due).with_for_update(skip_locked=True)
    return session.exec(query.execution_options(populate_existing=True)).first()


def _last_use() -> ColumnElement[datetime]:
    return func.coalesce(Account.last_seen_at, Account.created_at)


def _unused_since(moment: datetime) -> tuple[ColumnElement[bool], ...]:
    """Administrators are appointed on the machine, and dismissed there."""
    return _last_use() < moment, col(Account.is_admin).is_(False)
