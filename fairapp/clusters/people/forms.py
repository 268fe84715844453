from sqlmodel import Field, SQLModel

from fairapp.accounts.emails import EmailAddress


class InviteForm(SQLModel):
    email: EmailAddress = Field(max_length=254)


class AcceptForm(SQLModel):
    name: str = Field(default="", max_length=120)
