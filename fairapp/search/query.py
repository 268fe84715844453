"""The query language, small enough to be safe: words, "a phrase", +as written, −without. Nothing raises."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from fairapp.search import french

LONGEST = 100  # characters
MOST_WORDS = 12

_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"'))
_CLAUSE = re.compile(r'(?P<sign>[+\-−–]?)(?:"(?P<phrase>[^"]*)"|(?P<words>[^\s"]+))')


@dataclass(frozen=True, slots=True)
class Word:
    """A word as folded, and the term it is found by."""

    folded: str
    term: str


@dataclass(frozen=True, slots=True)
class Clause:
    """Words that belong together: one word, the parts of a compound, or a quoted phrase."""

    words: tuple[Word, ...]
    exact: bool = False  # a phrase, or marked with +: no synonyms, never left out
    phrase: bool = False
    excluded: bool = False
    optional: bool = False  # what people put around what they look for: it may be there


@dataclass(frozen=True, slots=True)
class Query:
    """`truncated`: there was more than anyone searches for, and the rest is ignored. `open`: the last word may go on."""

    clauses: tuple[Clause, ...]
    truncated: bool = False
    open: bool = False


def parse(text: str) -> Query:
    """Read a query."""
    text = _CONTROL.sub(" ", text).translate(_QUOTES)
    truncated = len(text.strip()) > LONGEST
    text = text.strip()[:LONGEST]
    clauses = [clause for match in _CLAUSE.finditer(text) if (clause := _clause(match))]
    kept = _first_words(clauses)
    truncated = truncated or len(kept) < len(clauses)
    is_open = bool(kept) and not truncated and not (kept[-1].exact or kept[-1].excluded) and text[-1:].isalnum()
    if not all(clause.excluded or _is_noise(clause) for clause in kept):
        kept = [replace(clause, optional=_is_noise(clause)) for clause in kept]
    return Query(tuple(dict.fromkeys(kept)), truncated, is_open)


def _first_words(clauses: Sequence[Clause]) -> list[Clause]:
    sums = accumulate(len(clause.words) for clause in clauses)
    return [clause for clause, words in zip(clauses, sums, strict=True) if words <= MOST_WORDS]


def _clause(match: re.Match[str]) -> Clause | None:
    phrase = match["phrase"]
    found = tuple(_words(match["words"] if phrase is None else phrase))
    if not found:
        return None
    excluded = match["sign"] not in ("", "+")
    is_phrase = phrase is not None and len(found) > 1
    return Clause(found, exact=match["sign"] == "+" or phrase is not None, phrase=is_phrase, excluded=excluded)


def _words(text: str) -> list[Word]:
    found = []
    for folded in french.words(text):
        if terms := french.terms(folded):
            found.append(Word(folded, terms[0]))
    return found


def _is_noise(clause: Clause) -> bool:
    return not (clause.exact or clause.excluded) and all(french.is_noise(word.term) for word in clause.words)
