"""What someone asked at /etablissements/rejoindre, until the mailed link proves the address."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from fairapp.core.clock import now


class SchoolJoin(SQLModel, table=True):
    """A request to join a school. Nothing else is written before its address is proven; then this row goes."""

    __tablename__ = "school_join"

    id: int = Field(default=None, primary_key=True)
    email: str = Field(max_length=254, index=True)
    contact_name: str = Field(max_length=120)
    uai: str | None = Field(default=None, max_length=8)
    school_name: str = Field(max_length=160)
    insee: str | None = Field(default=None, max_length=5)  # None: the directory knows the school
    created_at: datetime = Field(default_factory=now)
