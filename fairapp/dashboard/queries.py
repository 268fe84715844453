"""The figures and lists that home pages put together from several domains."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import func
from sqlmodel import Session, col, select

from fairapp.clusters.enums import MembershipStatus
from fairapp.clusters.models import Cluster, Membership
from fairapp.clusters.queries import all_clusters, count_members
from fairapp.offers.models import Offer, OfferCluster
from fairapp.offers.queries import is_live


class Figures(NamedTuple):
    """What there is to find, in all or on one board."""

    offers: int
    companies: int
    shared: int
    clusters: int


def figures(session: Session) -> Figures:
    """Count the open offers, member companies, shared jobs and clusters; two queries."""
    counts = select(func.count(), func.count().filter(col(Offer.is_shared))).where(is_live())
    offers, shared = session.exec(counts).one()
    members = select(func.count(func.distinct(Membership.company_id))).where(
        Membership.status == MembershipStatus.CONFIRMED
    )
    return Figures(
        offers, session.exec(members).one(), shared, session.exec(select(func.count()).select_from(Cluster)).one()
    )


def latest_ids(session: Session, limit: int) -> Sequence[int]:
    """Return the newest open offers, at most two from one company so that no feed fills the page."""
    rank = func.row_number().over(
        partition_by=func.coalesce(Offer.company_id, -Offer.id),
        order_by=(col(Offer.published_at).desc(), col(Offer.id)),
    )
    ranked = select(Offer.id, Offer.published_at, rank.label("rank")).where(is_live()).subquery()
    newest = select(ranked.c.id).where(ranked.c.rank <= 2).order_by(ranked.c.published_at.desc(), ranked.c.id)
    return session.exec(newest.limit(limit)).all()


class BoardCard(NamedTuple):
    cluster: Cluster
    offers: int
    members: int


def board_cards(session: Session) -> list[BoardCard]:
    """Return every board with its own offers and members; three queries."""
    clusters = all_clusters(session)
    ids = [cluster.id for cluster in clusters]
    offers, members = count_offers(session, ids), count_members(session, ids)
    return [BoardCard(cluster, offers.get(cluster.id, 0), members.get(cluster.id, 0)) for cluster in clusters]


def count_offers(session: Session, cluster_ids: Sequence[int]) -> dict[int, int]:
    """Count the open offers of each cluster's own companies; pooled ones come on top at search."""
    rows = session.exec(
        select(OfferCluster.cluster_id, func.count())
        .join(Offer, col(Offer.id) == OfferCluster.offer_id)
        .where(col(OfferCluster.cluster_id).in_(cluster_ids), is_live())
        .group_by(col(OfferCluster.cluster_id))
    )
    return dict(rows.all())
