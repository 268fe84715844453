"""Storing what an import read: upsert on (source, reference), which is global, in short transactions."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, dataclass
from datetime import timedelta

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from fairapp.clusters.companies.services import find_or_create_company
from fairapp.clusters.models import Company
from fairapp.core.clock import now, today
from fairapp.core.db import open_session
from fairapp.offers.duplicates import duplicate_key
from fairapp.offers.enums import OfferStatus
from fairapp.offers.imports.formats import Entry, WrongLine
from fairapp.offers.imports.interpreting import KEPT_DAYS, Interpreted, interpret
from fairapp.offers.imports.records import Record
from fairapp.offers.imports.reports import ImportReport
from fairapp.offers.lifecycle import SYSTEM
from fairapp.offers.models import Offer, OfferCluster, OfferPlace
from fairapp.offers.services import log_change

CHUNK = 100  # offers a transaction: other writers wait a tenth of a second at most
PATIENCE = timedelta(days=7)  # a feed that looks cut closes nothing for so long

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Target:
    """Where the offers go: a cluster's board, under the name of their source."""

    cluster_id: int
    source: str
    overrides: bool = False  # True: also where a record names a source of its own


def import_offers(
    engine: Engine, entries: Sequence[Entry], target: Target, *, dry_run: bool = False, progress: Progress | None = None
) -> ImportReport:
    """Store the readable entries and report on each; running it again changes nothing.

    `dry_run` only reads. A crash half-way leaves whole chunks; the next run goes on from there.
    """
    report = ImportReport(dry_run=dry_run)
    seen: dict[str, set[str]] = {}
    for start in range(0, len(entries), CHUNK):
        offers = list(_readable(entries[start : start + CHUNK], target, seen, report))
        with open_session(engine, read_only=dry_run) as session:
            for offer in offers:
                _take(session, offer, target, report)
            session.rollback() if dry_run else session.commit()
        if progress:
            progress(min(start + CHUNK, len(entries)), len(entries))
    if not dry_run:
        with open_session(engine) as session:
            for source, references in seen.items():
                _close_missing(session, Target(target.cluster_id, source), references, report)
            session.commit()
    return report


def _readable(
    entries: Sequence[Entry], target: Target, seen: dict[str, set[str]], report: ImportReport
) -> Iterator[Interpreted]:
    for entry in entries:
        offer = entry if isinstance(entry, WrongLine) else interpret(_named(entry, target))
        if isinstance(offer, Interpreted):
            references = seen.setdefault(offer.record.source, set())
            if offer.record.reference in references:
                offer = WrongLine(offer.record.line, f"la référence {offer.record.reference} figure déjà plus haut")
            else:
                references.add(offer.record.reference)
        if isinstance(offer, WrongLine):
            report.wrong.append(offer)
        else:
            yield offer


def _named(record: Record, target: Target) -> Record:
    """Give the record a source and a reference: without a number, its own words are its number."""
    values = {f: getattr(record, f) for f in Record.__slots__}
    own = hashlib.sha256("\x1f".join((record.title, record.company, record.place)).encode()).hexdigest()
    values["source"] = (target.source if target.overrides or not record.source else record.source)[:60]
    values["reference"] = record.reference[:80] or f"auto-{own[:20]}"
    return Record(**values)


def _take(session: Session, offer: Interpreted, target: Target, report: ImportReport) -> None:
    """Decide between new, changed, known elsewhere and unchanged; then write, unless it is a dry run."""
    record = offer.record
    row = session.exec(select(Offer).where(Offer.source == record.source, Offer.reference == record.reference)).first()
    fingerprint = _fingerprint(record)
    outcome = "created" if row is None else "unchanged" if row.import_hash == fingerprint else "updated"
    if row is not None and session.get(OfferCluster, (row.id, target.cluster_id)) is None:
        outcome = "linked"
    setattr(report, outcome, getattr(report, outcome) + 1)
    if outcome != "unchanged":
        report.note(offer)
    if report.dry_run:
        return
    if row is None:
        row = Offer(
            **offer.values, source=record.source, reference=record.reference, import_hash=fingerprint,
            imported_at=now(), published_at=offer.published_at, status=OfferStatus.PUBLISHED,
            valid_through=offer.valid_through or today() + timedelta(days=KEPT_DAYS),
        )  # fmt: skip
        row.status = OfferStatus.EXPIRED if row.valid_through and row.valid_through < today() else row.status
        session.add(row)
        session.flush()
        _complete(session, row, offer, target, report)
        _suggest_duplicates(session, row, offer, report)
    elif outcome != "unchanged" or row.missing_since is not None:
        _refresh(session, row, offer, target, report)


def _refresh(session: Session, row: Offer, offer: Interpreted, target: Target, report: ImportReport) -> None:
    """Bring a known offer up to date; what people decided about it (closing, refusing) stays."""
    if row.import_hash != _fingerprint(offer.record):
        for name, value in offer.values.items():
            setattr(row, name, value)
        row.import_hash = _fingerprint(offer.record)
        row.valid_through = offer.valid_through or row.valid_through  # without an end date, importing never extends
    if row.missing_since is not None:
        row.missing_since = None
        if row.status == OfferStatus.CLOSED:  # we had closed it because it was missing
            row.status, row.closed_at = OfferStatus.PUBLISHED, None
    _complete(session, row, offer, target, report)


def _complete(session: Session, row: Offer, offer: Interpreted, target: Target, report: ImportReport) -> None:
    """Attach company, place and board, and log the step."""
    company = _company(session, offer, target.cluster_id, report)
    if company is not None:  # an organiser may have named one meanwhile: an empty value does not undo that
        row.company_id = company.id
    for old in session.exec(select(OfferPlace).where(OfferPlace.offer_id == row.id)):
        session.delete(old)
    session.flush()
    if offer.place is not None:
        session.add(_place(row.id, offer, company))
    if session.get(OfferCluster, (row.id, target.cluster_id)) is None:
        session.add(OfferCluster(offer_id=row.id, cluster_id=target.cluster_id))
    where = (offer.place.insee or offer.place.name) if offer.place else None
    row.duplicate_key = duplicate_key(row.company_id, where, row.title)
    log_change(session, row, "import", by=SYSTEM)
    session.flush()


def _company(session: Session, offer: Interpreted, cluster_id: int, report: ImportReport) -> Company | None:
    if not offer.company:
        return None
    company = find_or_create_company(session, cluster_id=cluster_id, name=offer.company, siret=offer.siret)
    report.new_companies += company.created_at >= now() - timedelta(seconds=1) and company.claimed_at is None
    return company


def _place(offer_id: int, offer: Interpreted, company: Company | None) -> OfferPlace:
    """Row S4: without a point of its own the offer takes its commune's, then its company's."""
    place = offer.place
    assert place is not None  # noqa: S101 - for the type checker; the caller just looked
    lat, lon = place.lat, place.lon
    if lat is None and company is not None:
        lat, lon = company.lat, company.lon
    label = (
        f"{place.name} ({place.department})" if place.name and place.department else place.name or offer.record.place
    )
    return OfferPlace(
        offer_id=offer_id, label=(place.name or offer.record.place)[:120], insee=place.insee, department=place.department, lat=lat, lon=lon
    )


def _fingerprint(record: Record) -> str:
    return hashlib.sha256(repr(astuple(record)[1:]).encode()).hexdigest()  # the line number may move


def _suggest_duplicates(session: Session, row: Offer, offer: Interpreted, report: ImportReport) -> None:
    """Row O7: same employer, place and title is a suggestion, never a merge."""
    if not row.duplicate_key:
        return
    twin = select(Offer.id).where(
        Offer.duplicate_key == row.duplicate_key, Offer.id != row.id, Offer.status == OfferStatus.PUBLISHED
    )
    if (other := session.exec(twin).first()) is not None:
        report.duplicates.append({"line": offer.record.line, "offer": row.id, "like": other, "title": row.title[:80]})


def _close_missing(session: Session, target: Target, references: set[str], report: ImportReport) -> None:
    """Close what left the feed; but a feed with under half of the open offers looks cut, and closes nothing for 7 days."""
    open_offers = session.exec(
        select(Offer)
        .join(OfferCluster, col(OfferCluster.offer_id) == Offer.id)
        .where(
            Offer.source == target.source,
            Offer.status == OfferStatus.PUBLISHED,
            OfferCluster.cluster_id == target.cluster_id,
        )
    ).all()
    missing = [offer for offer in open_offers if offer.reference not in references]
    looks_cut = len(references) * 2 < len(open_offers)
    for offer in missing:
        if looks_cut and (offer.missing_since is None or now() - offer.missing_since < PATIENCE):
            offer.missing_since = offer.missing_since or now()
            report.missing += 1
            continue
        offer.missing_since = offer.missing_since or now()
        offer.status, offer.closed_at = OfferStatus.CLOSED, now()
        log_change(session, offer, "close", by=SYSTEM, reason="L’offre n’est plus publiée par sa source.")
        report.closed += 1
