"""The page of a visit: what it tells, who sees it, and how a date is taken."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session

from fairapp.clusters.enums import AffiliationStatus
from fairapp.clusters.models import Cluster, Company, School
from fairapp.outreach.enums import InterventionStatus
from fairapp.outreach.models import Intervention, Slot, Speaker
from tests.factories import affiliate, make_account, make_member, make_school
from tests.outreach.catalogue.conftest import at
from tests.outreach.factories import make_slot, make_speaker
from tests.support.counting import count_queries
from tests.support.htmx import HTMX, same, soup, swap

Writing = Callable[[], AbstractContextManager[Session]]
SignIn = Callable[[object], FlaskClient]
Visits = dict[str, Intervention]


def path(visit: Intervention) -> str:
    return {"Le feu et le fer": f"/visites/{visit.id}-le-feu-et-le-fer"}.get(visit.title, f"/visites/{visit.id}")


@pytest.fixture
def teacher(writing: Writing, school: School, sign_in: SignIn) -> FlaskClient:
    with writing() as session:
        account = make_member(session, school)
    return sign_in(account)


def test_e3_the_professional_is_a_first_name_and_a_job(visits: Visits, client: FlaskClient) -> None:
    text = client.get(path(visits["forge"])).text
    assert "Nolwenn" in text
    assert "Maréchal-ferrant" in text
    assert "nolwenn@exemple.fr" not in text


def test_the_address_follows_the_title_and_keeps_its_question(visits: Visits, client: FlaskClient) -> None:
    answer = client.get(f"/visites/{visits['forge'].id}-autre?semaine=2027-W02")
    assert (answer.status_code, answer.location) == (301, path(visits["forge"]) + "?semaine=2027-W02")
    assert client.get(f"/visites/{visits['forge'].id}").status_code == 301


@pytest.mark.parametrize("status", [InterventionStatus.DRAFT, InterventionStatus.CLOSED])
def test_what_is_not_published_is_for_its_own_people(
    visits: Visits, cluster: Cluster, school: School, client: FlaskClient, writing: Writing, sign_in: SignIn,
    status: InterventionStatus,
) -> None:  # fmt: skip
    with writing() as session:
        visit = session.get_one(Intervention, visits["forge"].id)
        visit.status = status
        own, stranger = (
            make_member(session, session.get_one(Company, visits[name].company_id)) for name in ("forge", "robots")
        )
        organiser, taught = make_member(session, cluster), make_member(session, school)
    url = path(visits["forge"])
    seen = {name: sign_in(account).get(url).status_code
            for name, account in (("own", own), ("organiser", organiser), ("stranger", stranger), ("teacher", taught))}  # fmt: skip
    assert seen == {"own": 200, "organiser": 200, "stranger": 404, "teacher": 404}
    assert client.get(url).status_code == 404


def test_e10_distance_is_told_from_the_school(visits: Visits, client: FlaskClient, teacher: FlaskClient) -> None:
    url = path(visits["forge"])
    told = [
        soup(client.get(url)).select_one(".facts").text,
        soup(client.get(f"{url}?etab=Privas")).select_one(".facts").text,
        soup(teacher.get(url)).select_one(".facts").text,
    ]
    assert [fact for text in told for fact in ("à 20 km", "à moins de 1 km") if fact in text.replace("\xa0", " ")] == [
        "à 20 km", "à moins de 1 km"
    ]  # fmt: skip


def test_e3_a_class_beyond_the_travel_area_is_told(visits: Visits, client: FlaskClient) -> None:
    url = f"/visites/{visits['class'].id}-une-soudeuse-raconte"
    callouts = {town: soup(client.get(f"{url}?etab={town}")).select(".callout") for town in ("Privas", "Aubenas")}
    assert [len(found) for found in callouts.values()] == [2, 1]


def test_e3_nobody_travels_farther_than_they_said_for_themselves(visits, client, writing) -> None:
    url = f"/visites/{visits['class'].id}-une-soudeuse-raconte?etab=Privas"
    with writing() as session:
        visit = session.get_one(Intervention, visits["class"].id)
        speaker = make_speaker(session, session.get_one(Company, visit.company_id), area_km=100)
        visit.area_km, visit.speaker_id = 100, speaker.id
    assert len(soup(client.get(url)).select(".callout")) == 1
    with writing() as session:
        session.get_one(Speaker, speaker.id).area_km = 5
    page = soup(client.get(url))
    assert len(page.select(".callout")) == 2
    assert "jusqu’à 5 km" in page.text.replace("\N{NO-BREAK SPACE}", " ")


def test_e7_a_teacher_takes_a_date_to_the_request_of_their_school(
    visits: Visits, school: School, teacher: FlaskClient, reading: Writing
) -> None:
    form = soup(teacher.get(path(visits["forge"]))).select_one("#picker form")
    assert (form["action"], form["method"]) == (f"/ecole/{school.slug}/demandes/nouvelle", "get")
    assert form.select_one("input[name=intervention]")["value"] == str(visits["forge"].id)
    radios = form.select("input[name=creneau]")
    with reading() as session:
        slots = [session.get_one(Slot, int(radio["value"])).starts_at for radio in radios]
    assert slots == [at(1, 12), at(1, 14)]
    assert not any(radio.has_attr("disabled") for radio in radios)
    labels = [" ".join(radio.parent.text.split()) for radio in radios]
    assert labels == ["mardi 12 janvier à 9 h, 30 places", "jeudi 14 janvier à 9 h, complet, liste d’attente"]
    other = soup(teacher.get(path(visits["forge"]))).select_one("#picker a.btn--secondary.btn--block")
    assert other["href"] == f"/ecole/{school.slug}/demandes/nouvelle?intervention={visits['forge'].id}"


def test_e1_who_waits_to_be_confirmed_takes_a_date_to_a_draft(visits, school, writing, sign_in) -> None:
    with writing() as session:
        newcomer = make_account(session)
        affiliate(session, newcomer, school, status=AffiliationStatus.PENDING)
    client = sign_in(newcomer)
    picker = soup(client.get(path(visits["forge"]))).select_one("#picker")
    assert picker.form["action"] == f"/ecole/{school.slug}/demandes/nouvelle"
    chosen = picker.select_one("input[name=creneau]")["value"]
    draft = soup(client.get(f"{picker.form['action']}?intervention={visits['forge'].id}&creneau={chosen}"))
    assert draft.select_one("[name=slot_id] option[selected]")["value"] == chosen
    assert "est à confirmer" in draft.select_one("#demande .callout").text


def test_e1_a_school_that_has_confirmed_comes_before_one_that_has_not(visits, school, writing, sign_in) -> None:
    with writing() as session:
        other = make_school(session, name="Collège A")
        person = make_member(session, school)
        affiliate(session, person, other, status=AffiliationStatus.PENDING)
    client, url = sign_in(person), path(visits["forge"])
    actions = [soup(client.get(at)).select_one("#picker form")["action"] for at in (url, f"{url}?ecole={other.slug}")]
    assert actions == [f"/ecole/{one.slug}/demandes/nouvelle" for one in (school, other)]


def test_a_date_chosen_before_is_chosen_still(visits: Visits, teacher: FlaskClient, writing: Writing) -> None:
    with writing() as session:
        late = make_slot(session, session.get_one(Intervention, visits["forge"].id), starts_at=at(5, 4))
    page = soup(teacher.get(f"{path(visits['forge'])}?creneau={late.id}"))
    assert [radio["value"] for radio in page.select("#picker input[checked]")] == [str(late.id)]


def test_others_see_the_hours_and_where_to_sign_in(visits: Visits, client: FlaskClient) -> None:
    picker = soup(client.get(path(visits["forge"]))).select_one("#picker")
    assert picker.select("input") == []
    assert [slot.text for slot in picker.select(".slot small")] == [", 30\xa0places", ", complet"]
    assert [link["href"] for link in picker.select("a.btn--block")] == [f"/connexion?next={path(visits['forge'])}"]
    assert picker.select_one("a[href='/etablissements/rejoindre']")


def test_someone_of_a_company_is_not_asked_to_sign_in(visits: Visits, writing: Writing, sign_in: SignIn) -> None:
    with writing() as session:
        account = make_member(session, session.get_one(Company, visits["robots"].company_id))
    picker = soup(sign_in(account).get(path(visits["forge"]))).select_one("#picker")
    assert picker.select("a.btn--block") == []


@pytest.mark.parametrize("semaine", ["2027-W02", "2027-W03", "2027-W07", "2026-W47", "zzz"])
def test_the_swapped_week_equals_the_fresh_page(visits: Visits, teacher: FlaskClient, semaine: str) -> None:
    url = path(visits["forge"])
    before = soup(teacher.get(url))
    asked = f"{url}?semaine={semaine}"
    after = swap(before, teacher.get(asked, headers=HTMX), "#picker")
    assert same(after.select_one("#picker"), soup(teacher.get(asked)).select_one("#picker"))


def test_weeks_are_links_that_keep_the_rest_of_the_address(visits: Visits, client: FlaskClient) -> None:
    page = soup(client.get(f"{path(visits['forge'])}?etab=Privas"))
    links = [page.select_one(f"#semaine-{side}")["href"] for side in ("left", "right")]
    assert links == [f"{path(visits['forge'])}?etab=Privas&semaine=2027-W{week}" for week in ("01", "03")]


def test_e4_the_zone_is_that_of_the_school_not_of_the_company(
    visits: Visits, writing: Writing, client: FlaskClient, sign_in: SignIn
) -> None:
    with writing() as session:
        parisian = make_school(session, name="Collège parisien", department="75", commune="Paris", insee="75056")
        account = make_member(session, parisian)
    url = f"{path(visits['forge'])}?semaine=2027-W06"
    told = [soup(one.get(url)).select_one("#picker").text for one in (client, sign_in(account))]
    assert ["zone A" in told[0].replace("\xa0", " "), "Pas d’école cette semaine" in told[0]] == [True, False]
    assert ["zone C" in told[1].replace("\xa0", " "), "Pas d’école cette semaine" in told[1]] == [True, True]


def test_a_teacher_of_two_schools_says_which(visits: Visits, school: School, writing: Writing, sign_in: SignIn) -> None:
    with writing() as session:
        account, other = make_member(session, school), make_school(session, name="Lycée Astier")
        affiliate(session, account, other)
    client = sign_in(account)
    chosen = [soup(client.get(path(visits["forge"]) + query)).select_one("#picker form")["action"]
              for query in ("", f"?ecole={other.slug}", "?ecole=autre")]  # fmt: skip
    first, second = (f"/ecole/{one.slug}/demandes/nouvelle" for one in (school, other))
    assert chosen == [first, second, first]


def test_the_page_costs_the_same_for_one_date_and_for_many(
    app: Flask, visits: Visits, writing: Writing, client: FlaskClient
) -> None:
    with writing() as session:
        forge = session.get_one(Intervention, visits["forge"].id)
        for hour in range(8, 17):
            make_slot(session, forge, starts_at=at(1, 11, hour))
    seen = []
    for name in ("forge", "biscuits"):
        url = client.get(f"/visites/{visits[name].id}").location
        with count_queries(app.extensions["fairapp"].engine) as queries:
            client.get(url)
        seen.append(len(queries))
    assert seen[0] <= seen[1] + 1  # the professional, whom the other visit has not


@pytest.mark.parametrize(
    "query", ["semaine=%F0%9F%92%A5", "creneau=99999999999999999999", "etab=%22%27", "ecole=%2E%2E%2F"]
)
def test_hostile_addresses_show_the_page(visits: Visits, teacher: FlaskClient, query: str) -> None:
    assert teacher.get(f"{path(visits['forge'])}?{query}").status_code == 200


@pytest.mark.parametrize("url", ["/visites/999999", "/visites/99999999999999999999-x", "/visites/0"])
def test_a_visit_that_is_none_does_not_exist(client: FlaskClient, url: str) -> None:
    assert client.get(url).status_code == 404
