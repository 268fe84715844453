"""What happened among professionals; ids only."""

from dataclasses import dataclass

from fairapp.core.events import Event


@dataclass(frozen=True)
class CharterAsked(Event):
    """A professional is to read the charter: the link is theirs."""

    link_id: int
