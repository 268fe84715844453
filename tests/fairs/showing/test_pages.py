"""Fairs as visitors find them: the list, one fair, who exhibits, a calendar file (rows F2, F4, R3)."""

import json
from datetime import timedelta

import pytest
from icalendar import Calendar

from fairapp.core.clock import now
from fairapp.fairs.enums import BookingStatus, FairStatus
from fairapp.fairs.showing import queries
from tests.factories import make_cluster, make_company, make_member, make_offer
from tests.fairs.factories import make_booking, make_fair, make_hall, make_stand, make_stand_type
from tests.support.counting import count_queries
from tests.support.htmx import HTMX, same, soup, swap


@pytest.fixture
def cluster(writing):
    with writing() as session:
        return make_cluster(session, name="Pôle Quai", slug="pole-quai")


@pytest.fixture
def fair(writing, cluster):
    with writing() as session:
        return make_fair(session, cluster, name="Le Grand Quai", slug="grand-quai", days=2, tagline="Une journée.")


@pytest.fixture
def exhibit(writing, cluster, fair, run_pending):
    """Return a function that gives a company a stand, and offers with these titles."""

    def exhibit(name, *titles, status=BookingStatus.CONFIRMED):
        with writing() as session:
            company = make_company(session, cluster, name=name)
            kind, hall = make_stand_type(session, fair), make_hall(session, fair)
            make_booking(session, make_stand(session, hall, kind), company, status=status)
            for title in titles:
                make_offer(session, company, cluster, title=title)
        run_pending()
        return company

    return exhibit


def names(page):
    return [link.text for link in page.select(".exhibitor a")]


def test_the_list_shows_what_comes_first_and_no_draft(writing, cluster, fair, client):
    with writing() as session:
        make_fair(session, cluster, name="Brouillon", status=FairStatus.DRAFT)
        make_fair(session, cluster, name="Passé", in_days=-3)
        make_fair(session, cluster, name="Plus tôt", in_days=2)
    page = soup(client.get("/salons"))
    assert [link.text for link in page.select("main h2 a")] == ["Plus tôt", "Le Grand Quai"]
    assert [link.text for link in page.select("main h3 a")] == ["Passé"]
    assert "Halle du Quai" in page.text
    assert "Pôle Quai" in page.text


def test_without_a_fair_the_list_says_so(client):
    page = soup(client.get("/salons"))
    assert page.select_one(".empty h2, .empty h3") is not None
    assert page.select_one("#passes + p").text.startswith("Aucun salon")


def test_past_fairs_the_latest_first_and_not_without_end(writing, cluster, client, monkeypatch):
    monkeypatch.setattr(queries.past_fair_cards, "__kwdefaults__", {"limit": 3})
    with writing() as session:
        make_fair(session, cluster, name="Annulé", in_days=-2, status=FairStatus.CANCELLED)
        make_fair(session, cluster, name="Finit aujourd'hui", in_days=-1, days=2)
        for ago in (30, 2, 400, 5):
            make_fair(session, cluster, name=f"Il y a {ago} jours", in_days=-ago)
    past = soup(client.get("/salons")).select("#passes + ul h3 a")
    assert [link.text for link in past] == ["Il y a 2 jours", "Il y a 5 jours", "Il y a 30 jours"]


@pytest.mark.parametrize(("zone", "is_over"), [("Pacific/Auckland", True), ("America/Los_Angeles", False)])
def test_a_fair_is_past_when_its_day_ends_where_it_is_held(writing, cluster, client, time_machine, zone, is_over):
    time_machine.move_to("2026-12-01T13:00:00+00:00")  # already the 2nd in Auckland
    with writing() as session:
        make_fair(session, cluster, name="Ailleurs", in_days=0, time_zone=zone)
    page = soup(client.get("/salons"))
    assert bool(page.select("main h3 a")) is is_over
    assert bool(page.select("main h2 a")) is not is_over


def test_the_list_takes_as_many_queries_for_one_fair_as_for_three(writing, cluster, fair, client, engine):
    with writing() as session:
        make_fair(session, cluster, in_days=-5)
    client.get("/salons")
    with count_queries(engine) as one:
        client.get("/salons")
    with writing() as session:
        for number in range(2):
            make_fair(session, make_cluster(session))
            make_fair(session, make_cluster(session), in_days=-10 - number)
    with count_queries(engine) as three:
        client.get("/salons")
    assert len(three) == len(one)


def test_f2_the_page_tells_days_place_and_how_to_register(fair, client):
    page = soup(client.get("/salons/grand-quai"))
    assert page.select_one("h1").text == "Le Grand Quai"
    assert len(page.select(".fair-hero .meta li")) == 3  # two days and the place
    assert page.select_one("a[href='/salons/grand-quai/inscription']") is not None
    event = json.loads(page.select_one("script[type='application/ld+json']").string)
    assert (event["@type"], event["name"], event["location"]["name"]) == (
        "BusinessEvent",
        "Le Grand Quai",
        "Halle du Quai",
    )
    assert event["startDate"] < event["endDate"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"status": FairStatus.CANCELLED, "cancelled_at": now()}, "Ce salon est annulé."),
        ({"registration_from": now() + timedelta(days=3)}, "Les inscriptions ouvrent le"),
        ({"registration_from": None}, "Les inscriptions ne sont pas encore ouvertes."),
    ],
)
def test_f3_nobody_is_sent_to_a_form_that_is_closed(writing, fair, client, change, told):
    with writing() as session:
        session.merge(fair).sqlmodel_update(change)
    page = soup(client.get("/salons/grand-quai"))
    assert page.select("a[href='/salons/grand-quai/inscription']") == []
    assert told in page.text


def test_a_draft_is_for_its_organisers(writing, cluster, fair, client, sign_in):
    with writing() as session:
        session.merge(fair).status = FairStatus.DRAFT
        organiser = make_member(session, cluster)
        stranger = make_member(session, make_cluster(session))
    assert client.get("/salons/grand-quai").status_code == 404
    assert sign_in(stranger).get("/salons/grand-quai").status_code == 404
    assert sign_in(organiser).get("/salons/grand-quai").status_code == 200


def test_r3_exhibitors_are_found_by_name_or_by_whom_they_look_for(exhibit, client):
    exhibit("Forge du Pont", "Soudeur ou soudeuse")
    exhibit("Soudure Océane")
    exhibit("Boulangerie Riou", "Pâtissier ou pâtissière")
    exhibit("Ailleurs", "Soudeuse", status=BookingStatus.EXPIRED)
    assert names(soup(client.get("/salons/grand-quai/exposants"))) == [
        "Boulangerie Riou",
        "Forge du Pont",
        "Soudure Océane",
    ]
    assert names(soup(client.get("/salons/grand-quai/exposants?q=soudeuse"))) == ["Forge du Pont"]
    assert names(soup(client.get("/salons/grand-quai/exposants?q=oceane"))) == ["Soudure Océane"]
    assert names(soup(client.get("/salons/grand-quai/exposants?contrat=apprenticeship"))) == []
    nothing = soup(client.get("/salons/grand-quai/exposants?q=zzz"))
    assert nothing.select_one("a[href='/salons/grand-quai/exposants']") is not None


def test_the_swapped_exhibitors_equal_the_fresh_page(exhibit, client):
    exhibit("Forge du Pont", "Soudeur ou soudeuse")
    exhibit("Boulangerie Riou")
    before = soup(client.get("/salons/grand-quai/exposants"))
    part = client.get("/salons/grand-quai/exposants?q=soudeuse", headers=HTMX)
    fresh = soup(client.get("/salons/grand-quai/exposants?q=soudeuse"))
    swapped = swap(before, part, "#exposants", how="outerHTML")
    assert same(swapped.select_one("#exposants"), fresh.select_one("#exposants"))


def test_f4_the_calendar_file_keeps_its_names_and_counts_its_changes(writing, fair, client):
    first = Calendar.from_ical(client.get("/salons/grand-quai/salon.ics").data)
    with writing() as session:
        session.merge(fair).sequence = 3
    second = Calendar.from_ical(client.get("/salons/grand-quai/salon.ics").data)
    uids = [[str(event["uid"]) for event in one.walk("vevent")] for one in (first, second)]
    assert uids[0] == uids[1]
    assert len(set(uids[0])) == 2
    assert [event["sequence"] for event in second.walk("vevent")] == [3, 3]
