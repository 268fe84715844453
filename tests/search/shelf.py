"""A collection whose rows are kept in a dictionary, with the real change log beside it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from fairapp.core.changes import note_change
from fairapp.core.db import open_session
from fairapp.search import Collection, Document, Facet, Part, SearchIndex

PARTS = (
    Part("title", 4.0),
    Part("skills", 2.0),
    Part("place", 2.0),
    Part("company", 1.5),
    Part("text", 1.0, prose=True),
)
FACETS = (
    Facet("contract"),
    Facet("department", multi=True),
    Facet("cluster", multi=True),
    Facet("company", multi=True, top=5),
)
PUBLISHED = datetime(2026, 11, 1, 8, tzinfo=UTC)
COLLECTION = Collection("thing", PARTS, FACETS, load_many=lambda *_: (), iter_published=lambda _: ())


def make_document(id: int, title: str, text: str = "", **over: Any) -> Document:
    """Return a document; `skills`, `place` and `company` are parts, the rest are fields."""
    parts = (title, over.pop("skills", ""), over.pop("place", ""), over.pop("company", ""), text)
    return Document(id, parts, over.pop("published_at", PUBLISHED), **over)


@dataclass
class Shelf:
    """The rows, as a database would hold them; `put` and `remove` write the change log like a service does."""

    engine: Engine
    root: Path
    rows: dict[int, Document] = field(default_factory=dict)
    facets: tuple[Facet, ...] = FACETS
    kind: str = "thing"
    version: int = 1

    @property
    def collection(self) -> Collection:
        return Collection(
            kind=self.kind,
            parts=PARTS,
            facets=self.facets,
            load_many=self._load_many,
            iter_published=self._iter_published,
            count_published=lambda _session: len(self.rows),
            version=self.version,
        )

    def index(self) -> SearchIndex:
        """Return a new one each time, as another process would have."""
        return SearchIndex(self.root, self.collection, self.engine)

    def put(self, *documents: Document) -> None:
        self._change({document.id: document for document in documents})

    def remove(self, *ids: int) -> None:
        self._change(dict.fromkeys(ids))

    def _change(self, changed: dict[int, Document | None]) -> None:
        with open_session(self.engine) as session:
            for id, document in changed.items():
                note_change(session, self.kind, id)
                if document:
                    self.rows[id] = document
                else:
                    self.rows.pop(id, None)
            session.commit()

    def _load_many(self, _session: Session, ids: Sequence[int]) -> Iterable[Document]:
        return [self.rows[id] for id in ids if id in self.rows]

    def _iter_published(self, _session: Session) -> Iterator[Document]:
        yield from list(self.rows.values())
