"""Writes segments and folds small ones together, at the speed of arrays."""

import re
import zlib
from collections.abc import Callable, Iterable, Sequence
from io import BytesIO
from pathlib import Path

import numpy as np
from whoosh.codec.whoosh3 import W3Segment
from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.index import TOC, FileIndex
from whoosh.writing import NO_MERGE, SegmentWriter

from fairapp.search.codec import PHRASE, POINT, TAG, TEXT, WORD, ArrayCodec
from fairapp.search.documents import Entry
from fairapp.search.pool import Pool
from fairapp.search.sealed import Array
from fairapp.search.segment import Segment

NAME = "MAIN"  # of the index inside its directory
_FAN_IN = 4
_SMALLEST_TIER = 16  # documents
_TIER_RATIO = 8

IdsOf = Callable[[str], Array]
"""Return the document ids of a segment, by its name."""


class _Storage(FileStorage):  # type: ignore[misc] # Whoosh has no types
    """Reads the table of contents whole: Whoosh forgets to close a file that it finds damaged."""

    def open_file(self, name: str, **_options: object) -> StructFile:
        return StructFile(BytesIO(Path(self.folder, name).read_bytes()), name=name)


def create_index(folder: Path) -> None:
    TOC.create(_Storage(str(folder)), Schema(), NAME)


def newest_generation(folder: Path) -> int:
    """Return the number of the last commit; -1 if there is none."""
    found = (re.fullmatch(rf"_{NAME}_(\d+)\.toc", path.name) for path in folder.iterdir())
    return max((int(match[1]) for match in found if match), default=-1)


def contents_sum(folder: Path, generation: int) -> int:
    """Return the checksum of the table of contents of a generation."""
    return zlib.crc32((folder / f"_{NAME}_{generation}.toc").read_bytes())


def read_segments(folder: Path) -> tuple[int, list[W3Segment]]:
    """Return the newest generation and its segments."""
    toc = TOC.read(_Storage(str(folder)), NAME)
    return toc.generation, toc.segments


class IndexWriter(SegmentWriter):  # type: ignore[misc] # Whoosh has no types
    """One batch of changes to an index directory; `finish` makes it visible, `cancel` forgets it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(FileIndex(_Storage(str(folder)), indexname=NAME), codec=ArrayCodec(), compound=False)
        self._folder = folder
        self.pool = Pool()

    def add(self, entry: Entry) -> None:
        """Add a document; one with the same id must have been removed."""
        number = self._append(entry.record, entry.sequence)
        text = self.pool.field(TEXT)
        for weight, terms in entry.parts:
            text.add_weighted(number, terms, weight)
        for field, terms in (
            (TAG, entry.tags),
            (WORD, entry.words),
            (PHRASE, entry.phrases),
            (POINT, entry.further_points),
        ):
            if terms:
                self.pool.field(field).add(number, terms)

    def _append(self, record: bytes, sequence: bytes, documents: int = 1) -> int:
        number: int = self.docnum
        self.perdocwriter.records += record
        self.perdocwriter.sequences += sequence
        self.docnum += documents
        self._added = True
        return number

    def remove(self, ids: Iterable[int], ids_of: IdsOf) -> None:
        """Mark documents as deleted; ids that are not there are ignored."""
        wanted = np.fromiter(ids, np.int64)
        for segment in self.segments:
            for number in np.flatnonzero(np.isin(ids_of(segment.segment_id()), wanted)).tolist():
                if not segment.is_deleted(number):
                    segment.delete_document(number)

    def finish(self, *, fold: bool = True) -> int:
        """Commit and return the new generation. `fold`: also merge segments where there are too many."""
        self.commit(mergetype=_fold_small if fold else NO_MERGE)
        generation: int = self.generation
        return generation

    def absorb(self, segment: W3Segment) -> None:
        """Copy a segment's living documents into the one being written."""
        read = Segment(self._folder, segment.segment_id())
        alive = np.ones(len(read), bool)
        alive[list(segment.deleted_docs())] = False
        numbers = np.flatnonzero(alive)
        sequences = b"".join(read.sequences(numbers.tolist()))
        first = self._append(read.records[numbers].tobytes(), sequences, len(numbers))
        moved = np.full(len(read), -1, np.int64)
        moved[numbers] = np.arange(first, first + len(numbers))
        for field, terms in (
            (TEXT, read.text),
            (TAG, read.tags),
            (WORD, read.word_terms),
            (PHRASE, read.phrase_terms),
            (POINT, read.point_terms),
        ):
            pooled = self.pool.field(field)
            for place in range(len(terms)):
                old, weights = terms.postings(place)
                new = moved[old]
                kept = new >= 0
                if kept.any():
                    pooled.extend(terms.term(place).decode(), new[kept], weights[kept] if len(weights) else weights)


def _fold_small(writer: IndexWriter, segments: Sequence[W3Segment]) -> list[W3Segment]:
    """Fold segments of about one size into one when there are too many, and clean those that are a third dead.

    A document is copied a few times in its life, and an index of a million has some fifteen segments.
    """
    tiers: dict[int, list[W3Segment]] = {}
    folded: list[W3Segment] = []
    for segment in segments:
        if segment.deleted_count() * 3 > segment.doc_count_all():
            folded.append(segment)
        else:
            tiers.setdefault(_tier(segment.doc_count_all()), []).append(segment)
    for tier in tiers.values():
        if len(tier) >= _FAN_IN:
            folded += tier
    for segment in folded:
        if segment.doc_count():
            writer.absorb(segment)
    return [segment for segment in segments if segment not in folded]


def _tier(documents: int) -> int:
    tier, size = 0, _SMALLEST_TIER
    while documents > size:
        tier, size = tier + 1, size * _TIER_RATIO
    return tier
