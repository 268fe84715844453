"""What happened at a fair; ids only."""

from dataclasses import dataclass

from fairapp.core.events import Event


@dataclass(frozen=True)
class FairEvent(Event):
    fair_id: int


class FairPublished(FairEvent):
    pass


class FairMoved(FairEvent):
    """Its day, hours or place changed: nobody registers again, everyone is told (row F4)."""


class FairCancelled(FairEvent):
    pass


@dataclass(frozen=True)
class BookingEvent(Event):
    booking_id: int


class BookingSubmitted(BookingEvent):
    pass


class BookingConfirmed(BookingEvent):
    pass


class BookingCancelled(BookingEvent):
    pass


class BookingMoved(BookingEvent):
    """An organiser gave it another stand."""


class StandOffered(BookingEvent):
    """A stand came free: the first of the waiting list may take it (row B7)."""


@dataclass(frozen=True)
class PartnerAsked(Event):
    """A company is asked to share a stand (row B6)."""

    partner_id: int


@dataclass(frozen=True)
class PartnerAnswered(Event):
    partner_id: int


@dataclass(frozen=True)
class RegistrationEvent(Event):
    registration_id: int


class RegistrationMade(RegistrationEvent):
    """Confirmed or on the waiting list."""


class RegistrationAskedAgain(RegistrationEvent):
    """Somebody filled in the form with an address that is registered: its link is mailed again (row C2)."""


class PlaceOffered(RegistrationEvent):
    pass


class RegistrationCancelled(RegistrationEvent):
    pass


@dataclass(frozen=True)
class BatchAsked(Event):
    batch_id: int
