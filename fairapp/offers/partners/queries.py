"""The companies that share an offer, seen from its author and from each of them."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlmodel import Session, col, select

from fairapp.clusters.models import Company, Membership
from fairapp.clusters.queries import in_term
from fairapp.offers.enums import OfferStatus, PartnerStatus
from fairapp.offers.models import Offer, OfferCluster, OfferCompany


def invitable_companies(session: Session, offer: Offer) -> Sequence[Company]:
    """Return the companies that the author may ask: members of the offer's clusters, with people to answer."""
    boards = select(OfferCluster.cluster_id).where(OfferCluster.offer_id == offer.id)
    present = select(OfferCompany.company_id).where(
        OfferCompany.offer_id == offer.id, OfferCompany.status != PartnerStatus.DECLINED
    )
    return session.exec(
        select(Company)
        .join(Membership, col(Membership.company_id) == Company.id)
        .where(col(Membership.cluster_id).in_(boards), in_term(), col(Company.claimed_at).is_not(None))
        .where(Company.id != offer.company_id, col(Company.id).not_in(present), col(Company.merged_into_id).is_(None))
        .distinct()
        .order_by(Company.name)
    ).all()


class Share(NamedTuple):
    """An offer that another company shares, or is asked to."""

    row: OfferCompany
    offer: Offer
    author: Company


def shares_of(session: Session, company_id: int) -> list[Share]:
    """Return what this company is asked to share, then what it shares, the latest first."""
    rows = session.exec(
        select(OfferCompany, Offer, Company)
        .join(Offer, col(Offer.id) == OfferCompany.offer_id)
        .join(Company, col(Company.id) == Offer.company_id)
        .where(OfferCompany.company_id == company_id, OfferCompany.status != PartnerStatus.DECLINED)
        .where(Offer.status != OfferStatus.ARCHIVED)
        .order_by(col(OfferCompany.status).desc(), col(OfferCompany.id).desc())
    )
    return [Share(*row) for row in rows]
