"""Python's search for cycles, put off while much is built that stays."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_USUAL = gc.get_threshold()
_OBJECTS = 100_000  # made between two searches, instead of 700


@contextmanager
def collected_rarely() -> Iterator[None]:
    """Look for garbage seldom: among hundreds of thousands of objects that stay, it costs a fifth of the work."""
    gc.set_threshold(_OBJECTS, *_USUAL[1:])
    try:
        yield
    finally:
        gc.set_threshold(*_USUAL)  # sooner than one might, if two threads are at it
