"""What a letter about an offer's end lets its reader do. Each answer may be given again, and in any order."""

from datetime import datetime

from sqlmodel import Session

from fairapp.accounts.enums import LinkPurpose
from fairapp.core.errors import Conflict
from fairapp.offers import lifecycle, services
from fairapp.offers.enums import CloseReason, OfferStatus
from fairapp.offers.expiring.queries import was_extended
from fairapp.offers.lifecycle import Acting, Action
from fairapp.offers.models import Offer

ANSWERS = {
    LinkPurpose.OFFER_EXTEND: Action.EXTEND,
    LinkPurpose.OFFER_FILL: Action.FILL,
    LinkPurpose.OFFER_CLOSE: Action.CLOSE,
}
REASONS = {
    Action.FILL: (CloseReason.FILLED, CloseReason.FILLED_ELSEWHERE),
    Action.CLOSE: (CloseReason.POSTPONED, CloseReason.CANCELLED),
}  # the first is chosen beforehand; each answer takes its own only


def is_answered(session: Session, offer: Offer, action: Action, *, since: datetime) -> bool:
    """Tell whether the answer was given already: by this link, another one, or in the company's space."""
    if action is Action.EXTEND:
        return lifecycle.is_public(offer) and was_extended(session, offer.id, since=since)
    return lifecycle.is_done(offer.status, action)


def why_not(offer: Offer) -> str | None:
    """Return why nothing can be answered any more, as a message id: a link is good until its offer ends."""
    if lifecycle.is_public(offer):
        return None
    has_lapsed = offer.status == lifecycle.LIVE  # its last day is past, and the clock has not come by yet
    return services.MOVED_ON[OfferStatus.EXPIRED if has_lapsed else offer.status]


def answer(
    session: Session, offer: Offer, action: Action, *, by: Acting, since: datetime, reason: CloseReason | None = None
) -> Offer:
    """Prolong, mark as filled or close, as a link issued at `since` asks; given before, it changes nothing.

    :raise Conflict: if the offer ended meanwhile, or someone gave another answer that ends it.
    :raise DomainError: if it cannot be prolonged.
    """
    offer = services.lock(session, offer)
    if is_answered(session, offer, action, since=since):
        return offer
    if problem := why_not(offer):
        raise Conflict(problem)
    if action is Action.EXTEND:
        return services.extend(session, offer, by=by)
    own = REASONS[action]
    return services.close(session, offer, by=by, reason=reason if reason in own else own[0])
