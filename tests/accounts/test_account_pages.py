"""One's own account: profile, security, data."""

import json
import tracemalloc
from dataclasses import replace
from datetime import timedelta
from random import randbytes

import pytest
import time_machine
from sqlmodel import select

from fairapp.accounts.enums import SignInMethod
from fairapp.accounts.models import Account, AccountSession, ActionLink
from fairapp.accounts.services import hash_password, start_session, verify_password
from fairapp.core.clock import now
from tests.factories import affiliate, make_account, make_cluster
from tests.support.copies import written_in
from tests.support.counting import count_queries
from tests.support.htmx import HTMX, same, soup, swap

PASSWORD, OTHER = "cheval agrafe batterie", "un plateau sous la pluie"
MB = 1024 * 1024
PAGES = ["/compte/", "/compte/securite", "/compte/donnees"]


@pytest.fixture
def lea(writing):
    with writing() as session:
        return make_account(session, email="lea@exemple.fr", name="Léa Martin")


@pytest.fixture
def browser(sign_in, lea):
    return sign_in(lea)


def sign_in_by(app, writing, account, method):
    client = app.test_client()
    with writing() as session:
        row = session.get_one(Account, account.id)
        client.set_cookie("session", start_session(session, row, staff=False, browser="", method=method))
    return client


def stored(reading, account):
    with reading() as session:
        return session.get_one(Account, account.id)


@pytest.mark.parametrize("path", [*PAGES, "/compte/donnees.zip"])
def test_pages_are_for_who_is_signed_in(client, browser, path):
    assert client.get(path).headers["Location"].startswith("/connexion?next=")
    assert browser.get(path).status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_each_page_marks_its_tab(browser, path):
    page = soup(browser.get(path))
    assert [link["href"] for link in page.select(".tabs [aria-current=page]")] == [path]
    assert len(page.select("h1")) == 1


def test_name_is_changed(browser, lea, reading):
    assert browser.post("/compte/", data={"name": " Léa  Durand "}).headers["Location"] == "/compte/"
    assert stored(reading, lea).name == "Léa Durand"
    assert soup(browser.get("/compte/")).select_one("[name=name]")["value"] == "Léa Durand"


@pytest.mark.parametrize(
    ("path", "page", "target", "data"),
    [
        ("/compte/", "/compte/", "#profil", {"name": "x" * 121}),
        ("/compte/adresse", "/compte/", "#adresse", {"email": "lea"}),
        ("/compte/mot-de-passe", "/compte/securite", "#motdepasse", {"password": "court"}),
        ("/compte/mot-de-passe", "/compte/securite", "#motdepasse", {}),
        ("/compte/suppression", "/compte/donnees", "#suppression", {"email": "tom@exemple.fr"}),
    ],
)
def test_refused_form_is_the_same_page_with_htmx(browser, path, page, target, data):
    before = soup(browser.get(page))
    swapped = browser.post(path, data=data, headers=HTMX)
    fresh = browser.post(path, data=data)
    assert (swapped.status_code, fresh.status_code) == (422, 422)
    assert same(swap(before, swapped, target), soup(fresh))
    assert soup(fresh).select_one(f"{target} .error-summary li")


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/compte/", {"name": "Léa"}),
        ("/compte/adresse", {"email": "neuve@exemple.fr"}),
        ("/compte/mot-de-passe", {"password": PASSWORD}),
    ],
)
def test_accepted_form_moves_on_with_htmx_as_without(browser, path, data):
    moved = browser.post(path, data=data, headers=HTMX)
    plain = browser.post(path, data=data)
    assert (moved.status_code, plain.status_code) == (204, 303)
    assert json.loads(moved.headers["HX-Location"])["path"] == plain.headers["Location"]


def test_new_address_is_confirmed_by_its_owner(browser, lea, run_pending, letters, reading):
    browser.post("/compte/adresse", data={"email": "Neuve@exemple.fr"})
    run_pending()
    warning, request = sorted(letters(), key=lambda letter: letter.to)
    assert (warning.to, request.to) == ("lea@exemple.fr", "neuve@exemple.fr")
    path = request.links[0].removeprefix("http://localhost")
    assert "neuve@exemple.fr" in browser.get(path).text
    assert stored(reading, lea).email == "lea@exemple.fr"  # GET changes nothing
    browser.post(path)
    assert stored(reading, lea).email == "neuve@exemple.fr"
    assert browser.post(path).status_code == 404


def test_confirmation_is_worth_nothing_to_another_account(browser, sign_in, writing, run_pending, letters):
    """Or a stranger could give their account your address, with your click."""
    browser.post("/compte/adresse", data={"email": "victime@exemple.fr"})
    run_pending()
    [path] = [
        letter.links[0].removeprefix("http://localhost") for letter in letters() if letter.to.startswith("victime")
    ]
    with writing() as session:
        victim = make_account(session, email="victime@exemple.fr")
    assert sign_in(victim).get(path).status_code == 404
    assert sign_in(victim).post(path).status_code == 404


def test_taken_address_is_refused_at_the_last_moment(browser, lea, writing, run_pending, letters, reading):
    browser.post("/compte/adresse", data={"email": "prise@exemple.fr"})
    run_pending()
    [path] = [letter.links[0].removeprefix("http://localhost") for letter in letters() if letter.to.startswith("prise")]
    with writing() as session:
        make_account(session, email="prise@exemple.fr")
    assert browser.post(path).status_code == 422
    assert stored(reading, lea).email == "lea@exemple.fr"


def test_first_password_asks_for_no_other(browser, lea, reading):
    assert soup(browser.get("/compte/securite")).select_one("[name=current]") is None
    browser.post("/compte/mot-de-passe", data={"password": PASSWORD})
    assert verify_password(stored(reading, lea).password_hash, PASSWORD)


def with_password(writing, account):
    with writing() as session:
        session.get_one(Account, account.id).password_hash = hash_password(PASSWORD)


@pytest.mark.parametrize("current", [{}, {"current": ""}, {"current": "ce n'est pas celui-là"}])
def test_borrowed_browser_cannot_change_the_password(app, writing, lea, reading, current):
    with_password(writing, lea)
    browser = sign_in_by(app, writing, lea, SignInMethod.PASSWORD)
    answer = browser.post("/compte/mot-de-passe", data={"password": OTHER} | current)
    assert answer.status_code == 422
    assert soup(answer).select_one("[name=current]")["aria-invalid"] == "true"
    assert verify_password(stored(reading, lea).password_hash, PASSWORD)


@pytest.mark.parametrize(("current", "status"), [("", 422), ("ce n'est pas celui-là", 422), (PASSWORD, 303)])
def test_borrowed_browser_cannot_change_the_address(app, writing, lea, reading, current, status):
    """Whose address it is signs in by link."""
    with_password(writing, lea)
    browser = sign_in_by(app, writing, lea, SignInMethod.PASSWORD)
    assert soup(browser.get("/compte/")).select_one("#adresse [name=current]")
    answer = browser.post("/compte/adresse", data={"email": "voleur@exemple.fr", "current": current})
    assert answer.status_code == status
    assert PASSWORD not in answer.text
    with reading() as session:
        assert len(session.exec(select(ActionLink)).all()) == (status == 303)


def test_present_password_allows_the_next(app, writing, lea, reading):
    with_password(writing, lea)
    browser = sign_in_by(app, writing, lea, SignInMethod.PASSWORD)
    assert browser.post("/compte/mot-de-passe", data={"password": OTHER, "current": PASSWORD}).status_code == 303
    assert verify_password(stored(reading, lea).password_hash, OTHER)


def test_forgotten_password_is_replaced_after_a_fresh_link(app, writing, lea, reading):
    with_password(writing, lea)
    browser = sign_in_by(app, writing, lea, SignInMethod.LINK)
    assert soup(browser.get("/compte/securite")).select_one("[name=current]") is None
    assert browser.post("/compte/mot-de-passe", data={"password": OTHER}).status_code == 303
    assert verify_password(stored(reading, lea).password_hash, OTHER)


def test_link_is_fresh_for_fifteen_minutes(app, writing, lea):
    with_password(writing, lea)
    browser = sign_in_by(app, writing, lea, SignInMethod.LINK)
    with time_machine.travel(now() + timedelta(minutes=15), tick=False):
        assert browser.post("/compte/mot-de-passe", data={"password": OTHER}).status_code == 422


def test_new_password_signs_the_others_out_and_gives_this_one_a_new_id(
    browser, sign_in, lea, is_signed_in, run_pending, letters
):
    elsewhere, before = sign_in(lea), browser.get_cookie("session").value
    browser.post("/compte/mot-de-passe", data={"password": PASSWORD})
    assert [is_signed_in(browser), is_signed_in(elsewhere)] == [True, False]
    assert browser.get_cookie("session").value != before
    run_pending()
    assert [letter.to for letter in letters()] == ["lea@exemple.fr"]


def test_typed_passwords_are_never_written_into_a_page(app, writing, lea):
    with_password(writing, lea)
    browser = sign_in_by(app, writing, lea, SignInMethod.PASSWORD)
    answer = browser.post("/compte/mot-de-passe", data={"password": "court zq", "current": "presque le bon"})
    assert "court zq" not in answer.text
    assert "presque le bon" not in answer.text


def rows(page):
    return [row.select_one("th").get_text(strip=True) for row in page.select("#sessions tbody tr")]


@pytest.fixture
def three_sessions(browser, app, writing, lea):
    with writing() as session:
        for name in ("Chrome · Android", "Safari · Mac"):
            start_session(session, session.get_one(Account, lea.id), staff=False, browser=name)
        start_session(session, make_account(session), staff=False, browser="Edge · Windows")
    return browser


def test_own_sessions_are_listed_others_are_not(three_sessions):
    page = soup(three_sessions.get("/compte/securite"))
    assert sorted(rows(page)) == ["Chrome · Android", "Safari · Mac", "pytest"]
    here = [row for row in page.select("#sessions tbody tr") if "Cette session" in row.get_text()]
    assert [row.select_one("th").get_text(strip=True) for row in here] == ["pytest"]


@pytest.mark.parametrize("which", ["one", "others"])
def test_sessions_are_closed_and_the_swapped_page_equals_the_fresh_one(three_sessions, which):
    before = soup(three_sessions.get("/compte/securite"))
    forms = {form["action"]: form for form in before.select("#sessions form")}
    others = "/compte/sessions/fermer-les-autres"
    action = others if which == "others" else next(url for url in forms if url != others)
    assert forms[action]["hx-target"] == "#sessions"
    swapped = three_sessions.post(action, headers=HTMX)
    after = swap(before, swapped, "#sessions")
    assert same(after, soup(three_sessions.get("/compte/securite")))
    assert len(rows(after)) == {"one": 2, "others": 1}[which]
    assert json.loads(swapped.headers["HX-Trigger"])["notify"]["level"] == "success"


def test_session_is_closed_without_script_too(three_sessions):
    form = soup(three_sessions.get("/compte/securite")).select_one("#sessions tbody form")
    assert three_sessions.post(form["action"]).headers["Location"] == "/compte/securite"
    assert len(rows(soup(three_sessions.get("/compte/securite")))) == 2


def test_somebody_elses_session_cannot_be_closed(three_sessions, reading, lea):
    with reading() as session:
        [theirs] = session.exec(select(AccountSession).where(AccountSession.account_id != lea.id)).all()
    three_sessions.post(f"/compte/sessions/{theirs.id}/fermer")
    with reading() as session:
        assert session.get(AccountSession, theirs.id) is not None


@pytest.mark.parametrize("id", ["0", "999999", "2147483647"])
def test_closing_what_is_not_there_changes_nothing(three_sessions, id):
    assert three_sessions.post(f"/compte/sessions/{id}/fermer").status_code == 303
    assert len(rows(soup(three_sessions.get("/compte/securite")))) == 3


def test_number_beyond_the_database_is_no_page(browser):
    assert browser.post(f"/compte/sessions/{2**31}/fermer").status_code == 404


def test_list_of_sessions_costs_the_same_for_one_and_three(app, browser, writing, lea):
    engine = app.extensions["fairapp"].engine
    browser.get("/compte/securite")
    with count_queries(engine) as for_one:
        browser.get("/compte/securite")
    with writing() as session:
        for _ in range(2):
            start_session(session, session.get_one(Account, lea.id), staff=False, browser="")
    with count_queries(engine) as for_three:
        browser.get("/compte/securite")
    assert len(for_one) == len(for_three)


def test_data_are_downloaded_as_a_file(browser, lea, writing):
    with writing() as session:
        affiliate(session, lea, make_cluster(session, name="Pôle Meca"))
    answer = browser.get("/compte/donnees.zip")
    assert answer.headers["Content-Disposition"] == "attachment; filename=mes-donnees.zip"
    copy = written_in(answer)
    assert copy["account"]["email"] == "lea@exemple.fr"
    assert "Pôle Meca" in json.dumps(copy["affiliations"], ensure_ascii=False)


def test_k6_a_heavy_copy_is_written_beside_the_memory_and_sent_in_parts(app, browser, monkeypatch):
    """Eight files of 1 MB that no archive makes smaller: only the one at hand is in memory."""
    hooks = app.extensions["fairapp.accounts"]
    heavy = replace(hooks, file_exporters={"lourd": lambda *_who: ((f"{n}.bin", randbytes(MB)) for n in range(8))})
    monkeypatch.setitem(app.extensions, "fairapp.accounts", heavy)
    browser.get("/compte/donnees.zip")  # what is loaded once is no part of it
    tracemalloc.start()
    try:
        answer = browser.get("/compte/donnees.zip", buffered=False)
        sizes = [len(part) for part in answer.response]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        answer.close()
    assert sum(sizes) == answer.content_length > 8 * MB
    assert (max(sizes) < MB, peak < 5 * MB) == (True, True)


def test_account_is_deleted_for_good(browser, lea, reading, run_pending, letters, is_signed_in):
    browser.post("/connexion", data={"email": lea.email})
    run_pending()
    assert len(letters()) == 1
    assert browser.post("/compte/suppression", data={"email": "LEA@exemple.fr"}).headers["Location"] == "/"
    run_pending()
    assert not is_signed_in(browser)
    assert letters() == []
    with reading() as session:
        assert session.get(Account, lea.id) is None
        assert session.exec(select(ActionLink)).all() == []


def test_last_administrator_is_told_to_hand_over(browser, lea, writing, reading):
    with writing() as session:
        session.get_one(Account, lea.id).is_admin = True
    answer = browser.post("/compte/suppression", data={"email": lea.email})
    assert answer.status_code == 422
    assert "dernière personne" in soup(answer).select_one("#suppression .error-summary").get_text()
    assert stored(reading, lea) is not None
