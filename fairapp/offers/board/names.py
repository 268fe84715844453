"""The names behind the values of two facets."""

from collections.abc import Collection, Mapping

from sqlalchemy import BindParameter, Select, bindparam, select
from sqlmodel import Session, SQLModel

from fairapp.clusters.models import Cluster, Company

_IDS: BindParameter[list[int]] = bindparam("ids", expanding=True)


def _by_ids(model: type[SQLModel]) -> Select[int, str]:
    columns = model.__table__.c  # type: ignore[attr-defined]
    return select(columns.id, columns.name).where(columns.id.in_(_IDS))


_QUERIES = {"company": _by_ids(Company), "cluster": _by_ids(Cluster)}  # built once, as in `rows`
NAMED = frozenset(_QUERIES)  # facets


def facet_names(session: Session, facet: str, ids: Collection[str]) -> Mapping[str, str]:
    """Return the names of those companies, or clusters, that exist."""
    found = session.connection().execute(_QUERIES[facet], {"ids": [int(id) for id in ids]})
    return {str(id): name for id, name in found}
