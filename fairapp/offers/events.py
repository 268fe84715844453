"""What happened to an offer; `change_id` is the `OfferChange` that says who did it, when and why."""

from dataclasses import dataclass

from fairapp.core.events import Event


@dataclass(frozen=True)
class OfferEvent(Event):
    offer_id: int
    change_id: int


class OfferSubmitted(OfferEvent):
    """Waits for an organiser."""


class OfferPublished(OfferEvent):
    """On line: for the first time, again after review, or reopened."""


class OfferReturned(OfferEvent):
    """Sent back to its author, with a reason."""


class OfferRefused(OfferEvent):
    """Not to be published, with a reason."""


class OfferSuspended(OfferEvent):
    """Taken off line while somebody looks into it."""


class OfferClosed(OfferEvent):
    """Filled or closed."""


class OfferExpired(OfferEvent):
    """Its last day has passed."""


@dataclass(frozen=True)
class PartnerAsked(Event):
    """Another company is invited to appear on an offer; `partner_id` is an `OfferCompany`."""

    partner_id: int


@dataclass(frozen=True)
class PartnerAnswered(Event):
    partner_id: int
