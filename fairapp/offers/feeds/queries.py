"""What search engines are told of, by ranges of numbers: a file stays the same while others are added."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from fairapp.clusters.enums import MembershipStatus
from fairapp.clusters.models import Company, Membership
from fairapp.clusters.queries import in_term
from fairapp.offers.models import Offer
from fairapp.offers.queries import is_live


class OpenOffer(NamedTuple):
    """As much of an offer as its address needs."""

    id: int
    title: str
    updated_at: datetime


def last_offer_id(session: Session) -> int:
    return session.exec(select(func.max(Offer.id)).where(is_live())).one() or 0


def last_company_id(session: Session) -> int:
    return session.exec(select(func.max(Company.id))).one() or 0


def open_offers_between(session: Session, first: int, last: int) -> list[OpenOffer]:
    """Return every open offer, whatever the board: even one kept to its own clusters has a public page."""
    rows = session.exec(
        select(Offer.id, Offer.title, Offer.updated_at)
        .where(is_live(), col(Offer.id).between(first, last))
        .order_by(col(Offer.id))
    )
    return [OpenOffer._make(row) for row in rows]


def company_slugs_between(session: Session, first: int, last: int) -> Sequence[str]:
    """Return the companies that have a page: members today, or named on a board."""
    has_page = or_(in_term(), col(Membership.status) == MembershipStatus.LISTED)
    shown = select(Membership.company_id).where(has_page)
    query = select(Company.slug).where(col(Company.id).between(first, last), col(Company.merged_into_id).is_(None))
    return session.exec(query.where(col(Company.id).in_(shown)).order_by(col(Company.id))).all()
