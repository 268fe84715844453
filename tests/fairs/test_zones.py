"""Dates of a fair are those of its place."""

from datetime import UTC, datetime

from fairapp.fairs.models import Fair
from fairapp.fairs.zones import in_zone


def test_an_instant_is_read_on_the_clock_of_the_fair():
    fair = Fair(cluster_id=1, name="Salon de Saint-Denis", slug="saint-denis", time_zone="Indian/Reunion")
    shown = in_zone(fair, datetime(2027, 2, 28, 20, tzinfo=UTC))
    assert shown.isoformat() == "2027-03-01T00:00:00+04:00"
    assert shown == datetime(2027, 2, 28, 20, tzinfo=UTC)
