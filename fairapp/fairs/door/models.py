"""Checkpoints, the devices that stand there, and every scan."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from fairapp.core.clock import now
from fairapp.core.enums import stored
from fairapp.fairs.enums import CheckpointPolicy, Direction, Outcome, RefusalReason


class CheckpointDraft(SQLModel):
    """What an organiser says of a door."""

    name: str = Field(min_length=1, max_length=80)
    hall_id: int | None = Field(default=None, foreign_key="hall.id", ondelete="SET NULL")  # None: of the whole fair
    policy: CheckpointPolicy = Field(default=CheckpointPolicy.DAILY, sa_type=stored(CheckpointPolicy))
    direction: Direction = Field(default=Direction.IN, sa_type=stored(Direction))


class Checkpoint(CheckpointDraft, table=True):
    """A door of the fair, or of one of its halls."""

    id: int = Field(default=None, primary_key=True)
    fair_id: int = Field(foreign_key="fair.id", index=True, ondelete="CASCADE")
    position: int = 0


class Device(SQLModel, table=True):
    """A telephone or desk that may check in and nothing else, by its own link, until it is revoked (row D7)."""

    id: int = Field(default=None, primary_key=True)
    fair_id: int = Field(foreign_key="fair.id", index=True, ondelete="CASCADE")
    checkpoint_id: int = Field(foreign_key="checkpoint.id", index=True, ondelete="CASCADE")
    label: str = Field(max_length=80)  # « Téléphone de Léa »
    key_hash: str = Field(max_length=64, unique=True)  # SHA-256 of its secret, hexadecimal
    created_by_id: int | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL")
    created_at: datetime = Field(default_factory=now)
    seen_at: datetime | None = None
    revoked_at: datetime | None = None


class Scan(SQLModel, table=True):
    """Something that was scanned or typed at a door; append-only (row D3).

    The row keeps what was shown; what counts is derived from the times of all scans, so that the order in which they
    arrive does not matter. An undo is a row too, and names the scan that it takes back.
    """

    __table_args__ = (
        Index("ix_scan_badge", "badge_id", "scanned_at"),
        Index("ix_scan_fair", "fair_id", "scanned_at"),
    )

    id: int = Field(default=None, primary_key=True)
    nonce: str = Field(max_length=36, unique=True)  # the device's own identifier: sending a scan again changes nothing
    fair_id: int = Field(foreign_key="fair.id", ondelete="CASCADE")
    checkpoint_id: int = Field(foreign_key="checkpoint.id", index=True, ondelete="CASCADE")
    device_id: int | None = Field(default=None, foreign_key="device.id", ondelete="SET NULL")
    account_id: int | None = Field(
        default=None, foreign_key="account.id", ondelete="SET NULL"
    )  # an organiser's own scan
    badge_id: int | None = Field(default=None, foreign_key="badge.id", ondelete="CASCADE")  # None: unknown code
    scanned_at: datetime  # by the device's clock
    received_at: datetime = Field(default_factory=now)
    shown: Outcome = Field(sa_type=stored(Outcome))
    refusal: RefusalReason | None = Field(default=None, sa_type=stored(RefusalReason))
    undoes_id: int | None = Field(default=None, foreign_key="scan.id", unique=True, ondelete="CASCADE")
    reason: str = Field(default="", max_length=200)  # of an undo, or of letting someone in whose badge had been used
