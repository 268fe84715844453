from sqlmodel import Field, SQLModel


class PeriodQuery(SQLModel):
    """The first and the last month, as « 2026-03 »."""

    du: str = Field(default="", max_length=7)
    au: str = Field(default="", max_length=7)
