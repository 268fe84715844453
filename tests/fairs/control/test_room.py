"""The control room (row R1)."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
import time_machine

from fairapp.core.clock import now
from fairapp.fairs.calendar import Hours
from fairapp.fairs.control.queries import Equipment, Printing, Signups, Stands
from fairapp.fairs.control.tasks import Figures, full_halls, in_order, waiting_for
from fairapp.fairs.door.codes import Code
from fairapp.fairs.door.scanning import Post, record_scan
from fairapp.fairs.enums import BookingStatus, Direction, FairStatus, Phase, RegistrationStatus
from fairapp.fairs.models import Fair, Hall
from fairapp.web.charts import Value, draw
from tests.factories import make_cluster, make_company, make_member
from tests.fairs.factories import (
    make_badge,
    make_booking,
    make_checkpoint,
    make_fair,
    make_hall,
    make_registration,
    make_stand,
    make_stand_type,
)
from tests.support.counting import count_queries
from tests.support.htmx import HTMX, same, soup, swap

ROOM = "/pilotage/bois/salons/quai"


@pytest.fixture(autouse=True)
def noon():
    """It is half past twelve, far from any midnight."""
    with time_machine.travel(datetime(2026, 12, 1, 11, 30, tzinfo=UTC)):
        yield


@pytest.fixture
def world(noon, writing):
    with writing() as session:
        cluster, other = make_cluster(session, slug="bois"), make_cluster(session, slug="fer")
        fair = make_fair(session, cluster, in_days=0, days=2, slug="quai", name="Le Grand Quai")
        make_fair(session, other, slug="forges")
        hall = make_hall(session, fair, name="Halle", gauge=2)
        kind = make_stand_type(session, fair, name="Standard")
        stands = [make_stand(session, hall, kind) for _ in range(3)]
        make_booking(session, stands[0], make_company(session, cluster))
        make_booking(session, stands[1], make_company(session, cluster), status=BookingStatus.SUBMITTED)
        people = [make_registration(session, fair) for _ in range(4)]
        make_registration(session, fair, status=RegistrationStatus.WAITLISTED)
        badges = [make_badge(session, one, printed_at=now()) for one in people]
        return SimpleNamespace(
            cluster=cluster,
            fair=fair,
            badges=badges,
            gate=make_checkpoint(session, fair, name="Porte Sud"),
            way_out=make_checkpoint(session, fair, name="Sortie", direction=Direction.OUT),
            hall_door=make_checkpoint(session, fair, name="Halle", hall_id=hall.id),
            organiser=make_member(session, cluster),
        )


@pytest.fixture
def organiser(sign_in, world):
    return sign_in(world.organiser)


@pytest.fixture
def pass_by(writing, world):
    def keep(door, *badges):
        with writing() as session:
            fair = session.get_one(Fair, world.fair.id)
            for badge in badges:
                token = badge.token if badge else "A" * 24
                record_scan(session, Post(fair, door), Code(token=token), nonce=str(uuid4()))

    return keep


def card(page, id):
    return " ".join(page.select_one(f"[aria-labelledby={id}]").get_text(" ").split())


def test_r1_arrivals_inside_and_absent(organiser, world, pass_by):
    pass_by(world.gate, *world.badges[:3], world.badges[0], None)
    pass_by(world.way_out, world.badges[1])
    page = soup(organiser.get(ROOM))
    entries = card(page, "t-entrees")
    assert page.select_one(".big-number").text == "3"
    assert "4 personnes inscrites étaient attendues" in entries
    assert "À l’intérieur 2" in entries
    assert "Pas encore venus 1 (25 %)" in entries
    assert "Badge déjà scanné 1" in card(page, "t-refus")
    assert "Code inconnu 1" in card(page, "t-refus")
    numbers = [int(cell.text) for cell in page.select("#entrees-chiffres td.n")]
    assert sum(numbers) == 3


def test_r1_stands_badges_and_what_waits(organiser, world):
    page = soup(organiser.get(ROOM))
    assert "Standard 2 / 3" in card(page, "t-stands")
    assert "4 imprimés sur 4" in card(page, "t-badges")
    waits = card(page, "t-taches")
    assert "1 réservation à confirmer" in waits
    assert "1 personne sur liste d’attente" in waits


def test_r1_a_full_hall_is_said_first(organiser, world, pass_by):
    pass_by(world.hall_door, *world.badges[:2])
    page = soup(organiser.get(ROOM))
    assert card(page, "t-taches").startswith("À traiter Halle : jauge atteinte")
    assert "Halle 2 / 2" in card(page, "t-halls")


def test_r1_before_the_fair_it_shows_registrations_and_no_entries(organiser, world, writing):
    with writing() as session:
        make_fair(session, session.merge(world.cluster), slug="loin", in_days=40)
    page = soup(organiser.get("/pilotage/bois/salons/loin"))
    assert page.select_one("#t-entrees") is None
    assert page.select_one("#t-jours") is not None
    assert "Aucune porte" in card(page, "t-taches")


def test_r1_nothing_changed_answers_204_and_a_scan_answers_the_room(organiser, world, pass_by):
    page = soup(organiser.get(ROOM))
    address = page.select_one("#salle")["hx-get"]
    assert organiser.get(address, headers=HTMX).status_code == 204
    pass_by(world.gate, world.badges[0])
    response = organiser.get(address, headers=HTMX)
    assert response.status_code == 200
    assert same(swap(page, response, "#salle").select_one("main"), soup(organiser.get(ROOM)).select_one("main"))


def test_r1_the_other_day_is_chosen(organiser, world, pass_by):
    pass_by(world.gate, world.badges[0])
    tomorrow = (now() + timedelta(days=1)).date().isoformat()
    links = [link["href"] for link in soup(organiser.get(ROOM)).select("nav[aria-label=Jour] a")]
    page = soup(organiser.get(links[1]))
    assert len(links) == 2
    assert page.select_one("#t-entrees") is not None
    assert page.select_one(".big-number").text == "0"
    assert organiser.get(f"{ROOM}?jour={tomorrow}x").status_code == 200


def test_r1_the_room_asks_a_constant_number_of_queries(app, organiser, world, pass_by, writing):
    engine, seen = app.extensions["fairapp"].engine, []
    pass_by(world.gate, world.badges[0])
    for _ in range(2):
        with count_queries(engine) as queries:
            organiser.get(ROOM)
        seen.append(len(queries))
        with writing() as session:
            more = [make_badge(session, make_registration(session, world.fair)) for _number in range(3)]
        pass_by(world.gate, *more)
        pass_by(world.hall_door, *more)
    assert seen[0] == seen[1]


def test_another_clusters_fair_does_not_exist(organiser, world):
    assert organiser.get("/pilotage/bois/salons/forges").status_code == 404
    assert organiser.get("/pilotage/fer/salons/forges").status_code == 404


@pytest.mark.parametrize(("most", "lines"), [(0, [0, 1, 2, 3]), (4, [0, 2, 4, 6]), (296, [0, 100, 200, 300])])
def test_a_charts_lines_are_round_numbers(most, lines):
    chart = draw([Value("9 h", most), Value("10 h", 0)])
    assert [line.number for line in chart.lines] == lines
    assert all(0 <= bar.y <= 236 for bar in chart.bars)


def state(page):
    return " ".join(page.select_one("#salle p").get_text(" ").split())


def test_f3_a_draft_is_said_to_be_one_whatever_its_calendar(organiser, world, writing):
    with writing() as session:
        fair = session.get_one(Fair, world.fair.id)
        fair.status, fair.venue, fair.commune = FairStatus.DRAFT, "", ""
    page = soup(organiser.get(ROOM))
    assert state(page).startswith("Brouillon")
    assert "En cours" not in page.select_one("main").text
    assert page.select_one("#t-entrees") is None
    waits = card(page, "t-taches")
    assert waits.startswith("À traiter Le salon est un brouillon")  # late: its doors should be open
    assert "il manque : un lieu : le nom de la salle ou la commune." in waits
    with writing() as session:
        session.get_one(Fair, world.fair.id).venue = "Halle"
    page = soup(organiser.get(ROOM))
    assert "Tout est là pour le publier." in card(page, "t-taches")
    assert page.select_one("#t-taches + ul a")["href"].endswith("/reglages#publication")


def test_f3_a_fair_called_off_is_not_under_way(organiser, world, writing):
    with writing() as session:
        session.get_one(Fair, world.fair.id).status = FairStatus.CANCELLED
    assert state(soup(organiser.get(ROOM))).startswith("Annulé")


def titles(waiting):
    return [(one.tone, one.title) for one in in_order(waiting)]


FIGURES = Figures(
    Signups(confirmed=9, walked_in=0, waiting=2, offered=0, by_day={}),
    Stands(fills=(), to_confirm=1, held=0, waiting=1),
    Printing(printed=0, total=9),
    Equipment(doors=1, devices=0),
)
CONFIRM, PEOPLE = "1 réservation à confirmer", "2 personnes sur liste d’attente"
COMPANY, PRINT, DEVICE = "1 entreprise attend un stand", "9 badges à imprimer", "Aucun appareil aux portes"
DRAFT, HALL = "Le salon est un brouillon", "Halle\xa0: jauge atteinte"


# By the days until the doors open: what is late or holds up a door comes first, badges only when they are pressing.
@pytest.mark.parametrize(
    ("opens_in", "expected"),
    [
        (30, [("warn", CONFIRM), ("info", DEVICE), ("info", PEOPLE), ("info", COMPANY), ("info", PRINT)]),
        (6, [("warn", DEVICE), ("warn", CONFIRM), ("info", PEOPLE), ("info", COMPANY), ("info", PRINT)]),
        (1, [("bad", CONFIRM), ("warn", DEVICE), ("warn", PRINT), ("info", PEOPLE), ("info", COMPANY)]),
        (0, [("bad", DEVICE), ("bad", CONFIRM), ("warn", PRINT), ("info", PEOPLE), ("info", COMPANY)]),
    ],
)
def test_r1_what_waits_is_in_the_order_of_urgency(app, opens_in, expected):
    opens_at = now() + timedelta(days=opens_in)
    fair = Fair(cluster_id=1, name="Quai", slug="quai", status=FairStatus.PUBLISHED)
    phase = {0: Phase.OPEN, 1: Phase.CLOSED}.get(opens_in, Phase.BOOKING)
    hours = [Hours(opens_at.date(), opens_at, opens_at + timedelta(hours=8))]
    with app.test_request_context():
        waiting = list(waiting_for(fair, phase, hours, FIGURES, missing=[]))
        assert titles(waiting) == expected
        assert titles(reversed(waiting))[0][0] == expected[0][0]


def test_r1_a_full_hall_comes_before_a_late_draft(app):
    fair = Fair(cluster_id=1, name="Quai", slug="quai", registration_from=now())
    hall = Hall(id=1, fair_id=1, name="Halle", gauge=2)
    with app.test_request_context():
        waiting = [*full_halls([hall], {1: 2}), *waiting_for(fair, Phase.ANNOUNCED, [], FIGURES, missing=["un nom"])]
        assert titles(waiting)[:2] == [("bad", HALL), ("bad", DRAFT)]
