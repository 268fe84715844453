"""Which documents fit a plan, and how well. Every step is bounded by the postings it touches."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from fairapp.search.plan import Group, Plan
from fairapp.search.sealed import Array
from fairapp.search.thesaurus import Alternative
from fairapp.search.view import NOTHING, Scored, View

_MUCH_SHORTER = 16
_SCAN_FROM = 4000  # candidates of a phrase: beyond, one look through all texts is quicker
_MOST_WORK = 4  # times the number of documents: more words than that say nothing new


@dataclass(frozen=True, slots=True)
class Match:
    """`scores` is None when nothing was asked for, and `ids` are then all documents."""

    ids: Array
    scores: Array | None
    relaxed: bool = False
    work: int = 0


def match(view: View, plan: Plan) -> Match:
    """Return the documents that fit, ascending; when none has all words, those that have most."""
    matcher = _Matcher(view)
    relaxed = False
    if plan.groups:
        found = matcher.all_of(plan.groups)
        if not len(found[0]) and len(plan.groups) > 1:
            found = matcher.most_of(plan.groups)
            relaxed = bool(len(found[0]))
        ids, scores = matcher.with_more(found, plan.optional)
    else:
        ids, scores = view.everything, None
    for group in plan.excluded:
        ids, scores = _without(view, ids, scores, matcher.group(group)[0])
    return Match(ids, scores, relaxed, matcher.work)


class _Matcher:
    def __init__(self, view: View) -> None:
        self.view, self.work = view, 0

    def all_of(self, groups: Sequence[Group]) -> Scored:
        """Return the documents that have every group, rarest first."""
        if len(groups) == 1:
            return self.group(groups[0])
        ordered = sorted(groups, key=lambda group: group.documents)
        found = self.group(ordered[0])
        for group in ordered[1:]:
            if not len(found[0]) or self.work > _MOST_WORK * self.view.size + 1000:
                break
            found = self._both(found, group, self.group(group))
        return found

    def most_of(self, groups: Sequence[Group]) -> Scored:
        """Return the documents that have the firm groups and as many of the others as any document has."""
        firm = [group for group in groups if group.firm]
        loose = [group for group in groups if not group.firm]
        if not loose:
            return NOTHING
        counts = np.zeros(self.view.size, np.uint8)
        scores = np.zeros(self.view.size, np.float32)
        for group in loose:
            ids, values = self.group(group)
            counts[ids] += 1
            scores[ids] += values
        if firm:
            ids, values = self.all_of(firm)
            counts[ids] += 1 + len(loose)
            scores[ids] += values
        most = counts.max(initial=0)
        if most < (1 + len(loose) if firm else 1):
            return NOTHING
        ids = np.flatnonzero(counts == most)
        return ids, scores.take(ids)

    def with_more(self, found: Scored, groups: Sequence[Group]) -> Scored:
        """Add what further groups are worth to the documents found."""
        ids, scores = found
        for group in groups:
            scores = scores + self.view.spread(group, self.group(group)).take(ids)
        return ids, scores

    def group(self, group: Group) -> Scored:
        """Return the documents that have one of the alternatives, with the best score of them."""
        if group.row:
            found = self.view.kept(group, lambda: self._in_a_row(group))
        elif len(group.alternatives) == 1:
            found = self._alternative(group.alternatives[0])
        else:
            found = self.view.kept(group, lambda: self._either(group.alternatives))
        self.work += len(found[0])
        return found

    def _alternative(self, way: Alternative) -> Scored:
        if len(way.terms) == 1:
            ids, scores = self.view.postings(way.terms[0])
        else:
            ids, scores = self._all_terms(way.terms)
        return ids, scores if way.weight == 1.0 else scores * np.float32(way.weight)

    def _all_terms(self, terms: Sequence[str]) -> Scored:
        rarest = sorted(terms, key=self.view.frequency)
        found = self.view.postings(rarest[0])
        for term in rarest[1:]:
            found = self._both(found, term, self.view.postings(term))
        return found

    def _either(self, ways: Sequence[Alternative]) -> Scored:
        best = self.view.buffer()
        found = [self._alternative(way) for way in ways]
        # All say the same thing, so a rare one is not worth more than the commonest.
        commonest = self.view.rarity(max(len(ids) for ids, _ in found))
        for ids, scores in found:
            best[ids] = np.maximum(best.take(ids), scores * np.float32(commonest / self.view.rarity(len(ids))))
        total = sum(len(ids) for ids, _ in found)
        self.work += total
        if total * _MUCH_SHORTER > self.view.size:
            (ids,) = (best > 0).nonzero()
        else:
            ids = np.unique(np.concatenate([ids for ids, _ in found]))
        scores = best.take(ids)
        best[ids] = 0
        return ids, scores

    def _both(self, found: Scored, key: Hashable, other: Scored) -> Scored:
        """Keep of `found` what is in `other` too, which `key` names."""
        ids, scores = found
        self.work += len(ids)
        if len(ids) * _MUCH_SHORTER < len(other[0]):
            at = np.searchsorted(other[0], ids)
            at[at == len(other[0])] = 0
            (kept,) = (other[0].take(at) == ids).nonzero()
            return ids.take(kept), scores.take(kept) + other[1].take(at.take(kept))
        gathered = self.view.spread(key, other).take(ids)
        (kept,) = (gathered > 0).nonzero()  # eight times as fast as gathered.nonzero()
        return ids.take(kept), (scores + gathered).take(kept)

    def _in_a_row(self, group: Group) -> Scored:
        """Return the documents that have the group's words one after the other."""
        ids, scores = self._alternative(group.alternatives[0])
        self.work += len(ids)
        having = [np.zeros(0, np.int64)]
        for segment, offset in zip(self.view.segments, self.view.offsets, strict=False):
            first, last = np.searchsorted(ids, (offset, offset + len(segment)))
            if last - first > _SCAN_FROM:
                having.append(segment.with_sequence(group.row) + offset)
            else:
                wanted = np.array(group.row, "<u2").tobytes()
                numbers = (ids[first:last] - offset).tolist()
                texts = zip(numbers, segment.sequences(numbers), strict=True)
                having.append(np.array([n for n, text in texts if _has(text, wanted)], np.int64) + offset)
        (kept,) = np.isin(ids, np.concatenate(having)).nonzero()
        return ids.take(kept), scores.take(kept)


def _has(text: bytes, wanted: bytes) -> bool:
    at = text.find(wanted)
    while at > 0 and at % 2:  # astride two words
        at = text.find(wanted, at + 1)
    return at >= 0


def _without(view: View, ids: Array, scores: Array | None, unwanted: Array) -> tuple[Array, Array | None]:
    excluded = np.zeros(view.size, bool)
    excluded[unwanted] = True
    (kept,) = (~excluded.take(ids)).nonzero()
    return ids.take(kept), None if scores is None else scores.take(kept)
