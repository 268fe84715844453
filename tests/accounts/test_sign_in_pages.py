"""Signing in and out through pages, with and without htmx."""

import json
from datetime import timedelta

import pytest
import time_machine
from sqlmodel import select

from fairapp.accounts.models import Account, AccountSession, ActionLink
from fairapp.accounts.services import disable_account, hash_password
from fairapp.core.clock import now
from fairapp.core.tasks import Task
from tests.factories import affiliate, make_account, make_cluster
from tests.support.counting import count_queries
from tests.support.htmx import HTMX, same, soup, swap

PASSWORD = "cheval agrafe batterie"


@pytest.fixture
def lea(writing):
    with writing() as session:
        return make_account(session, email="lea@exemple.fr", name="Léa Martin", password_hash=hash_password(PASSWORD))


def test_page_asks_for_the_address_alone(client):
    page = soup(client.get("/connexion"))
    fields = [field["name"] for field in page.select("#connexion input") if field["type"] != "hidden"]
    assert fields == ["email"]
    assert page.select_one("#connexion label[for=email]") is not None


def test_link_travels_from_the_form_to_the_door(client, link_in_mail, is_signed_in):
    path = link_in_mail("Lea@Exemple.fr")
    assert not is_signed_in(client)
    answer = client.post(path)
    assert answer.status_code == 303
    assert is_signed_in(client)


def test_reading_programs_that_follow_links_sign_nobody_in(client, link_in_mail, reading, is_signed_in):
    """Mail scanners open every link: GET shows a button, POST acts."""
    path = link_in_mail()
    for _ in range(3):
        assert client.get(path).status_code == 200
    assert client.head(path).status_code == 200
    with reading() as session:
        assert session.exec(select(AccountSession)).all() == []
        assert session.exec(select(Account)).all() == []
    client.post(path)
    assert is_signed_in(client)


def test_link_opens_once(app, client, link_in_mail, is_signed_in):
    path = link_in_mail()
    client.post(path)
    second = app.test_client()
    assert second.post(path).status_code == 404
    assert second.get(path).status_code == 404
    assert not is_signed_in(second)


def test_link_is_over_after_ten_minutes(client, link_in_mail, is_signed_in):
    path = link_in_mail()
    with time_machine.travel(now() + timedelta(minutes=10, seconds=1), tick=False):
        assert client.post(path).status_code == 404
        assert not is_signed_in(client)


def test_button_leads_where_the_person_was_going(client, link_in_mail):
    path = link_in_mail(next="/offres/12-soudeuse?q=a")
    button = soup(client.get(path)).select_one("main form")
    assert (button["action"], button.select_one("[name=next]")["value"]) == (
        path.split("?")[0],
        "/offres/12-soudeuse?q=a",
    )
    answer = client.post(button["action"], data={"next": "/offres/12-soudeuse?q=a"})
    assert answer.headers["Location"] == "/offres/12-soudeuse?q=a"


STRANGERS = [
    "https://ailleurs.example/",
    "//ailleurs.example/",
    "/\\ailleurs.example",
    "javascript:alert(1)",
    "/\t/a.example",
]


@pytest.mark.parametrize("stranger", STRANGERS)
def test_next_never_leaves_the_site(client, lea, stranger):
    data = {"email": lea.email, "password": PASSWORD, "next": stranger}
    assert client.post("/connexion/mot-de-passe", data=data).headers["Location"] == "/candidat/"


@pytest.mark.parametrize("stranger", STRANGERS)
def test_letter_never_carries_a_stranger_s_next(client, link_in_mail, stranger):
    assert "?" not in link_in_mail(next=stranger)


def test_newcomer_is_told_that_an_account_is_made(client, link_in_mail, lea):
    assert "va être créé" in client.get(link_in_mail("nouvelle@exemple.fr")).text
    assert "va être créé" not in client.get(link_in_mail(lea.email)).text


def test_disabled_account_gets_no_letter_and_no_session(client, lea, writing, run_pending, letters):
    with writing() as session:
        disable_account(session, session.get_one(Account, lea.id), by=None)
    client.post("/connexion", data={"email": lea.email})
    run_pending()
    assert letters() == []


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_asking_for_a_link_tells_nobody_who_exists(app, lea, headers):
    answers = []
    for email in (lea.email, "nobody@exemple.fr"):
        client = app.test_client()
        with count_queries(app.extensions["fairapp"].engine) as seen:
            answer = client.post("/connexion", data={"email": email}, headers=headers)
        answers.append((answer.status_code, answer.data, visible(answer.headers), len(seen)))
        answers.append(client.get("/connexion/lien-envoye").data)
    assert answers[:2] == answers[2:]


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
@pytest.mark.parametrize(
    "over", [None, {"password_hash": None}, {"is_disabled": True}], ids=["unknown", "none set", "disabled"]
)
def test_wrong_password_and_no_account_get_the_same_answer(app, writing, over, headers):
    with writing() as session:
        values = {"email": "aaa@exemple.fr", "password_hash": hash_password(PASSWORD)}
        make_account(session, **values)
        if over is not None:
            make_account(session, **(values | {"email": "bbb@exemple.fr"} | over))
    answers = []
    for email in ("aaa@exemple.fr", "bbb@exemple.fr"):
        data = {"email": email, "password": "ce n'est pas celui-là"}
        answer = app.test_client().post("/connexion/mot-de-passe", data=data, headers=headers)
        answers.append((answer.status_code, without_token(answer).replace(email, "?"), visible(answer.headers)))
    assert answers[0] == answers[1]
    assert answers[0][0] == 422


def visible(headers):
    return {name: value for name, value in headers if name not in ("Set-Cookie", "X-Request-ID")}


def without_token(answer):
    page = soup(answer)
    for field in page.select("[name=csrf_token]"):
        field["value"] = ""
    return str(page)


def test_password_opens_the_account(client, lea, is_signed_in):
    answer = client.post("/connexion/mot-de-passe", data={"email": "LEA@exemple.fr", "password": PASSWORD})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/candidat/")
    assert is_signed_in(client)


def test_signing_in_leads_home_by_role(client, lea, writing):
    with writing() as session:
        affiliate(session, lea, make_cluster(session))
    answer = client.post("/connexion/mot-de-passe", data={"email": lea.email, "password": PASSWORD})
    assert answer.headers["Location"].startswith("/")
    assert answer.headers["Location"] != "/candidat/"


@pytest.mark.parametrize(("is_staff", "hours"), [(True, 12), (False, 7 * 24)])
def test_staff_signs_in_for_twelve_hours_candidates_for_seven_days(client, lea, writing, reading, is_staff, hours):
    with writing() as session:
        if is_staff:
            affiliate(session, lea, make_cluster(session))
    client.post("/connexion/mot-de-passe", data={"email": lea.email, "password": PASSWORD})
    with reading() as session:
        row = session.exec(select(AccountSession)).one()
    assert row.expires_at - row.created_at == pytest.approx(timedelta(hours=hours), abs=timedelta(seconds=1))


@pytest.mark.parametrize("path", ["/connexion", "/connexion/mot-de-passe"])
@pytest.mark.parametrize("data", [{}, {"email": ""}, {"email": "lea"}, {"email": "lea", "password": PASSWORD}])
def test_wrong_form_keeps_what_was_typed_and_says_why(client, path, data):
    page = soup(client.post(path, data=data | {"next": "/offres"}))
    field = page.select_one("[name=email]")
    assert field["value"] == data.get("email", "")
    assert field["aria-invalid"] == "true"
    assert page.find(id=field["aria-describedby"].split()[0]).get_text(strip=True)
    assert page.select_one("#connexion [name=next]")["value"] == "/offres"


def test_typed_password_is_never_written_into_a_page(client, lea):
    answer = client.post("/connexion/mot-de-passe", data={"email": lea.email, "password": "presque le bon, non"})
    assert "presque le bon" not in answer.text


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/connexion", {"email": "lea"}),
        ("/connexion/mot-de-passe", {"email": "lea@exemple.fr", "password": "ce n'est pas celui-là"}),
    ],
)
def test_refused_form_is_the_same_page_with_htmx(client, lea, path, data):
    before = soup(client.get(path))
    swapped = client.post(path, data=data, headers=HTMX)
    fresh = client.post(path, data=data)
    assert (swapped.status_code, fresh.status_code) == (422, 422)
    assert same(swap(before, swapped, "#connexion"), soup(fresh))
    assert "HX-Request" in swapped.headers["Vary"]


@pytest.mark.parametrize("path", ["/connexion", "/connexion/mot-de-passe"])
def test_accepted_form_moves_on_with_htmx_as_without(app, lea, path):
    data = {"email": lea.email, "password": PASSWORD}
    plain = app.test_client().post(path, data=data)
    moved = app.test_client().post(path, data=data, headers=HTMX)
    assert moved.status_code == 204
    assert json.loads(moved.headers["HX-Location"])["path"] == plain.headers["Location"]


def test_old_session_id_is_never_kept(app, client, lea, reading):
    """A new id at each sign-in; the browser's former session ends."""
    client.post("/connexion/mot-de-passe", data={"email": lea.email, "password": PASSWORD})
    before = client.get_cookie("session").value
    client.post("/connexion/mot-de-passe", data={"email": lea.email, "password": PASSWORD})
    assert client.get_cookie("session").value != before
    with reading() as session:
        assert len(session.exec(select(AccountSession)).all()) == 1


def test_planted_session_id_is_not_taken_over(app, lea, is_signed_in):
    client = app.test_client()
    client.set_cookie("session", "A" * 43)
    client.post("/connexion/mot-de-passe", data={"email": lea.email, "password": PASSWORD})
    assert client.get_cookie("session").value != "A" * 43
    planted = app.test_client()
    planted.set_cookie("session", "A" * 43)
    assert not is_signed_in(planted)


def test_session_replayed_after_sign_out_is_refused(app, client, lea, is_signed_in):
    client.post("/connexion/mot-de-passe", data={"email": lea.email, "password": PASSWORD})
    stolen = client.get_cookie("session").value
    assert client.post("/deconnexion").status_code == 303
    assert client.get_cookie("session") is None
    thief = app.test_client()
    thief.set_cookie("session", stolen)
    assert not is_signed_in(thief)


def test_signing_out_twice_is_no_error(client, sign_in, lea):
    browser = sign_in(lea)
    assert [browser.post("/deconnexion").status_code for _ in range(2)] == [303, 303]


def test_reading_the_sign_out_address_signs_nobody_out(sign_in, lea, is_signed_in):
    browser = sign_in(lea)
    assert browser.get("/deconnexion").status_code == 405
    assert is_signed_in(browser)


def test_who_is_signed_in_is_sent_on(sign_in, lea):
    browser = sign_in(lea)
    assert browser.get("/connexion").headers["Location"] == "/candidat/"
    assert browser.get("/connexion?next=/offres").headers["Location"] == "/offres"


@pytest.mark.parametrize("path", ["/connexion", "/connexion/mot-de-passe"])
def test_eleventh_try_in_five_minutes_waits_per_account(app, lea, path):
    """From as many addresses as one likes."""
    statuses = [try_from(app, f"192.0.2.{number}", path, lea.email) for number in range(11)]
    assert statuses[:10] == [statuses[0]] * 10
    assert (statuses[0] != 429, statuses[10]) == (True, 429)


@pytest.mark.parametrize("path", ["/connexion", "/connexion/mot-de-passe"])
def test_eleventh_try_in_five_minutes_waits_per_address(app, path):
    """For as many accounts as one likes."""
    statuses = [try_from(app, "192.0.2.1", path, f"personne{number}@exemple.fr") for number in range(11)]
    assert (429 in statuses[:10], statuses[10]) == (False, 429)
    assert try_from(app, "192.0.2.2", path, "ailleurs@exemple.fr") != 429


def test_address_typed_as_an_account_does_not_lock_its_owner_out(app):
    for number in range(10):
        try_from(app, f"192.0.2.{number}", "/connexion", "192.0.2.77")
    assert try_from(app, "192.0.2.77", "/connexion", "lea@exemple.fr") == 303


def try_from(app, address, path, email):
    data = {"email": email, "password": "ce n'est pas celui-là"}
    return app.test_client().post(path, data=data, environ_base={"REMOTE_ADDR": address}).status_code


def test_no_token_waits_in_a_task(client, link_in_mail, reading):
    token = link_in_mail().split("/")[-1]
    with reading() as session:
        [task] = session.exec(select(Task)).all()
        link = session.exec(select(ActionLink)).one()
    assert task.payload == {"link_id": link.id, "next_path": "", "locale": "fr"}
    assert token not in str(task)


def test_last_visit_is_noted_after_the_page_once_a_minute(sign_in, lea, reading):
    browser = sign_in(lea)
    start = now()
    for seconds in (30, 61, 90):
        with time_machine.travel(start + timedelta(seconds=seconds), tick=False):
            browser.get("/compte/", buffered=True)  # the visit is noted once the answer is sent
    with reading() as session:
        row = session.exec(select(AccountSession)).one()
    assert row.seen_at == pytest.approx(start + timedelta(seconds=61), abs=timedelta(seconds=1))


def test_candidate_who_became_staff_is_held_to_the_shorter_times(app, lea, writing, is_signed_in):
    from tests.support.application import signed_in  # slow import: it loads the application

    browser = signed_in(app, lea.id, staff=False)
    start = now()
    with time_machine.travel(start + timedelta(hours=3), tick=False):
        assert is_signed_in(browser)
    with writing() as session:
        affiliate(session, lea, make_cluster(session))
    with time_machine.travel(start + timedelta(hours=6), tick=False):
        assert not is_signed_in(browser)


def test_cookie_is_out_of_reach_of_scripts_and_other_sites(client, lea):
    answer = client.post("/connexion/mot-de-passe", data={"email": lea.email, "password": PASSWORD})
    [cookie] = [value for value in answer.headers.getlist("Set-Cookie") if value.startswith("session=")]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert answer.headers["Cache-Control"] == "no-store"
