"""The organiser's schools: those not reached this year first, confirmed, marked, exported (rows E1, E16)."""

from datetime import timedelta

import pytest
import time_machine
from sqlmodel import select

from fairapp.accounts.models import AuditEntry
from fairapp.clusters.enums import AffiliationStatus
from fairapp.clusters.models import Affiliation, School
from fairapp.core.clock import now
from fairapp.outreach.enums import RequestStatus
from fairapp.outreach.schools.listing import Wanted, chosen, school_lines
from tests.factories import affiliate, make_account, make_cluster, make_company, make_school
from tests.outreach.factories import make_request, make_speaker
from tests.support.counting import count_queries
from tests.support.htmx import HTMX, same, soup, swap

URL = "/pilotage/bois/ecoles"
LISTED = "0070006U"  # a collège of Ardèche in the shipped directory
ELSEWHERE = "0750001A"
_S = RequestStatus


@pytest.fixture
def organiser(sign_in, world):
    return sign_in(world.organiser)


@pytest.fixture
def lines(reading, world):
    def read(**wanted):
        with reading() as session:
            return chosen(school_lines(session, world.cluster), Wanted(**wanted))

    return read


def visit(session, world, school, **over):
    at = {"starts_at": now() + timedelta(days=9), "ends_at": now() + timedelta(days=9, hours=2)}
    return make_request(session, school, world.cluster, **({"status": _S.CONFIRMED} | at | over))


def names(lines):
    return [line.name for line in lines]


def test_e16_schools_not_reached_come_first_priority_ones_before(world, writing, lines):
    with writing() as session:
        make_speaker(session, world.company)
        reached = make_school(session, name="Collège rencontré", lat=44.62, lon=4.39, is_priority=True)
        far = make_school(session, name="Collège prioritaire", lat=44.9, lon=4.9, is_priority=True)
        make_school(session, name="Collège sans lieu")
        visit(session, world, reached)
    found = lines()
    assert found[0].name == far.name
    assert names(found)[-1] == "Collège rencontré"
    distances = [line.distance_km for line in found[1:-1]]
    known = [distance for distance in distances if distance is not None]
    assert distances == sorted(known) + [None] * (len(distances) - len(known)), "the nearest first, no place last"


def test_e16_the_directory_of_the_departments_is_there_once(world, writing, lines):
    from fairapp.clusters.schools.services import make_school_from_directory

    before = [line.uai for line in lines() if line.uai]
    assert LISTED in before
    with writing() as session:
        id = make_school_from_directory(session, LISTED).id
    after = [line for line in lines() if line.uai == LISTED]
    assert [line.id for line in after] == [id]
    assert {line.department for line in lines()} == {"07"}


@pytest.mark.parametrize(
    ("over", "counts"),
    [
        ({}, (1, 24)),
        ({"status": _S.DONE, "pupils_came": 20}, (1, 20)),
        ({"status": _S.MOVED_BY_SCHOOL}, (1, 24)),
        ({"status": _S.CLOSED}, (1, 24)),
        ({"status": _S.SENT}, (0, 0)),
        ({"status": _S.PROPOSED}, (0, 0)),
        ({"status": _S.CANCELLED}, (0, 0)),
        ({"status": _S.DONE, "is_absent": True}, (0, 0)),
    ],
)
def test_e16_what_counts_as_reached(world, writing, lines, over, counts):
    with writing() as session:
        visit(session, world, world.school, **over)
    [line] = lines(text="parc")
    assert (line.visits, line.pupils) == counts
    assert line.is_reached == bool(counts[0])


@pytest.mark.parametrize(("day", "visits"), [("2026-08-31T21:59:00Z", 0), ("2026-08-31T22:00:00Z", 1)])
@time_machine.travel("2026-11-22T09:00:00Z")
def test_e16_the_school_year_begins_on_1_september_in_paris(world, writing, lines, day, visits):
    from datetime import datetime

    at = datetime.fromisoformat(day)
    with writing() as session:
        visit(session, world, world.school, status=_S.DONE, starts_at=at, ends_at=at + timedelta(hours=1))
    assert [line.visits for line in lines(text="parc")] == [visits]


def test_another_cluster_s_visits_are_its_own(world, writing, lines):
    with writing() as session:
        make_request(
            session, world.school, world.other_cluster, status=_S.CONFIRMED,
            starts_at=now() + timedelta(days=3), ends_at=now() + timedelta(days=3, hours=1),
        )  # fmt: skip
    assert [line.visits for line in lines(text="parc")] == [0]


def test_schools_nobody_confirmed_are_not_in_the_list(world, writing, lines):
    with writing() as session:
        make_school(session, name="Lycée imaginaire", is_confirmed=False)
    assert lines(text="imaginaire") == []


def test_a_speaker_who_left_is_near_nobody(world, writing, lines):
    with writing() as session:
        make_speaker(session, world.company, is_active=False)
    assert [line.distance_km for line in lines(text="parc")] == [None]


def test_the_list_is_filtered_and_paged(organiser, world, writing):
    with writing() as session:
        visit(session, world, world.school)
    page = soup(organiser.get(URL))
    assert len(page.select("tbody tr")) == 30
    assert len(soup(organiser.get(f"{URL}?page=2")).select("tbody tr")) > 0
    reached = soup(organiser.get(f"{URL}?etat=rencontres"))
    assert [link.text for link in reached.select("tbody th a")] == ["Collège du Parc"]
    kinds = soup(organiser.get(URL, query_string={"type": "lycée", "departement": "07"}))
    assert "Collège du Parc" not in kinds.select_one("tbody").text
    assert soup(organiser.get(f"{URL}?q=nullepart")).select("tbody tr") == []


def test_a_cluster_without_companies_sees_why_the_list_is_empty(sign_in, writing):
    from tests.factories import make_member

    with writing() as session:
        person = make_member(session, make_cluster(session, slug="neuf"))
    page = soup(sign_in(person).get("/pilotage/neuf/ecoles"))
    assert page.select("tbody") == []
    assert page.select("a[href='/pilotage/neuf/entreprises']")


def test_the_list_costs_the_same_whatever_its_length(organiser, world, writing, engine):
    def queries():
        with count_queries(engine) as seen:
            organiser.get(URL)
        return len(seen)

    with writing() as session:
        affiliate(session, make_account(session), world.school, status=AffiliationStatus.PENDING)
        visit(session, world, world.school)
        make_speaker(session, world.company)
    queries()
    one = queries()
    with writing() as session:
        for number in range(3):
            school = make_school(session, name=f"Lycée {number}")
            affiliate(session, make_account(session), school, status=AffiliationStatus.PENDING)
            visit(session, world, school)
            make_speaker(session, make_company(session, world.cluster, department="26", lat=44.9, lon=4.9))
    assert queries() == one


def test_e1_the_organiser_confirms_and_the_journal_tells(organiser, world, writing, reading):
    with writing() as session:
        asking = affiliate(session, make_account(session), world.school, status=AffiliationStatus.PENDING)
    assert organiser.get(URL).text.count("/rattachements/") == 2
    organiser.post(f"{URL}/rattachements/{asking.id}/confirmer")
    with reading() as session:
        assert session.get_one(Affiliation, asking.id).status == AffiliationStatus.CONFIRMED
    assert "Rattachement confirmé" in organiser.get("/pilotage/bois/journal").text


def test_e1_a_typed_school_and_its_odd_number_are_pointed_out(organiser, world, writing):
    with writing() as session:
        school = make_school(session, name="Lycée de la Forêt", uai="0071234A", is_confirmed=False)
        affiliate(session, make_account(session), school, status=AffiliationStatus.PENDING)
    pills = [pill.text for pill in soup(organiser.get(URL)).select("section[aria-labelledby=t-asking] .pill")]
    assert pills == ["Absent de l’annuaire", "Lettre UAI à vérifier"]


def test_e1_the_organiser_is_told_that_somebody_answered(organiser, world, writing, sign_in):
    with writing() as session:
        asking = affiliate(session, make_account(session), world.school, status=AffiliationStatus.PENDING)
    sign_in(world.head).post(f"/ecole/parc/equipe/{asking.id}/refuser")
    response = organiser.post(f"{URL}/rattachements/{asking.id}/confirmer")
    assert "déjà répondu" in organiser.get(response.headers["Location"]).text


def test_e1_an_organiser_far_away_answers_nobody_here(sign_in, world, writing):
    with writing() as session:
        asking = affiliate(session, make_account(session), world.school, status=AffiliationStatus.PENDING)
    far = sign_in(world.far_organiser)
    assert far.post(f"/pilotage/fer/ecoles/rattachements/{asking.id}/confirmer").status_code == 404
    assert far.get(f"/pilotage/fer/ecoles/{world.school.id}").status_code == 404
    assert (
        far.post("/pilotage/fer/ecoles/priorite", data={"id": world.school.id, "is_priority": "1"}).status_code == 404
    )


def test_e16_a_school_of_the_directory_is_marked(organiser, reading):
    response = organiser.post(f"{URL}/priorite?etat=a-rencontrer", data={"uai": LISTED, "is_priority": "1"})
    assert response.headers["Location"] == f"{URL}?etat=a-rencontrer"
    with reading() as session:
        school = session.exec(select(School).where(School.uai == LISTED)).one()
    assert school.is_priority
    organiser.post(f"{URL}/priorite", data={"id": school.id})
    with reading() as session:
        assert not session.get_one(School, school.id).is_priority
        marks = session.exec(select(AuditEntry.action).where(AuditEntry.subject == "school")).all()
    assert marks == ["school.marked", "school.unmarked"]


@pytest.mark.parametrize("data", [{"uai": ELSEWHERE}, {"uai": ""}, {"id": 999}])
def test_what_is_not_near_is_not_marked(organiser, data):
    assert organiser.post(f"{URL}/priorite", data=data | {"is_priority": "1"}).status_code == 404


def test_e16_the_export_is_safe_and_leaves_a_line(organiser, world, writing, reading):
    with writing() as session:
        make_school(session, name="=HYPERLINK(1)")
        visit(session, world, world.school)
    response = organiser.post(f"{URL}.csv?q=parc")
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    [line] = response.text.splitlines()[1:]
    assert line.split(";")[1:9] == ["Collège du Parc", "", "Aubenas", "07", "non", "2", "1", "24"]
    assert "'=HYPERLINK(1)" in organiser.post(f"{URL}.csv?q=hyperlink").text
    with reading() as session:
        entries = session.exec(select(AuditEntry).where(AuditEntry.action == "schools.exported")).all()
    assert [entry.cluster_id for entry in entries] == [world.cluster.id] * 2


def test_e1_somebody_of_a_listed_school_is_invited(organiser, reading, run_pending, letters):
    page = organiser.get(f"{URL}/annuaire/{LISTED}")
    assert page.status_code == 200
    response = organiser.post(f"{URL}/annuaire/{LISTED}", data={"email": "principal@exemple.fr"})
    with reading() as session:
        school = session.exec(select(School).where(School.uai == LISTED)).one()
    assert response.headers["Location"] == f"{URL}/{school.id}"
    assert organiser.get(f"{URL}/annuaire/{LISTED}").headers["Location"] == f"{URL}/{school.id}"
    run_pending()
    assert letters()[0].to == "principal@exemple.fr"
    assert organiser.get(f"{URL}/annuaire/{ELSEWHERE}").status_code == 404


@pytest.mark.parametrize("path", [f"annuaire/{LISTED}", "1"])
def test_422_swapped_equals_the_fresh_page(organiser, world, path):
    url = f"{URL}/{path}"
    after = swap(soup(organiser.get(url)), organiser.post(url, data={"email": "x"}, headers=HTMX), "#invitation")
    fresh = organiser.post(url, data={"email": "x"})
    assert fresh.status_code == 422
    assert same(after.select_one("main"), soup(fresh).select_one("main"))


def test_the_organiser_names_the_head(organiser, world, reading):
    with reading() as session:
        teacher = session.exec(select(Affiliation).where(Affiliation.account_id == world.teacher.id)).one()
    response = organiser.post(f"{URL}/{world.school.id}/equipe/{teacher.id}/direction")
    assert "Direction" in organiser.get(response.headers["Location"]).text
    with reading() as session:
        assert session.get_one(Affiliation, teacher.id).is_head
    strangers = f"{URL}/{world.other_school.id}/equipe/{teacher.id}/direction"
    assert organiser.post(strangers).status_code == 404
