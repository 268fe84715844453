"""The rows behind a list of offers: plain columns, three queries whatever the number of offers."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, bindparam, select
from sqlmodel import Session, col

from fairapp.clusters.models import Company
from fairapp.offers.enums import ContractKind, Experience, PartnerStatus, Remote, SalaryUnit, WorkingTime
from fairapp.offers.models import Offer, OfferCompany, OfferPlace
from fairapp.offers.queries import is_live


class Employer(NamedTuple):
    id: int
    name: str
    logo_id: int | None


class Place(NamedTuple):
    label: str
    department: str | None
    insee: str | None


class OfferRow(NamedTuple):
    """One offer as lists, feeds and the API show it."""

    id: int
    title: str
    description: str
    contract: ContractKind
    duration_months: int | None
    working_time: WorkingTime | None
    hours_per_week: float | None
    remote: Remote
    experience: Experience | None
    salary_min_cents: int | None
    salary_max_cents: int | None
    salary_unit: SalaryUnit | None
    salary_motive: str
    salary_text: str
    is_shared: bool
    published_at: datetime
    updated_at: datetime
    valid_through: date | None
    reference: str | None
    rome_code: str | None
    employers: tuple[Employer, ...]
    places: tuple[Place, ...]


_COLUMNS: tuple[Any, ...] = tuple(
    getattr(Offer, name) for name in OfferRow._fields if name not in ("employers", "places")
)
_IDS: BindParameter[list[int]] = bindparam("ids", expanding=True)
# Built once: compiling a statement costs as much as running it.
_OFFERS = (
    select(*_COLUMNS, col(Company.id), col(Company.name), col(Company.logo_id))
    .join(Company, col(Company.id) == Offer.company_id, isouter=True)
    .where(col(Offer.id).in_(_IDS))
)
_PLACES = (
    select(col(OfferPlace.offer_id), col(OfferPlace.label), col(OfferPlace.department), col(OfferPlace.insee))
    .where(col(OfferPlace.offer_id).in_(_IDS))
    .order_by(col(OfferPlace.offer_id), col(OfferPlace.position))
)
_PARTNERS = (
    select(col(OfferCompany.offer_id), col(Company.id), col(Company.name), col(Company.logo_id))
    .join(Company, col(Company.id) == OfferCompany.company_id)
    .where(col(OfferCompany.offer_id).in_(_IDS), col(OfferCompany.status) == PartnerStatus.ACCEPTED)
    .order_by(col(OfferCompany.id))
)


def offer_rows(session: Session, ids: Sequence[int]) -> list[OfferRow]:
    """Return the live offers among `ids`, in the order of `ids`."""
    if not ids:
        return []
    wanted = {"ids": list(ids)}
    places: dict[int, list[Place]] = {}
    for offer_id, *place in session.execute(_PLACES, wanted):
        places.setdefault(offer_id, []).append(Place(*place))
    offers = session.execute(_OFFERS.where(is_live()), wanted).all()
    partners: dict[int, list[Employer]] = {}
    if any(row.is_shared for row in offers):
        for offer_id, *company in session.execute(_PARTNERS, wanted):
            partners.setdefault(offer_id, []).append(Employer(*company))
    by_id = {row.id: _row(row, partners.get(row.id, []), places.get(row.id, [])) for row in offers}
    return [by_id[id] for id in ids if id in by_id]


def _row(row: Sequence[Any], partners: Sequence[Employer], places: Sequence[Place]) -> OfferRow:
    *values, company_id, name, logo_id = row
    own = (Employer(company_id, name, logo_id),) if company_id is not None else ()
    return OfferRow._make((*values, (*own, *partners), tuple(places)))
