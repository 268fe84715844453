"""What an import did, in figures and line by line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fairapp.core.doubts import Doubt
from fairapp.core.text import N_
from fairapp.offers.imports.entries import WrongLine
from fairapp.offers.imports.notes import Note, NoteKind
from fairapp.offers.imports.sorting import Line

LINES_KEPT = 500  # of each remark; the figures count all
FIGURES = (
    "read", "created", "updated", "unchanged", "linked", "closed", "withdrawn", "missing", "new_companies", "wrong",
)  # fmt: skip
TOPICS: Mapping[str, str] = {
    "salary": N_("Salaire"),
    "place": N_("Lieu"),
    "company": N_("Entreprise"),
    "contract": N_("Contrat"),
    "occupation": N_("Métier"),
    "date": N_("Date"),
    "apply": N_("Candidature"),
    "text": N_("Texte"),
}  # what is not here is a rule of the wording
KINDS: Mapping[str, str] = {
    NoteKind.DOUBT: N_("à vérifier"),
    NoteKind.FILLED: N_("complété"),
    NoteKind.WORDING: N_("formulation"),
}


@dataclass
class Remark:
    """What is told in the same words about several lines."""

    kind: str
    topic: str
    count: int = 0
    lines: list[tuple[Line, Doubt]] = field(default_factory=list)


@dataclass
class Twin:
    """A new offer that looks like another (row O7): of the site, or of the same file."""

    line: int
    title: str
    like_line: int | None = None
    offer_id: int | None = None
    like_id: int | None = None


@dataclass
class ImportReport:
    """Figures of one run; `created + updated + unchanged + linked + wrong` is the number of entries read."""

    dry_run: bool = False
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    linked: int = 0  # known from another cluster, now on this board too
    closed: int = 0  # no longer in their source's feed
    withdrawn: int = 0  # the same, but still on another cluster's board
    missing: int = 0  # absent, but the feed looks cut: kept for 7 days
    new_companies: int = 0
    wrong_lines: list[WrongLine] = field(default_factory=list)
    remarks: dict[tuple[str, str, str], Remark] = field(default_factory=dict)
    twins: list[Twin] = field(default_factory=list)

    @property
    def wrong(self) -> int:
        return len(self.wrong_lines)

    @property
    def read(self) -> int:
        return self.created + self.updated + self.unchanged + self.linked + self.wrong

    def count(self, line: Line, outcome: str) -> None:
        """Count the line under its outcome (the name of a figure); what is new or changed is told about."""
        setattr(self, outcome, getattr(self, outcome) + 1)
        if outcome in ("created", "updated"):
            for note in line.offer.notes:
                self._keep(line, note)

    def _keep(self, line: Line, note: Note) -> None:
        """Put a remark beside the others that say the same."""
        remark = self.remarks.setdefault((note.kind, note.topic, note.message.message), Remark(note.kind, note.topic))
        remark.count += 1
        if len(remark.lines) < LINES_KEPT:
            remark.lines.append((line, note.message))

    def told(self) -> list[Remark]:
        """Return the remarks: doubts before what was filled in, and what is told often first."""
        return sorted(self.remarks.values(), key=_rank)

    def as_dict(self) -> dict[str, Any]:
        """Return the report as JSON: what is stored, and what `--json` prints."""
        return {"dry_run": self.dry_run, **{name: getattr(self, name) for name in FIGURES}} | {
            "wrong_lines": [{"line": line.line, **_words(line.reason)} for line in self.wrong_lines[:LINES_KEPT]],
            "remarks": [_remark(remark) for remark in self.told()],
            "twins": [vars(twin) for twin in self.twins[:LINES_KEPT]],
        }


def _rank(remark: Remark) -> tuple[bool, int, str]:
    return remark.kind != NoteKind.DOUBT, -remark.count, str(remark.lines[0][1])


def _remark(remark: Remark) -> dict[str, Any]:
    lines = [{"line": line.record.line, "title": line.record.title[:80], **_words(text)} for line, text in remark.lines]
    return {"kind": remark.kind, "topic": remark.topic, "count": remark.count, "lines": lines}


def _words(text: Doubt) -> dict[str, Any]:
    """Give a text in French, and what its translation needs."""
    return {"text": str(text), "message": text.message, "params": dict(text.params)}
