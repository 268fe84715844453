"""One's list of alerts, in one's space and by the link of a letter: rename, rhythm, pause, delete, take back (row K3)."""

import email
from datetime import timedelta
from email.policy import SMTP

import pytest
from sqlalchemy import text
from sqlmodel import SQLModel, select

from fairapp.offers.alerts.enums import AlertStatus, Frequency
from fairapp.offers.alerts.models import AlertReader, SavedSearch
from fairapp.offers.alerts.services import MOST, forget_old
from tests.factories import make_account
from tests.support.counting import count_queries
from tests.support.htmx import HTMX, same, soup, swap


@pytest.fixture
def linked(client, ask) -> str:
    """Give the address of the page that Ali's letters lead to; he has one active alert."""
    link = ask()
    client.post(link)
    return link.rsplit("/", maxsplit=2)[0]


def only(reading) -> SavedSearch:
    with reading() as session:
        return session.exec(select(SavedSearch)).one()


def test_k3_the_list_says_what_each_alert_looks_for_and_what_it_found(save, publish, morning, sign_in, lea):
    save("q=soudeuse&contrat=permanent")
    publish()
    morning()
    page = soup(sign_in(lea).get("/candidat/alertes"))
    [row] = page.select("#alertes .alert-row")
    assert row.a.text == "soudeuse, CDI"
    assert row.a["href"] == "/offres?q=soudeuse&contrat=permanent&tri=date"
    assert "1 nouvelle offre cette semaine" in row.text.replace("\xa0", " ")
    assert page.select_one("a[aria-current=page]")["href"] == "/candidat/alertes"


@pytest.mark.parametrize("by_link", [False, True])
def test_k3_every_gesture_works_and_its_fragment_is_the_fresh_list(
    client, save, linked, sign_in, lea, reading, by_link
):
    who, base = (client, linked) if by_link else (sign_in(lea), "/candidat/alertes")
    if not by_link:
        save()
    with reading() as session:
        rows = session.exec(select(SavedSearch).join(AlertReader).order_by(SavedSearch.id)).all()
    id = rows[-1].id if not by_link else rows[0].id
    gestures = [
        ("", {"name": "Soudure", "frequency": "weekly"}, (AlertStatus.ACTIVE, Frequency.WEEKLY, "Soudure", False)),
        ("/pause", {}, (AlertStatus.PAUSED, Frequency.WEEKLY, "Soudure", False)),
        ("/reprendre", {}, (AlertStatus.ACTIVE, Frequency.WEEKLY, "Soudure", False)),
        ("/supprimer", {}, (AlertStatus.ACTIVE, Frequency.WEEKLY, "Soudure", True)),
        ("/retablir", {}, (AlertStatus.ACTIVE, Frequency.WEEKLY, "Soudure", False)),
    ]
    for gesture, data, expected in gestures:
        who.get(base)  # shows what the last redirect had to say
        before = soup(who.get(base))
        swapped = who.post(f"{base}/{id}{gesture}", data=data, headers=HTMX)
        assert swapped.status_code == 200
        assert same(swap(before, swapped, "#alertes"), soup(who.get(base)))
        assert who.post(f"{base}/{id}{gesture}", data=data).status_code == 303  # twice is once
        with reading() as session:
            row = session.get_one(SavedSearch, id)
            assert (row.status, row.frequency, row.name, row.deleted_at is not None) == expected


def test_k3_a_name_is_needed_and_the_form_stays_open(save, sign_in, lea):
    search, client = save(), sign_in(lea)
    url = f"/candidat/alertes/{search.id}"
    refused, swapped = client.post(url, data={"name": " "}), client.post(url, data={"name": " "}, headers=HTMX)
    assert refused.status_code == swapped.status_code == 422
    assert soup(refused).select_one("details[open] .error-summary") is not None
    assert same(swap(soup(client.get("/candidat/alertes")), swapped, "#alertes"), soup(refused))


def test_k3_what_is_deleted_can_be_taken_back_for_a_day(save, sign_in, lea, clock, writing, reading):
    search = save()
    sign_in(lea).post(f"/candidat/alertes/{search.id}/supprimer")
    for wait, left in ((timedelta(hours=23), 1), (timedelta(hours=2), 0)):
        clock.shift(wait)
        with writing() as session:
            forget_old(session)
        with reading() as session:
            assert len(session.exec(select(SavedSearch)).all()) == left
    assert sign_in(lea).post(f"/candidat/alertes/{search.id}/retablir").status_code == 404


def test_k3_what_was_saved_again_meanwhile_does_not_come_back(save, sign_in, lea):
    deleted, client = save(), sign_in(lea)
    client.post(f"/candidat/alertes/{deleted.id}/supprimer")
    save()
    refused = client.post(f"/candidat/alertes/{deleted.id}/retablir")
    assert (refused.status_code, "la même alerte entre-temps" in refused.text) == (422, True)


def test_k3_there_is_no_twenty_first_by_taking_one_back(save, sign_in, lea):
    deleted, client = save(), sign_in(lea)
    client.post(f"/candidat/alertes/{deleted.id}/supprimer")
    for number in range(MOST):
        save(f"q=soudeuse&salaire={20_000 + number}")
    assert client.post(f"/candidat/alertes/{deleted.id}/retablir").status_code == 422


def test_k3_another_persons_alerts_do_not_exist(save, sign_in, writing, linked, client, reading):
    search = save()
    with writing() as session:
        stranger = make_account(session)
    for gesture in ("", "/pause", "/supprimer"):
        assert sign_in(stranger).post(f"/candidat/alertes/{search.id}{gesture}").status_code == 404
        assert client.post(f"{linked}/{search.id}{gesture}").status_code == 404
    assert soup(sign_in(stranger).get("/candidat/alertes")).select(".alert-row") == []


def test_k3_alerts_made_without_account_are_in_the_space_of_who_has_the_address(linked, writing, sign_in):
    with writing() as session:
        ali = make_account(session, email="ali@exemple.fr")
    assert len(soup(sign_in(ali).get("/candidat/alertes")).select(".alert-row")) == 1


def test_k3_the_list_costs_the_same_for_one_and_three(save, sign_in, lea, app):
    client = sign_in(lea)
    engine, costs = app.extensions["fairapp"].engine, []
    for queries in (["q=un"], ["q=deux", "q=trois"]):
        for query in queries:
            save(query)
        client.get("/candidat/alertes")
        with count_queries(engine) as seen:
            client.get("/candidat/alertes")
        costs.append(len(seen))
    assert costs[0] == costs[1]


def everything(session) -> dict[str, list]:
    tables = [table for table in SQLModel.metadata.sorted_tables if table.name not in {"request_count"}]
    return {table.name: sorted(map(repr, session.execute(text(f'SELECT * FROM "{table.name}"')))) for table in tables}


def test_k3_get_on_any_link_of_a_letter_changes_nothing(client, ask, publish, morning, reading):
    asked = ask()
    client.post(asked)
    publish()
    [letter] = morning()
    pages = [link.removeprefix("http://localhost") for link in letter.links]
    base = asked.rsplit("/", maxsplit=2)[0]
    with reading() as session:
        before = everything(session)
    for page in (asked, *pages, base, f"{base}/effacer"):
        assert client.get(page).status_code == client.head(page).status_code == 200
    with reading() as session:
        assert everything(session) == before


def test_k3_one_click_of_a_mail_reader_ends_all_letters(client, linked, ask, publish, morning, settings, reading):
    client.post(ask(query="contrat=permanent"))
    publish()
    morning()
    [raw] = [
        letter
        for path in settings.outbox_dir.glob("*.eml")
        if "List-Unsubscribe" in (letter := email.message_from_bytes(path.read_bytes(), policy=SMTP))
    ]
    assert raw["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = raw["List-Unsubscribe"].strip("<>").removeprefix("http://localhost")
    client.sends_token = False  # posted by the mail service's own server, without a cookie of ours
    for _ in range(2):
        answer = client.post(path, data={"List-Unsubscribe": "One-Click"}, headers={"Origin": "https://mail.example"})
        assert answer.status_code == 200
    with reading() as session:
        assert {row.status for row in session.exec(select(SavedSearch))} == {AlertStatus.PAUSED}
    publish("Soudeuse suivante F/H")
    assert morning() == []


def test_k3_the_link_in_the_header_stops_and_opens_nothing(client, linked, publish, morning, reading):
    """Mail services log what they post to: from it, nobody reads, changes or erases anything."""
    publish()
    [letter] = morning()
    [stop] = [link.removeprefix("http://localhost") for link in letter.links if link.endswith("/desinscription")]
    base, id = stop.removesuffix("/desinscription"), only(reading).id
    assert base != linked
    assert {client.get(f"{base}{page}").status_code for page in ("", "/effacer", f"/{id}/confirmer")} == {404}
    gestures = ("/effacer", "/garder", f"/{id}", f"/{id}/pause", f"/{id}/supprimer")
    assert {client.post(f"{base}{gesture}").status_code for gesture in gestures} == {404}
    asked, done = soup(client.get(stop)), soup(client.post(stop))
    assert base not in {link.get("href") for link in (*asked.select("a"), *done.select("a"))}
    assert only(reading).status is AlertStatus.PAUSED


def test_k3_the_page_asks_before_it_stops(client, linked, reading):
    form = soup(client.get(f"{linked}/desinscription")).select_one("main form")
    assert (form["action"], form["method"]) == (f"{linked}/desinscription", "post")
    assert only(reading).status is AlertStatus.ACTIVE
    assert "C’est fait" in client.post(form["action"]).text


@pytest.mark.parametrize("gesture", ["", "/pause", "/garder", "/effacer"])
def test_k3_nothing_else_goes_without_a_token_of_ours(client, linked, reading, gesture):
    client.sends_token = False
    url = f"{linked}/{only(reading).id}{gesture}" if gesture in {"", "/pause"} else linked + gesture
    assert client.post(url, data={"name": "x"}).status_code == 400


@pytest.mark.parametrize("page", ["", "/desinscription", "/effacer"])
def test_k3_another_token_opens_nothing_and_the_pages_are_private(client, linked, page):
    altered = linked[:-1] + ("a" if linked[-1] != "a" else "b")
    shown = client.get(linked + page)
    assert [shown.status_code, client.get(altered + page).status_code] == [200, 404]
    assert (shown.headers["Cache-Control"], shown.headers["X-Robots-Tag"]) == ("no-store", "noindex")
