"""What the web edge itself keeps: how often somebody asked for something."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class RequestCount(SQLModel, table=True):
    """Unsafe requests of one key in one window; in SQL, so that all workers and machines count together."""

    __tablename__ = "request_count"

    bucket: str = Field(primary_key=True, max_length=60)
    key: str = Field(primary_key=True, max_length=64)  # keyed hash: no address and no e-mail is stored
    window_start: datetime = Field(primary_key=True, index=True)
    count: int = 0
