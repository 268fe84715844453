"""What an import did, in figures and line by line."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from fairapp.offers.imports.formats import WrongLine
from fairapp.offers.imports.interpreting import Interpreted

LINES_KEPT = 500  # of each list in a stored report; the figures count all


@dataclass
class ImportReport:
    """Figures of one run; `created + updated + unchanged + linked + wrong` is the number of entries read."""

    dry_run: bool = False
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    linked: int = 0  # known from another cluster, now on this board too
    closed: int = 0  # no longer in their source's feed
    missing: int = 0  # absent, but the feed looks cut: nothing closed for 7 days
    new_companies: int = 0
    wrong: list[WrongLine] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)  # "doubt:salary" → how many lines
    duplicates: list[dict[str, Any]] = field(default_factory=list)

    @property
    def read(self) -> int:
        return self.created + self.updated + self.unchanged + self.linked + len(self.wrong)

    def note(self, offer: Interpreted) -> None:
        """Keep what this line had to tell."""
        for note in offer.notes:
            self.counts[f"{note.kind}:{note.topic}"] += 1
            if len(self.notes) < LINES_KEPT:
                self.notes.append(
                    {"line": offer.record.line, "title": offer.record.title[:80], "kind": note.kind,
                     "topic": note.topic, "message": note.message.message, "params": dict(note.message.params)}
                )  # fmt: skip

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON: what is stored, and what `--json` prints."""
        figures = ("dry_run", "read", "created", "updated", "unchanged", "linked", "closed", "missing", "new_companies")
        return {name: getattr(self, name) for name in figures} | {
            "wrong_count": len(self.wrong),
            "wrong": [{"line": wrong.line, "reason": wrong.reason} for wrong in self.wrong[:LINES_KEPT]],
            "counts": dict(sorted(self.counts.items())),
            "notes": self.notes,
            "duplicates": self.duplicates[:LINES_KEPT],
        }
