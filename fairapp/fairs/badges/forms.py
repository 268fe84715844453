"""What the page of badges is asked; the names in its address are French."""

from sqlmodel import Field, SQLModel

from fairapp.fairs.badges.models import BatchDraft
from fairapp.fairs.enums import BadgeLayout, BatchOrder, HolderKind


class BatchChoice(SQLModel):
    format: BadgeLayout = BadgeLayout.A4_SHEET
    ordre: BatchOrder = BatchOrder.NAME
    categorie: HolderKind | None = None

    def draft(self) -> BatchDraft:
        return BatchDraft(layout=self.format, order=self.ordre, kind=self.categorie)


class Sought(SQLModel):
    q: str = Field(default="", max_length=100)


class LayoutChoice(SQLModel):
    format: BadgeLayout = BadgeLayout.A4_SHEET


class Loss(SQLModel):
    """Why a badge is replaced."""

    reason: str = Field(min_length=2, max_length=200)
