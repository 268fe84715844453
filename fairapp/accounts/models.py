"""People who sign in, their sessions and links, and the journal of who changed what."""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index
from sqlmodel import Field, SQLModel

from fairapp.accounts.enums import LinkPurpose, SignInMethod
from fairapp.core.clock import now
from fairapp.core.enums import stored


class Account(SQLModel, table=True):
    """A person. What they may do follows from their affiliations (see `fairapp.clusters`)."""

    id: int = Field(default=None, primary_key=True)
    email: str = Field(max_length=254, unique=True)  # as `emails.normalise_email` writes it
    name: str = Field(default="", max_length=120)
    password_hash: str | None = Field(default=None, max_length=200)  # None: signs in by mailed link only
    is_admin: bool = False
    locale: str = Field(default="fr", max_length=5)
    is_disabled: bool = False
    created_at: datetime = Field(default_factory=now)
    last_seen_at: datetime | None = None
    erasure_announced_at: datetime | None = None  # told that the account, unused for long, will be deleted


class AccountSession(SQLModel, table=True):
    """One signed-in browser. The cookie holds a random id, the row only its hash: sign-out really ends it."""

    __tablename__ = "account_session"

    id: int = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True, ondelete="CASCADE")
    token_hash: str = Field(max_length=64, unique=True)  # SHA-256, hexadecimal
    method: SignInMethod = Field(default=SignInMethod.LINK, sa_type=stored(SignInMethod))
    created_at: datetime = Field(default_factory=now)
    seen_at: datetime = Field(default_factory=now)
    expires_at: datetime = Field(index=True)
    idle_minutes: int  # signed out after this long without a request
    browser: str = Field(default="", max_length=80)  # "Firefox · Linux", for the list of one's own sessions


class ActionLink(SQLModel, table=True):
    """A mailed link: one purpose, one object. Revocable, its end kept here rather than in a signature.

    The token is computed from this row and the application's secret (see `services.links`): the database alone lets
    nobody in, and a handler can write the mail without a token ever waiting in a task.
    """

    __tablename__ = "action_link"
    __table_args__ = (
        Index("ix_action_link_subject", "purpose", "subject_id"),
        Index("ix_action_link_email", "email"),
    )

    id: int = Field(default=None, primary_key=True)
    nonce: str = Field(default_factory=lambda: secrets.token_hex(16), max_length=32)  # 128 bits
    purpose: LinkPurpose = Field(sa_type=stored(LinkPurpose))
    email: str = Field(max_length=254)
    subject_id: int | None = None  # id of the object that `purpose` names
    created_at: datetime = Field(default_factory=now)
    expires_at: datetime | None = None
    used_at: datetime | None = None
    revoked_at: datetime | None = None


class AuditEntry(SQLModel, table=True):
    """A change made under a policy, written in the same transaction as the change."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_subject", "subject", "subject_id", "id"),
        Index("ix_audit_entry_cluster", "cluster_id", "id"),
    )

    id: int = Field(default=None, primary_key=True)
    at: datetime = Field(default_factory=now)
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True, ondelete="SET NULL")
    action: str = Field(max_length=60)  # "offer.published"
    subject: str = Field(max_length=30)  # "offer"
    subject_id: int | None = None
    cluster_id: int | None = None  # whose organisers may read it
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


class Persona(SQLModel, table=True):
    """A demo account that anyone on this machine may enter with one click; empty outside the demo."""

    __tablename__ = "demo_persona"

    account_id: int = Field(primary_key=True, foreign_key="account.id", ondelete="CASCADE")
    label: str = Field(max_length=120)  # "Organisatrice du pôle …"
    position: int = 0
