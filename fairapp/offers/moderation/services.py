"""Deciding on several offers at once; what cannot be decided any more is told, and holds up nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from sqlmodel import Session

from fairapp.core.errors import DomainError
from fairapp.offers import services
from fairapp.offers.lifecycle import Acting
from fairapp.offers.models import Offer


class Decision(StrEnum):
    """What a moderator may do with chosen offers; the words of the addresses."""

    PUBLISH = "publier"
    RETURN = "renvoyer"
    REFUSE = "refuser"
    REQUEUE = "remettre"  # take the decision back
    SUSPEND = "suspendre"
    RESUME = "retablir"


WITH_REASON = frozenset({Decision.RETURN, Decision.REFUSE, Decision.SUSPEND})


@dataclass
class Outcome:
    """What became of each chosen offer."""

    done: list[Offer] = field(default_factory=list)
    refused: list[tuple[Offer, DomainError]] = field(default_factory=list)


def decide(
    session: Session, offers: Sequence[tuple[Offer, int]], decision: Decision, *, by: Acting, reason: str = ""
) -> Outcome:
    """Decide on each (offer, version that was read), in the order of their ids so that two moderators never wait in a ring.

    :raise DomainError: if a reason is needed and none is given.
    """
    if decision in WITH_REASON and not reason.strip():
        raise DomainError(services.NO_REASON, field="motif")
    outcome = Outcome()
    for offer, version in sorted(offers, key=lambda one: one[0].id):
        try:
            outcome.done.append(_decide(session, offer, version, decision, by=by, reason=reason))
        except DomainError as error:
            outcome.refused.append((offer, error))
    return outcome


def _decide(session: Session, offer: Offer, version: int, decision: Decision, *, by: Acting, reason: str) -> Offer:
    match decision:
        case Decision.PUBLISH:
            return services.publish(session, offer, by=by, version=version)
        case Decision.RETURN:
            return services.return_to_author(session, offer, by=by, reason=reason, version=version)
        case Decision.REFUSE:
            return services.refuse(session, offer, by=by, reason=reason, version=version)
        case Decision.SUSPEND:
            return services.suspend(session, offer, by=by, reason=reason)
        case Decision.REQUEUE:
            return services.requeue(session, offer, by=by)
        case Decision.RESUME:
            return services.resume(session, offer, by=by)
