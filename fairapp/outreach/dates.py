"""Which days classes go out: school days of the school's zone that are no public holidays (row E4)."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from fairapp.clusters.models import School
from fairapp.core.clock import now
from fairapp.core.errors import DomainError
from fairapp.core.text import N_
from fairapp.reference import calendar

SUNDAY = 6
FURTHEST = timedelta(days=500)  # the calendar of school holidays is known for about as long


def off_school(day: date, department: str | None) -> str | None:
    """Return why there is no school on `day`: « dimanche », the name of a holiday; None on a school day.

    Corsica and overseas have holidays of their own, which we do not know: public holidays only.
    """
    return day_off(day, department) or school_holiday(day, department)


def day_off(day: date, department: str | None) -> str | None:
    """Return why no school of any zone is open on `day`: « dimanche », the name of a public holiday."""
    return N_("dimanche") if day.weekday() == SUNDAY else calendar().public_holiday(day, department)


def school_holiday(day: date, department: str | None) -> str | None:
    """Return the name of the school holidays that `day` falls in, in the zone of `department`."""
    zone = calendar().zone(department) if department else None
    holiday = calendar().school_holiday(zone, day) if zone else None
    return holiday.name if holiday else None


def require_school_day(starts_at: datetime, school: School, *, zone: str, field: str) -> None:
    """Refuse a time at which no class goes out; `zone` is the IANA name of the clock on the wall.

    :raise DomainError: in the past, too far ahead, on Sundays, in holidays.
    """
    if starts_at <= now():
        raise DomainError(N_("Cette date est passée : choisissez-en une à venir."), field=field)
    if starts_at > now() + FURTHEST:
        raise DomainError(N_("Cette date est trop lointaine : seize mois d’avance au plus."), field=field)
    day = starts_at.astimezone(ZoneInfo(zone)).date()
    if why := off_school(day, school.department):
        raise DomainError(
            N_("Le %(day)s, la classe n’est pas là : %(why)s."), field=field, day=day.strftime("%d/%m/%Y"), why=why
        )


def school_year(day: date) -> tuple[date, date]:
    """Return the first and last day of the school year of `day`: 1 September to 31 August."""
    first = date(day.year if day.month >= 9 else day.year - 1, 9, 1)
    return first, date(first.year + 1, 8, 31)
