"""What to look for: a query turned into groups of terms, with what this index knows of its words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

import numpy as np

from fairapp.search import french
from fairapp.search.documents import word_code
from fairapp.search.lexicon import Guess, edits_allowed
from fairapp.search.query import Clause, Query, Word
from fairapp.search.thesaurus import Alternative, Thesaurus
from fairapp.search.view import View

SHORTEST_PREFIX = 3
_MOST_EXPANSIONS = 24
_MOST_CANDIDATES = 100  # of each segment
_PREFIX_WEIGHT = 0.5
_GUESS_WEIGHTS = {1: 0.8, 2: 0.6}
_MOST_GUESSES = 3
_CLEARLY_MORE = 8  # times as frequent as what was typed, for a guess to be worth adding


@dataclass(frozen=True, slots=True)
class Group:
    """One thing a document must have, in any of these ways; `documents`: at most so many have it.

    `firm`: it is never given up. `row`: its words, as numbers, must follow each other.
    """

    alternatives: tuple[Alternative, ...]
    documents: int
    firm: bool = False
    row: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """`optional` ones only add to the score. `correction` is the query as probably meant."""

    groups: tuple[Group, ...]
    optional: tuple[Group, ...] = ()
    excluded: tuple[Group, ...] = ()
    terms: frozenset[str] = frozenset()
    correction: str | None = None


@dataclass
class Planner:
    """Makes the plan of one query."""

    view: View
    thesaurus: Thesaurus | None
    corrections: dict[str, str] = field(default_factory=dict)

    def plan(self, query: Query) -> Plan:
        loose = [clause for clause in query.clauses if not (clause.exact or clause.excluded or clause.optional)]
        words = [word for clause in loose for word in clause.words]
        exact = [clause for clause in query.clauses if clause.exact and not clause.excluded]
        groups = dict.fromkeys([*self._loose_groups(words, is_open=query.open), *map(self._as_written, exact)])
        return Plan(
            groups=tuple(groups),
            optional=tuple(self._as_written(clause) for clause in query.clauses if clause.optional),
            excluded=tuple(self._as_written(clause) for clause in query.clauses if clause.excluded),
            terms=frozenset(term for group in groups for way in group.alternatives for term in way.terms),
            correction=self._corrected(query.clauses) if self.corrections else None,
        )

    def _group(self, ways: Sequence[Alternative], *, firm: bool = False, row: tuple[int, ...] = ()) -> Group:
        documents = sum(min(map(self.view.frequency, way.terms)) for way in ways)
        return Group(tuple(ways), documents, firm, row)

    def _as_written(self, clause: Clause) -> Group:
        row = tuple(word_code(word.term) for word in clause.words) if clause.phrase else ()
        return self._group([_all_of(clause.words)], firm=True, row=row)

    def _loose_groups(self, words: Sequence[Word], *, is_open: bool) -> Iterator[Group]:
        at = 0
        while at < len(words):
            length, ways = self._expression(words[at:])
            span = words[at : at + max(length, 1)]
            at += len(span)
            if length == 0 and self.thesaurus is not None:
                ways = self._other_ways(span[0], may_go_on=is_open and at == len(words))
            if len(span) == 1 and not ways and self._only_in_labels(span[0]):
                continue
            yield self._group([_all_of(span), *ways])

    def _expression(self, words: Sequence[Word]) -> tuple[int, list[Alternative]]:
        """Return how many of the next words form an expression, and what else says the same."""
        if self.thesaurus is None:
            return 0, []
        length, ways = self.thesaurus.longest_at([word.term for word in words])
        if length < 2 and len(words) > 1:
            joined = french.stem(words[0].folded + words[1].folded)
            if self.view.frequency(joined):
                return 2, [Alternative(1.0, (joined,))]  # week end → weekend
        return length, ways

    def _only_in_labels(self, word: Word) -> bool:
        """Tell whether the word is one that running text cannot have, and no label has it either."""
        return french.is_small(word.term) and not self.view.frequency(word.term)

    def _other_ways(self, word: Word, *, may_go_on: bool) -> list[Alternative]:
        """Return longer words, corrections or halves of a word that no label has."""
        if len(word.folded) < SHORTEST_PREFIX or self._is_known(word.term):
            return []
        seen = self.view.frequency(word.term)
        ways: list[Alternative] = []
        if may_go_on or not seen:
            longer, documents = self._longer(word)
            if documents > seen:
                ways, seen = longer, seen + documents
        if guesses := self._guesses(word, seen):
            self.corrections[word.folded] = guesses[0].word.shown
            ways += [way for guess in guesses for way in self._meant(guess)]
        elif not seen:
            ways += self._halves(word.folded)
        return ways

    def _meant(self, guess: Guess) -> Iterator[Alternative]:
        """Yield a guess and what else says the same."""
        weight = _GUESS_WEIGHTS[guess.distance]
        yield Alternative(weight, (guess.word.term,))
        if self.thesaurus is not None:
            for way in self.thesaurus.longest_at([guess.word.term])[1]:
                yield Alternative(weight * way.weight, way.terms)

    def _is_known(self, term: str) -> bool:
        return any(term in segment.lexicon.known_terms for segment in self.view.segments)

    def _longer(self, word: Word) -> tuple[list[Alternative], int]:
        """Return the most frequent terms that go on from the word, and how many documents they have at most.

        Those of titles and skills are meant, if there are any: "info" is more often informatique than information.
        """
        prefix = _common_start(word.folded, word.term).encode()
        if len(prefix) < SHORTEST_PREFIX:
            return [], 0
        documents: dict[bytes, int] = {}
        for segment in self.view.segments:
            places = segment.text.starting(prefix)
            counts = segment.text.counts(places)
            for at in np.argsort(-counts.astype(np.int64), kind="stable")[:_MOST_CANDIDATES].tolist():
                term = segment.text.term(places[at])
                documents[term] = documents.get(term, 0) + int(counts[at])
        longer = {found.decode(): count for found, count in documents.items() if found != word.term.encode()}
        named = {found: count for found, count in longer.items() if self._is_known(found)}
        best = sorted((named or longer).items(), key=lambda item: (-item[1], item[0]))[:_MOST_EXPANSIONS]
        total, chosen = 0, []
        for found, count in best:
            if total + count > 2 * self.view.size:
                break
            total += count
            chosen.append(Alternative(_PREFIX_WEIGHT, (found,)))
        return chosen, total

    def _guesses(self, word: Word, seen: int) -> list[Guess]:
        """Return the nearest words of labels, if far more documents have them than what was typed.

        What some document has is only taken for a slip of one letter: "maître" does not mean "mettre".
        """
        if not word.folded.isalpha() or not edits_allowed(word.folded):
            return []
        best: dict[str, Guess] = {}
        for segment in self.view.segments:
            for guess in segment.lexicon.guesses(word.folded):
                known = best.get(guess.word.term)
                if guess.word.term != word.term and (known is None or _order(guess) < _order(known)):
                    best[guess.word.term] = guess
        frequent = [
            guess
            for guess in best.values()
            if self.view.frequency(guess.word.term) > seen * _CLEARLY_MORE and (guess.distance == 1 or not seen)
        ]
        nearest = min((guess.distance for guess in frequent), default=0)
        return sorted((guess for guess in frequent if guess.distance == nearest), key=_order)[:_MOST_GUESSES]

    def _halves(self, folded: str) -> list[Alternative]:
        """Return the word as two known ones: autoecole → auto ecole."""
        for at in range(3, min(len(folded), 24) - 2):
            halves = french.stem(folded[:at]), french.stem(folded[at:])
            if all(map(self.view.frequency, halves)) and all(map(self._is_known, halves)):
                return [Alternative(1.0, halves)]
        return []

    def _corrected(self, clauses: Sequence[Clause]) -> str:
        return " ".join(_shown(clause, self.corrections) for clause in clauses)


def _all_of(words: Sequence[Word]) -> Alternative:
    return Alternative(1.0, tuple(dict.fromkeys(word.term for word in words)))


def _common_start(one: str, other: str) -> str:
    return "".join(letter for letter, _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _order(guess: Guess) -> tuple[int, int]:
    return guess.distance, -guess.word.documents


def _shown(clause: Clause, corrections: dict[str, str]) -> str:
    text = " ".join(corrections.get(word.folded, word.folded) for word in clause.words)
    if clause.phrase:
        text = f'"{text}"'
    return ("-" if clause.excluded else "+" if clause.exact and not clause.phrase else "") + text
