"""A fair of another zone is set up on the calendar and the clock of its place."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from fairapp.core.clock import today
from fairapp.fairs.models import Fair
from fairapp.fairs.queries import coming_fairs, days_of
from tests.factories import make_cluster, make_member
from tests.fairs.factories import make_fair
from tests.support.htmx import soup

ISLAND = "Indian/Reunion"
NIGHT = datetime(2027, 2, 28, 20, 30, tzinfo=UTC)  # 1 March, 0 h 30, on the island; 28 February, 21 h 30, in Paris
HOME = "/pilotage/ile/salons"


@pytest.fixture
def island(writing, sign_in, time_machine):
    time_machine.move_to(NIGHT)
    with writing() as session:
        cluster = make_cluster(session, time_zone=ISLAND, slug="ile")
        fair = make_fair(session, cluster, time_zone=ISLAND, slug="port", in_days=400)
        organiser = make_member(session, cluster)
    return SimpleNamespace(desk=sign_in(organiser), fair=fair)


# On 28 March 2027 there is no 2 h 30 in Paris, on 31 October there are two; on the island there is one on each day.
@pytest.mark.parametrize("typed", ["2027-03-28T02:30", "2027-10-31T02:30", "2027-05-01T08:00"])
def test_f3_an_hour_typed_is_that_hour_there_even_when_clocks_change_here(island, reading, typed):
    page = soup(island.desk.get(f"{HOME}/port/reglages"))
    sent = {one["name"]: one.get("value", "") for one in page.select("#calendrier input[name]")}
    answer = island.desk.post(f"{HOME}/port/reglages/calendrier", data=sent | {"registration_from": typed})
    assert answer.status_code == 303
    with reading() as session:
        opens = session.get_one(Fair, island.fair.id).registration_from
    assert opens.astimezone(ZoneInfo(ISLAND)).isoformat() == f"{typed}:00+04:00"
    shown = soup(island.desk.get(f"{HOME}/port/reglages")).select_one("#calendrier [name=registration_from]")
    assert shown["value"] == typed


def test_f1_a_new_fair_is_proposed_on_a_day_of_the_place(island):
    there = date(2027, 3, 1)
    first_day = soup(island.desk.get(f"{HOME}/nouveau")).select_one("[name=first_day]")
    assert first_day["min"] == there.isoformat()
    assert (date.fromisoformat(first_day["value"]) - there).days % 7 == 0
    copied = soup(island.desk.get(f"{HOME}/port/copier")).select_one("[name=first_day]")
    assert copied["min"] == there.isoformat()


@pytest.mark.parametrize(("zone", "hours"), [("Pacific/Tahiti", 34), ("Europe/Paris", 22), ("Pacific/Noumea", 13)])
def test_f3_a_fair_is_among_those_to_come_until_its_day_ends_there(session, time_machine, zone, hours):
    """Hours are counted from 1 June, midnight, in UTC: the day ends at -10, +2, +11."""
    midnight = datetime(2027, 6, 1, tzinfo=UTC)
    time_machine.move_to(midnight - timedelta(days=9))
    fair = make_fair(session, make_cluster(session), time_zone=zone)
    [day] = days_of(session, fair.id)
    day.held_on = midnight.date()
    session.flush()
    ends = midnight + timedelta(hours=hours)
    for minutes, listed in ((-1, [fair.id]), (1, [])):
        time_machine.move_to(ends + timedelta(minutes=minutes))
        assert [one.id for one in coming_fairs(session)] == listed
    assert today(zone) == midnight.date() + timedelta(days=1)
