"""A cache bounded in bytes that threads may share."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Kept = TypeVar("Kept")


class ByteCache(Generic[Key, Kept]):
    """Forgets what was used longest ago. Something larger than a quarter of the room is not kept at all."""

    def __init__(self, most_bytes: int) -> None:
        self._most, self.bytes = most_bytes, 0
        self._items: OrderedDict[Key, tuple[Kept, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key) -> Kept | None:
        with self._lock:
            item = self._items.get(key)
            if item is None:
                return None
            self._items.move_to_end(key)
            return item[0]

    def put(self, key: Key, value: Kept, size: int) -> None:
        if size * 4 > self._most:
            return
        with self._lock:
            if known := self._items.pop(key, None):
                self.bytes -= known[1]
            self._items[key] = value, size
            self.bytes += size
            while self.bytes > self._most:
                self.bytes -= self._items.popitem(last=False)[1][1]

    def __len__(self) -> int:
        return len(self._items)
