"""Storing some lines of an import in one transaction: a dozen statements for a hundred new offers.

Two imports at the same time take rows in the same order (offers by id, companies by name, new offers by key), so that
neither waits for the other in a circle; of two that insert the same offer the database keeps the first.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, SQLModel, col

from fairapp.core.changes import SearchChange
from fairapp.core.clock import now, today
from fairapp.core.db import upsert
from fairapp.offers import lifecycle
from fairapp.offers.enums import OfferStatus
from fairapp.offers.imports.employers import Employer, Employers, named_by_people
from fairapp.offers.imports.known import Known, find_known
from fairapp.offers.imports.reports import ImportReport
from fairapp.offers.imports.sorting import Key, Line, is_same_employer
from fairapp.offers.imports.twins import Twins
from fairapp.offers.imports.updating import key_of, place_values, update_offer
from fairapp.offers.models import Offer, OfferChange, OfferCluster, OfferPlace


@dataclass
class Run:
    """What the transactions of one import share."""

    cluster_id: int
    report: ImportReport
    employers: Employers
    is_dry: bool = False
    twins: Twins = field(default_factory=Twins)


def store_lines(session: Session, run: Run, lines: Sequence[Line]) -> None:
    """Write what is new or changed; in a dry run, only look at what would be."""
    known = find_known(session, run.cluster_id, lines, lock=not run.is_dry)
    new = sorted((line for line in lines if line.key not in known), key=lambda line: line.key)
    renamed = _renamed(session, known, lines)
    companies = run.employers.find(session, {_employer(line) for line in (*new, *renamed)})
    rows = {line.key: _offer_values(line, companies[_employer(line)]) for line in new}
    run.twins.look(session, new, {key: row["duplicate_key"] for key, row in rows.items()})
    if not run.is_dry:
        ids = _insert(session, run.cluster_id, new, rows)
        run.twins.note_ids(ids)
        lost = [line for line in new if line.key not in ids]  # another import stored them since we looked
        known |= find_known(session, run.cluster_id, lost, lock=True)
    for line in lines:
        if line.key not in known:
            run.report.count(line, "created")
            continue
        run.report.count(line, known[line.key].outcome(line))
        if not run.is_dry:
            company_id = companies[_employer(line)] if line in renamed else None
            update_offer(session, known[line.key], line, cluster_id=run.cluster_id, company_id=company_id)


def _renamed(session: Session, known: Mapping[Key, Known], lines: Sequence[Line]) -> list[Line]:
    """Return the lines whose source now names another employer, where no person has said whose the offer is."""
    found = [
        line
        for line in lines
        if line.key in known and not is_same_employer(known[line.key].offer.import_hash or "", line.fingerprint)
    ]
    settled = named_by_people(session, [known[line.key].offer.id for line in found]) if found else set()
    return [line for line in found if known[line.key].offer.id not in settled]


def _employer(line: Line) -> Employer:
    return Employer(line.offer.company, line.offer.siret)


def _insert(
    session: Session, cluster_id: int, lines: Sequence[Line], rows: Mapping[Key, Mapping[str, object]]
) -> dict[Key, int]:
    """Insert new offers with all that hangs on them; return the ids of those that nobody else inserted."""
    if not rows:
        return {}
    columns = col(Offer.id), col(Offer.source), col(Offer.reference), col(Offer.status)
    insert_offers = upsert(session, Offer).on_conflict_do_nothing(index_elements=["source", "reference"])
    stored = session.execute(insert_offers.returning(*columns), list(rows.values())).all()
    ids = {(source, reference): id for id, source, reference, _status in stored}
    around: Mapping[type[SQLModel], list[dict[str, object]]] = {
        OfferPlace: list(_places(ids, lines)),
        OfferCluster: [{"offer_id": id, "cluster_id": cluster_id} for id in ids.values()],
        OfferChange: [{"offer_id": id, "action": "import", "status": status} for id, _, _, status in stored],
        SearchChange: [{"kind": "offer", "row_id": id} for id in ids.values()],
    }
    for model, values in around.items():
        if values:
            session.execute(insert(model), values)
    return ids


def _places(ids: Mapping[Key, int], lines: Sequence[Line]) -> Iterator[dict[str, object]]:
    for line in lines:
        if line.key in ids:
            yield from place_values(ids[line.key], line.offer.places)


def _offer_values(line: Line, company_id: int | None) -> dict[str, Any]:
    offer = line.offer
    last_day = lifecycle.last_day(offer.last_day, published_on=today())
    is_over = last_day < today()
    return {
        **offer.values, "source": line.record.source, "reference": line.record.reference,
        "import_hash": line.fingerprint, "imported_at": now(), "published_at": offer.published_at,
        "valid_through": last_day, "status": OfferStatus.EXPIRED if is_over else lifecycle.LIVE,
        "closed_at": now() if is_over else None, "company_id": company_id, "duplicate_key": key_of(company_id, line),
    }  # fmt: skip
