"""What happened to an application; ids only."""

from dataclasses import dataclass

from fairapp.core.events import Event


@dataclass(frozen=True)
class ApplicationMade(Event):
    application_id: int


@dataclass(frozen=True)
class ApplicationAskedAgain(Event):
    """Somebody applied anew while an application was open: its link is mailed once more."""

    application_id: int


@dataclass(frozen=True)
class ApplicationStepped(Event):
    """An application took a step: its `ApplicationStep` tells which, by whom."""

    application_id: int
    step_id: int


@dataclass(frozen=True)
class ApplicationEnding(Event):
    """What is kept of an application will be forgotten in a month."""

    application_id: int


@dataclass(frozen=True)
class ApplicationForgotten(Event):
    """An application names nobody any more: at the person's wish, or when its time was over."""

    application_id: int
