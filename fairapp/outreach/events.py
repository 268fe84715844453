"""What happened to a visit; ids only."""

from dataclasses import dataclass

from fairapp.core.events import Event


@dataclass(frozen=True)
class RequestStepped(Event):
    """A request took a step: its history line tells which, by whom."""

    request_id: int
    line_id: int


@dataclass(frozen=True)
class PlaceFreed(Event):
    """A place of a slot may be had again: those who wait are told."""

    slot_id: int


@dataclass(frozen=True)
class PlaceNotified(Event):
    """One who waits is told that a place came free."""

    item_id: int


@dataclass(frozen=True)
class WaitEnded(Event):
    """The date that somebody waits for is cancelled."""

    item_id: int
