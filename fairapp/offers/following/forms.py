"""What a company is asked when it prolongs or closes an offer."""

from datetime import date

from sqlmodel import Field, SQLModel

from fairapp.offers.enums import CloseReason


class ListQuery(SQLModel):
    onglet: str = "en-ligne"
    page: int = 1


class Extension(SQLModel):
    until: date


class Closing(SQLModel):
    reason: CloseReason
    comment: str = Field(default="", max_length=500)


class Copying(SQLModel):
    form_key: str = Field(default="", max_length=32)
