"""How many offers are open: from the index, or from SQL (a second for a hundred thousand) while it is unusable."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlmodel import Session, col, func, select

from fairapp.offers.models import Offer, OfferCluster
from fairapp.offers.queries import is_live
from fairapp.search import IndexUnusable, Request, SearchIndex


class OpenOffers(NamedTuple):
    total: int
    shared: int
    by_cluster: Mapping[int, int]  # of each cluster's own companies; pooled ones come on top at search


def count_open(session: Session, index: SearchIndex) -> OpenOffers:
    """Count the offers that visitors find."""
    try:
        found = index.search(Request(per_page=1, facets=("cluster", "shared")))
    except IndexUnusable:
        return _count_in_sql(session)
    clusters = {int(cluster_id): offers for cluster_id, offers in found.facets["cluster"].items()}
    return OpenOffers(found.total, found.facets["shared"].get("yes", 0), clusters)


def _count_in_sql(session: Session) -> OpenOffers:
    counts = select(func.count(), func.count().filter(col(Offer.is_shared))).where(is_live())
    total, shared = session.exec(counts).one()
    rows = session.exec(
        select(OfferCluster.cluster_id, func.count())
        .join(Offer, col(Offer.id) == OfferCluster.offer_id)
        .where(is_live())
        .group_by(col(OfferCluster.cluster_id))
    )
    return OpenOffers(total, shared, dict(rows.all()))
