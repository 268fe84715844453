"""Reading a data set: trusted and fast when it ships with the package, checked line by line when somebody brings it."""

import csv
import gzip
import io
import zlib
from collections.abc import Mapping, Set
from dataclasses import dataclass

from fairapp.core.doubts import Doubt, doubt
from fairapp.core.errors import DomainError
from fairapp.core.text import N_
from fairapp.reference.datasets import DataSet, is_cell_valid

MAX_BYTES = 64 * 1024 * 1024
MAX_ERRORS = 20  # more would not help whoever has to correct the file

Rows = list[list[str]]


@dataclass(frozen=True, slots=True)
class LineError:
    """What is wrong on one line; line 1 is the header."""

    line: int
    message: Doubt


class ReferenceFileRefused(DomainError):
    """The file cannot replace its data set; `lines` says where, when it is about lines."""

    def __init__(self, message: str, *, lines: tuple[LineError, ...] = (), **params: object) -> None:
        super().__init__(message, field="file", **params)
        self.lines = lines


def read_packed(content: bytes) -> Rows:
    """Return the rows of a file that was checked before it was packed."""
    reader = csv.reader(io.StringIO(gzip.decompress(content).decode(), newline=""))
    next(reader)  # the header
    return list(reader)


def pack(data_set: DataSet, rows: Rows) -> bytes:
    """Return the compressed canonical file; the same rows always give the same bytes."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(data_set.columns)
    writer.writerows(rows)
    return gzip.compress(text.getvalue().encode(), compresslevel=9, mtime=0)


def read_checked(data_set: DataSet, content: bytes, *, known: Mapping[str, Set[str]]) -> Rows:
    """Return the rows of a file from outside, in our column order, each cell checked; `known` gives columns a choice.

    Semicolons, a byte order mark, gzip, further columns and another order of columns are all welcome.

    :raise ReferenceFileRefused: with up to 20 line errors.
    """
    text = _decode(content)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    inspector = _Inspector(data_set, known)
    rows: Rows = []
    try:
        positions = _positions(data_set, next(reader, []))
        for cells in reader:
            if any(cells) and len(inspector.errors) < MAX_ERRORS:
                rows.append([cells[at].strip() if at < len(cells) else "" for at in positions])
                inspector.inspect(rows[-1], reader.line_num)
    except csv.Error as error:
        raise ReferenceFileRefused(
            N_("Ligne %(line)s : le fichier n’est pas un CSV lisible."), line=reader.line_num
        ) from error
    _refuse_errors(inspector.errors)
    if not rows:
        raise ReferenceFileRefused(N_("Le fichier ne contient aucune ligne."))
    return rows


def _refuse_errors(errors: list[LineError]) -> None:
    if errors:
        raise ReferenceFileRefused(
            N_("Le fichier contient des erreurs (la première à la ligne %(line)s : %(reason)s)."),
            lines=tuple(errors), line=errors[0].line, reason=str(errors[0].message),
        )  # fmt: skip


def _decode(content: bytes) -> str:
    if content.startswith(b"\x1f\x8b"):
        content = _decompress(content)
    if len(content) > MAX_BYTES:
        raise ReferenceFileRefused(N_("Le fichier dépasse %(size)s Mo."), size=MAX_BYTES // 2**20)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise ReferenceFileRefused(N_("Ligne %(line)s : le fichier n’est pas en UTF-8."), line=line) from error


def _decompress(content: bytes) -> bytes:
    """Unpack at most a byte more than we accept: a small file may hide gigabytes."""
    unpacker = zlib.decompressobj(wbits=31)
    try:
        text = unpacker.decompress(content, MAX_BYTES + 1)
    except zlib.error as error:
        raise ReferenceFileRefused(N_("Le fichier compressé est abîmé.")) from error
    if not unpacker.eof and len(text) <= MAX_BYTES:
        raise ReferenceFileRefused(N_("Le fichier compressé est incomplet."))
    return text


def _delimiter(text: str) -> str:
    header = text.split("\n", 1)[0]
    return ";" if header.count(";") > header.count(",") else ","


def _positions(data_set: DataSet, header: list[str]) -> list[int]:
    names = [name.strip().lower() for name in header]
    missing = [name for name in data_set.columns if name not in names]
    if missing:
        raise ReferenceFileRefused(
            N_("Colonnes manquantes : %(missing)s. Attendues : %(expected)s."),
            missing=", ".join(missing), expected=", ".join(data_set.columns),
        )  # fmt: skip
    return [names.index(name) for name in data_set.columns]


class _Inspector:
    """Finds what is wrong with rows, one after the other."""

    def __init__(self, data_set: DataSet, known: Mapping[str, Set[str]]) -> None:
        self.errors: list[LineError] = []
        self._columns = data_set.columns
        self._known = known
        self._key = [list(data_set.columns).index(name) for name in data_set.key]
        self._lines: dict[tuple[str, ...], int] = {}

    def inspect(self, row: list[str], line: int) -> None:
        message = self._cell_error(row) or self._repetition(tuple(row[at] for at in self._key), line)
        if message:
            self.errors.append(LineError(line, message))

    def _cell_error(self, row: list[str]) -> Doubt | None:
        for (name, pattern), cell in zip(self._columns.items(), row, strict=True):
            if not is_cell_valid(pattern, cell):
                return doubt(N_("valeur inattendue dans « %(column)s » : « %(value)s »"), column=name, value=cell[:60])
            if name in self._known and cell not in self._known[name]:
                return doubt(N_("« %(column)s » inconnu : « %(value)s »"), column=name, value=cell[:60])
        return None

    def _repetition(self, key: tuple[str, ...], line: int) -> Doubt | None:
        first = self._lines.setdefault(key, line)
        if first == line:
            return None
        return doubt(N_("« %(key)s » figure déjà à la ligne %(first)s"), key=" ".join(key), first=first)
