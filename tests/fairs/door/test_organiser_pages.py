"""Doors and devices as the organiser keeps them; the paper list; the scans as files (rows D1, D7)."""

import csv
import io

import pytest
from openpyxl import load_workbook
from sqlmodel import select

from fairapp.accounts.models import AuditEntry
from fairapp.fairs.badges.codes import spaced
from fairapp.fairs.door.models import Checkpoint, Device
from fairapp.fairs.door.scanning import Post
from fairapp.fairs.door.services import hash_key
from tests.fairs.factories import make_badge, make_checkpoint, make_hall, make_registration
from tests.support.counting import count_queries
from tests.support.htmx import HTMX, same, soup, swap

DOORS = "/pilotage/bois/salons/quai/portes"
NEW = {"name": "Porte Est", "policy": "daily", "direction": "in"}


@pytest.fixture
def organiser(sign_in, world):
    return sign_in(world.organiser)


@pytest.fixture
def add_device(organiser, world):
    """Add a device as the organiser does; return the path of its link."""

    def add(label="Téléphone de Léa"):
        response = organiser.post(f"{DOORS}/appareils", data={"label": label, "checkpoint_id": world.south.id})
        return soup(response).select_one("#lien input")["value"].removeprefix("http://localhost")

    return add


def rows(reading, model):
    with reading() as session:
        return session.exec(select(model).order_by(model.id)).all()


def test_a_door_is_added_once_edited_and_removed(organiser, world, reading):
    for _sent_twice in range(2):
        assert organiser.post(DOORS, data=NEW).headers["Location"] == DOORS
    added = rows(reading, Checkpoint)[-1]
    assert (added.name, len(rows(reading, Checkpoint))) == ("Porte Est", 3)
    organiser.post(f"{DOORS}/{added.id}", data=NEW | {"policy": "once"})
    assert rows(reading, Checkpoint)[-1].policy == "once"
    organiser.post(f"{DOORS}/{added.id}/supprimer")
    assert len(rows(reading, Checkpoint)) == 2


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize("wrong", [{"name": ""}, {"name": "PORTE SUD"}, {"hall_id": "999"}, {"policy": "often"}])
def test_a_wrong_door_keeps_what_was_typed(organiser, world, reading, wrong, headers):
    response = organiser.post(DOORS, data=NEW | wrong, headers=headers)
    assert response.status_code == 422
    assert soup(response).select_one("#name")["value"] == (NEW | wrong)["name"]
    assert len(rows(reading, Checkpoint)) == 2


def test_422_swapped_equals_the_fresh_page(organiser, world):
    before, wrong = soup(organiser.get(DOORS)), NEW | {"name": "Porte Sud", "policy": "once"}
    after = swap(before, organiser.post(DOORS, data=wrong, headers=HTMX), "#ajout")
    assert same(after.select_one("main"), soup(organiser.post(DOORS, data=wrong)).select_one("main"))


def test_a_door_with_scans_is_kept(organiser, world, writing, reading, scan):
    with writing() as session:
        scan(session, Post(world.fair, world.south), world.badge)
    response = organiser.post(f"{DOORS}/{world.south.id}/supprimer")
    assert response.status_code == 409
    assert "Des passages y sont enregistrés" in response.text
    assert len(rows(reading, Checkpoint)) == 2


def test_d7_a_link_is_shown_once_and_only_its_digest_is_kept(organiser, world, reading, add_device):
    path = add_device()
    secret = path.removeprefix("/porte/")
    (device,) = rows(reading, Device)
    assert (device.key_hash, len(secret)) == (hash_key(secret), 43)
    assert secret not in organiser.get(DOORS).text
    assert [entry.action for entry in rows(reading, AuditEntry)] == ["device.added"]


def test_d7_opening_the_link_asks_first(app, world, add_device):
    path, phone = add_device(), app.test_client()
    assert "Faire de cet appareil une porte" in phone.get(path).text.replace("\xa0", " ")
    assert phone.get("/porte").status_code == 403
    response = phone.post(path)
    cookie = response.headers["Set-Cookie"]
    assert ("HttpOnly" in cookie, "SameSite=Lax" in cookie, response.headers["Location"]) == (True, True, "/porte")
    assert "Porte Sud" in phone.get("/porte").text


def test_d7_a_device_is_seen_and_revoked(app, organiser, world, reading, add_device):
    path, phone = add_device(), app.test_client()
    phone.post(path)
    phone.get("/porte")
    (device,) = rows(reading, Device)
    assert device.seen_at is not None
    for _again in range(2):
        organiser.post(f"{DOORS}/appareils/{device.id}/revoquer")
    assert phone.get("/porte").status_code == 403
    assert phone.get(path).status_code == 403
    assert [entry.action for entry in rows(reading, AuditEntry)] == ["device.added", "device.revoked"]


@pytest.mark.parametrize("token", ["x", "A" * 43, "a" * 42, "é" * 43])
def test_d7_an_unknown_link_opens_nothing(client, world, token):
    assert client.get(f"/porte/{token}").status_code == 403
    response = client.post(f"/porte/{token}")
    assert (response.status_code, "door=" in response.headers.get("Set-Cookie", "")) == (403, False)


@pytest.mark.parametrize("path", ["/{door}", "/{door}/supprimer", "/appareils/{device}/revoquer"])
def test_another_fairs_doors_do_not_exist(organiser, world, writing, device, reading, path):
    with writing() as session:
        foreign = make_checkpoint(session, world.other_fair)
    device(foreign)
    (foreign_device,) = rows(reading, Device)
    response = organiser.post(DOORS + path.format(door=foreign.id, device=foreign_device.id), data=NEW)
    assert response.status_code == 404
    assert organiser.post(f"{DOORS}/appareils", data={"label": "x", "checkpoint_id": foreign.id}).status_code == 404
    assert rows(reading, Device)[0].revoked_at is None


def test_d7_the_paper_list_has_everyone_by_name(organiser, world, writing):
    with writing() as session:
        make_badge(session, make_registration(session, world.fair, first_name="Élise", last_name="Abgrall"))
        make_registration(session, world.fair, last_name="Zoé", status="cancelled")
    page = soup(organiser.get(f"{DOORS}/liste"))
    assert [row.text for row in page.select(".table--paper tbody th")] == ["Abgrall", "Le Goff-Kervella"]
    assert spaced(world.badge.short_code) in page.text


def test_lists_ask_the_same_number_of_queries(app, organiser, world, writing, scan):
    engine, seen = app.extensions["fairapp"].engine, []
    for _ in range(2):
        with count_queries(engine) as queries:
            for path in ("", "/liste"):
                organiser.get(DOORS + path)
            organiser.post(f"{DOORS}/passages.csv")
        seen.append(len(queries))
        with writing() as session:
            make_checkpoint(session, world.fair, hall_id=make_hall(session, world.fair).id)
            for _number in range(2):
                scan(
                    session, Post(world.fair, world.south), make_badge(session, make_registration(session, world.fair))
                )
    assert seen[0] == seen[1]


def test_every_scan_is_exported_with_what_was_shown_and_what_counts(organiser, world, writing, reading, scan):
    with writing() as session:
        for badge in (world.badge, world.badge, world.elsewhere):
            scan(session, Post(world.fair, world.south), badge)
    text = organiser.post(f"{DOORS}/passages.csv").data.decode("utf-8-sig")
    table = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert [row["Résultat montré"] for row in table] == ["Accepté", "Déjà scanné", "Refusé"]
    assert [row["Nom"] for row in table] == ["Le Goff-Kervella", "Le Goff-Kervella", ""]
    book = load_workbook(io.BytesIO(organiser.post(f"{DOORS}/passages.xlsx").data))
    assert [row[4].value for row in book.active.iter_rows(min_row=2)] == ["Accepté", "Déjà scanné", "Refusé"]
    assert organiser.get(f"{DOORS}/passages.csv").status_code == 405
    lines = [(entry.action, entry.detail["rows"]) for entry in rows(reading, AuditEntry)]
    assert lines == [("scan.exported", 3)] * 2
