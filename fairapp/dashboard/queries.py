"""The figures and lists that home pages put together from several domains."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import func
from sqlmodel import Session, col, select

from fairapp.clusters.enums import MembershipStatus
from fairapp.clusters.models import Cluster, Membership
from fairapp.clusters.queries import all_clusters, count_members
from fairapp.offers.board.counting import OpenOffers
from fairapp.offers.models import Offer
from fairapp.offers.queries import is_live

LOOKED_AT = 60
MOST_OF_ONE = 2


class Figures(NamedTuple):
    """What there is to find."""

    offers: int
    companies: int
    shared: int
    clusters: int


def figures(session: Session, offers: OpenOffers) -> Figures:
    """Put the numbers of open offers, member companies, shared jobs and clusters together; two queries."""
    members = select(func.count(func.distinct(Membership.company_id))).where(
        Membership.status == MembershipStatus.CONFIRMED
    )
    clusters = session.exec(select(func.count()).select_from(Cluster)).one()
    return Figures(offers.total, session.exec(members).one(), offers.shared, clusters)


def latest_ids(session: Session, limit: int) -> Sequence[int]:
    """Return the newest open offers, at most two from one company so that no feed fills the page.

    Only the newest few dozen are looked at: where one feed fills them all, it fills the page too.
    """
    newest = select(Offer.id, Offer.company_id).where(is_live())
    rows = session.exec(newest.order_by(col(Offer.published_at).desc(), col(Offer.id)).limit(LOOKED_AT)).all()
    seen = Counter[int]()
    first: list[int] = []
    later: list[int] = []
    for offer_id, company_id in rows:
        seen[company_id or -offer_id] += 1
        (first if seen[company_id or -offer_id] <= MOST_OF_ONE else later).append(offer_id)
    return [*first, *later][:limit]


class BoardCard(NamedTuple):
    cluster: Cluster
    offers: int
    members: int


def board_cards(session: Session, offers: OpenOffers) -> list[BoardCard]:
    """Return every board with its own offers and members; two queries."""
    clusters = all_clusters(session)
    members = count_members(session, [cluster.id for cluster in clusters])
    return [
        BoardCard(cluster, offers.by_cluster.get(cluster.id, 0), members.get(cluster.id, 0)) for cluster in clusters
    ]
