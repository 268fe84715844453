"""Domain events: facts, in the past tense, that carry ids only."""

from dataclasses import dataclass
from typing import cast

from sqlmodel import Session


@dataclass(frozen=True)
class Event:
    """Base of every domain event."""


def emit(session: Session, event: Event) -> None:
    """Record `event`; it is delivered only if the transaction commits."""
    session.info.setdefault("events", []).append(event)


def collect(session: Session) -> list[Event]:
    """Return the recorded events and forget them."""
    return cast("list[Event]", session.info.pop("events", []))
