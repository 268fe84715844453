"""A whole fair, as its people live it: a stand is booked, candidates register, badges are printed, doors open.

Everything goes through the pages; only the clock is moved, from the booking to the day itself.
"""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import uuid4

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlmodel import col, select

from fairapp.fairs.badges.models import Badge
from fairapp.fairs.models import Fair
from tests.factories import make_cluster, make_company, make_member
from tests.fairs.factories import make_fair, make_hall, make_stand, make_stand_type
from tests.support.htmx import soup

BEFORE = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
THE_DAY = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)  # ten o'clock in Brest
PEOPLE = 50  # on seven sheets of badges, at two doors at once


class World(NamedTuple):
    fair: Fair
    stand_id: int
    company: FlaskClient
    company_space: str
    organiser: FlaskClient
    organiser_id: int
    desk: str  # the organiser's pages


@pytest.fixture
def world(writing, sign_in):
    with time_machine.travel(BEFORE, tick=False):
        with writing() as session:
            cluster = make_cluster(session, slug="quai")
            fair = make_fair(session, cluster, in_days=11, slug="grand-quai", name="Le Grand Quai")
            hall, kind = make_hall(session, fair), make_stand_type(session, fair)
            stand = make_stand(session, hall, kind, code="A1")
            company = make_company(session, cluster, name="Forge du Pont")
            member, organiser = make_member(session, company), make_member(session, cluster)
        space = f"/entreprise/{company.slug}/salons/grand-quai"
        return World(
            fair, stand.id, sign_in(member), space, sign_in(organiser), organiser.id, "/pilotage/quai/salons/grand-quai"
        )


def filled(page, form, **over):
    """Return what a form of the page sends: its hidden and typed fields, then `over`."""
    found = soup(page).select_one(form)
    assert found is not None, f"no {form} in {soup(page).select_one('h1')}"
    fields = {one["name"]: one.get("value", "") for one in found.select("input[name]")
              if one.get("type") not in ("checkbox", "radio")}  # fmt: skip
    return {**fields, **over}


def book_and_confirm(world):
    """The company takes the stand and names somebody; the organiser confirms."""
    page = f"{world.company_space}/stands/{world.stand_id}"
    assert world.company.post(f"{page}/retenir").status_code == 303
    form = filled(
        world.company.get(page), "#reservation", contact_name="Anna Le Bras", contact_email="anna@forge.example",
        billing_name="Forge du Pont", billing_address="1 quai du Port, 29200 Brest", accepts_terms="1",
    )  # fmt: skip
    assert world.company.post(f"{page}/reserver", data=form).status_code == 303
    reservations = soup(world.organiser.get(f"{world.desk}/reservations"))
    ids = [one["value"] for one in reservations.select("input[type=checkbox][name][value]") if one["value"].isdigit()]
    assert len(ids) == 1
    name = reservations.select_one(f"input[type=checkbox][value='{ids[0]}']")["name"]
    assert world.organiser.post(f"{world.desk}/reservations/confirmer", data={name: ids}).status_code == 303
    staff = {"first_name": "Anna", "last_name": "Le Bras", "job": "Gérante"}
    named = world.company.post(f"{world.company_space}/reservations/{ids[0]}/equipe", data=staff)
    assert named.status_code == 303


def register_all(app, settings):
    """People fill in the three steps, each within four seconds of a first look."""
    client = app.test_client()
    for number in range(PEOPLE):
        with time_machine.travel(BEFORE, tick=False):
            first = client.get("/salons/grand-quai/inscription")
        with time_machine.travel(BEFORE.replace(second=10), tick=False):
            sent = filled(
                first, "#inscription form, form#inscription", first_name="Camille", last_name=f"Martin {number}",
                email=f"camille{number}@exemple.fr", is_old_enough="1", profile="job_seeker",
                arrivals="2026-12-01T10:00", etape="3",
            )  # fmt: skip
            done = client.post("/salons/grand-quai/inscription", data=sent)
        assert done.headers["Location"] == "/salons/grand-quai/inscription/merci", soup(done).get_text()[:600]


def print_badges(world, run_pending):
    """Return the PDF of everybody's badges, made in the background."""
    asked = world.organiser.post(f"{world.desk}/badges", data={"layout": "a4_sheet", "order": "name"})
    assert asked.status_code == 303
    run_pending()
    page = soup(world.organiser.get(asked.headers["Location"]))
    assert page.select_one("form[action$='badges.pdf']") is not None, page.get_text()[:800]
    return world.organiser.post(f"{asked.headers['Location']}/badges.pdf").data


def open_doors(app, world, organiser):
    """Return two telephones, one at each door, and what each door calls itself."""
    telephones = []
    for name in ("Porte Nord", "Porte Sud"):
        draft = {"name": name, "policy": "daily", "direction": "in"}
        assert organiser.post(f"{world.desk}/portes", data=draft).status_code == 303
    doors = re.findall(rf"{world.desk}/portes/(\d+)", organiser.get(f"{world.desk}/portes").text)
    for door in sorted(set(doors), key=int):
        shown = organiser.post(f"{world.desk}/portes/appareils", data={"checkpoint_id": door, "label": "Téléphone"})
        path = re.search(r"/porte/[\w-]{43}", shown.text).group()
        telephone = app.test_client()
        assert telephone.post(path).status_code == 303
        telephones.append(telephone)
    return telephones


def scan(app, telephone, code):
    """Scan from a thread of its own: one telephone, one client, the same cookie."""
    client = app.test_client()
    client.set_cookie("door", telephone.get_cookie("door").value)
    answer = client.post("/porte/passages", data={"code": code, "nonce": str(uuid4())})
    assert answer.status_code == 200, answer.status_code
    return soup(answer).select_one(".verdict")["class"][-1].removeprefix("verdict--")


@pytest.mark.timeout(240)
def test_a_whole_day_from_the_stand_to_the_second_scan(app, world, reading, run_pending, settings, sign_in, unlimited):
    with time_machine.travel(BEFORE, tick=False):
        book_and_confirm(world)
    register_all(app, settings)
    with time_machine.travel(BEFORE, tick=False):
        run_pending()
        assert print_badges(world, run_pending).startswith(b"%PDF-")
    with reading() as session:
        codes = {badge.token for badge in session.exec(select(Badge).where(col(Badge.registration_id).is_not(None)))}
    assert len(codes) == PEOPLE
    with time_machine.travel(THE_DAY, tick=False):
        organiser = sign_in(world.organiser_id)  # ten days later, everyone signs in anew
        north, south = open_doors(app, world, organiser)
        arriving = [(north if number % 2 else south, code) for number, code in enumerate(sorted(codes))]
        twice = arriving[0][1]
        with ThreadPoolExecutor(8) as pool:
            tones = list(pool.map(lambda one: scan(app, *one), [*arriving, (north, twice)]))
        room = soup(organiser.get(world.desk))
    assert sorted(tones) == ["again", *["ok"] * PEOPLE]
    assert f"{PEOPLE}" in room.select_one("main").get_text()
