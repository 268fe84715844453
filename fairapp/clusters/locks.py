"""Rows that make the writers about one organisation queue up.

SQLite has one writer at a time anyway; on PostgreSQL the second writer waits here, then sees what the first committed.
"""

from sqlmodel import Session, SQLModel, select

from fairapp.clusters.models import Cluster, Company, School

Organisation = Cluster | Company | School


def lock(session: Session, organisation: Organisation) -> None:
    """Hold this row until the transaction ends, and read it afresh; rows that only refer to it may still be written."""
    session.flush()
    session.refresh(organisation, with_for_update={"key_share": True})


def lock_all(session: Session, model: type[SQLModel], ids: set[int]) -> None:
    """Hold several rows against everything, always in the same order, so that two such locks cannot block each other."""
    columns = model.__table__.c  # type: ignore[attr-defined]
    query = select(model).where(columns.id.in_(ids)).order_by(columns.id).with_for_update()
    session.exec(query.execution_options(populate_existing=True)).all()
