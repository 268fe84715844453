from sqlmodel import SQLModel

from fairapp.offers.enums import CloseReason


class EndingAnswer(SQLModel):
    reason: CloseReason | None = None  # none when the offer is prolonged
