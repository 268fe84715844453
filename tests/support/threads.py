"""Races on purpose: several callables start at the same instant."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def at_once(callables: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run all of them behind one barrier; return results in their order, an exception raised as its own result."""
    barrier = threading.Barrier(len(callables))

    def run(call: Callable[[], Any]) -> Any:
        barrier.wait(timeout=30)
        try:
            return call()
        except Exception as error:  # the loser of a race is a result like any other
            return error

    with ThreadPoolExecutor(max_workers=len(callables)) as pool:
        return list(pool.map(run, callables))
