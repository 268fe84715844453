from dataclasses import dataclass

from fairapp.core.events import Event


@dataclass(frozen=True)
class AlertAsked(Event):
    """Somebody gave an address and a search; its owner is written to, whoever they are."""

    reader_id: int
    search_id: int | None  # None: the address has as many as one may have


@dataclass(frozen=True)
class ReaderEnds(Event):
    """An address without account gave no sign of life for long."""

    reader_id: int


@dataclass(frozen=True)
class ReaderErased(Event):
    address_digest: str  # SHA-256: the address itself is gone
