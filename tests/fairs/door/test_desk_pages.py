"""The desk on the same screen: search, correct, take in (row D4)."""

import itertools
import sys
from uuid import uuid4

import pytest
from sqlmodel import select

from fairapp.fairs.badges.codes import spaced
from fairapp.fairs.badges.models import Badge
from fairapp.fairs.door.models import Scan
from fairapp.fairs.enums import RegistrationStatus
from fairapp.fairs.registrations.models import Registration
from fairapp.fairs.stands.models import BookingStaff
from fairapp.pdf import DrawingFailed
from tests.factories import make_company
from tests.fairs.factories import make_badge, make_booking, make_hall, make_registration, make_stand, make_stand_type
from tests.support.counting import count_queries
from tests.support.htmx import HTMX, same, soup, swap
from tests.support.threads import at_once


@pytest.fixture
def south(device, world):
    return device(world.south)


def names(response):
    return [one.text for one in soup(response).select(".gate__people b")]


BEGINNINGS = ["le goff", "ENORA", "kerv", "enora le", "Goff-Kerv", "le"]


@pytest.mark.parametrize("typed", BEGINNINGS)
def test_d4_names_are_found_by_their_beginnings(south, world, typed):
    assert names(south.get("/porte/personnes", query_string={"q": typed})) == ["Enora Le Goff-Kervella"]


@pytest.mark.parametrize("typed", ["nora", "diallo", "%", "_", ""])
def test_d4_only_this_fairs_names_and_only_beginnings(south, world, typed):
    assert names(south.get("/porte/personnes", query_string={"q": typed})) == []


def test_d4_a_name_in_the_scan_field_is_looked_up(south, world, reading):
    response = south.post("/porte/passages", data={"code": "kervella", "nonce": str(uuid4())})
    assert names(response) == ["Enora Le Goff-Kervella"]
    with reading() as session:
        assert session.exec(select(Scan)).all() == []


def test_d4_who_was_found_is_scanned_by_a_button(south, world):
    page = soup(south.get("/porte/personnes?q=enora"))
    form = page.select_one(".gate__people form")
    data = {field["name"]: field["value"] for field in form.select("input")}
    assert soup(south.post(form["action"], data=data)).select_one("#scene")["data-verdict"] == "ok"


def test_d4_stand_staff_are_found_too(south, world, writing):
    with writing() as session:
        hall, company = make_hall(session, world.fair), make_company(session, name="Ateliers Celtes")
        booking = make_booking(session, make_stand(session, hall, make_stand_type(session, world.fair)), company)
        staff = BookingStaff(booking_id=booking.id, company_id=company.id, first_name="Anh-Thu", last_name="Nguyen")
        session.add(staff)
        session.flush()
        make_badge(session, world.registration, registration_id=None, staff_id=staff.id)
    response = south.get("/porte/personnes?q=thu ngu")
    assert names(response) == ["Anh-Thu Nguyen"]
    assert "Ateliers Celtes" in response.text


def test_d4_the_name_is_corrected_and_the_code_stays(south, world, reading):
    path = f"/porte/personnes/{world.registration.id}"
    page = soup(south.get(path))
    assert page.select_one("#last_name")["value"] == "Le Goff-Kervella"
    response = south.post(f"{path}/nom", data={"first_name": "Énora", "last_name": "Le Goff"})
    assert "Énora Le Goff" in response.text
    with reading() as session:
        row = session.get(Registration, world.registration.id)
        badge = session.exec(select(Badge).where(Badge.registration_id == row.id)).one()
        assert (row.first_name, row.folded_name, badge.token) == ("Énora", "le goff enora", world.badge.token)


def test_d4_a_badge_is_printed_again_and_noted(south, world, reading):
    response = south.get(f"/porte/personnes/{world.registration.id}/badge.pdf?format=label_80x50")
    assert (response.mimetype, response.data[:5], response.headers["Cache-Control"]) == (
        "application/pdf", b"%PDF-", "no-store",
    )  # fmt: skip
    with reading() as session:
        assert session.get(Badge, world.badge.id).printed_at is not None


def test_d4_a_badge_that_cannot_be_drawn_says_so(south, world, monkeypatch):
    def fail(*_arguments, **_more):
        raise DrawingFailed

    monkeypatch.setattr(sys.modules["fairapp.fairs.door.views.desk"], "render_badge", fail)
    response = south.get(f"/porte/personnes/{world.registration.id}/badge.pdf")
    assert (response.status_code, spaced(world.badge.short_code) in response.text) == (503, True)


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_d4_a_wrong_name_keeps_what_was_typed(south, world, headers):
    path = f"/porte/personnes/{world.registration.id}/nom"
    response = south.post(path, data={"first_name": "", "last_name": "Tapé"}, headers=headers)
    assert response.status_code == 422
    assert soup(response).select_one("#last_name")["value"] == "Tapé"
    assert soup(response).select_one("#first_name-error") is not None
    linked = south.post(path, data={"first_name": "evil.example", "last_name": "Tapé"}, headers=headers)
    assert linked.status_code == response.status_code


@pytest.mark.parametrize("path", ["", "/nom", "/badge.pdf"])
def test_d4_a_person_of_another_fair_does_not_exist(south, world, path):
    url = f"/porte/personnes/{world.elsewhere.registration_id}{path}"
    assert (south.post(url) if path == "/nom" else south.get(url)).status_code == 404


def test_d4_a_walk_in_is_one_form_and_one_button(south, world, reading):
    form = {"first_name": "Mamadou", "last_name": "Diallo", "nonce": str(uuid4())}
    for _sent_twice in range(2):
        response = south.post("/porte/sur-place", data=form)
        assert "Mamadou Diallo" in soup(response).select_one(".verdict--ok").text
    with reading() as session:
        (row,) = session.exec(select(Registration).where(Registration.last_name == "Diallo", Registration.fair_id == world.fair.id)).all()  # fmt: skip
        assert (row.is_walk_in, row.status) == (True, RegistrationStatus.CONFIRMED)
        assert len(session.exec(select(Scan)).all()) == 1


def test_d4_a_walk_in_sent_eight_times_at_once_is_one_person(app, device, world, reading):
    secret = device(world.south).get_cookie("door").value
    form = {"first_name": "Mamadou", "last_name": "Diallo", "email": "m@exemple.fr", "nonce": str(uuid4())}

    def send():
        client = app.test_client()
        client.set_cookie("door", secret)
        return client.post("/porte/sur-place", data=form).status_code

    assert at_once([send] * 8) == [200] * 8
    with reading() as session:
        made = select(Registration).where(Registration.fair_id == world.fair.id, Registration.is_walk_in)
        assert len(session.exec(made).all()) == len(session.exec(select(Scan)).all()) == 1


@pytest.mark.parametrize("wrong", [{"last_name": ""}, {"email": "personne"}])
def test_d4_a_wrong_walk_in_keeps_what_was_typed(south, world, wrong):
    form = {"first_name": "Mamadou", "last_name": "Diallo", "nonce": str(uuid4())} | wrong
    response = south.post("/porte/sur-place", data=form)
    assert response.status_code == 422
    assert soup(response).select_one("#first_name")["value"] == "Mamadou"


SCENES = ["/porte/personnes?q=enora", "/porte/sur-place", "/porte/personnes/{id}"]


@pytest.mark.parametrize("path", SCENES)
def test_d4_swapped_scenes_equal_fresh_ones(south, world, path):
    path = path.format(id=world.registration.id)
    before = soup(south.get("/porte"))
    after, fresh = swap(before, south.get(path, headers=HTMX), "#scene"), soup(south.get(path))
    for field in itertools.chain(after.select("[name=nonce], #code"), fresh.select("[name=nonce], #code")):
        field["value"] = ""
        field.attrs.pop("autofocus", None)
    assert same(after.select_one("main"), fresh.select_one("main"))


def test_d4_the_search_asks_as_many_queries_for_one_as_for_three(app, south, world, writing):
    engine, seen = app.extensions["fairapp"].engine, []
    south.get("/porte")  # the device is noted as seen, once a minute
    for _ in range(2):
        with count_queries(engine) as queries:
            south.get("/porte/personnes?q=enora")
        seen.append(len(queries))
        with writing() as session:
            for _number in range(2):
                make_badge(session, make_registration(session, world.fair, first_name="Enora"))
    assert seen[0] == seen[1]
