"""A company's own offers, tab by tab."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, case, func
from sqlmodel import Session, col, select

from fairapp.offers.enums import OfferStatus
from fairapp.offers.lifecycle import OVER, WAITING
from fairapp.offers.models import Offer, PlaceDraft
from fairapp.offers.queries import Partner, partners_of, places_of

SHOWN = frozenset({OfferStatus.PUBLISHED, OfferStatus.SUBMITTED, OfferStatus.SUSPENDED})
PER_PAGE = 20

_OWN = ~col(Offer.is_template)
TABS: dict[str, ColumnElement[bool]] = {
    "en-ligne": and_(_OWN, col(Offer.status).in_(SHOWN)),
    "brouillons": and_(_OWN, col(Offer.status).in_(WAITING)),
    "closes": and_(_OWN, col(Offer.status).in_(OVER | {OfferStatus.ARCHIVED})),
    "modeles": and_(col(Offer.is_template), col(Offer.status) != OfferStatus.ARCHIVED),
}


class Row(NamedTuple):
    """One of a company's offers in its list."""

    offer: Offer
    places: Sequence[PlaceDraft]
    partners: Sequence[Partner]


def count_offers(session: Session, company_id: int) -> dict[str, int]:
    """Count a company's offers in each tab; one query."""
    counts = [func.coalesce(func.sum(case((condition, 1), else_=0)), 0) for condition in TABS.values()]
    row = session.execute(select(*counts).where(Offer.company_id == company_id)).one()
    return dict(zip(TABS, (int(count) for count in row), strict=True))


def company_offers(session: Session, company_id: int, tab: str, *, offset: int = 0) -> list[Row]:
    """Return one page of a tab, the latest touched first."""
    offers = session.exec(
        select(Offer)
        .where(Offer.company_id == company_id, TABS[tab])
        .order_by(col(Offer.updated_at).desc(), col(Offer.id).desc())
        .offset(offset)
        .limit(PER_PAGE)
    ).all()
    ids = [offer.id for offer in offers]
    places, partners = places_of(session, ids), partners_of(session, ids, accepted_only=False)
    return [Row(offer, places.get(offer.id, ()), partners.get(offer.id, ())) for offer in offers]
