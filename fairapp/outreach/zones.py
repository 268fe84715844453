"""Hours of visits are those of the clock on the wall where the cluster is, also in the nights when clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from fairapp.core.errors import DomainError
from fairapp.core.text import N_

SKIPPED = N_("Cette nuit-là, l’horloge avance d’une heure : %(hour)s n’existe pas. Choisissez une autre heure.")


def at_hour(day: date, hour: time, zone: str, *, field: str | None = None) -> datetime:
    """Return the instant of an hour on the wall; of an hour that comes twice, the first one.

    :raise DomainError: if the clock jumps over this hour.
    """
    meant = datetime.combine(day, hour)
    instant = meant.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    if on_the_wall(instant, zone).replace(tzinfo=None) != meant:
        raise DomainError(SKIPPED, field=field, hour=f"{hour:%H:%M}")
    return instant


def on_the_wall(instant: datetime, zone: str) -> datetime:
    """Return the instant in its own zone; the formats of pages leave it as it is."""
    return instant.astimezone(ZoneInfo(zone))


def days_before(instant: datetime, days: int, zone: str) -> datetime:
    """Return the same hour on the wall, `days` earlier: a day in between may have 23 or 25 hours."""
    return (on_the_wall(instant, zone) - timedelta(days=days)).astimezone(UTC)


def days_between(earlier: datetime, later: datetime, zone: str) -> int:
    """Count the nights between two instants: what `days_before` was given."""
    return (on_the_wall(later, zone).date() - on_the_wall(earlier, zone).date()).days
