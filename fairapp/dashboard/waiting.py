"""What waits for somebody, the most pressing first: the head of each home page."""

from collections.abc import Iterable
from typing import NamedTuple

_PRESSING = ("bad", "warn", "info")


class Waiting(NamedTuple):
    """One thing to do: `tone` bad (late, or about to be lost), warn (somebody waits) or info."""

    tone: str
    icon: str
    title: str
    text: str
    url: str
    button: str


def in_order(waiting: Iterable[Waiting]) -> list[Waiting]:
    """Put the most pressing first; of two as pressing, the one that was said first."""
    return sorted(waiting, key=lambda one: _PRESSING.index(one.tone))
