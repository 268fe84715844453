"""What is asked and answered about sharing an offer."""

from enum import StrEnum

from sqlmodel import SQLModel


class Invitation(SQLModel):
    company_id: int


class Reply(StrEnum):
    ACCEPT = "accept"
    DECLINE = "decline"
    LEAVE = "leave"


class Answer(SQLModel):
    answer: Reply
