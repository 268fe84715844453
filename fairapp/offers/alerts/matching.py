"""Which saved searches find which new offers: the engine and the criteria of the search page, asked ten thousand times.

The new offers of a day are searched in a small index of their own, once for each different search. Measured on 500
offers beside 100,000 (`benchmarks/alerts.py`): asking the whole index for each alert takes several times as long.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlmodel import Session

from fairapp.offers.alerts import kept
from fairapp.offers.alerts.queries import Group, active_groups, appeared_at
from fairapp.offers.alerts.services.writing import Hit
from fairapp.offers.board.scopes import board_scope
from fairapp.offers.board.searching import locate, make_request
from fairapp.offers.documents import load_many
from fairapp.search import Scope, Searcher, SearchIndex, Sort

SETTLED = timedelta(minutes=1)  # no transaction is open longer: what was shown then had been saved


class Findings(NamedTuple):
    """The offers that were searched, and what was found among them."""

    offer_ids: list[int]
    hits: list[Hit]


def find_hits(session: Session, index: SearchIndex, offer_ids: Sequence[int]) -> Findings:
    """Put these offers to every active search; one that was on line before a search was saved is not new to it.

    :raise IndexUnusable: if there is no index to understand words by: come back later.
    """
    groups = active_groups(session)
    if not groups:
        return Findings(list(offer_ids), [])
    documents = list(load_many(session, offer_ids))
    found = Findings([document.id for document in documents], [])
    if not documents:
        return found
    appeared = appeared_at(session, found.offer_ids)
    scopes = {board: board_scope(session, board) for board in {group.cluster_id for group in groups}}
    with index.among(documents) as searcher:
        for group in groups:
            offers = _search(searcher, group, scopes[group.cluster_id], most=len(documents))
            found.hits.extend(_hits(group, offers, appeared))
    return found


def _search(searcher: Searcher, group: Group, scope: Scope, *, most: int) -> Mapping[int, float | None]:
    """Return the offers that meet a search in full, with their distance from its place.

    What only comes near is for the search page, which says so: not for letters.
    """
    criteria = replace(kept.read(group.criteria), sort=Sort.DATE)
    where = locate(criteria.place)
    if where.unknown:
        return {}
    request = make_request(criteria, where, scope, per_page=most)
    result = searcher.search(request)
    return {} if result.relaxed else {id: result.distances_km.get(id) for id in result.ids}


def _hits(group: Group, found: Mapping[int, float | None], appeared: Mapping[int, datetime]) -> Iterator[Hit]:
    for asking in group.askings:
        known = asking.since - SETTLED
        for offer_id, km in found.items():
            if appeared[offer_id] >= known:
                yield Hit(asking.id, offer_id, km, asking.frequency)
