"""Badges and the batches in which they are printed."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from fairapp.core.clock import now
from fairapp.core.enums import stored
from fairapp.fairs.enums import BadgeLayout, BatchOrder, BatchStatus, HolderKind

_CURRENT = text("revoked_at IS NULL")


class Badge(SQLModel, table=True):
    """A code that stands for one holder at one fair; what is printed may be corrected, the code stays (rows G3, G4)."""

    __table_args__ = (
        UniqueConstraint("fair_id", "short_code"),
        CheckConstraint("(registration_id IS NULL) <> (staff_id IS NULL)", name="one_holder"),
        Index(
            "uq_badge_registration", "registration_id", unique=True,
            sqlite_where=_CURRENT, postgresql_where=_CURRENT,
        ),
        Index("uq_badge_staff", "staff_id", unique=True, sqlite_where=_CURRENT, postgresql_where=_CURRENT),
    )  # fmt: skip

    id: int = Field(default=None, primary_key=True)
    fair_id: int = Field(foreign_key="fair.id", ondelete="CASCADE")
    registration_id: int | None = Field(default=None, foreign_key="registration.id", ondelete="CASCADE")
    staff_id: int | None = Field(default=None, foreign_key="booking_staff.id", ondelete="CASCADE")
    token: str = Field(max_length=24, unique=True)  # base32 in upper case, 120 random bits
    short_code: str = Field(max_length=8)  # its first 8 characters
    issued_at: datetime = Field(default_factory=now)
    printed_at: datetime | None = None  # the last time
    revoked_at: datetime | None = None
    revoked_reason: str = Field(default="", max_length=200)


class BatchDraft(SQLModel):
    """Which badges an organiser wants, and how."""

    layout: BadgeLayout = BadgeLayout.A4_SHEET
    order: BatchOrder = BatchOrder.NAME
    kind: HolderKind | None = None  # None: everyone


class BadgeBatch(SQLModel, table=True):
    """Many badges as one PDF, made in the background (row G5)."""

    __tablename__ = "badge_batch"

    id: int = Field(default=None, primary_key=True)
    fair_id: int = Field(foreign_key="fair.id", index=True, ondelete="CASCADE")
    layout: BadgeLayout = Field(sa_type=stored(BadgeLayout))
    order: BatchOrder = Field(default=BatchOrder.NAME, sa_type=stored(BatchOrder))
    kind: HolderKind | None = Field(default=None, sa_type=stored(HolderKind))  # None: everyone
    status: BatchStatus = Field(default=BatchStatus.WAITING, sa_type=stored(BatchStatus))
    total: int = 0
    done: int = 0
    preflight: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)  # what will not print well, by badge
    file_id: int | None = Field(default=None, foreign_key="stored_file.id", ondelete="SET NULL")
    asked_by_id: int | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL")
    created_at: datetime = Field(default_factory=now)
    finished_at: datetime | None = None
