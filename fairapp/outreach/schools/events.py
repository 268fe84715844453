"""What happened between a school and its people; ids only."""

from dataclasses import dataclass

from fairapp.core.events import Event


@dataclass(frozen=True)
class SchoolJoinAsked(Event):
    """An address is to be proven by the link."""

    link_id: int


@dataclass(frozen=True)
class TeacherAsked(Event):
    """A proven address waits for the school's head, or for an organiser."""

    affiliation_id: int


@dataclass(frozen=True)
class TeacherAnswered(Event):
    """Somebody said yes or no."""

    account_id: int
    school_id: int
    is_confirmed: bool
