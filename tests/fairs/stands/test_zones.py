"""Dates and hours of a fair are those of its place: half past midnight in La Réunion is the day before in Paris."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, time, timedelta
from email import message_from_string
from email.policy import default
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session

from fairapp.core.clock import now, today
from fairapp.core.events import emit
from fairapp.core.settings import Settings
from fairapp.core.tasks import enqueue_reactions
from fairapp.fairs.enums import BookingStatus
from fairapp.fairs.events import StandOffered
from fairapp.fairs.models import FairInterest
from fairapp.fairs.setup.handlers import open_bookings
from fairapp.web.formats import long_date
from fairapp.wiring import SUBSCRIPTIONS
from tests.factories import make_company, make_member
from tests.fairs.factories import make_booking
from tests.fairs.stands.making import lay
from tests.fairs.stands.test_proforma import text_of

Sessions = Callable[[], AbstractContextManager[Session]]

ZONE = "Indian/Reunion"
CLOCK = "0 h 30"


class Desk(NamedTuple):
    company: FlaskClient
    organiser: FlaskClient
    base: str
    desk: str
    held: int
    day: str  # as it is read


@pytest.fixture
def desk(writing: Sessions, app: Flask, sign_in: Callable[..., FlaskClient]) -> Desk:
    day = today() + timedelta(days=20)
    at = datetime.combine(day, time(0, 30), ZoneInfo(ZONE))
    with writing() as session:
        place = lay(session, stands=3, time_zone=ZONE, booking_until=at)
        company = make_company(session, place.cluster)
        signed = {"terms_accepted_at": at, "submitted_at": at, "terms_version": 1}
        make_booking(session, place.stands[0], company, **signed)
        over = {"status": BookingStatus.HELD, "held_at": now(), "held_until": at, "is_offered": True}
        held = make_booking(session, place.stands[1], company, submitted_at=None, confirmed_at=None, **over)
        waits = {"status": BookingStatus.WAITLISTED, "waitlisted_at": at, "stand_id": None}
        make_booking(session, place.stands[2], make_company(session, place.cluster), **waits)
        session.add(FairInterest(fair_id=place.fair.id, company_id=company.id, created_at=at))
        member, organiser = make_member(session, company), make_member(session, place.cluster)
    slug = place.fair.slug
    return Desk(
        sign_in(member), sign_in(organiser), f"/entreprise/{company.slug}/salons/{slug}",
        f"/pilotage/{place.cluster.slug}/salons/{slug}", held.id, _read(app, day),
    )  # fmt: skip


def _read(app: Flask, day: date) -> str:
    with app.test_request_context():
        return plain(long_date(day))


def plain(text: str) -> str:
    return text.replace("\xa0", " ").replace("&nbsp;", " ").replace("’", "'").replace("&#39;", "'")


def test_f3_companies_read_the_days_of_the_place(desk: Desk) -> None:
    space = plain(desk.company.get(desk.base).text)
    for words in ("Réservations jusqu'au {}", "avant le {} à " + CLOCK, "À faire avant le {}"):
        assert words.format(desk.day) in space
    plan = plain(desk.company.get(f"{desk.base}/plan").text)
    for words in ("jusqu'au {} à " + CLOCK, "Annulation possible jusqu'au {}."):
        assert words.format(desk.day) in plan


def test_f3_organisers_read_the_days_of_the_place(desk: Desk) -> None:
    one = f"{desk.desk}/reservations/{desk.held - 1}"
    assert f"acceptée le {desk.day}" in plain(desk.organiser.get(one).text)
    proforma = text_of(desk.organiser.get(f"{one}/proforma.pdf").data)
    assert proforma.count(desk.day) == 2  # drawn, and the terms accepted
    assert f"depuis le {desk.day}" in plain(desk.organiser.get(f"{desk.desk}/reservations").text)
    interested = plain(desk.organiser.get(f"{desk.desk}/reglages").text)
    assert f"{desk.day.split()[0]} " in interested.partition("Entreprises intéressées")[2].partition("</li>")[0]


def test_f3_letters_tell_the_days_of_the_place(
    desk: Desk, writing: Sessions, run_pending: Callable[[], int], settings: Settings
) -> None:
    with writing() as session:
        emit(session, StandOffered(booking_id=desk.held))
        enqueue_reactions(session, SUBSCRIPTIONS)
        open_bookings(session)
    run_pending()
    letters = [path.read_bytes().decode() for path in settings.outbox_dir.glob("*.eml")]
    bodies = [plain(message_from_string(one, policy=default).get_body(("plain",)).get_content()) for one in letters]
    assert sorted(f"{desk.day} à {CLOCK}" in body for body in bodies) == [False, True]
    assert [desk.day in body for body in bodies] == [True, True]


def test_f3_files_tell_the_hours_of_the_place(desk: Desk) -> None:
    hour = datetime.combine(today() + timedelta(days=20), time(0, 30), ZoneInfo(ZONE))
    bookings = desk.organiser.post(f"{desk.desk}/reservations.csv").text
    assert bookings.count(hour.strftime("%Y-%m-%d %H:%M")) == 3  # accepted, sent, waiting
    assert hour.isoformat() in desk.organiser.post(f"{desk.desk}/reglages/interets.csv").text
