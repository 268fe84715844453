"""What is typed to join a school and to run its team."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError
from sqlmodel import Field, SQLModel

from fairapp.accounts.emails import EmailAddress
from fairapp.core.text import N_, squeeze
from fairapp.outreach.schools.listing import Wanted

_UAI = re.compile(r"[0-9]{7}[A-Z]")
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")


def _uai(text: str) -> str:
    """Write a number one way only; whether its letter fits is another question."""
    number = "".join(text.split()).upper()
    if number and not _UAI.fullmatch(number):
        raise PydanticCustomError("uai", N_("Un numéro UAI compte sept chiffres et une lettre, par exemple 0350000X."))
    return number


def _domain(text: str) -> str:
    domain = text.strip().lower().rpartition("@")[2]
    if not _DOMAIN.fullmatch(domain):
        raise PydanticCustomError("domain", N_("Saisissez un domaine, par exemple ac-rennes.fr."))
    return domain


Domain = Annotated[str, AfterValidator(_domain)]
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


class DomainForm(SQLModel):
    domain: Domain = Field(max_length=100)


class SchoolsQuery(SQLModel):
    """Which schools the organiser's list shows."""

    q: str = Field(default="", max_length=100)
    departement: str = Field(default="", max_length=3)
    type: Literal["", "collège", "lycée"] = ""
    etat: Literal["", "a-rencontrer", "rencontres"] = ""
    page: int = 1

    @property
    def wanted(self) -> Wanted:
        reached = {"": None, "a-rencontrer": False, "rencontres": True}[self.etat]
        return Wanted(self.q, self.departement, self.type, reached)


class Mark(SQLModel):
    """A school of ours by its number, or one of the directory by its UAI."""

    id: int | None = None
    uai: Uai = ""
    is_priority: bool = False
