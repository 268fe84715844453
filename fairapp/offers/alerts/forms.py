"""What people fill in about alerts."""

from sqlmodel import Field, SQLModel

from fairapp.accounts.emails import EmailAddress
from fairapp.offers.alerts.enums import Frequency


class OwnAlert(SQLModel):
    """A search that somebody signed in saves."""

    frequency: Frequency = Frequency.WEEKLY


class NewAlert(OwnAlert):
    """The same without account."""

    email: EmailAddress = Field(max_length=254)
