"""Saved searches that write letters (row K3), whom they write to, and what was found and sent."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from fairapp.core.clock import now
from fairapp.core.enums import stored
from fairapp.offers.alerts.enums import AlertStatus, Frequency

MAX_CRITERIA = 4000  # characters of a query string
NEVER_TWICE = {"sqlite_autoincrement": True}  # tasks, links and letters keep the ids longer than the rows last


class AlertReader(SQLModel, table=True):
    """Whom alerts write to: one row an address, with or without account. Whoever counts its searches holds it."""

    __tablename__ = "alert_reader"
    __table_args__ = NEVER_TWICE

    id: int = Field(default=None, primary_key=True)
    email: str = Field(max_length=254, unique=True)  # as `normalise_email` writes it
    account_id: int | None = Field(default=None, foreign_key="account.id", unique=True, ondelete="SET NULL")
    locale: str = Field(default="fr", max_length=5)
    created_at: datetime = Field(default_factory=now)
    seen_at: datetime = Field(default_factory=now)  # the last sign of life: a form sent, never a link opened
    erasure_announced_at: datetime | None = None
    stopped_at: datetime | None = None  # wanted no more letters, and no search went on since
    answered_on: date | None = None  # the last day that a form without account had a letter written,
    answers: int = 0  # and how many that day


class AlertChoices(SQLModel):
    """What the reader may change."""

    name: str = Field(min_length=1, max_length=120)
    frequency: Frequency = Field(default=Frequency.WEEKLY, sa_type=stored(Frequency))


class SavedSearch(AlertChoices, table=True):
    """One search of a board, kept as its query string."""

    __tablename__ = "saved_search"
    __table_args__ = (
        Index(
            "uq_saved_search_kept", "reader_id", "key", unique=True,
            sqlite_where=text("deleted_at IS NULL"), postgresql_where=text("deleted_at IS NULL"),
        ),
        Index("ix_saved_search_status", "status"),
        NEVER_TWICE,
    )  # fmt: skip

    id: int = Field(default=None, primary_key=True)
    reader_id: int = Field(foreign_key="alert_reader.id", index=True, ondelete="CASCADE")
    cluster_id: int | None = Field(default=None, foreign_key="cluster.id", index=True, ondelete="CASCADE")  # its board
    criteria: str = Field(max_length=MAX_CRITERIA)  # the query string, without order and page
    key: str = Field(max_length=64)  # digest of board and folded criteria: the same key finds the same offers
    status: AlertStatus = Field(default=AlertStatus.PENDING, sa_type=stored(AlertStatus))
    since: datetime = Field(default_factory=now)  # offers that were there before are known
    created_at: datetime = Field(default_factory=now)
    deleted_at: datetime | None = None


class AlertOffer(SQLModel, table=True):
    """An offer that all alerts have been asked about: it is new no more."""

    __tablename__ = "alert_offer"

    offer_id: int = Field(primary_key=True, foreign_key="offer.id", ondelete="CASCADE")
    at: datetime = Field(default_factory=now)


class AlertHit(SQLModel, table=True):
    """A new offer that a saved search finds, until it is in a letter (or was in one)."""

    __tablename__ = "alert_hit"
    __table_args__ = (
        Index(
            "ix_alert_hit_due", "due_on",
            sqlite_where=text("NOT is_settled"), postgresql_where=text("NOT is_settled"),
        ),
    )  # fmt: skip

    search_id: int = Field(primary_key=True, foreign_key="saved_search.id", ondelete="CASCADE")
    offer_id: int = Field(primary_key=True, foreign_key="offer.id", index=True, ondelete="CASCADE")
    km: float | None = None  # from the place that was asked for
    due_on: date  # the day of its letter
    found_at: datetime = Field(default_factory=now)
    is_settled: bool = False


class AlertLetter(SQLModel, table=True):
    """One letter to one person on one day, about all their searches."""

    __tablename__ = "alert_letter"
    __table_args__ = (UniqueConstraint("reader_id", "day"), NEVER_TWICE)

    id: int = Field(default=None, primary_key=True)
    reader_id: int = Field(foreign_key="alert_reader.id", ondelete="CASCADE")
    day: date = Field(index=True)
    created_at: datetime = Field(default_factory=now)


class AlertSent(SQLModel, table=True):
    """An offer that was in a letter to this person; it never is in another, and this row decides."""

    __tablename__ = "alert_sent"

    reader_id: int = Field(primary_key=True, foreign_key="alert_reader.id", ondelete="CASCADE")
    offer_id: int = Field(primary_key=True, foreign_key="offer.id", index=True, ondelete="CASCADE")
    letter_id: int | None = Field(default=None, foreign_key="alert_letter.id", index=True, ondelete="SET NULL")
