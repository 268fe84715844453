"""What a visitor says when reporting an offer."""

from sqlmodel import Field, SQLModel

from fairapp.offers.enums import ReportReason


class Report(SQLModel):
    reason: ReportReason
    message: str = Field(default="", max_length=1000)
    site_web: str = Field(default="", max_length=200)  # a field that people do not see and robots fill
