"""The rows behind a list of offers: plain columns, two queries whatever the number of offers."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, bindparam, select
from sqlmodel import Session, SQLModel

from fairapp.clusters.models import Company
from fairapp.core.clock import today
from fairapp.offers.enums import ContractKind, Experience, OfferStatus, PartnerStatus, Remote, SalaryUnit, WorkingTime
from fairapp.offers.lifecycle import is_public
from fairapp.offers.models import Offer, OfferCompany, OfferPlace


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
    status: OfferStatus
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


_IDS: BindParameter[list[int]] = bindparam("ids", expanding=True)


def _columns(model: type[SQLModel]) -> Any:
    """Return the columns of the table itself: by the model's attributes the ORM would double the cost of a query."""
    return model.__table__.c  # type: ignore[attr-defined]


_offer, _place, _partner, _company = [_columns(model) for model in (Offer, OfferPlace, OfferCompany, Company)]
_FIELDS = tuple(_offer[name] for name in OfferRow._fields if name not in ("employers", "places"))
_COMPANY = (_company.id, _company.name, _company.logo_id)
# Built once, as compiling a statement costs as much as running it. Whether an offer is live is asked of its row: in the
# WHERE clause it would lead SQLite through the index on the status, over every live offer, to find twenty.
_OFFERS = (
    select(*_FIELDS, *_COMPANY, _place.label, _place.department, _place.insee)  # a line for each place
    .join_from(_offer.id.table, _company.id.table, _company.id == _offer.company_id, isouter=True)
    .join(_place.id.table, _place.offer_id == _offer.id, isouter=True)
    .where(_offer.id.in_(_IDS))
    .order_by(_offer.id, _place.position)
)
_PARTNERS = (
    select(_partner.offer_id, *_COMPANY)
    .join_from(_partner.id.table, _company.id.table, _company.id == _partner.company_id)
    .where(_partner.offer_id.in_(_IDS), _partner.status == PartnerStatus.ACCEPTED)
    .order_by(_partner.id)
)


def offer_rows(session: Session, ids: Sequence[int]) -> list[OfferRow]:
    """Return the live offers among `ids`, in the order of `ids`."""
    if not ids:
        return []
    connection, wanted, day = session.connection(), {"ids": ids}, today()
    lines = connection.execute(_OFFERS, wanted).all()
    rows = [_row(list(same)) for _, same in groupby(lines, key=itemgetter(0))]
    by_id = {row.id: row for row in rows if is_public(row, day)}
    if any(row.is_shared for row in by_id.values()):
        for offer_id, *company in connection.execute(_PARTNERS, wanted).all():
            if row := by_id.get(offer_id):
                by_id[offer_id] = row._replace(employers=(*row.employers, Employer(*company)))
    return [by_id[id] for id in ids if id in by_id]


def _row(lines: Sequence[Sequence[Any]]) -> OfferRow:
    """Make one of the lines of an offer, which differ in the place."""
    first = lines[0]
    at, end = len(_FIELDS), len(_FIELDS) + len(_COMPANY)
    employers = (Employer(*first[at:end]),) if first[at] is not None else ()
    places = tuple(Place(*line[end:]) for line in lines if line[end] is not None)
    return OfferRow._make((*first[:at], employers, places))
