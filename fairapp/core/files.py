"""Uploads and generated documents are rows, never paths: access, backup and erasure come for free."""

import hashlib
from datetime import datetime

from sqlalchemy import delete, exists
from sqlmodel import Field, Session, SQLModel, col

from fairapp.core.clock import now


class StoredFile(SQLModel, table=True):
    """Bytes with what is needed to serve them; read only by those who may read the row that points here."""

    __tablename__ = "stored_file"
    __table_args__ = {"sqlite_autoincrement": True}  # an id is never given twice: /logos/<id> is cached for ever

    id: int = Field(default=None, primary_key=True)
    kind: str = Field(max_length=30)  # "logo", "cv", "badges", …
    media_type: str = Field(max_length=80)
    name: str = Field(default="", max_length=120)  # shown to who downloads it
    content: bytes
    size: int
    sha256: str = Field(max_length=64)
    created_at: datetime = Field(default_factory=now)
    expires_at: datetime | None = Field(default=None, index=True)


def store_file(
    session: Session, content: bytes, *, kind: str, media_type: str, name: str = "", expires_at: datetime | None = None
) -> StoredFile:
    """Keep `content`; the caller keeps the id in a row of its own."""
    file = StoredFile(
        kind=kind, media_type=media_type, name=name, content=content, size=len(content),
        sha256=hashlib.sha256(content).hexdigest(), expires_at=expires_at,
    )  # fmt: skip
    session.add(file)
    session.flush()
    return file


def delete_unowned(session: Session, kind: str, *, before: datetime) -> None:
    """Delete the files of a kind, kept before then, that no row points at, whichever table it is in."""
    file_id = col(StoredFile.id)
    pointing = [
        key.parent
        for table in SQLModel.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == StoredFile.__tablename__
    ]
    unowned = (~exists().where(column == file_id) for column in pointing)
    old = (col(StoredFile.kind) == kind, col(StoredFile.created_at) < before)
    session.execute(delete(StoredFile).where(*old, *unowned))
