"""A fair in La Réunion: its dates and hours are those of the island, wherever the server or the reader is."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from fairapp.clusters.models import Cluster
from fairapp.core.clock import today
from fairapp.core.events import emit
from fairapp.core.tasks import enqueue_reactions
from fairapp.fairs.enums import RegistrationStatus
from fairapp.fairs.events import PlaceOffered
from fairapp.fairs.models import Fair
from fairapp.fairs.registrations.handlers import queue_reminders
from fairapp.fairs.registrations.queries import live_registration
from fairapp.wiring import SUBSCRIPTIONS
from tests.factories import affiliate, make_account, make_cluster
from tests.fairs.factories import make_fair
from tests.fairs.registrations.filling import sign_up
from tests.support.htmx import soup

FORM = "/salons/grand-quai/inscription"
LIST = "/pilotage/quai/salons/grand-quai/inscriptions"
NIGHT = datetime(2027, 2, 28, 20, 30, tzinfo=UTC)  # 1 March, 0 h 30, on the island; 28 February, 21 h 30, in Paris


@pytest.fixture
def island(writing, salon):
    """Move the fair; give what changes it."""

    def change(**values):
        with writing() as session:
            fair = session.get_one(Fair, salon.id)
            fair.sqlmodel_update({"time_zone": "Indian/Reunion"} | values)
            session.add(fair)

    change()
    return change


@pytest.fixture
def offered(island, register, writing, salon):
    """Give the page of somebody who is offered a place until that night, and the letter to be sent."""
    page = register()
    with writing() as session:
        row = live_registration(session, salon.id, "lea@exemple.fr")
        row.status, row.created_at, row.offered_until = RegistrationStatus.OFFERED, NIGHT, NIGHT
        session.add(row)
        emit(session, PlaceOffered(row.id))
        enqueue_reactions(session, SUBSCRIPTIONS)
    return page, row.id


def said(response):
    return " ".join(soup(response).select_one("main").text.split())


def test_f3_the_form_tells_the_day_there(client, island, time_machine):
    island(registration_from=NIGHT + timedelta(days=90))
    time_machine.move_to(NIGHT)
    assert "ouvrent le 30 mai 2027" in said(client.get(FORM))
    island(registration_from=NIGHT - timedelta(days=300), registration_until=NIGHT)
    assert "closes depuis le 1er mars 2027" in said(client.get(FORM))


def test_c4_an_offer_ends_at_the_hour_there(client, offered, letters):
    page, _id = offered
    assert "jusqu’au lundi 1er mars à 0 h 30" in said(client.get(page))
    [letter] = letters()
    assert "lundi 1er mars à 0 h 30" in " ".join(letter.text.split())


def test_the_organiser_reads_and_exports_the_hours_there(sign_in, writing, salon, offered):
    _page, id = offered
    with writing() as session:
        account = make_account(session)
        affiliate(session, account, session.get_one(Cluster, salon.cluster_id))
    desk = sign_in(account)
    assert "1er mars 2027" in said(desk.get(f"{LIST}/{id}"))
    assert "2027-03-01 00:30" in desk.post(f"{LIST}/export.csv").text


@pytest.mark.parametrize(
    "day", [date(2027, 3, 29), date(2027, 11, 1), date(2027, 6, 9)]
)  # 28.3., 31.10.: clocks change
@pytest.mark.parametrize("zone", ["Europe/Paris", "Indian/Reunion", "America/Martinique", "Pacific/Noumea"])
def test_c7_reminders_leave_at_eight_there(writing, letters, time_machine, zone, day):
    eve = datetime.combine(day - timedelta(days=1), time(8), ZoneInfo(zone)).astimezone(UTC)
    time_machine.move_to(eve - timedelta(days=5), tick=False)
    with writing() as session:
        fair = make_fair(session, make_cluster(session), time_zone=zone, in_days=(day - today()).days)
        sign_up(session, fair)
    letters()
    left = []
    for hours in range(-26, 20):  # the worker asks every hour, here at half past
        time_machine.move_to(eve + timedelta(hours=hours, minutes=-30 if hours <= 0 else 30), tick=False)
        with writing() as session:
            queue_reminders(session)
        left += [hours for letter in letters() if letter.subject.startswith("Rappel")]
        if hours == 0:
            time_machine.move_to(eve, tick=False)
            left += ["eight" for letter in letters() if letter.subject.startswith("Rappel")]
    assert left == ["eight"]
