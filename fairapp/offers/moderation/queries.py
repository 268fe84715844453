"""The queue of a cluster's organisers: what waits, what was reported, what was decided."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, or_
from sqlmodel import Session, col, select

from fairapp.accounts.models import Account
from fairapp.clusters.models import Company
from fairapp.core.text import fold
from fairapp.offers.checks import Check, checks
from fairapp.offers.content import OfferContent
from fairapp.offers.enums import OfferStatus
from fairapp.offers.models import Offer, OfferCluster, OfferDraft, PlaceDraft
from fairapp.offers.queries import is_reported, partners_of, places_of, similar_offers
from fairapp.offers.reports.queries import open_reports

PER_PAGE = 20

TABS: dict[str, ColumnElement[bool]] = {
    "a-relire": col(Offer.status) == OfferStatus.SUBMITTED,
    "signalees": or_(
        col(Offer.status) == OfferStatus.SUSPENDED, and_(col(Offer.status) == OfferStatus.PUBLISHED, is_reported())
    ),
    "renvoyees": col(Offer.status).in_((OfferStatus.RETURNED, OfferStatus.REFUSED)),
    "publiees": col(Offer.status) == OfferStatus.PUBLISHED,
}
_OLDEST_FIRST = {"a-relire"}


class Row(NamedTuple):
    """One offer of the queue."""

    offer: Offer
    company: Company | None
    reviewer: str  # who looks into it; "" for nobody
    places: Sequence[PlaceDraft]
    checks: Sequence[Check]
    reports: int
    since: datetime  # received, or last changed


def count_queue(session: Session, cluster_id: int) -> dict[str, int]:
    """Count the offers of each tab; one query."""
    counts = [func.coalesce(func.sum(case((condition, 1), else_=0)), 0) for condition in TABS.values()]
    row = session.execute(select(*counts).join_from(Offer, OfferCluster).where(*_of_board(cluster_id))).one()
    return dict(zip(TABS, (int(count) for count in row), strict=True))


def count_found(session: Session, cluster_id: int, tab: str, text: str) -> int:
    """Count what a search finds in a tab."""
    query = select(func.count()).select_from(Offer).join(OfferCluster).join(Company, isouter=True, onclause=_COMPANY)
    return int(session.exec(query.where(*_of_board(cluster_id), TABS[tab], _matches(text))).one())


def queue(session: Session, cluster_id: int, tab: str, *, text: str = "", offset: int = 0) -> list[Row]:
    """Return one page of a tab; the same number of queries for one row or twenty."""
    received = col(Offer.submitted_at) if tab == "a-relire" else col(Offer.updated_at)
    order = (received.asc(), col(Offer.id)) if tab in _OLDEST_FIRST else (received.desc(), col(Offer.id).desc())
    found = session.exec(
        select(Offer, Company, Account)
        .join(OfferCluster, col(OfferCluster.offer_id) == Offer.id)
        .join(Company, _COMPANY, isouter=True)
        .join(Account, col(Account.id) == Offer.reviewer_id, isouter=True)
        .where(*_of_board(cluster_id), TABS[tab], _matches(text))
        .order_by(*order)
        .offset(offset)
        .limit(PER_PAGE)
    ).all()
    offers = [offer for offer, _company, _account in found]
    ids = [offer.id for offer in offers]
    places, partners = places_of(session, ids), partners_of(session, ids, accepted_only=False)
    similar, reports = similar_offers(session, offers), open_reports(session, ids)
    return [
        Row(
            offer=offer,
            company=company,
            reviewer=(reviewer.name or reviewer.email) if reviewer else "",
            places=places.get(offer.id, ()),
            checks=checks(
                _content(offer, places.get(offer.id, ())),
                similar=similar.get(offer.id, ()),
                partners=partners.get(offer.id, ()),
            ),
            reports=len(reports.get(offer.id, ())),
            since=(offer.submitted_at if tab == "a-relire" else None) or offer.updated_at,
        )
        for offer, company, reviewer in found
    ]


def offer_on_board(session: Session, cluster_id: int, offer_id: int) -> Offer | None:
    """Return an offer of this board that its author let go; drafts and templates stay the company's own."""
    query = select(Offer).join(OfferCluster).where(*_of_board(cluster_id), Offer.id == offer_id)
    return session.exec(query).first() if 0 < offer_id < 2**63 else None


def offers_on_board(session: Session, cluster_id: int, offer_ids: Iterable[int]) -> Sequence[Offer]:
    """Return those of the offers that this board reviews, in the order of their ids."""
    query = select(Offer).join(OfferCluster).where(*_of_board(cluster_id), col(Offer.id).in_(offer_ids))
    return session.exec(query.order_by(col(Offer.id))).all()


_COMPANY = col(Company.id) == Offer.company_id


def _of_board(cluster_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        col(OfferCluster.cluster_id) == cluster_id,
        col(Offer.status) != OfferStatus.DRAFT,
        ~col(Offer.is_template),
    )


def _matches(text: str) -> ColumnElement[bool]:
    """Find words in the title or in the company's name."""
    conditions = [
        or_(
            col(Offer.title).icontains(word, autoescape=True),
            col(Company.folded_name).contains(fold(word), autoescape=True),
        )
        for word in text.split()[:6]
    ]
    return and_(True, *conditions)


def _content(offer: Offer, places: Sequence[PlaceDraft]) -> OfferContent:
    draft = OfferDraft.model_construct(**{name: getattr(offer, name) for name in OfferDraft.model_fields})
    return OfferContent(draft, places)
