"""What takes long to make is made once, for all workers of a run."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

SHARED = "FAIRAPP_TEST_SHARED"  # names the folder that the workers of one run share


def shared_folder() -> Path:
    return Path(os.environ[SHARED])


@contextmanager
def only_one(name: str) -> Iterator[None]:
    """Let one worker of the run through at a time."""
    with (shared_folder() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def made_once(name: str, make: Callable[[Path], object]) -> Path:
    """Return the file or folder that the first worker has made at the path it was given; the others wait for it."""
    made = shared_folder() / name
    with only_one(name):
        if not made.exists():
            unfinished = made.with_name(f"unfinished-{name}")
            make(unfinished)
            unfinished.rename(made)
    return made
