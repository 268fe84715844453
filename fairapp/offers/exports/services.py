"""Writing offers as CSV and JSON; the CSV opens in a spreadsheet without running anything."""

import csv
import io
import json
from collections.abc import Iterator
from typing import NamedTuple

from sqlmodel import Session, col, select

from fairapp.clusters.models import Company
from fairapp.core.sheets import neutralise
from fairapp.offers.models import Offer, OfferCluster, OfferPlace

BATCH = 500
COLUMNS = (
    "id", "source", "reference", "title", "company", "contract", "status", "places", "departments", "salary_min",
    "salary_max", "salary_unit", "working_time", "remote", "experience", "rome_code", "occupation", "openings",
    "published_at", "valid_through", "apply_url", "description",
)  # fmt: skip


class Selection(NamedTuple):
    """Whose offers: of a cluster, of a company, or all."""

    cluster_id: int | None = None
    company_id: int | None = None


def export_rows(session: Session, selection: Selection) -> Iterator[dict[str, object]]:
    """Yield the offers one by one, drafts of companies left out of a cluster's export."""
    last = 0
    while batch := _batch(session, selection, after=last):
        ids = [offer.id for offer, _company in batch]
        places: dict[int, list[OfferPlace]] = {}
        ordered = select(OfferPlace).where(col(OfferPlace.offer_id).in_(ids)).order_by(col(OfferPlace.position))
        for place in session.exec(ordered):
            places.setdefault(place.offer_id, []).append(place)
        for offer, company in batch:
            yield _row(offer, company, places.get(offer.id, []))
        last = ids[-1]
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


def _row(offer: Offer, company: Company | None, places: list[OfferPlace]) -> dict[str, object]:
    low, high = offer.salary_min_cents, offer.salary_max_cents
    values: dict[str, object] = {name: getattr(offer, name, None) for name in COLUMNS}
    return values | {
        "company": company.name if company else "",
        "places": " | ".join(place.label for place in places),
        "departments": " ".join(dict.fromkeys(place.department for place in places if place.department)),
        "salary_min": None if low is None else low / 100,
        "salary_max": None if high is None else high / 100,
        "published_at": offer.published_at.isoformat() if offer.published_at else None,
        "valid_through": offer.valid_through.isoformat() if offer.valid_through else None,
    }


def as_csv(rows: Iterator[dict[str, object]]) -> Iterator[str]:
    """Stream a CSV with a byte order mark, which spreadsheets need to see UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    text.write("\ufeff")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([neutralise(row[name]) for name in COLUMNS])
        yield _take(text)
    yield _take(text)


def as_json(rows: Iterator[dict[str, object]]) -> Iterator[str]:
    """Stream one JSON array."""
    yield "["
    for number, row in enumerate(rows):
        yield ("," if number else "") + "\n" + json.dumps(row, ensure_ascii=False, default=str)
    yield "\n]\n"


def _take(text: io.StringIO) -> str:
    value = text.getvalue()
    text.seek(0)
    text.truncate()
    return value
