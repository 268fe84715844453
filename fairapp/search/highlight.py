"""Marks what was searched for, in the text as it was written."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import lru_cache
from html import escape
from typing import NamedTuple

from fairapp.search import french

ELLIPSIS = "…"
_MOST_SPANS = 60
_LEAD = 40  # characters before the first word marked


class Span(NamedTuple):
    start: int
    end: int
    term: str


def mark(text: str, terms: Iterable[str]) -> str:
    """Return `text` as HTML, escaped, with the words of `terms` (see `Result.terms`) in <mark>."""
    return _marked(text, find_spans(text, frozenset(terms)), 0, len(text))


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def snippet(text: str, terms: Iterable[str], *, width: int = 200, tidy: Callable[[str], str] = _on_one_line) -> str:
    """Return the `width` characters or so that say most about `terms`, as HTML like `mark`.

    `tidy` gets the HTML of those characters only: much less to clean than the whole text.
    """
    spans = find_spans(text, frozenset(terms))
    start = _best_start(spans, width)
    if start:
        start = text.find(" ", start) + 1 or start
    end = len(text) if start + width >= len(text) else max(text.rfind(" ", start, start + width), start + width // 2)
    html = _marked(text, [span for span in spans if span.start >= start and span.end <= end], start, end)
    return (f"{ELLIPSIS} " if start else "") + tidy(html) + (f" {ELLIPSIS}" if end < len(text) else "")


def find_spans(text: str, terms: frozenset[str]) -> list[Span]:
    """Return where words of `terms` stand in `text`, inclusive endings included; the first few dozen."""
    if not terms:
        return []
    folded, spaced, origins = _prepared(text)
    spans: list[Span] = []
    for start, word_end, term in _found(folded, spaced, terms):
        if term in terms and (not spans or start >= spans[-1].end):
            end = french.end_of_ending(folded, word_end)
            spans.append(Span(start, end, term))
            if len(spans) == _MOST_SPANS:
                break
    return [Span(origins[start], origins[end], term) for start, end, term in spans] if origins else spans


@lru_cache(2000)
def _prepared(text: str) -> tuple[str, str, list[int]]:
    """Return the text folded, the same with one space before each word, and what `_folded` says of places.

    The same texts stand in page after page. `re` skips from one space to the next much faster than it looks behind
    each letter.
    """
    folded, origins = _folded(text)
    return folded, " " + folded.translate(_APART), origins


def _found(folded: str, spaced: str, terms: frozenset[str]) -> list[tuple[int, int, str]]:
    """Return what may be a word of `terms`: where it stands, and its stem."""
    words, names = _patterns(terms)
    found = [(match.start(), match.end() - 1, _stem(match.group())) for match in words.finditer(spaced)]
    if names is not None:
        found += [(match.start(), match.end(), _NAMES[match.group()]) for match in names.finditer(folded)]
        found.sort(key=lambda one: (one[0], -one[1]))
    return found


def _marked(text: str, spans: Iterable[Span], start: int, end: int) -> str:
    pieces: list[str] = []
    at = start
    for span in spans:
        pieces += escape(text[at : span.start]), "<mark>", escape(text[span.start : span.end]), "</mark>"
        at = span.end
    return "".join([*pieces, escape(text[at:end])])


def _best_start(spans: list[Span], width: int) -> int:
    """Return where to begin so that most different terms are shown; the first such place."""
    most, start = 0, 0
    different = len({span.term for span in spans})
    for first, span in enumerate(spans):
        begin = max(0, span.start - _LEAD)
        shown = {other.term for other in spans[first:] if other.end <= begin + width}
        if len(shown) > most:
            most, start = len(shown), begin
        if most == different:
            break
    return start


_NAMES = {"c++": french.stem("cplusplus"), "c#": "csharp", "f#": "fsharp", ".net": "dotnet", "r&d": "rd"}


_APART = "".join(char if char.isalnum() else " " for char in map(chr, range(128)))


@lru_cache(4096)
def _stem(word: str) -> str:
    return french.stem(word.replace(" ", ""))


@lru_cache(256)
def _patterns(terms: frozenset[str]) -> tuple[re.Pattern[str], re.Pattern[str] | None]:
    """Find words that begin as one of the terms, for their stems to decide; and names that are no plain words."""
    starts = {("e ?" + re.escape(term[1:3])) if term[0] == "e" else re.escape(term[:3]) for term in terms}
    names = [re.escape(name) for name, term in _NAMES.items() if term in terms]
    words = re.compile(f" (?:{'|'.join(sorted(starts))})[a-z0-9]*")
    return words, re.compile("|".join(names)) if names else None


def _plain(char: str) -> str:
    """Return one lower-case ASCII character for one character."""
    if char in "·•‧∙⋅":
        return "\x02"
    if char in "’ʼ":
        return "'"
    plain = unicodedata.normalize("NFKD", char.lower())[:1]
    return plain if plain.isascii() and plain else " "


_WESTERN = bytes(ord(_plain(bytes([code]).decode("cp1252", "replace"))) for code in range(256))
_OPENED = "œŒæÆß"


def _folded(text: str) -> tuple[str, list[int]]:
    """Return the text folded, and for each folded character where it comes from; an empty list: the same place."""
    if not any(char in text for char in _OPENED):
        # One byte a character, so places stay; a hundred times faster than a loop.
        for encoding in ("latin-1", "cp1252"):  # the first without table, the second with curly apostrophes
            with suppress(UnicodeEncodeError):
                return text.encode(encoding).translate(_WESTERN).decode("ascii"), []
        return "".join(map(_plain, text)), []
    pieces, origins = [], []
    for at, char in enumerate(text):
        plain = {"œ": "oe", "æ": "ae", "ß": "ss"}.get(char.lower()) or _plain(char)
        pieces.append(plain)
        origins += [at] * len(plain)
    return "".join(pieces), [*origins, len(text)]
