"""The change log that the search indexes follow: written in the same transaction as the row it speaks of.

Numbers are given at insert, not at commit: on PostgreSQL a lower number can appear after a higher one, so a follower
reads the last minute again each time (see `fairapp.search`).
"""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Field, Session, SQLModel, col

from fairapp.core.clock import now

KEPT = timedelta(days=7)  # an index further behind is rebuilt


class SearchChange(SQLModel, table=True):
    """Row `row_id` of `kind` may look different to searchers now."""

    __tablename__ = "search_change"
    __table_args__ = {"sqlite_autoincrement": True}  # a number is never given twice, even once all rows are pruned

    seq: int = Field(default=None, primary_key=True)
    kind: str = Field(max_length=30)
    row_id: int
    at: datetime = Field(default_factory=now, index=True)


def note_change(session: Session, kind: str, row_id: int) -> None:
    """Tell the indexes to read this row again."""
    session.add(SearchChange(kind=kind, row_id=row_id))


def prune_changes(session: Session, *, before: datetime) -> None:
    session.exec(delete(SearchChange).where(col(SearchChange.at) < before))
