"""What is filled in about doors, and at them."""

from uuid import UUID

from sqlmodel import Field, SQLModel

from fairapp.clusters.fields import OptionalEmail
from fairapp.core.names import PersonalName
from fairapp.fairs.enums import BadgeLayout

MOST_SECONDS = 24 * 3600  # a scan that could not be sent waits a day at most


class DeviceDraft(SQLModel):
    checkpoint_id: int
    label: str = Field(min_length=1, max_length=80)  # « Téléphone de Léa »


class Scanned(SQLModel):
    """One scan as the page sends it."""

    code: str = Field(min_length=1, max_length=300)
    nonce: UUID  # of this form: sent again, it is the same scan
    age: int = Field(default=0, ge=0, le=MOST_SECONDS)  # seconds since it was read: clocks of telephones are wrong


class Undo(SQLModel):
    reason: str = Field(min_length=3, max_length=200)
    nonce: UUID


class NameDraft(SQLModel):
    first_name: PersonalName = Field(min_length=1, max_length=80)
    last_name: PersonalName = Field(min_length=1, max_length=80)


class WalkInDraft(NameDraft):
    """Someone who comes without having registered; the address only if they want their link (row D4)."""

    email: OptionalEmail = Field(default="", max_length=254)
    nonce: UUID


class PrintQuery(SQLModel):
    """On what the badge is printed again."""

    format: BadgeLayout = BadgeLayout.LABEL_62X100
