"""Counts of unsafe requests, as rows."""

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

import limits
from sqlalchemy import delete
from sqlmodel import Session, col, select

from fairapp.core.clock import now
from fairapp.core.db import upsert
from fairapp.web.models import RequestCount

KEPT = timedelta(days=2)


@dataclass(frozen=True)
class Limit:
    """At most `amount` requests of one key in any `window`."""

    bucket: str
    amount: int
    window: timedelta

    @classmethod
    def parse(cls, rate: str, bucket: str) -> Self:
        """Read « 10 per 5 minutes »."""
        item = limits.parse(rate)
        return cls(bucket, item.amount, timedelta(seconds=item.get_expiry()))

    def window_start(self, at: datetime) -> datetime:
        seconds = int(self.window.total_seconds())
        return datetime.fromtimestamp(int(at.timestamp()) // seconds * seconds, UTC)

    def seconds_left(self, at: datetime) -> int:
        return max(1, math.ceil((self.window_start(at) + self.window - at).total_seconds()))


def hit(session: Session, limit: Limit, key: str, *, at: datetime, amount: int = 1) -> int:
    """Count one request, or `amount` of what it brings; return 0 if it is allowed, else the seconds to wait.

    The window before counts for the part that still overlaps, so that two bursts around its edge are not twice the limit.
    """
    start = limit.window_start(at)
    insert = upsert(session, RequestCount).values(bucket=limit.bucket, key=key, window_start=start, count=amount)
    counted = insert.on_conflict_do_update(
        index_elements=["bucket", "key", "window_start"], set_={"count": col(RequestCount.count) + amount}
    )
    current: int = session.execute(counted.returning(col(RequestCount.count))).scalar_one()
    earlier = select(RequestCount.count).where(
        RequestCount.bucket == limit.bucket, RequestCount.key == key, RequestCount.window_start == start - limit.window
    )
    before = session.exec(earlier).first() or 0
    overlap = 1 - (at - start) / limit.window
    return 0 if current + before * overlap <= limit.amount else limit.seconds_left(at)


def prune_counts(session: Session) -> None:
    """Forget old windows; to be run daily."""
    session.exec(delete(RequestCount).where(col(RequestCount.window_start) < now() - KEPT))
