"""What reading a file gives: an entry for each offer, readable or not."""

from dataclasses import dataclass

from fairapp.core.doubts import Doubt
from fairapp.core.errors import DomainError
from fairapp.offers.imports.records import Record


class WrongFile(DomainError):
    """The file as a whole cannot be read; nothing was changed."""


@dataclass(frozen=True, slots=True)
class WrongLine:
    """One entry that cannot be read or taken, and why."""

    line: int
    reason: Doubt


Entry = Record | WrongLine
