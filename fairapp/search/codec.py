"""How Whoosh keeps our segments on disk: records of fixed width, and postings as raw arrays that numpy reads unparsed.

Whoosh decides about segments, generations, deletions and locks. A segment has four files:
`.rec` one record per document, `.seq` the words of each document in order (as numbers, for quoted phrases),
`.trm` the sorted terms of each field, `.pst` their postings.
"""

import zlib
from array import array
from collections.abc import Iterable
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.codec.whoosh3 import W3Segment
from whoosh.filedb.filestore import FileStorage

from fairapp.search.pool import Postings
from fairapp.search.sealed import Array, seal

FORMAT = 2  # a new number makes every machine rebuild

TEXT, TAG, WORD, PHRASE, POINT = "text", "tag", "word", "phrase", "point"
WEIGHTED = frozenset({TEXT})
SEPARATOR = "\x1f"  # between facet and value, kind and phrase

NEVER = 0xFFFF  # expires on no day
RECORD = np.dtype(
    [
        ("id", "<u4"),
        ("published", "<u4"),  # seconds
        ("salary", "<u4"),  # euros a year, 0: not told
        ("lat", "<f4"),  # nan: no place
        ("lon", "<f4"),
        ("length", "<f4"),  # weighted number of terms
        ("expires", "<u2"),  # last day, counted from 1970
        ("words", "<u2"),  # how many are in the sequence
        ("check", "<u2"),  # sum of the sequence
    ]
)


class _RecordWriter(base.PerDocumentWriter):  # type: ignore[misc] # Whoosh has no types
    """Collects records and sequences; a segment without documents leaves no file."""

    def __init__(self, storage: FileStorage, segment: W3Segment) -> None:
        self._storage, self._segment = storage, segment
        self.records = bytearray()
        self.sequences = bytearray()
        self.is_closed = False

    def close(self) -> None:
        self.is_closed = True
        if self.records:
            records = np.frombuffer(self.records, RECORD)
            _write(self._storage, self._segment, ".rec", [seal({"records": records})])
            _write(self._storage, self._segment, ".seq", [self.sequences])


class _TermWriter(base.FieldWriter):  # type: ignore[misc]
    def __init__(self, storage: FileStorage, segment: W3Segment) -> None:
        self._storage, self._segment = storage, segment
        self.is_closed = False

    def add_postings(self, _schema: object, _lengths: object, items: Iterable[tuple[str, bytes, Postings]]) -> None:
        """Write the sorted postings of the whole segment."""
        arrays: dict[str, Array] = {}
        with self._segment.create_file(self._storage, ".pst") as file:
            table: _TermTable | None = None
            for field, term, postings in items:
                if table is None or table.field != field:
                    if table:
                        arrays |= table.arrays()
                    table = _TermTable(field, file.tell())
                data = postings.numbers.tobytes() + postings.weights.tobytes()
                file.write(data)
                table.add(term, len(postings.numbers), zlib.crc32(data))
            if table:
                arrays |= table.arrays()
        _write(self._storage, self._segment, ".trm", [seal(arrays)])

    def close(self) -> None:
        self.is_closed = True


class _TermTable:
    """The terms of one field as they are written, in order."""

    def __init__(self, field: str, start: int) -> None:
        self.field, self.start = field, start
        self._terms = bytearray()
        self._ends, self._counts, self._sums = array("I"), array("I"), array("I")

    def add(self, term: bytes, count: int, checksum: int) -> None:
        self._terms += term
        self._ends.append(len(self._terms))
        self._counts.append(count)
        self._sums.append(checksum)

    def arrays(self) -> dict[str, Array]:
        return {
            f"{self.field}.start": np.array([self.start], "<u8"),
            f"{self.field}.terms": np.frombuffer(self._terms, "u1"),
            f"{self.field}.ends": np.frombuffer(self._ends, "<u4"),
            f"{self.field}.posts": np.frombuffer(self._counts, "<u4").cumsum(dtype="<u4"),
            f"{self.field}.sums": np.frombuffer(self._sums, "<u4"),
        }


class ArrayCodec(base.Codec):  # type: ignore[misc]
    """Writes segments; `fairapp.search.segment` reads them."""

    length_stats = False

    def per_document_writer(self, storage: FileStorage, segment: W3Segment) -> _RecordWriter:
        return _RecordWriter(storage, segment)

    def field_writer(self, storage: FileStorage, segment: W3Segment) -> _TermWriter:
        return _TermWriter(storage, segment)

    def new_segment(self, _storage: FileStorage, indexname: str) -> W3Segment:
        return W3Segment(self, indexname)


def _write(storage: FileStorage, segment: W3Segment, extension: str, pieces: Iterable[Any]) -> None:
    with segment.create_file(storage, extension) as file:
        for piece in pieces:
            file.write(piece)
