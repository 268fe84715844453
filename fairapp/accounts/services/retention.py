"""Accounts that nobody uses: told after eleven months, deleted a month later (trust.md, personal data)."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import structlog
from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from fairapp.accounts.events import AccountUnused
from fairapp.accounts.models import Account
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
    erased = 0
    for account in session.exec(select(Account).where(*_unused_since(now() - KEPT), *told).limit(BATCH)).all():
        try:
            with session.begin_nested():
                digest = digest_of(account.email)
                erase_account(session, account, erasers=erasers, address_digest=digest, by=None)
        except DomainError:
            log.warning("account.unused_and_needed", account_id=account.id)
        else:
            erased += 1
    return erased


def _last_use() -> ColumnElement[datetime]:
    return func.coalesce(Account.last_seen_at, Account.created_at)


def _unused_since(moment: datetime) -> tuple[ColumnElement[bool], ...]:
    """Administrators are appointed on the machine, and dismissed there."""
    return _last_use() < moment, col(Account.is_admin).is_(False)
