"""What organisers and companies fill in about memberships."""

from datetime import date
from typing import Literal

from sqlmodel import Field, SQLModel

from fairapp.clusters.enums import MembershipStatus
from fairapp.clusters.fields import OptionalEmail, Siret

Action = Literal["confirmer", "relire", "dispenser", "echoir"]


class NewMember(SQLModel):
    name: str = Field(min_length=2, max_length=120)
    siret: Siret | None = Field(default=None, max_length=14)
    email: OptionalEmail = Field(default="", max_length=254)
    invites: bool = False  # mail an invitation to `email` at once


class Term(SQLModel):
    until: date | None = None  # last day; none: no end


class Merge(SQLModel):
    winner_id: int


class Joining(SQLModel):
    cluster_id: int


class ListQuery(SQLModel):
    """Which companies the list shows."""

    statut: MembershipStatus | None = None
    q: str = Field(default="", max_length=100)
    page: int = 1
