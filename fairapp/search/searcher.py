"""Answers a request from a view: match, filter, count, sort, cut one page."""

import math
from collections.abc import Iterable, Sequence
from itertools import compress
from typing import TypedDict

import numpy as np

from fairapp.search.cache import ByteCache
from fairapp.search.columns import of
from fairapp.search.filtering import Chosen, Found
from fairapp.search.match import match
from fairapp.search.places import kilometres, square_chord
from fairapp.search.plan import Plan, Planner
from fairapp.search.query import parse
from fairapp.search.ranking import best
from fairapp.search.sealed import Array
from fairapp.search.thesaurus import Thesaurus
from fairapp.search.types import Facet, Near, Request, Result, Sort
from fairapp.search.view import View

MOST_PAGES = 50
_PLANS_KEPT = 512


class _Page(TypedDict):
    """The parts of a result that depend on the page."""

    page: int
    pages: int
    ids: tuple[int, ...]
    distances_km: dict[int, float]
    unplaced_ids: tuple[int, ...]


class Searcher:
    """Searches one view. Threads share it."""

    def __init__(self, view: View, facets: Iterable[Facet], thesaurus: Thesaurus) -> None:
        self.view = view
        self._facets = {facet.name: facet for facet in facets}
        self._thesaurus = thesaurus
        self._plans: ByteCache[tuple[str, bool], Plan] = ByteCache(_PLANS_KEPT)
        self._all_counts: dict[tuple[str, ...], dict[str, Array]] = {}

    def plan(self, text: str, *, expand: bool = True) -> Plan:
        plan = self._plans.get((text, expand))
        if plan is None:
            plan = Planner(self.view, self._thesaurus if expand else None).plan(parse(text))
            self._plans.put((text, expand), plan, 1)
        return plan

    def search(self, request: Request) -> Result:
        """Return one page of documents and the counts of the facets asked for."""
        plan = self.plan(request.text, expand=request.expand)
        matched = match(self.view, plan)
        found = self._allowed(Found(matched.ids, matched.scores), request)
        unplaced = None
        if request.near:
            found, unplaced = self._within(found, request.near)
            unplaced = Chosen(self.view, unplaced, request.filters).all()
        chosen = Chosen(self.view, found, request.filters)
        found = chosen.all()
        return Result(
            total=len(found.ids),
            facets=self._facet_counts(request.facets, chosen, found),
            unplaced_total=len(unplaced.ids) if unplaced else 0,
            terms=plan.terms,
            correction=plan.correction,
            relaxed=matched.relaxed,
            work=matched.work,
            **self._page(request, found, unplaced),
        )

    def radius_counts(self, request: Request, radii_km: Sequence[float]) -> dict[float, int]:
        """Return how many documents the request would find within each distance of `request.near`."""
        if request.near is None:
            return {}
        matched = match(self.view, self.plan(request.text, expand=request.expand))
        found = self._allowed(Found(matched.ids, matched.scores), request)
        found = Chosen(self.view, found, request.filters).all()
        squares = of(self._squares(request.near), found.ids)
        return {km: int(np.count_nonzero(squares <= square_chord(km))) for km in radii_km}

    def _allowed(self, found: Found, request: Request) -> Found:
        """Apply what is no facet."""
        if request.scope is not None:
            found = found.keep(of(self.view.scope_mask(request.scope), found.ids))
        if request.salary_min:
            found = found.keep(of(self.view.salary, found.ids) >= request.salary_min)
        if request.since:
            found = found.keep(of(self.view.published, found.ids) >= int(request.since.timestamp()))
        return found

    def _squares(self, near: Near) -> Array:
        if not (math.isfinite(near.lat) and math.isfinite(near.lon)):
            return np.full(self.view.size, np.inf, np.float32)
        return self.view.squares(near.lat, near.lon)

    def _within(self, found: Found, near: Near) -> tuple[Found, Found]:
        """Return the documents within the distance, and those without any place."""
        squares = of(self._squares(near), found.ids)
        unplaced = of(self.view.places.unplaced, found.ids)
        return found.keep(squares <= square_chord(near.km)), found.keep(unplaced)

    def _facet_counts(self, facets: Iterable[str], chosen: Chosen, found: Found) -> dict[str, dict[str, int]]:
        """Count each facet among what the choices of the other facets let through."""
        wanted = tuple(dict.fromkeys(name for name in facets if name in self._facets))
        counts = self._counts(tuple(name for name in wanted if name not in chosen.values), found.ids)
        for name in wanted:
            if name in chosen.values:
                counts |= self._counts((name,), chosen.all_but(name).ids)
        return {name: self._named(name, counts[name], chosen.values.get(name, frozenset())) for name in wanted}

    def _counts(self, facets: tuple[str, ...], ids: Array) -> dict[str, Array]:
        if ids is not self.view.everything:
            return self.view.counter(facets).count(ids)
        counts = self._all_counts.get(facets)
        if counts is None:
            counts = self._all_counts[facets] = self.view.counter(facets).count(ids)
        return dict(counts)

    def _named(self, name: str, counts: Array, chosen: frozenset[str]) -> dict[str, int]:
        """Return the counts by value: all there are, or the most frequent ones and those chosen."""
        codebook, top = self.view.codebooks[name], self._facets[name].top
        if top is None or np.count_nonzero(counts) <= top:
            listed = counts.tolist()
            named = dict(zip(compress(codebook.values, listed), filter(None, listed), strict=False))
        else:
            codes = np.arange(len(counts))
            places = best(codes, -counts, codes, top).tolist()
            named = {codebook.values[code]: int(counts[code]) for code in places}
        for code in codebook.known(chosen) if chosen else ():
            named.setdefault(codebook.values[code], int(counts[code]) if code < len(counts) else 0)
        return named

    def _page(self, request: Request, found: Found, unplaced: Found | None) -> "_Page":
        total = len(found.ids) + (len(unplaced.ids) if unplaced else 0)
        size = max(0, request.per_page)
        pages = max(1, min(MOST_PAGES, math.ceil(total / size) if size else 1))
        page = max(1, min(request.page, pages))
        start, end = (page - 1) * size, page * size
        shown = self._cut(request, found, start, end)
        result = _Page(page=page, pages=pages, ids=self._row_ids(shown), distances_km={}, unplaced_ids=())
        if request.near:
            squares = self._squares(request.near).take(shown).tolist()
            result["distances_km"] = dict(zip(result["ids"], map(kilometres, squares), strict=True))
        if unplaced:
            behind = len(found.ids)
            result["unplaced_ids"] = self._row_ids(
                self._cut(request, unplaced, max(0, start - behind), max(0, end - behind))
            )
        return result

    def _cut(self, request: Request, found: Found, start: int, end: int) -> Array:
        """Return the documents from `start` to `end` in the request's order."""
        if found.ids is self.view.everything and self._by_date(request, found):
            return self.view.newest[start:end]
        if start >= len(found.ids):
            return found.ids[:0]
        return best(found.ids, self._keys(request, found), self.view.rank, min(end, len(found.ids)))[start:]

    def _by_date(self, request: Request, found: Found) -> bool:
        if request.sort == Sort.RELEVANCE:
            return found.scores is None
        return request.sort == Sort.DATE or (request.sort == Sort.DISTANCE and request.near is None)

    def _keys(self, request: Request, found: Found) -> Array:
        """Return what to sort by, smallest first."""
        if self._by_date(request, found):
            return self.view.rank.take(found.ids)
        if request.sort == Sort.DISTANCE and request.near:
            return of(self._squares(request.near), found.ids)
        if request.sort == Sort.SALARY:
            return -of(self.view.salary, found.ids).astype(np.int64)  # not told: 0, after all others
        assert found.scores is not None  # noqa: S101 - else by date
        return -found.scores

    def _row_ids(self, ids: Array) -> tuple[int, ...]:
        return tuple(self.view.id.take(ids).tolist())
