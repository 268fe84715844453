"""Counts of reads: in this process's memory, or in Redis so that processes and machines share them.

When Redis does not answer, memory takes over at once and Redis is tried again half a minute later: a limit may then be
looser, but no page fails and none is unlimited.
"""

import threading
import time

import structlog
from limits import RateLimitItemPerSecond
from limits.errors import StorageError
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter

from fairapp.web.counts import Limit

RETRY_SECONDS = 30
MAX_KEYS = 50_000

log = structlog.get_logger(__name__)


class MemoryCounts:
    """Fixed windows of one process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: dict[tuple[str, str], tuple[int, int]] = {}  # → window number, requests in it

    def hit(self, limit: Limit, key: str) -> int:
        """Count one request; return 0 if it is allowed, else the seconds to wait."""
        seconds = int(limit.window.total_seconds())
        number, elapsed = divmod(time.time(), seconds)
        with self._lock:
            window, count = self._counts.get((limit.bucket, key), (int(number), 0))
            count = count + 1 if window == int(number) else 1
            if len(self._counts) >= MAX_KEYS:
                self._counts.clear()  # cheaper than remembering who is old; a flood only gains one more window
            self._counts[limit.bucket, key] = (int(number), count)
        return 0 if count <= limit.amount else max(1, int(seconds - elapsed))


class ReadCounts:
    """Redis if there is one and it answers, memory otherwise."""

    def __init__(self, redis_url: str | None) -> None:
        self._memory = MemoryCounts()
        self._redis = _connect(redis_url) if redis_url else None
        self._redis_again_at = 0.0

    def hit(self, limit: Limit, key: str) -> int:
        if self._redis is None or time.monotonic() < self._redis_again_at:
            return self._memory.hit(limit, key)
        item = RateLimitItemPerSecond(limit.amount, int(limit.window.total_seconds()))
        try:
            if self._redis.hit(item, limit.bucket, key):
                return 0
            return max(1, int(self._redis.get_window_stats(item, limit.bucket, key).reset_time - time.time()))
        except StorageError:
            log.warning("limits.redis_gone")
            self._redis_again_at = time.monotonic() + RETRY_SECONDS
            return self._memory.hit(limit, key)


def _connect(url: str) -> FixedWindowRateLimiter:
    storage = storage_from_string(url, wrap_exceptions=True, socket_timeout=0.25, socket_connect_timeout=0.25)
    return FixedWindowRateLimiter(storage)
