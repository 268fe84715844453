"""« My registration »: by its link alone; GET shows, POST acts (rows C1, C4, C6, C7)."""

from datetime import timedelta

import icalendar
import pytest
from sqlmodel import select

from fairapp.accounts.models import ActionLink
from fairapp.core.clock import now
from fairapp.fairs.badges.models import Badge
from fairapp.fairs.enums import FairStatus, QuotaKind, RegistrationStatus
from fairapp.fairs.models import Fair
from fairapp.fairs.registrations.models import Consent, Registration
from fairapp.fairs.registrations.queries import arrivals_of_registration, fair_quota
from fairapp.fairs.registrations.services import set_quotas
from tests.support.htmx import HTMX, same, soup, swap


@pytest.fixture
def mine(register):
    return register()


def row(reading):
    with reading() as session:
        return session.exec(select(Registration).order_by(Registration.id)).first()


def full(writing, salon, size=1):
    with writing() as session:
        set_quotas(session, session.get_one(Fair, salon.id), {(QuotaKind.FAIR, ""): size}, by=None)


def test_c1_the_mailed_link_shows_the_registration_in_plain_words(client, reading, mine):
    response = client.get(mine)
    text = soup(response).select_one("main").text
    assert "Votre place est réservée" in text
    assert "arrivée de 9 h 30 à 10 h" in text.replace("\xa0", " ")
    assert "lea@exemple.fr" not in text
    assert (response.headers["Cache-Control"], response.headers["X-Robots-Tag"]) == ("no-store", "noindex")
    with reading() as session:
        code = session.exec(select(Badge)).one().short_code
    assert f"{code[:4]}-{code[4:]}" in text
    assert soup(response).select_one("svg[role=img][aria-label='Code de mon badge'] path") is not None


def test_g1_the_badge_is_printed_at_home_by_who_has_a_place(client, mine):
    response = client.get(f"{mine}/badge.pdf")
    assert (response.mimetype, response.data[:5]) == ("application/pdf", b"%PDF-")
    client.post(f"{mine}/annuler")
    assert client.get(f"{mine}/badge.pdf").status_code == 404


@pytest.mark.parametrize("page", ["", "/annuler", "/effacer", "/salon.ics"])
def test_another_token_opens_nothing(client, mine, page):
    altered = mine[:-1] + ("a" if mine[-1] != "a" else "b")
    assert [client.get(address + page).status_code for address in (mine, altered)] == [200, 404]


def test_c7_get_changes_nothing_and_one_post_cancels(client, reading, mine, letters):
    for page in ("", "/annuler", "/effacer"):
        client.get(mine + page)
    assert row(reading).status is RegistrationStatus.CONFIRMED
    assert client.post(f"{mine}/annuler").status_code == 303
    assert client.post(f"{mine}/annuler").status_code == 303
    assert row(reading).status is RegistrationStatus.CANCELLED
    assert [letter.subject for letter in letters()] == ["Inscription annulée : Grand Quai"]
    assert "Cette inscription est annulée" in client.get(mine).text


def test_c3_another_hour_is_taken_and_the_first_given_back(client, reading, days, mine):
    assert client.post(f"{mine}/horaires", data={"arrivals": f"{days[0]}T14:00"}).status_code == 303
    with reading() as session:
        assert arrivals_of_registration(session, row(reading).id) == [f"{days[0]}T14:00"]


def test_c3_a_full_hour_is_refused_with_those_still_free(client, writing, reading, salon, days, mine):
    with writing() as session:
        set_quotas(session, session.get_one(Fair, salon.id), {(QuotaKind.BAND, f"{days[0]}T14:00"): 0}, by=None)
    sent = {"arrivals": f"{days[0]}T14:00"}
    fresh = client.post(f"{mine}/horaires", data=sent)
    after = swap(soup(client.get(mine)), client.post(f"{mine}/horaires", data=sent, headers=HTMX), "#horaires")
    assert fresh.status_code == 422
    assert same(after.select_one("main"), soup(fresh).select_one("main"))
    assert soup(fresh).select_one("#arrivals-0 option[value$='T14:00']") is None


def test_answers_that_no_page_sends_break_nothing(client, mine):
    sent = [{"arrivals": ["x"] * 101}, {"arrivals": ["2026-99-99T99:99"]}, {}]
    assert [client.post(f"{mine}/horaires", data=one).status_code for one in sent] == [422] * 3
    assert client.post(f"{mine}/place", data={"accepts": "perhaps"}).status_code == 400
    assert client.post(f"{mine}/place", data={"accepts": "1"}).status_code == 303


def test_c6_a_consent_is_given_and_withdrawn_in_one_click_and_dated(client, reading, mine):
    def consents():
        with reading() as session:
            return [(one.purpose, one.withdrawn_at is None) for one in session.exec(select(Consent))]

    assert consents() == []
    client.post(f"{mine}/accords", data={"purpose": "exhibitors", "given": "1"})
    assert consents() == [("exhibitors", True)]
    client.post(f"{mine}/accords", data={"purpose": "exhibitors", "given": ""})
    assert consents() == [("exhibitors", False)]
    client.post(f"{mine}/accords", data={"purpose": "exhibitors", "given": "1"})
    assert consents() == [("exhibitors", True)]
    assert client.post(f"{mine}/accords", data={"purpose": "spying"}).status_code == 400


def test_c4_the_list_is_told_its_number_then_offered_a_place(client, writing, salon, register, reading, letters):
    first = register()
    full(writing, salon)
    second = register(email="deux@exemple.fr", first_name="Zoé")
    assert "numéro 1" in client.get(second).text
    client.post(f"{first}/annuler")
    assert {letter.subject for letter in letters()} == {
        "Inscription annulée : Grand Quai",
        "Une place pour vous : Grand Quai",
    }
    assert "Prendre la place" in client.get(second).text
    assert client.post(f"{second}/place", data={"accepts": "1"}).status_code == 303
    assert "Votre place est réservée" in client.get(second).text
    assert [letter.subject for letter in letters()] == ["Votre inscription : Grand Quai"]


def test_c4_a_place_left_passes_on_and_a_late_yes_is_told(client, writing, salon, register, time_machine, reading):
    first = register()
    full(writing, salon)
    second, third = register(email="deux@exemple.fr"), register(email="trois@exemple.fr")
    client.post(f"{first}/annuler")
    client.post(f"{second}/place", data={})
    assert "Une place est à vous" in client.get(third).text
    time_machine.move_to(now() + timedelta(hours=25))
    late = client.post(f"{third}/place", data={"accepts": "1"})
    assert late.status_code == 409
    assert "le délai est passé" in late.text


def test_c7_the_calendar_file_names_the_event_alike_after_a_change(client, writing, salon, days, mine):
    def event():
        response = client.get(f"{mine}/salon.ics")
        assert response.mimetype == "text/calendar"
        [found] = icalendar.Calendar.from_ical(response.data).events
        return found

    before = event()
    assert (before["SUMMARY"], before["STATUS"]) == ("Grand Quai", "CONFIRMED")
    assert before.start.astimezone().strftime("%Y-%m-%d") == days[0]
    with writing() as session:
        session.get_one(Fair, salon.id).sequence += 1
    client.post(f"{mine}/horaires", data={"arrivals": f"{days[0]}T14:00"})
    after = event()
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] == before["SEQUENCE"] + 2
    assert after.start - before.start == timedelta(hours=4, minutes=30)
    client.post(f"{mine}/annuler")
    assert event()["STATUS"] == "CANCELLED"


def test_c6_erasing_leaves_nothing_of_the_person(client, reading, salon, mine, letters):
    assert client.post(f"{mine}/effacer").status_code == 303
    with reading() as session:
        assert [session.exec(select(model)).all() for model in (Registration, Badge, Consent, ActionLink)] == [[]] * 4
        assert fair_quota(session, salon.id).taken == 0
    assert client.get(mine).status_code == 404
    assert letters() == []


def test_f4_a_cancelled_fair_promises_no_place(client, writing, salon, mine):
    with writing() as session:
        session.get_one(Fair, salon.id).status = FairStatus.CANCELLED
    page = soup(client.get(mine))
    assert page.select_one("#t-etat").text == "Ce salon est annulé"
    assert page.select("#badge, a[href$='.ics']") == []


def test_c4_nothing_is_changed_once_the_fair_is_cancelled(client, writing, salon, mine):
    with writing() as session:
        session.get_one(Fair, salon.id).status = "cancelled"
    page = soup(client.get(mine))
    assert page.select_one("#horaires") is None
    assert "Ce salon est annulé" in page.text
