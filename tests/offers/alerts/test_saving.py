"""Saving a search: from any results, with and without account; nobody learns what is known of an address (row K3)."""

from datetime import timedelta

import pytest
from sqlmodel import select

from fairapp.accounts.models import ActionLink
from fairapp.offers.alerts.enums import AlertStatus, Frequency
from fairapp.offers.alerts.models import AlertReader, SavedSearch
from fairapp.offers.alerts.services import FORGOTTEN_AFTER, MOST, forget_old
from fairapp.offers.alerts.services.answering import MOST_A_DAY, MOST_A_DAY_PROVEN, SILENCE
from tests.offers.alerts.conftest import count, plain
from tests.support.htmx import HTMX, same, soup, swap

MINUTE = timedelta(minutes=1)


def searches(reading) -> list[SavedSearch]:
    with reading() as session:
        return list(session.exec(select(SavedSearch).order_by(SavedSearch.id)))


@pytest.mark.parametrize(
    ("page", "link"),
    [
        ("/offres?q=soudeuse&rayon=50&ou=Aubenas&page=1&tri=date", "/alertes/nouvelle?q=soudeuse&ou=Aubenas&rayon=50"),
        ("/offres", "/alertes/nouvelle"),
        ("/clusters/mecavallee/offres?contrat=permanent", "/alertes/nouvelle?contrat=permanent&tableau=mecavallee"),
        ("/offres?q=astronaute", "/alertes/nouvelle?q=astronaute"),  # nothing found
    ],
)
def test_k3_any_results_and_none_lead_to_the_alert_of_that_search(client, publish, page, link):
    publish()
    [button] = soup(client.get(page)).select("#results a[rel=nofollow]")
    assert (button["href"], button["hx-get"], button["hx-target"]) == (link, link, "#alerte")


def test_k3_the_form_opens_in_the_results_and_says_what_it_saves(client, publish):
    publish()
    before = client.get("/offres?q=soudeuse&ou=Aubenas")
    answer = client.get("/alertes/nouvelle?q=soudeuse&ou=Aubenas", headers=HTMX)
    form = swap(soup(before), answer, "#alerte").select_one("main form#alerte")
    assert "soudeuse, Aubenas à moins de 25 km" in form.text.replace("\xa0", " ")
    assert form.find_parent(id="recherche-zone") is None  # whose changes search anew
    assert form["action"] == form["hx-post"] == "/alertes/nouvelle?q=soudeuse&ou=Aubenas"
    assert "no-store" not in client.get("/offres?q=soudeuse&ou=Aubenas").headers.get("Cache-Control", "")


def test_k3_the_form_swapped_is_the_form_alone(client):
    page, answer = client.get("/alertes/nouvelle?q=soudeuse"), client.get("/alertes/nouvelle?q=soudeuse", headers=HTMX)
    assert same(swap(soup(page), answer, "#alerte"), soup(page))


def test_k3_without_account_nothing_is_written_before_the_letter_is_answered(client, ask, publish, morning, reading):
    link = ask()
    [search] = searches(reading)
    assert (search.status, search.frequency) == (AlertStatus.PENDING, Frequency.DAILY)
    publish()
    assert morning() == []
    assert "Oui, m" in client.get(link).text
    assert searches(reading)[0].status is AlertStatus.PENDING  # reading it was not answering it
    assert client.post(link).status_code == 303
    assert searches(reading)[0].status is AlertStatus.ACTIVE
    publish("Soudeuse de plus F/H")
    assert [letter.to for letter in morning()] == ["ali@exemple.fr"]


def test_k3_answering_twice_is_answering_once_and_does_not_undo_a_pause(client, ask, reading):
    link = ask()
    client.post(link)
    client.post(link.replace("confirmer", "pause"))
    assert client.post(link).status_code == 303
    assert searches(reading)[0].status is AlertStatus.PAUSED
    assert "déjà confirmée" in client.get(link).text


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_k3_the_answer_is_the_same_whatever_is_known_of_the_address(client, save, clock, ask, letters, headers):
    save("q=soudeuse")
    client.post(ask("ali@exemple.fr"))
    clock.shift(timedelta(minutes=10))
    answers = []
    for email in ("lea@exemple.fr", "ali@exemple.fr", "personne@exemple.fr"):
        answer = client.post(
            "/alertes/nouvelle?q=soudeuse", data={"email": email, "frequency": "daily"}, headers=headers
        )
        answers.append((answer.status_code, answer.data, answer.headers.get("Location")))
    assert answers[0] == answers[1] == answers[2]
    assert [(letter.to, letter.subject) for letter in letters()] == [
        ("ali@exemple.fr", "Vos alertes d’offres"),
        ("lea@exemple.fr", "Vos alertes d’offres"),
        ("personne@exemple.fr", "Confirmez votre alerte"),
    ]


def test_k3_who_has_as_many_as_one_may_reads_so_by_mail_alone(client, save, letters, reading):
    for number in range(MOST):
        save(f"q=soudeuse&salaire={20_000 + number}")
    answer = client.post("/alertes/nouvelle?q=encore", data={"email": "lea@exemple.fr"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/alertes/merci")
    [letter] = letters()
    assert "Vous avez déjà 20 alertes" in plain(letter)
    assert len(searches(reading)) == MOST


def test_k3_twenty_at_most(save, sign_in, lea, reading):
    for number in range(MOST):
        save(f"q=soudeuse&salaire={20_000 + number}")
    refused = sign_in(lea).post("/alertes/nouvelle?q=encore", data={"frequency": "weekly"})
    assert refused.status_code == 422
    assert "Vous avez déjà 20 alertes" in refused.text.replace("\xa0", " ")
    assert len(searches(reading)) == MOST


def test_k3_the_same_search_is_one_alert_however_it_is_written(save, reading):
    for query in (
        "q=soudeuse&ou=Aubenas",
        "q=SOUDEUSE&ou=aubenas&tri=date&page=3",
        "ou=Aub%C3%A9nas&q=%20soudeuse&rayon=25",
    ):
        save(query)
    assert len(searches(reading)) == 1
    save("q=soudeuse&ou=Aubenas&tableau=mecavallee")
    assert len(searches(reading)) == 2


def test_k3_a_place_that_we_do_not_know_is_refused(client, reading):
    refused = client.post("/alertes/nouvelle?q=x&ou=Nulle+part", data={"email": "ali@exemple.fr"})
    assert refused.status_code == 422
    assert "Nous ne connaissons pas le lieu" in refused.text
    assert searches(reading) == []


@pytest.mark.parametrize(
    "form", [{"email": "pas une adresse"}, {}, {"email": "a@exemple.fr", "frequency": "hourly"}], ids=str
)
def test_k3_what_is_wrong_is_said_at_its_field(client, form, reading):
    url = "/alertes/nouvelle?q=x"
    refused, swapped = client.post(url, data=form), client.post(url, data=form, headers=HTMX)
    assert refused.status_code == swapped.status_code == 422
    assert soup(refused).select_one(".error-summary a") is not None
    assert same(swap(soup(client.get(url)), swapped, "#alerte"), soup(refused))
    assert searches(reading) == []


def test_k3_a_robot_is_thanked_and_ignored(client, reading):
    thanked = client.post("/alertes/nouvelle?q=x", data={"email": "ali@exemple.fr", "site_web": "x"})
    assert thanked.status_code == 303
    with reading() as session:
        assert count(session, AlertReader) == 0


def test_k3_nobodys_mailbox_is_filled_from_here(client, letters, clock, reading):
    data = {"email": "ali@exemple.fr"}
    answers = [client.post(f"/alertes/nouvelle?q=mot{number}", data=data) for number in range(30)]
    assert {(answer.status_code, answer.headers["Location"]) for answer in answers} == {(303, "/alertes/merci")}
    assert len(letters()) == len(searches(reading)) == MOST_A_DAY
    clock.shift(timedelta(days=1))
    client.post("/alertes/nouvelle?q=demain", data=data)
    assert len(letters()) == 1


def test_k3_who_is_written_to_in_vain_is_kept_from_nothing(client, letters, lea, sign_in, reading):
    """A stranger uses up the letters of a day: the address's owner, who signs in, saves what they like."""
    for number in range(30):
        client.post(f"/alertes/nouvelle?q=mot{number}", data={"email": "lea@exemple.fr"})
    saved = sign_in(lea).post("/alertes/nouvelle?q=soudeuse", data={"frequency": "daily"})
    assert (saved.status_code, saved.headers["Location"]) == (303, "/candidat/alertes")
    assert searches(reading)[-1].status is AlertStatus.ACTIVE


def test_k3_the_form_sent_twice_mails_and_counts_once(client, letters, reading):
    for number in (1, 1, 1, 1, 2, 3):
        client.post(f"/alertes/nouvelle?q=mot{number}", data={"email": "ali@exemple.fr"})
    assert len(letters()) == len(searches(reading)) == MOST_A_DAY


def test_k3_who_proved_the_address_is_written_to_more_often(client, ask, letters):
    client.post(ask())
    for number in range(MOST_A_DAY_PROVEN + 2):
        client.post(f"/alertes/nouvelle?q=mot{number}", data={"email": "ali@exemple.fr"})
    assert len(letters()) == 5  # those to be confirmed: the older ones gave way


def test_k3_no_letter_for_a_week_to_who_wants_none(client, ask, letters, clock, writing, reading):
    stop = ask().rsplit("/", maxsplit=2)[0] + "/desinscription"
    client.post(stop)
    for wait, mailed in ((timedelta(0), 0), (timedelta(days=2), 0), (SILENCE - timedelta(days=2, minutes=1), 0)):
        clock.shift(wait)
        with writing() as session:
            forget_old(session)  # the wish is remembered, though nothing else is kept
        client.post("/alertes/nouvelle?q=soudeuse", data={"email": "ali@exemple.fr"})
        assert (len(letters()), len(searches(reading))) == (mailed, mailed)
    clock.shift(MINUTE)
    client.post("/alertes/nouvelle?q=soudeuse", data={"email": "ali@exemple.fr"})
    assert len(letters()) == 1


def test_k3_who_takes_an_alert_up_again_is_written_to_again(client, ask, letters):
    link = ask()
    client.post(link)
    base = link.rsplit("/", maxsplit=2)[0]
    client.post(f"{base}/desinscription")
    client.post(link.replace("confirmer", "reprendre"))
    client.post("/alertes/nouvelle?q=encore", data={"email": "ali@exemple.fr"})
    assert len(letters()) == 1


def test_k3_a_strangers_words_are_no_link_in_the_letter(client, letters):
    client.post("/alertes/nouvelle?q=gagnez+sur+evil.example", data={"email": "ali@exemple.fr"})
    [letter] = letters()
    assert "evil" not in letter.text
    assert "« Recherche d’offres »" in plain(letter)


def test_k3_a_board_that_does_not_exist_is_no_board(client):
    assert client.get("/alertes/nouvelle?tableau=inconnu").status_code == 404


def test_k3_a_form_without_a_token_of_ours_is_refused(client, reading):
    client.sends_token = False
    assert client.post("/alertes/nouvelle?q=x", data={"email": "ali@exemple.fr"}).status_code == 400
    assert searches(reading) == []


def test_k3_unconfirmed_ones_are_forgotten_after_a_week(ask, clock, client, writing, reading):
    link = ask()
    for wait, left, status in ((FORGOTTEN_AFTER - MINUTE, 1, 200), (MINUTE, 0, 404)):
        clock.shift(wait)
        with writing() as session:
            forget_old(session)
        assert (len(searches(reading)), client.get(link).status_code) == (left, status)
    with reading() as session:
        assert (count(session, AlertReader), count(session, ActionLink)) == (0, 0)
