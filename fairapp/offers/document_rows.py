"""The rows behind the documents of the search: plain columns, four queries whatever the number of offers."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, bindparam, select
from sqlmodel import Session, SQLModel

from fairapp.clusters.models import Company
from fairapp.core.clock import today
from fairapp.offers.enums import ContractKind, Experience, OfferStatus, PartnerStatus, Remote, WorkingTime
from fairapp.offers.lifecycle import is_public
from fairapp.offers.models import Offer, OfferCluster, OfferCompany, OfferPlace
from fairapp.offers.queries import is_live


class OfferRow(NamedTuple):
    id: int
    status: OfferStatus
    valid_through: date | None
    published_at: datetime  # live offers were published
    title: str
    occupation: str
    description: str
    skills: list[str]
    contract: ContractKind
    rome_code: str | None
    working_time: WorkingTime | None
    remote: Remote
    experience: Experience | None
    is_shared: bool
    annual_min_cents: int | None
    annual_max_cents: int | None


class PlaceRow(NamedTuple):
    label: str
    department: str | None
    insee: str | None
    lat: float | None
    lon: float | None


class CompanyRow(NamedTuple):
    id: int
    name: str
    pools: bool
    lat: float | None
    lon: float | None


class Listing(NamedTuple):
    """One live offer and what stands around it. The author first, then the companies that accepted to share it."""

    offer: OfferRow
    places: Sequence[PlaceRow]
    companies: Sequence[CompanyRow]
    cluster_ids: Sequence[int]


_IDS: BindParameter[list[int]] = bindparam("ids", expanding=True)


def _columns(model: type[SQLModel]) -> Any:
    """Return the columns of the table itself: by the model's attributes the ORM would double the cost of a query."""
    return model.__table__.c  # type: ignore[attr-defined]


_offer, _place, _partner, _company, _board = [
    _columns(model) for model in (Offer, OfferPlace, OfferCompany, Company, OfferCluster)
]
_COMPANY = tuple(_company[name] for name in CompanyRow._fields)
# Built once, as compiling a statement costs as much as running it. Whether an offer is live is asked of its row: in the
# WHERE clause it would lead SQLite through the index on the status, over every live offer, to find a few.
_OFFERS = (
    select(*(_offer[name] for name in OfferRow._fields), *_COMPANY)
    .join_from(_offer.id.table, _company.id.table, _company.id == _offer.company_id, isouter=True)
    .where(_offer.id.in_(_IDS))
    .order_by(_offer.id)
)
_PLACES = (
    select(_place.offer_id, *(_place[name] for name in PlaceRow._fields))
    .where(_place.offer_id.in_(_IDS))
    .order_by(_place.offer_id, _place.position)
)
_PARTNERS = (
    select(_partner.offer_id, *_COMPANY)
    .join_from(_partner.id.table, _company.id.table, _company.id == _partner.company_id)
    .where(_partner.offer_id.in_(_IDS), _partner.status == PartnerStatus.ACCEPTED)
    .order_by(_partner.id)
)
_BOARDS = select(_board.offer_id, _board.cluster_id).where(_board.offer_id.in_(_IDS))
_LIVE_IDS = select(_offer.id).order_by(_offer.id)


def live_ids(session: Session) -> Sequence[int]:
    """Return the offers that visitors may find, in the order of their numbers."""
    return session.connection().scalars(_LIVE_IDS.where(is_live())).all()


def live_listings(session: Session, ids: Sequence[int]) -> Iterator[Listing]:
    """Yield those of these offers that visitors may find."""
    connection, wanted, day = session.connection(), {"ids": ids}, today()
    offers = connection.execute(_OFFERS, wanted).all()
    places: defaultdict[int, list[PlaceRow]] = defaultdict(list)
    for offer_id, *place in connection.execute(_PLACES, wanted):
        places[offer_id].append(PlaceRow._make(place))
    partners: defaultdict[int, list[CompanyRow]] = defaultdict(list)
    for offer_id, *company in connection.execute(_PARTNERS, wanted):
        partners[offer_id].append(CompanyRow._make(company))
    boards: defaultdict[int, list[int]] = defaultdict(list)
    for offer_id, cluster_id in connection.execute(_BOARDS, wanted):
        boards[offer_id].append(cluster_id)
    end = len(OfferRow._fields)
    for row in offers:
        offer = OfferRow._make(row[:end])
        if is_public(offer, day):
            author = [CompanyRow._make(row[end:])] if row[end] is not None else []
            yield Listing(offer, places[offer.id], author + partners[offer.id], boards[offer.id])
