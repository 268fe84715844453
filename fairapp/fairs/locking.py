"""A row held until the transaction ends, as others may write about it, or delete it; on SQLite all writers queue up."""

from typing import Any, Protocol

from sqlmodel import Session, select


class Row(Protocol):
    id: int


def hold_row(session: Session, row: Row, *, key_share: bool = True) -> bool:
    """Hold a row and read it afresh; False: somebody has deleted it since it was read.

    With `key_share`, what refers to the row may still be written meanwhile.
    """
    session.flush()
    model: Any = type(row)
    query = select(model).where(model.id == row.id).with_for_update(key_share=key_share)
    return session.exec(query.execution_options(populate_existing=True)).first() is not None
