"""Names of companies and clusters for facets, kept in memory: the same thirty stand beside every search."""

import threading
from collections.abc import Collection, Hashable, Mapping
from typing import cast

from flask import current_app
from sqlalchemy import BindParameter, Select, bindparam, select
from sqlmodel import Session, SQLModel

from fairapp.clusters.models import Cluster, Company

_IDS: BindParameter[list[int]] = bindparam("ids", expanding=True)


def _by_ids(model: type[SQLModel]) -> Select[int, str]:
    columns = model.__table__.c  # type: ignore[attr-defined]
    return select(columns.id, columns.name).where(columns.id.in_(_IDS))


_QUERIES = {"company": _by_ids(Company), "cluster": _by_ids(Cluster)}
KINDS = frozenset(_QUERIES)


class Names:
    """The names of one process, forgotten when `version` changes: that of the index tells of a company's new name."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._version: Hashable = None
        self._kept: dict[tuple[str, str], str] = {}

    def of(self, session: Session, kind: str, ids: Collection[str], version: Hashable) -> Mapping[str, str]:
        """Return the names of those of `kind` ("company" or "cluster") that exist."""
        kept = self._kept_at(version)
        missing = [id for id in ids if (kind, id) not in kept]
        if missing:
            found = session.connection().execute(_QUERIES[kind], {"ids": [int(id) for id in missing]})
            kept |= {(kind, id): "" for id in missing} | {(kind, str(id)): name for id, name in found}
        return {id: name for id in ids if (name := kept[kind, id])}

    def _kept_at(self, version: Hashable) -> dict[tuple[str, str], str]:
        with self._lock:
            if version != self._version:
                self._version, self._kept = version, {}
            return self._kept


def kept_names() -> Names:
    return cast("Names", current_app.extensions.setdefault("fairapp.offers.names", Names()))
