"""What an organiser types about a fair; clean values, checked once."""

from datetime import date, time

from sqlmodel import Field, SQLModel

from fairapp.clusters.fields import OptionalEmail, Siret, WebAddress
from fairapp.fairs.models import FairTerms
from fairapp.fairs.stands.models import StandOptionDraft, StandTypeDraft

MOST_DAYS = 10
MOST_MARKS = 12


class FairDraft(SQLModel):
    """The few things that make a first fair (row F1); all else is proposed, and may be changed."""

    name: str = Field(min_length=3, max_length=100)
    first_day: date
    days: int = Field(default=1, ge=1, le=MOST_DAYS)
    opens: time = time(9)
    closes: time = time(17)
    venue: str = Field(default="", max_length=120)
    place: str = Field(default="", max_length=120)  # the commune, as typed
    stands: int = Field(default=40, ge=0, le=400)
    visitors: int | None = Field(default=None, ge=1, le=1_000_000)
    form_key: str = Field(default="", max_length=32)  # sent twice, it makes one fair


class CopyDraft(SQLModel):
    """A new edition: everything but its name and days comes from the fair that is copied."""

    name: str = Field(min_length=3, max_length=100)
    first_day: date
    form_key: str = Field(default="", max_length=32)


class PresentationDraft(SQLModel):
    """What visitors read; where and when are `WhenDraft`."""

    name: str = Field(min_length=3, max_length=100)
    tagline: str = Field(default="", max_length=200)
    description: str = Field(default="", max_length=10_000)
    directions: str = Field(default="", max_length=4000)
    website: WebAddress = Field(default="", max_length=300)
    contact_email: OptionalEmail = Field(default="", max_length=254)
    version: int = 0


class DayDraft(SQLModel):
    held_on: date
    opens: time
    closes: time


class WhenDraft(SQLModel):
    """Days and place: a change of a published fair is told to everyone (row F4)."""

    days: list[DayDraft] = Field(default_factory=list, max_length=MOST_DAYS)
    time_zone: str = Field(default="Europe/Paris", max_length=40)
    venue: str = Field(default="", max_length=120)
    address: str = Field(default="", max_length=200)
    place: str = Field(default="", max_length=120)
    band_minutes: int | None = Field(default=None, ge=15, le=120)  # None: as it was
    shifts_calendar: bool = False  # the dates of the calendar move by as many days
    version: int = 0


class TermsDraft(FairTerms):
    """`FairTerms`, the number of the seller checked."""

    seller_siret: Siret | None = None


class MarkDraft(SQLModel):
    """A word on the drawing of a hall: a door, the stage, the bar."""

    label: str = Field(min_length=1, max_length=30)
    x: float = Field(ge=0, le=1_000_000)
    y: float = Field(ge=0, le=1_000_000)


class Edit(SQLModel):
    """A form of what exists: `seen` tells what it began with, see `setup.services.locking.seal_of`."""

    seen: str = Field(default="", max_length=16)


class TypeEdit(StandTypeDraft, Edit):
    pass


class OptionEdit(StandOptionDraft, Edit):
    pass


class HallDraft(Edit):
    name: str = Field(min_length=1, max_length=80)
    gauge: int | None = Field(default=None, ge=1, le=1_000_000)
    marks: list[MarkDraft] = Field(default_factory=list, max_length=MOST_MARKS)


class StandDraft(Edit):
    """One stand: its outline is stretched to this box, in the units of its hall's drawing."""

    code: str = Field(min_length=1, max_length=12)
    type_id: int
    left: float = Field(ge=-1_000_000, le=1_000_000)
    top: float = Field(ge=-1_000_000, le=1_000_000)
    width: float = Field(gt=0, le=1_000_000)
    height: float = Field(gt=0, le=1_000_000)
    is_accessible: bool = False
