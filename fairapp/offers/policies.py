"""Who may do what with an offer; a status alone decides nothing here (see `lifecycle`)."""

from collections.abc import Callable, Collection

from fairapp.clusters.models import Company
from fairapp.core.actor import Actor
from fairapp.offers.enums import OfferStatus
from fairapp.offers.lifecycle import PageState, page_state
from fairapp.offers.models import Offer


def of_company(company: Company) -> Callable[[Actor | None, Offer], bool]:
    """In the space of `company`: its own offers, for its own people."""
    return lambda actor, offer: actor is not None and actor.works_at(company.id) and offer.company_id == company.id


def can_write(actor: Actor | None, offer: Offer) -> bool:
    """The company's people. An offer without company has no people: `None` works nowhere."""
    return actor is not None and actor.works_at(offer.company_id)


def can_review(actor: Actor | None, offer: Offer, cluster_ids: Collection[int]) -> bool:
    """The organisers of the offer's clusters, once its author let it go."""
    if actor is None or offer.is_template or offer.status == OfferStatus.DRAFT:
        return False
    return any(actor.organises(cluster_id) for cluster_id in cluster_ids)


def can_mind(actor: Actor | None, offer: Offer, company: Company | None, cluster_ids: Collection[int]) -> bool:
    """Organisers edit what has no people of its own: no company, or one that nobody has claimed (row O8)."""
    has_people = company is not None and company.claimed_at is not None
    return not has_people and can_review(actor, offer, cluster_ids)


def can_view(
    actor: Actor | None, offer: Offer, cluster_ids: Collection[int] = (), partner_ids: Collection[int] = ()
) -> bool:
    """Everyone while it has a public page; else its company, its organisers and the companies that share it."""
    if page_state(offer) in {PageState.LIVE, PageState.OVER} or can_write(actor, offer):
        return True
    return can_review(actor, offer, cluster_ids) or (
        actor is not None and any(actor.works_at(company_id) for company_id in partner_ids)
    )
