from sqlmodel import Field, SQLModel

from fairapp.clusters.boards.colours import USUAL
from fairapp.clusters.fields import Colour


class PageDraft(SQLModel):
    body: str = Field(default="", max_length=10_000)  # Markdown; empty: the default text


class ColourQuery(SQLModel):
    """Colours being tried, not saved."""

    colour: Colour = USUAL[0]
    accent: Colour = USUAL[1]


class JournalQuery(SQLModel):
    page: int = 1
