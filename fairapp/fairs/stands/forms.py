"""What companies and organisers type about stands."""

from enum import StrEnum

from sqlmodel import Field, SQLModel

from fairapp.clusters.fields import OptionalEmail
from fairapp.core.text import N_
from fairapp.fairs.enums import BookingStatus


class View(StrEnum):
    PLAN = "plan"
    LIST = "liste"


# The contracts that people look for at a fair, by the names under which offers know them.
CONTRACTS = {
    "permanent": N_("CDI"),
    "fixed_term": N_("CDD"),
    "apprenticeship": N_("Alternance"),
    "internship": N_("Stage"),
    "seasonal": N_("Saisonnier"),
    "temporary": N_("Intérim"),
}


class PlanQuery(SQLModel):
    """The choices above the plan, in its address; what does not fit them is dimmed (row B2)."""

    vue: View = View.PLAN
    taille: list[int] = Field(default_factory=list)  # square decimetres
    prix: int | None = Field(default=None, ge=0)  # at most, in euros excluding VAT
    equipement: str = Field(default="", max_length=60)
    voisin: int | None = None  # beside this company
    accessible: bool = False
    libre: bool = False
    q: str = Field(default="", max_length=100)  # exhibitors that look for people: words of the job (row R3)
    contrat: str = Field(default="", max_length=30)
    lieu: str = Field(default="", max_length=100)


class Invitation(SQLModel):
    """Which company is asked to share the stand, and its weight."""

    company_id: int
    share: int = Field(default=1, ge=1, le=20)


class Reply(StrEnum):
    ACCEPT = "accept"
    DECLINE = "decline"
    LEAVE = "leave"


class Answer(SQLModel):
    answer: Reply
    contact_name: str = Field(default="", max_length=120)
    contact_email: OptionalEmail = Field(default="", max_length=254)


class ListQuery(SQLModel):
    """The organiser's list of bookings."""

    statut: BookingStatus | None = None
    type: int | None = None
    paye: str = Field(default="", max_length=3)  # "oui", "non"
    q: str = Field(default="", max_length=100)
    page: int = Field(default=1, ge=1)


class Chosen(SQLModel):
    """Bookings that are ticked."""

    ids: list[int] = Field(min_length=1)


class Move(SQLModel):
    stand_id: int


class Swap(SQLModel):
    other_id: int


class Payment(SQLModel):
    paid: bool = False


class Block(SQLModel):
    reason: str = Field(default="", max_length=200)


class Interest(SQLModel):
    withdraw: bool = False
