"""Offers that an import finds in the database already."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import and_, or_
from sqlmodel import Session, col, select

from fairapp.offers.imports.sorting import Key, Line
from fairapp.offers.models import Offer, OfferCluster


class Known(NamedTuple):
    """An offer with the same (source, reference)."""

    offer: Offer
    is_on_board: bool  # of the cluster that imports

    def outcome(self, line: Line) -> str:
        """Name the figure of the report that this line adds to."""
        if not self.is_on_board:
            return "linked"
        return "unchanged" if self.offer.import_hash == line.fingerprint else "updated"

    def needs_work(self, line: Line) -> bool:
        return self.outcome(line) != "unchanged" or self.offer.missing_since is not None


def find_known(session: Session, cluster_id: int, lines: Sequence[Line], *, lock: bool = False) -> dict[Key, Known]:
    """Return the offers of these lines that are stored; with `lock`, hold them until the transaction ends."""
    by_source: dict[str, list[str]] = {}
    for line in lines:
        by_source.setdefault(line.record.source, []).append(line.record.reference)
    if not by_source:
        return {}
    same = [and_(col(Offer.source) == source, col(Offer.reference).in_(found)) for source, found in by_source.items()]
    query = select(Offer).where(or_(*same)).order_by(col(Offer.id))
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    offers = session.exec(query).all()
    ids = [offer.id for offer in offers]
    here = select(OfferCluster.offer_id).where(
        OfferCluster.cluster_id == cluster_id, col(OfferCluster.offer_id).in_(ids)
    )
    on_board = set(session.exec(here))
    return {(offer.source or "", offer.reference or ""): Known(offer, offer.id in on_board) for offer in offers}
