"""What a recruiter asks of the inbox, and answers."""

from enum import StrEnum

from pydantic import field_validator
from sqlmodel import Field, SQLModel

from fairapp.core.text import clean
from fairapp.offers.applications.enums import Action, Refusal

MAX_CHOSEN = 100


class Reply(StrEnum):
    """The answers that are given with a message; the words of the addresses."""

    START = "etudier"
    INVITE = "rencontrer"
    PROPOSE = "proposer"
    HIRE = "embaucher"
    REFUSE = "refuser"
    REVIVE = "rouvrir"

    @property
    def action(self) -> Action:
        return Action[self.name]


class InboxQuery(SQLModel):
    onglet: str = Field(default="", max_length=20)
    offre: int | None = Field(default=None, ge=1, lt=2**31)
    q: str = Field(default="", max_length=100)
    page: int = Field(default=1, ge=1, le=10_000)


class Chosen(SQLModel):
    """Whom to answer, and how."""

    reponse: Reply
    candidature: list[int] = Field(default_factory=list, max_length=MAX_CHOSEN)

    @field_validator("candidature")
    @classmethod
    def _drop_what_is_no_id(cls, ids: list[int]) -> list[int]:
        return [id for id in dict.fromkeys(ids) if 0 < id < 2**31]


class Words(SQLModel):
    """The message of an answer. Empty, it is written anew (see `drafts`)."""

    motif: Refusal | None = None
    message: str = Field(default="", max_length=3000)

    @field_validator("message")
    @classmethod
    def _clean(cls, text: str) -> str:
        return clean(text)


class Answer(Words, Chosen):
    """An answer to several applications."""


class NoteDraft(SQLModel):
    body: str = Field(min_length=1, max_length=2000)

    @field_validator("body")
    @classmethod
    def _clean(cls, text: str) -> str:
        return clean(text)
