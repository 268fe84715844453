"""Writing offers as CSV and JSON, with columns that an import reads back; no cell of the CSV runs in a spreadsheet."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from sqlmodel import Session, col, select

from fairapp.clusters.models import Company
from fairapp.core.sheets import neutralise
from fairapp.offers.models import Offer, OfferCluster, OfferPlace
from fairapp.offers.queries import places_of

BATCH = 500
COLUMNS = (
    "id", "source", "reference", "status", "title", "company", "siret", "places", "departments", "contract",
    "duration_months", "working_time", "hours_per_week", "remote", "experience", "salary_min", "salary_max",
    "salary_unit", "salary", "salary_motive", "rome_code", "occupation", "skills", "openings", "is_shared",
    "published_at", "valid_through", "apply_url", "apply_email", "description",
)  # fmt: skip
Row = dict[str, object]


class Selection(NamedTuple):
    """Whose offers: of a cluster, of a company, or all."""

    cluster_id: int | None = None
    company_id: int | None = None


def export_rows(session: Session, selection: Selection) -> Iterator[Row]:
    """Yield the offers one by one; of a cluster, those that were published once (drafts are their company's affair)."""
    last = 0
    while batch := _batch(session, selection, after=last):
        places = places_of(session, [offer.id for offer, _company in batch])
        for offer, company in batch:
            yield _row(offer, company, places.get(offer.id, []))
        last = batch[-1][0].id
        session.expunge_all()


def _batch(session: Session, selection: Selection, *, after: int) -> list[tuple[Offer, Company | None]]:
    query = select(Offer, Company).join(Company, col(Company.id) == Offer.company_id, isouter=True)
    query = query.where(col(Offer.id) > after, ~col(Offer.is_template)).order_by(col(Offer.id)).limit(BATCH)
    if selection.cluster_id is not None:
        mine = select(OfferCluster.offer_id).where(OfferCluster.cluster_id == selection.cluster_id)
        query = query.where(col(Offer.id).in_(mine), col(Offer.published_at).is_not(None))
    if selection.company_id is not None:
        query = query.where(Offer.company_id == selection.company_id)
    return list(session.exec(query))


def _row(offer: Offer, company: Company | None, places: list[OfferPlace]) -> Row:
    values: Row = {name: getattr(offer, name, None) for name in COLUMNS}
    return values | {
        "company": company.name if company else "",
        "siret": company.siret if company else None,
        "places": " | ".join(place.label for place in places),
        "departments": " ".join(dict.fromkeys(place.department for place in places if place.department)),
        "salary_min": _euros(offer.salary_min_cents),
        "salary_max": _euros(offer.salary_max_cents),
        "salary": offer.salary_text,
        "published_at": offer.published_at.isoformat() if offer.published_at else None,
        "valid_through": offer.valid_through.isoformat() if offer.valid_through else None,
    }


def _euros(cents: int | None) -> float | None:
    return None if cents is None else cents / 100


def as_csv(rows: Iterator[Row]) -> Iterator[str]:
    """Stream a table that French Excel opens by a double click: semicolons, CRLF and a byte order mark."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    text.write("\ufeff")
    writer.writerow(COLUMNS)
    for row in rows:
        yield _take(text)
        writer.writerow([_cell(row[name]) for name in COLUMNS])
    yield _take(text)


def _cell(value: object) -> object:
    if isinstance(value, list):
        return neutralise(", ".join(map(str, value)))
    return ("oui" if value else "") if isinstance(value, bool) else neutralise(value)


def _take(text: io.StringIO) -> str:
    value = text.getvalue()
    text.seek(0)
    text.truncate()
    return value


def as_json(rows: Iterator[Row]) -> Iterator[str]:
    """Stream one JSON array, an offer a line."""
    yield "["
    for number, row in enumerate(rows):
        yield ("," if number else "") + "\n" + json.dumps(row, ensure_ascii=False)
    yield "\n]\n"


WRITERS: Mapping[str, Callable[[Iterator[Row]], Iterator[str]]] = {"csv": as_csv, "json": as_json}
