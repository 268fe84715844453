"""What is posted about a profile, beside `models.ProfileDraft`."""

from sqlmodel import SQLModel

from fairapp.candidates.enums import Purpose


class CvForm(SQLModel):
    """Holds errors only: a file cannot be shown again."""


class ConsentChange(SQLModel):
    purpose: Purpose
    given: bool = False


class ListQuery(SQLModel):
    page: int = 1
