"""Fairs as visitors find them: what comes, and who exhibits."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlmodel import Session, col, select

from fairapp.clusters.models import Cluster
from fairapp.core.text import fold
from fairapp.fairs.models import Fair, FairDay
from fairapp.fairs.queries import coming_fairs, days_of_fairs, past_fairs
from fairapp.fairs.stands.queries import Exhibitor

TOGETHER = 50  # fairs on one page: a cluster holds a few a year
PAST = 24  # shown of those that are over


class FairCard(NamedTuple):
    """One fair in a list."""

    fair: Fair
    days: Sequence[FairDay]
    cluster: Cluster


def fair_cards(session: Session, *, cluster_id: int | None = None, limit: int = TOGETHER) -> list[FairCard]:
    """Return the fairs to come, the next one first; three queries."""
    return _cards(session, coming_fairs(session, cluster_id=cluster_id, limit=limit))


def past_fair_cards(session: Session, *, limit: int = PAST) -> list[FairCard]:
    """Return the fairs that are over, the latest first; three queries."""
    return _cards(session, past_fairs(session, limit=limit))


def _cards(session: Session, fairs: Sequence[Fair]) -> list[FairCard]:
    if not fairs:
        return []
    days = days_of_fairs(session, [fair.id for fair in fairs])
    hosts = session.exec(select(Cluster).where(col(Cluster.id).in_({fair.cluster_id for fair in fairs}))).all()
    clusters = {cluster.id: cluster for cluster in hosts}
    return [FairCard(fair, days[fair.id], clusters[fair.cluster_id]) for fair in fairs]


def next_fair(session: Session, *, cluster_id: int | None = None) -> FairCard | None:
    """Return the fair that comes next, for home pages."""
    return next(iter(fair_cards(session, cluster_id=cluster_id, limit=1)), None)


class ShownExhibitor(NamedTuple):
    exhibitor: Exhibitor
    offers: int


def find_exhibitors(
    exhibitors: Sequence[Exhibitor], hiring: Mapping[int, int], *, words: str, needs_offers: bool
) -> list[ShownExhibitor]:
    """Return the exhibitors that are meant: by name or line of business, or because they look for such people.

    `hiring`: open offers that match, by company; `needs_offers`: contract or town was asked for, so a name is not enough.
    """
    asked = fold(words).split()
    return [
        ShownExhibitor(one, hiring.get(one.company.id, 0))
        for one in exhibitors
        if one.company.id in hiring or (not needs_offers and all(word in one.company.search_text for word in asked))
    ]
