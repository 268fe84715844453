"""What organisers type about fairs, between the page and what services take."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlmodel import Field, SQLModel

from fairapp.core.errors import DomainError
from fairapp.core.text import N_
from fairapp.fairs.models import Fair, FairCalendar, FairTerms
from fairapp.fairs.setup.drafts import TermsDraft
from fairapp.fairs.setup.shapes import MOST_COLUMNS, MOST_ROWS
from fairapp.web.forms import Form
from fairapp.web.values import Unreadable, read_moment

# Where French fairs are held; a cluster's own zone is added if it is another one.
TIME_ZONES = {
    "Europe/Paris": N_("France métropolitaine"),
    "America/Guadeloupe": N_("Guadeloupe"),
    "America/Martinique": N_("Martinique"),
    "America/Cayenne": N_("Guyane"),
    "America/Miquelon": N_("Saint-Pierre-et-Miquelon"),
    "Indian/Reunion": N_("La Réunion"),
    "Indian/Mayotte": N_("Mayotte"),
    "Pacific/Noumea": N_("Nouvelle-Calédonie"),
    "Pacific/Tahiti": N_("Polynésie française"),
}
BAND_LENGTHS = (15, 20, 30, 45, 60, 90, 120)  # minutes


class CalendarForm(SQLModel):
    """Days and hours as the clock shows them at the fair."""

    interest_from: str = Field(default="", max_length=30)
    booking_from: str = Field(default="", max_length=30)
    booking_until: str = Field(default="", max_length=30)
    registration_from: str = Field(default="", max_length=30)
    registration_until: str = Field(default="", max_length=30)
    version: int = 0


class TermsForm(TermsDraft):
    """The terms, VAT typed in per cent."""

    vat_percent: Decimal | None = Field(default=None, ge=0, le=30, decimal_places=2)
    version: int = 0


class TypeChoice(SQLModel):
    """The type of stands that name none of their own."""

    type_id: int


class GridForm(TypeChoice):
    """A plan of equal stands in rows."""

    rows: int = Field(default=4, ge=1, le=MOST_ROWS)
    columns: int = Field(default=10, ge=1, le=MOST_COLUMNS)
    first: str = Field(default="A", regex="^[A-Za-z]$", max_length=1)


class BlockForm(SQLModel):
    reason: str = Field(default="", max_length=200)


class StandsQuery(SQLModel):
    halle: int | None = None
    type: int | None = None
    q: str = Field(default="", max_length=40)


def calendar_values(fair: Fair) -> dict[str, str]:
    """Return what the fields of the calendar show."""
    return {name: _shown(getattr(fair, name), fair.time_zone) for name in FairCalendar.model_fields}


def read_calendar(form: Form[CalendarForm], zone: str) -> FairCalendar | None:
    """Return what was typed as instants; None, with errors in the form, if it cannot be understood."""
    values: dict[str, datetime | None] = {}
    for name in FairCalendar.model_fields:
        text = getattr(form.data, name)
        try:
            moment = read_moment(text, ZoneInfo(zone)) if text else None
        except Unreadable as error:
            form.refuse(DomainError(str(error), field=name))
        else:
            values[name] = moment
    return None if form.errors else FairCalendar(**values)


def read_terms(data: TermsForm) -> FairTerms:
    values = data.model_dump(include=set(FairTerms.model_fields))
    rate = None if data.vat_percent is None else int(data.vat_percent * 100)
    return FairTerms.model_validate(values | {"vat_rate_bp": rate})


def vat_percent(fair: Fair) -> Decimal | None:
    return None if fair.vat_rate_bp is None else Decimal(fair.vat_rate_bp) / 100


def time_zones(fair: Fair) -> Mapping[str, str]:
    """Return the zones to choose from, by name."""
    return TIME_ZONES | ({} if fair.time_zone in TIME_ZONES else {fair.time_zone: fair.time_zone})


def _shown(moment: datetime | None, zone: str) -> str:
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M") if moment else ""
