"""What a booking is made of before it is one: services read it, forms fill it."""

from pydantic import field_validator
from sqlmodel import Field, SQLModel

from fairapp.accounts.emails import EmailAddress
from fairapp.core.text import N_


class OptionDraft(SQLModel):
    option_id: int
    quantity: int = Field(default=0, ge=0, le=1000)


class BookingDraft(SQLModel):
    """The company's side of a booking (rows B1, B5, B8)."""

    contact_name: str = Field(min_length=2, max_length=120)
    contact_email: EmailAddress = Field(max_length=254)
    contact_phone: str = Field(default="", max_length=40)
    billing_name: str = Field(min_length=2, max_length=120)
    billing_address: str = Field(min_length=5, max_length=300)
    purchase_order: str = Field(default="", max_length=60)
    note: str = Field(default="", max_length=1000)
    options: list[OptionDraft] = Field(default_factory=list)
    seal: str = Field(max_length=16)  # of the terms and prices that the form showed
    accepts_terms: bool = False
    takes_again: bool = False  # the hold ran out: take the stand again if it is free

    @field_validator("accepts_terms")
    @classmethod
    def _accepted(cls, accepted: bool) -> bool:
        if not accepted:
            raise ValueError(N_("Acceptez les conditions pour réserver."))
        return accepted


class StaffDraft(SQLModel):
    """Somebody who will stand there (row B10)."""

    first_name: str = Field(min_length=1, max_length=80)
    last_name: str = Field(min_length=1, max_length=80)
    job: str = Field(default="", max_length=80)
