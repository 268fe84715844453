"""What of a file is to be imported: named, told apart, numbered."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from fairapp.core.doubts import Doubt, doubt
from fairapp.core.text import N_
from fairapp.offers.imports.entries import Entry, WrongLine
from fairapp.offers.imports.interpreting import Interpreted, interpret, refusal
from fairapp.offers.imports.records import Record

Key = tuple[str, str]  # source and reference: unique in the database

SOURCE_MAX, REFERENCE_MAX = 60, 80  # characters of the columns
EMPLOYER_DIGITS = 24  # at the end of a fingerprint
TWICE = N_("la référence %(reference)s figure déjà ligne %(line)s.")
SAME = N_("la même offre figure déjà ligne %(line)s.")


@dataclass(frozen=True)
class Target:
    """Where the offers go: a cluster's board, under the name of their source."""

    cluster_id: int
    source: str
    overrides: bool = False  # True: also where a record names a source of its own
    is_guessed: bool = False  # True: nobody named the source, so what its file lacks may come from another file


class Line:
    """A record on its way into the database."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.key: Key = (record.source, record.reference)
        self.fingerprint = _fingerprint(record)

    @cached_property
    def offer(self) -> Interpreted:
        """What the record means; read only if it is new or changed, for that takes longer than storing it."""
        return interpret(self.record)


@dataclass
class Sorted:
    """The lines to import; what is wrong; and, by source, every reference that the file mentions.

    A source without references here closes nothing.
    """

    lines: list[Line] = field(default_factory=list)
    wrong: list[WrongLine] = field(default_factory=list)
    references: dict[str, set[str]] = field(default_factory=dict)
    is_complete: bool = True  # False: some entry could not even be read, so that its offer may seem to be missing


def sort_out(entries: Sequence[Entry], target: Target) -> Sorted:
    """Separate what can be imported from what cannot."""
    found, seen = Sorted(), _Seen()
    for entry in entries:
        if isinstance(entry, WrongLine):
            found.wrong.append(entry)
            found.is_complete = False
            continue
        source = target.source if target.overrides or not entry.source else entry.source
        record = seen.numbered(replace(entry, source=source[:SOURCE_MAX]))
        if entry.source or not target.is_guessed:
            found.references.setdefault(record.source, set()).add(record.reference)
        reason = refusal(record) or seen.repeats(record)
        if reason:
            found.wrong.append(WrongLine(record.line, reason))
        else:
            found.lines.append(Line(record))
    return found


def is_same_employer(before: str, after: str) -> bool:
    """Tell whether two fingerprints of an offer name the same employer."""
    return before[-EMPLOYER_DIGITS:] == after[-EMPLOYER_DIGITS:]


class _Seen:
    """What the lines above held. An offer without a number is known by its title, company and place."""

    def __init__(self) -> None:
        self._lines: dict[Key, int] = {}
        self._copies: dict[str, str] = {}  # reference given to an offer without a number, by all its words
        self._counts: Counter[str] = Counter()

    def numbered(self, record: Record) -> Record:
        """Give the record a reference; two jobs of one title and place that differ otherwise get two."""
        if record.reference:
            return replace(record, reference=_short(record.reference))
        words = _fingerprint(record)
        if words not in self._copies:
            own = f"auto-{_digest(record.title, record.company, record.place)[:20]}"
            self._counts[own] += 1
            self._copies[words] = own if self._counts[own] == 1 else f"{own}-{self._counts[own]}"
        return replace(record, reference=self._copies[words])

    def repeats(self, record: Record) -> Doubt | None:
        line = self._lines.setdefault((record.source, record.reference), record.line)
        if line == record.line:
            return None
        if record.reference.startswith("auto-"):
            return doubt(SAME, line=line)
        return doubt(TWICE, reference=record.reference, line=line)


def _short(reference: str) -> str:
    if len(reference) <= REFERENCE_MAX:
        return reference
    return f"{reference[:50]}-{_digest(reference)[:20]}"


def _fingerprint(record: Record) -> str:
    """Return 64 characters that change with what the source says, the last ones with the employer alone."""
    said = (repr(getattr(record, name)) for name in Record.__slots__ if name != "line")
    return _digest(*said)[: 64 - EMPLOYER_DIGITS] + _digest(record.company, record.siret)[:EMPLOYER_DIGITS]


def _digest(*texts: str) -> str:
    return hashlib.sha256("\x1f".join(texts).encode()).hexdigest()
