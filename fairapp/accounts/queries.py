"""Who is signed in, and what people see of their own account."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Row, Select, select
from sqlmodel import Session, col

from fairapp.accounts.models import Account, AccountSession, ActionLink, AuditEntry, Persona
from fairapp.core.clock import now

CLOCK_TOLERANCE = timedelta(minutes=5)  # between machines; beyond, the clock stepped back and no end can be trusted


class Lifetime(NamedTuple):
    """How long a session lasts, and how long it may rest."""

    total: timedelta
    idle: timedelta


STAFF = Lifetime(timedelta(hours=12), timedelta(hours=2))
CANDIDATE = Lifetime(timedelta(days=7), timedelta(days=7))


class SignedIn(NamedTuple):
    """A live session and its account, in one row."""

    session_id: int
    account_id: int
    email: str
    name: str
    is_admin: bool
    locale: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    idle_minutes: int

    def is_live(self, at: datetime) -> bool:
        idle = timedelta(minutes=self.idle_minutes)
        return at < self.expires_at and at < self.seen_at + idle and self.seen_at <= at + CLOCK_TOLERANCE

    def is_within(self, lifetime: Lifetime, at: datetime) -> bool:
        """Tell whether the session would still hold under `lifetime`: roles may have come since sign-in."""
        return at < self.created_at + lifetime.total and at < self.seen_at + lifetime.idle


_SIGNED_IN: Select[tuple[object, ...]] = select(
    AccountSession.id, Account.id, Account.email, Account.name, Account.is_admin, Account.locale,
    AccountSession.created_at, AccountSession.seen_at, AccountSession.expires_at, AccountSession.idle_minutes,
).join(Account, col(Account.id) == AccountSession.account_id).where(col(Account.is_disabled).is_(False))  # type: ignore[call-overload]  # fmt: skip


def find_signed_in(session: Session, token_hash: str) -> SignedIn | None:
    """Return who holds this session, unless it ended, rested too long or belongs to a disabled account."""
    row = session.execute(_SIGNED_IN.where(col(AccountSession.token_hash) == token_hash)).first()
    signed_in = SignedIn(*row) if row else None
    return signed_in if signed_in and signed_in.is_live(now()) else None


def find_session(session: Session, token_hash: str) -> AccountSession | None:
    """Look a session's own row up, live or not."""
    of_token = select(AccountSession).where(col(AccountSession.token_hash) == token_hash)
    found: AccountSession | None = session.execute(of_token).scalar()
    return found


def find_account(session: Session, email: str) -> Account | None:
    """Look an account up by its normalised address."""
    found: Account | None = session.execute(select(Account).where(col(Account.email) == email)).scalar()
    return found


def live_sessions(session: Session, account_id: int) -> list[AccountSession]:
    """List where an account is signed in, the last used first."""
    mine = (
        select(AccountSession)
        .where(col(AccountSession.account_id) == account_id, col(AccountSession.expires_at) > now())
        .order_by(col(AccountSession.seen_at).desc(), col(AccountSession.id).desc())
    )
    return [row for row in session.execute(mine).scalars() if row.seen_at + timedelta(minutes=row.idle_minutes) > now()]


def own_links(session: Session, email: str) -> list[ActionLink]:
    return list(session.execute(select(ActionLink).where(col(ActionLink.email) == email)).scalars())


def own_actions(session: Session, account_id: int) -> list[AuditEntry]:
    mine = select(AuditEntry).where(col(AuditEntry.account_id) == account_id).order_by(col(AuditEntry.id))
    return list(session.execute(mine).scalars())


def personas(session: Session) -> list[Row[tuple[int, str, str]]]:
    """List the demo's one-click accounts: id, name, label."""
    listed = (
        select(Account.id, Account.name, Persona.label)  # type: ignore[call-overload]
        .join(Persona, col(Persona.account_id) == Account.id)
        .where(col(Account.is_disabled).is_(False))
        .order_by(col(Persona.position), col(Account.id))
    )
    return list(session.execute(listed))
