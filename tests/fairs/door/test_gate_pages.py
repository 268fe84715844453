"""The door's screen: verdicts, second scans, what is written and what is not (rows D1 to D3)."""

from uuid import uuid4

import pytest
from sqlmodel import select

from fairapp.fairs.badges.models import Badge
from fairapp.fairs.badges.services import reissue
from fairapp.fairs.door.models import Device, Scan
from fairapp.fairs.door.queries import effective_arrivals
from fairapp.fairs.enums import AccessNeed, Outcome, RefusalReason, RegistrationStatus
from fairapp.fairs.registrations.models import Registration
from tests.factories import make_account
from tests.fairs.factories import make_badge, make_registration
from tests.support.counting import count_queries
from tests.support.htmx import HTMX, same, soup, swap


@pytest.fixture
def south(device, world):
    return device(world.south)


@pytest.fixture
def north(device, world):
    return device(world.north, label="Douchette du nord")


def post_code(browser, code, nonce=None, headers=None, **more):
    data = {"code": code, "nonce": nonce or str(uuid4()), **more}
    return browser.post("/porte/passages", data=data, headers=headers)


def told(response):
    verdict = soup(response).select_one(".verdict")
    return " ".join(verdict.text.split()) if verdict else ""


def tone(response):
    return soup(response).select_one("#scene").get("data-verdict")


def scans(reading):
    with reading() as session:
        return session.exec(select(Scan).order_by(Scan.id)).all()


SPELLINGS = ["HTTPS://FAIR.EXEMPLE.FR/B/{}", "https://fair.exemple.fr/b/{}", "{}", " {} "]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_d1_a_scanned_badge_is_green_with_name(south, world, reading, spelling):
    response = post_code(south, spelling.format(world.badge.token))
    assert (response.status_code, tone(response)) == (200, "ok")
    assert "Bienvenue Enora Le Goff-Kervella" in told(response)
    assert [(scan.shown, scan.badge_id) for scan in scans(reading)] == [(Outcome.ACCEPTED, world.badge.id)]


@pytest.mark.parametrize("write", [str.lower, str.upper, lambda code: f"{code[:4]}-{code[4:]}"])
def test_d1_the_short_code_is_typed_as_one_likes(south, world, write):
    assert tone(post_code(south, write(world.badge.short_code))) == "ok"


def test_d1_a_scanner_of_another_keyboard_is_understood(south, world):
    as_typed = str.maketrans("AQWZM:/.1234567890", "QAZW?M!:&é\"'(-è_çà")
    code = f"HTTPS://FAIR.EXEMPLE.FR/B/{world.badge.token}".translate(as_typed)
    assert tone(post_code(south, code)) == "ok"


@pytest.mark.parametrize("path", ["/b/{}", "/B/{}"])
def test_d1_opening_the_code_shows_the_verdict_and_writes_nothing(south, world, reading, path):
    response = south.get(path.format(world.badge.token))
    assert "Badge valable Enora Le Goff-Kervella" in told(response)
    assert scans(reading) == []
    form = soup(response).select_one("form[data-door-send]")
    data = {field["name"]: field["value"] for field in form.select("input")}
    assert "Bienvenue" in told(south.post(form["action"], data=data))
    assert len(scans(reading)) == 1


FROM = {"read by a camera": ("none", True), "from here": ("same-origin", True), "told by nobody": (None, True)}
CLICKED = {"in a mail": ("cross-site", False), "on a neighbour's page": ("same-site", False)}


@pytest.mark.parametrize(("site", "sends"), (FROM | CLICKED).values(), ids=FROM | CLICKED)
def test_d1_a_link_that_was_clicked_checks_nobody_in_by_itself(south, world, site, sends):
    response = south.get(f"/b/{world.badge.token}", headers={"Sec-Fetch-Site": site} if site else {})
    form = soup(response).select_one(".verdict form")
    assert (form.has_attr("data-door-send"), form.button.text) == (sends, "Enregistrer le passage")


def test_d1_an_organiser_who_is_no_door_presses_the_button(world, sign_in):
    response = sign_in(world.organiser).get(f"/b/{world.badge.token}", headers={"Sec-Fetch-Site": "none"})
    form = soup(response).select_one(".verdict form")
    assert (form.has_attr("data-door-send"), form.button.text) == (False, "Enregistrer le passage")


def test_d1_swapped_screen_equals_the_fresh_one(south, world):
    nonce, before = str(uuid4()), soup(south.get("/porte"))
    after = swap(before, post_code(south, world.badge.token, nonce, HTMX), "#scene")
    fresh = soup(post_code(south, world.badge.token, nonce))
    for page in (after, fresh):
        for field in page.select("[name=nonce], [autofocus]"):
            field.attrs.pop("autofocus", None)
            field["value"] = ""
    assert same(after.select_one("main"), fresh.select_one("main"))


def test_c5_access_needs_are_shown_at_the_door(south, world, writing):
    with writing() as session:
        row = session.get(Registration, world.registration.id)
        row.access_needs, row.access_note = [AccessNeed.SIGN_LANGUAGE], "Interprète à 10 h"
        session.add(row)
    assert "langue des signes (LSF)Interprète à 10" in told(post_code(south, world.badge.token)).replace("\xa0", " ")


def test_d2_the_second_scan_tells_when_where_and_by_whom(south, north, world, reading):
    post_code(south, world.badge.token)
    response = post_code(north, world.badge.token)
    assert tone(response) == "again"
    assert "Porte Sud, par Téléphone de Léa" in told(response)
    assert [scan.shown for scan in scans(reading)] == [Outcome.ACCEPTED, Outcome.ALREADY]


def test_d2_someone_checked_is_let_in_and_it_is_kept_why(south, world, reading):
    post_code(south, world.badge.token)
    refused = post_code(south, world.badge.token)
    action = soup(refused).select_one(".verdict form")["action"]
    for _again in range(2):
        assert tone(south.post(action)) == "ok"
    assert [(scan.shown, bool(scan.reason)) for scan in scans(reading)] == [
        (Outcome.ACCEPTED, False), (Outcome.ALREADY, False), (Outcome.ACCEPTED, True),
    ]  # fmt: skip
    with reading() as session:
        assert len(effective_arrivals(session, world.fair.id)) == 1


REFUSALS = {
    RefusalReason.CANCELLED: RegistrationStatus.CANCELLED,
    RefusalReason.NOT_CONFIRMED: RegistrationStatus.WAITLISTED,
}


@pytest.mark.parametrize(("reason", "status"), REFUSALS.items())
def test_d2_refusals_are_kept_with_their_reason(south, world, writing, reading, reason, status):
    with writing() as session:
        session.get(Registration, world.registration.id).status = status
    assert tone(post_code(south, world.badge.token)) == "no"
    assert [(scan.shown, scan.refusal) for scan in scans(reading)] == [(Outcome.REFUSED, reason)]


def test_d2_an_undo_is_a_row_with_its_reason(south, world, reading):
    post_code(south, world.badge.token)
    (kept,) = scans(reading)
    form = f"/porte/passages/{kept.id}/annuler"
    assert soup(south.get(form)).select_one("#reason") is not None
    assert south.post(form, data={"nonce": str(uuid4())}).status_code == 422
    for _again in range(2):
        data = {"nonce": str(uuid4()), "reason": "Scanné par erreur"}
        assert south.post(form, data=data).headers["Location"] == "/porte"
    rows = scans(reading)
    assert [(row.undoes_id, row.reason) for row in rows] == [(None, ""), (kept.id, "Scanné par erreur")]
    assert tone(post_code(south, world.badge.token)) == "ok"


def test_d3_sending_a_scan_again_changes_nothing_and_answers_the_same(south, world, reading):
    nonce = str(uuid4())
    first, second = (told(post_code(south, world.badge.token, nonce)) for _ in range(2))
    assert first.split("Personne suivante")[0] == second.split("Personne suivante")[0]
    assert len(scans(reading)) == 1


def test_d3_another_code_in_the_same_form_is_another_scan(south, world, writing, reading):
    with writing() as session:
        other = make_badge(session, make_registration(session, world.fair, first_name="Soizic", last_name="Bourhis"))
    nonce = str(uuid4())
    post_code(south, world.badge.token, nonce)
    assert "Soizic Bourhis" in told(post_code(south, other.token, nonce))
    assert len(scans(reading)) == 2


def test_d3_a_scan_that_waited_is_dated_by_how_long(south, world, reading):
    post_code(south, world.badge.token, age="600")
    (kept,) = scans(reading)
    assert 599 < (kept.received_at - kept.scanned_at).total_seconds() < 602


# Nobody's name


def test_g3_a_badge_of_another_fair_tells_no_name(south, world, reading):
    for response in (post_code(south, world.elsewhere.token), south.get(f"/b/{world.elsewhere.token}")):
        assert (tone(response), "Mamadou" in response.text, "Diallo" in response.text) == ("no", False, False)
    assert [(scan.refusal, scan.badge_id) for scan in scans(reading)] == [(RefusalReason.OTHER_FAIR, None)]


def test_g4_a_replaced_badge_tells_no_name_and_the_new_one_opens(south, world, writing, reading):
    with writing() as session:
        new = reissue(session, session.get(Badge, world.badge.id), reason="perdu", by=None)
    response = post_code(south, world.badge.token)
    assert (tone(response), "Enora" in response.text) == ("no", False)
    assert "Enora" in told(post_code(south, new.token))


def test_d2_a_replaced_badge_does_not_let_its_holder_in_twice(south, world, writing):
    post_code(south, world.badge.token)
    with writing() as session:
        new = reissue(session, session.get(Badge, world.badge.id), reason="perdu", by=None)
    assert tone(post_code(south, new.token)) == "again"


def test_g3_a_stranger_sees_the_fair_and_no_name(client, world, sign_in, writing):
    with writing() as session:
        someone = make_account(session)
    for browser in (client, sign_in(someone), sign_in(world.stranger)):
        response = browser.get(f"/b/{world.badge.token}")
        assert response.headers["Location"] == "/salons/quai"
        assert "Enora" not in response.text


def test_g3_an_unknown_code_is_answered_like_any_other(client, world, writing):
    unknown = client.get("/b/" + "A" * 24)
    assert (unknown.status_code, unknown.headers["Location"]) == (303, "/salons")  # two fairs: none is meant
    with writing() as session:
        session.delete(session.get(type(world.other_fair), world.other_fair.id))
    known, unknown = client.get(f"/b/{world.badge.token}"), client.get("/b/" + "A" * 24)
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])


def test_g3_the_organiser_of_the_fair_gets_the_verdict(world, sign_in):
    assert "Enora" in told(sign_in(world.organiser).get(f"/b/{world.badge.token}"))


def test_g3_a_short_code_opens_nothing_outside_a_door(client, world):
    assert client.get(f"/b/{world.badge.short_code}").headers["Location"] == "/salons"


# Devices


def test_d7_a_revoked_device_reads_it_at_once(south, world, writing, reading):
    with writing() as session:
        device = session.exec(select(Device)).one()
        device.revoked_at = device.created_at
        session.add(device)
    for response in (south.get("/porte"), post_code(south, world.badge.token), south.get(f"/b/{world.badge.token}")):
        assert (response.status_code, response.headers["HX-Refresh"]) == (403, "true")
        assert "Appareil révoqué" in told(response)
        assert "Enora" not in response.text
    assert scans(reading) == []


def test_d7_a_device_does_the_door_and_nothing_else(south, world):
    for path in ("/pilotage/bois/salons/quai/portes", "/compte/"):
        assert south.get(path).headers["Location"].startswith("/connexion")


def test_d7_without_a_link_one_is_no_door(client, world):
    assert "Pas une porte" in told(client.get("/porte"))
    assert post_code(client, world.badge.token).status_code == 403


def test_d7_an_organiser_stands_at_a_door_of_theirs_alone(sign_in, world):
    path = f"/porte?porte={world.south.id}"
    assert sign_in(world.organiser).get(path).status_code == 200
    assert sign_in(world.stranger).get(path).status_code == 404


def test_the_screen_asks_as_many_queries_for_one_passage_as_for_five(app, south, world, writing):
    engine, seen = app.extensions["fairapp"].engine, []
    for _ in range(2):
        with writing() as session:
            badges = [make_badge(session, make_registration(session, world.fair)) for _number in range(2)]
        for badge in badges:
            post_code(south, badge.token)
        with count_queries(engine) as queries:
            south.get("/porte")
        seen.append(len(queries))
    assert seen[0] == seen[1]


@pytest.mark.parametrize("data", [{}, {"code": "", "nonce": "x"}, {"code": "A" * 400, "nonce": "x"}])
def test_unreadable_scans_are_answered_422(south, world, reading, data):
    assert south.post("/porte/passages", data=data).status_code == 422
    assert scans(reading) == []
