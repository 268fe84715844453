"""Replacing a data set from an official file, and going back to the shipped one."""

import hashlib
from dataclasses import dataclass

from sqlmodel import Session

from fairapp.core.clock import now
from fairapp.core.errors import DomainError
from fairapp.core.text import N_
from fairapp.reference.datasets import DATA_SETS, DataSet
from fairapp.reference.models import ReferenceFile
from fairapp.reference.tables import ReferenceFileRefused, Rows, pack, read_checked, read_packed

MIN_SHARE = 0.5  # of the present rows: fewer means a partial file


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did; `changed` is False for a file that holds the same data."""

    name: str
    rows: int
    rows_before: int
    changed: bool


def import_data_set(
    session: Session, name: str, content: bytes, *, origin: str = "", force: bool = False
) -> ImportReport:
    """Replace a data set by a CSV file with the same columns; other processes follow within half a minute.

    A wrong file changes nothing, the same file twice neither. `force` accepts a file with under half of the present rows.

    :raise DomainError: if no data set has this name.
    :raise ReferenceFileRefused: with the lines at fault.
    """
    data_set = _named(name)
    known = {column: _first_column(session, other) for column, other in data_set.refers}
    rows = read_checked(data_set, content, known=known)
    before = current_rows(session, data_set)
    if len(rows) < MIN_SHARE * len(before) and not force:
        raise ReferenceFileRefused(
            N_("Le fichier ne compte que %(rows)s lignes au lieu de %(before)s : il semble incomplet."),
            rows=len(rows), before=len(before),
        )  # fmt: skip
    if rows != before:
        _store(session, data_set, rows, origin)
    return ImportReport(name, len(rows), len(before), changed=rows != before)


def restore_data_set(session: Session, name: str) -> bool:
    """Go back to the file shipped with the package; tell whether it had been replaced."""
    file = session.get(ReferenceFile, _named(name).name)
    if file:
        session.delete(file)
        session.flush()
    return file is not None


def current_rows(session: Session, data_set: DataSet) -> Rows:
    """Return the rows in use according to the database, whatever this process has in memory."""
    file = session.get(ReferenceFile, data_set.name)
    return read_packed(file.content if file else data_set.shipped())


def _named(name: str) -> DataSet:
    if name not in DATA_SETS:
        raise DomainError(
            N_("Aucun jeu de données ne s’appelle « %(name)s ». Il y a : %(names)s."),
            field="name", name=name, names=", ".join(DATA_SETS),
        )  # fmt: skip
    return DATA_SETS[name]


def _first_column(session: Session, name: str) -> set[str]:
    return {row[0] for row in current_rows(session, DATA_SETS[name])}


def _store(session: Session, data_set: DataSet, rows: Rows, origin: str) -> None:
    packed = pack(data_set, rows)
    file = session.get(ReferenceFile, data_set.name) or ReferenceFile(name=data_set.name)  # type: ignore[call-arg]
    file.content, file.sha256, file.rows = packed, hashlib.sha256(packed).hexdigest(), len(rows)
    file.origin, file.imported_at = origin[:200], now()
    session.add(file)
    session.flush()
