from sqlmodel import Field, SQLModel

from fairapp.accounts.emails import EmailAddress

RATE = "60 per hour"  # letters that one account can have us send, whatever the page


class InviteForm(SQLModel):
    email: EmailAddress = Field(max_length=254)


class AcceptForm(SQLModel):
    name: str = Field(default="", max_length=120)
