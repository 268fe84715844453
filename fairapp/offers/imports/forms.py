from pydantic import BaseModel, Field


class ImportForm(BaseModel):
    """What goes with the file."""

    source: str = Field(default="", max_length=60)  # empty: what each offer says, else the name of the file
    dry_run: bool = False
