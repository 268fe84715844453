"""Offers that their source no longer publishes are closed; but a feed that looks cut closes nothing for 7 days."""

from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import func
from sqlmodel import Session, col, delete, select

from fairapp.core.clock import now
from fairapp.offers.enums import OfferStatus
from fairapp.offers.imports.reports import ImportReport
from fairapp.offers.imports.sorting import Sorted
from fairapp.offers.lifecycle import SYSTEM, Action
from fairapp.offers.models import Offer, OfferCluster
from fairapp.offers.services import log_change, take_step

PATIENCE = timedelta(days=7)
DROPPED = "L’offre n’est plus publiée par sa source."


class Missing(NamedTuple):
    """An open offer of this board that its source's feed does not hold."""

    offer_id: int
    figure: str  # of the report: "missing" (kept for now), "withdrawn" (from this board), "closed"


def find_missing(session: Session, cluster_id: int, found: Sorted) -> list[Missing]:
    """Say what becomes of the offers that are not in the file; asked before the file is stored."""
    return [missing for source in found.references for missing in _missing_of(session, cluster_id, source, found)]


def _missing_of(session: Session, cluster_id: int, source: str, found: Sorted) -> Iterator[Missing]:
    boards = select(func.count()).where(OfferCluster.offer_id == Offer.id).correlate(Offer).scalar_subquery()
    rows = session.exec(
        select(Offer.id, Offer.reference, Offer.missing_since, boards)
        .join(OfferCluster, col(OfferCluster.offer_id) == Offer.id)
        .where(Offer.source == source, Offer.status == OfferStatus.PUBLISHED, OfferCluster.cluster_id == cluster_id)
        .order_by(col(Offer.id))
    ).all()
    present = found.references[source]
    looks_cut = len(present) * 2 < len(rows) or not found.is_complete
    for offer_id, reference, missing_since, board_count in rows:
        if reference not in present:
            is_kept = looks_cut and (missing_since is None or now() - missing_since < PATIENCE)
            yield Missing(offer_id, "missing" if is_kept else "withdrawn" if board_count > 1 else "closed")


def end_missing(session: Session, cluster_id: int, missing: Sequence[Missing]) -> None:
    """Do what `find_missing` said, unless somebody acted on the offer meanwhile."""
    figures = dict(missing)
    for offer in _locked(session, figures):
        if offer.status != OfferStatus.PUBLISHED:
            continue
        offer.missing_since = offer.missing_since or now()
        match figures[offer.id]:
            case "closed":
                take_step(session, offer, Action.CLOSE, SYSTEM, reason=DROPPED)
            case "withdrawn":
                _leave_board(session, offer, cluster_id)
            case _:
                pass


def _locked(session: Session, ids: Collection[int]) -> Sequence[Offer]:
    query = select(Offer).where(col(Offer.id).in_(ids)).order_by(col(Offer.id)).with_for_update()
    return session.exec(query.execution_options(populate_existing=True)).all()


def _leave_board(session: Session, offer: Offer, cluster_id: int) -> None:
    """Another cluster's feed still holds it: it leaves this board only."""
    offer.missing_since = None
    here = (col(OfferCluster.offer_id) == offer.id) & (col(OfferCluster.cluster_id) == cluster_id)
    session.exec(delete(OfferCluster).where(here))
    log_change(session, offer, "import", by=SYSTEM, reason=DROPPED, fields=("cluster_ids",))


def count_missing(report: ImportReport, missing: Sequence[Missing]) -> None:
    for one in missing:
        setattr(report, one.figure, getattr(report, one.figure) + 1)
