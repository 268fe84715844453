"""What is typed to join a school and to run its team."""

import re
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError
from sqlmodel import Field, SQLModel

from fairapp.accounts.emails import EmailAddress
from fairapp.core.text import N_, squeeze

_UAI = re.compile(r"[0-9]{7}[A-Z]")


def _uai(text: str) -> str:
    """Write a number one way only; whether its letter fits is another question."""
    number = "".join(text.split()).upper()
    if number and not _UAI.fullmatch(number):
        raise PydanticCustomError("uai", N_("Un numéro UAI compte sept chiffres et une lettre, par exemple 0350000X."))
    return number


Uai = Annotated[str, AfterValidator(_uai)]
Words = Annotated[str, AfterValidator(squeeze)]


class JoinForm(SQLModel):
    """A school of the directory (`chosen`), or one typed by hand; and who asks."""

    q: str = Field(default="", max_length=120)  # what was looked for, so that the list stays
    by_hand: bool = False
    chosen: Uai = ""
    school_name: Words = Field(default="", max_length=160)
    commune: str = Field(default="", max_length=120)
    uai: Uai = ""
    contact_name: Words = Field(min_length=2, max_length=120)
    email: EmailAddress = Field(max_length=254)


class JoinQuery(SQLModel):
    q: str = Field(default="", max_length=120)
    autre: bool = False  # not in the list: typed by hand
