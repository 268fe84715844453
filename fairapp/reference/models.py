from datetime import datetime

from sqlmodel import Field, SQLModel

from fairapp.core.clock import now


class ReferenceFile(SQLModel, table=True):
    """A data set that replaces the one shipped with the package; no row means the shipped one.

    A whole file in one row, not a table of communes: look-ups read memory anyway, an empty database needs no filling,
    an upgrade brings newer data by itself, and a replacement is one atomic row that every machine sees.
    """

    __tablename__ = "reference_file"

    name: str = Field(primary_key=True, max_length=40)  # of a data set
    content: bytes  # compressed CSV, in our column order
    sha256: str = Field(max_length=64)
    rows: int
    origin: str = Field(default="", max_length=200)  # the file's name, for the page of sources
    imported_at: datetime = Field(default_factory=now)
