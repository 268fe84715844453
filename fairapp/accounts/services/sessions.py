"""Signed-in browsers: begun, seen, ended. Rows, so that ending one really ends it."""

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import delete, or_, update
from sqlmodel import Session, col

from fairapp.accounts.enums import SignInMethod
from fairapp.accounts.models import Account, AccountSession
from fairapp.accounts.queries import CANDIDATE, STAFF, Lifetime
from fairapp.core.clock import now

SEEN_EVERY = timedelta(minutes=1)


def lifetime_of(*, staff: bool) -> Lifetime:
    """Return how long a sign-in holds: people who act for others are asked again sooner."""
    return STAFF if staff else CANDIDATE


def start_session(
    session: Session, account: Account, *, staff: bool, browser: str, method: SignInMethod = SignInMethod.LINK
) -> str:
    """Open a session and return its token: 32 random bytes, of which the row keeps the hash only."""
    token = secrets.token_urlsafe(32)
    lifetime = lifetime_of(staff=staff)
    session.add(
        AccountSession(
            account_id=account.id, token_hash=hashlib.sha256(token.encode()).hexdigest(), method=method,
            expires_at=now() + lifetime.total, idle_minutes=int(lifetime.idle.total_seconds()) // 60,
            browser=browser[:80],
        )
    )  # fmt: skip
    account.last_seen_at = now()
    session.add(account)
    session.flush()
    return token


def end_session(session: Session, token_hash: str) -> None:
    """Sign one browser out; nothing happens if it was out already."""
    session.execute(delete(AccountSession).where(col(AccountSession.token_hash) == token_hash))


def end_own_session(session: Session, account_id: int, session_id: int) -> None:
    """Sign out one of the account's own browsers; other people's are not touched."""
    mine = (col(AccountSession.id) == session_id, col(AccountSession.account_id) == account_id)
    session.execute(delete(AccountSession).where(*mine))


def end_all_sessions(session: Session, account_id: int, *, except_: str | None = None) -> None:
    """Sign the account out everywhere, except the browser whose token hash is `except_`."""
    others = delete(AccountSession).where(col(AccountSession.account_id) == account_id)
    if except_:
        others = others.where(col(AccountSession.token_hash) != except_)
    session.execute(others)


def mark_seen(session: Session, session_id: int, account_id: int) -> None:
    """Note that the person is there, at most once a minute however many pages they open at once."""
    at = now()
    stale = (col(AccountSession.id) == session_id, col(AccountSession.seen_at) <= at - SEEN_EVERY)
    seen = session.execute(update(AccountSession).where(*stale).values(seen_at=at))
    if seen.rowcount:  # type: ignore[attr-defined]
        session.execute(update(Account).where(col(Account.id) == account_id).values(last_seen_at=at))


def prune_sessions(session: Session) -> None:
    """Delete the sessions that ended by themselves; those that rested too long go with their last day."""
    long_idle = col(AccountSession.seen_at) < now() - CANDIDATE.idle
    session.execute(delete(AccountSession).where(or_(col(AccountSession.expires_at) < now(), long_idle)))
