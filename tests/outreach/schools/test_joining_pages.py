"""A teacher joins: the school found or typed, the address proven, the answer awaited (row E1)."""

import pytest
from sqlmodel import select

from fairapp.accounts.models import Account
from fairapp.clusters.enums import AffiliationStatus
from fairapp.clusters.models import AcademicDomain, Affiliation, School
from fairapp.core.clock import now
from fairapp.outreach.schools.models import SchoolJoin
from tests.factories import affiliate, make_account
from tests.support.htmx import HTMX, same, soup, swap

URL = "/etablissements/rejoindre"
MAIL = "camille.martin@ac-grenoble.fr"
WAITING = "/etablissements/rattachement"


@pytest.fixture
def listed():
    """Return a collège of Ardèche that the shipped directory knows."""
    from fairapp import reference

    return next(school for school in reference.schools().in_department("07") if school.kind == "collège")


def form(listed, **over):
    return {"q": listed.uai, "chosen": listed.uai, "contact_name": "Camille Martin", "email": MAIL} | over


def by_hand(**over):
    values = {"by_hand": "1", "school_name": "Lycée de la Forêt", "commune": "Aubenas (07200)", "uai": ""}
    return values | {"contact_name": "Camille Martin", "email": MAIL} | over


def rows(reading, model):
    with reading() as session:
        return session.exec(select(model)).all()


@pytest.fixture
def path(run_pending, letters):
    """Return the path of the link that was mailed last."""

    def newest() -> str:
        run_pending()
        return letters()[0].links[0].removeprefix("http://localhost")

    return newest


def test_e1_a_link_that_lasts_a_day_opens_no_account_that_somebody_uses(client, world, listed, writing, path):
    with writing() as session:
        make_account(session, email=MAIL, last_seen_at=now())
    client.post(URL, data=form(listed))
    assert client.post(path()).headers["Location"] == f"/connexion?next={WAITING}"
    assert client.get(WAITING).status_code == 303


def test_e1_a_teacher_joins_and_waits(client, world, listed, reading, path):
    assert client.post(URL, data=form(listed)).headers["Location"] == f"{URL}/merci"
    assert rows(reading, Affiliation)[-1].status == AffiliationStatus.CONFIRMED, "nothing before the address is proven"
    link = path()
    assert listed.name in client.get(link).text
    response = client.post(link)
    assert response.headers["Location"] == WAITING
    page = soup(client.get(WAITING))
    assert page.h1.text == "Votre rattachement est à confirmer"
    assert "Pôle Bois" in page.main.text
    affiliation = rows(reading, Affiliation)[-1]
    assert (affiliation.status, affiliation.is_head) == (AffiliationStatus.PENDING, False)
    assert [school.uai for school in rows(reading, School)][-1] == listed.uai
    assert rows(reading, SchoolJoin) == []
    assert client.get("/accueil").headers["Location"] == WAITING


def test_the_link_serves_once(client, listed, path):
    client.post(URL, data=form(listed))
    link = path()
    client.post(link)
    assert client.get(link).status_code == 404
    assert client.post(link).status_code == 404


def test_one_who_is_in_already_stays_in(client, world, writing, reading, path):
    with writing() as session:
        teacher = session.get_one(Account, world.teacher.id)
        teacher.email = MAIL
        session.get_one(School, world.school.id).uai = "0070999X"
        session.add(teacher)
    client.post(URL, data=by_hand(uai="0070999X"))
    client.post(path())
    assert client.get(WAITING).headers["Location"] == "/ecole/parc"
    statuses = [row.status for row in rows(reading, Affiliation) if row.account_id == world.teacher.id]
    assert statuses == [AffiliationStatus.CONFIRMED]


def test_asking_twice_makes_one_request(client, listed, reading, path):
    for _again in range(2):
        client.post(URL, data=form(listed))
        client.post(path())
    assert [row.status for row in rows(reading, Affiliation)] == [AffiliationStatus.PENDING]


@pytest.mark.parametrize("known", [True, False])
def test_the_answer_does_not_tell_who_has_an_account(client, listed, writing, reading, known):
    if known:
        with writing() as session:
            make_account(session, email=MAIL)
    response = client.post(URL, data=form(listed))
    assert (response.status_code, response.headers["Location"]) == (303, f"{URL}/merci")
    assert len(rows(reading, SchoolJoin)) == 1


@pytest.mark.parametrize(
    "email", ["camille@gmail.com", "camille@eleve.ac-grenoble.fr", "camille@ac-grenoble.fr.exemple.fr"]
)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_e1_another_address_needs_an_invitation_and_loses_nothing(client, listed, reading, email, headers):
    response = client.post(URL, data=form(listed, email=email), headers=headers)
    page = soup(response)
    assert response.status_code == 422
    assert "inviter" in page.select_one("#email-error").text
    assert page.select_one("#contact_name")["value"] == "Camille Martin"
    assert page.select_one("input[name=chosen][checked]")["value"] == listed.uai
    assert rows(reading, SchoolJoin) == []


@pytest.mark.parametrize(("email", "is_trusted", "status"), [("a@educagri.fr", True, 303), (MAIL, False, 422)])
def test_e1_administrators_change_the_list_of_domains(client, listed, writing, email, is_trusted, status):
    with writing() as session:
        session.add(AcademicDomain(domain=email.partition("@")[2], is_trusted=is_trusted))
    assert client.post(URL, data=form(listed, email=email)).status_code == status


def test_the_search_offers_schools_to_choose_from(client, listed):
    page = soup(client.get(URL, query_string={"q": listed.commune}))
    assert listed.uai in [radio["value"] for radio in page.select("input[name=chosen]")]


def test_a_suggestion_leads_to_that_very_school(client, listed):
    page = soup(client.get(URL, query_string={"q": f"{listed.name}, {listed.commune} ({listed.uai})"}))
    assert [radio["value"] for radio in page.select("input[name=chosen][checked]")] == [listed.uai]


def test_without_a_search_there_is_only_the_first_step(client):
    assert soup(client.get(URL)).select("#demande") == []


def test_the_search_swapped_equals_the_fresh_page(client, listed):
    address = f"{URL}?q={listed.uai}"
    after = swap(soup(client.get(URL)), client.get(address, headers=HTMX), "#etape")
    fresh = soup(client.get(address))
    assert same(after.select_one("#etape"), fresh.select_one("#etape"))


def test_422_swapped_equals_the_fresh_page(client, listed):
    wrong = form(listed, email="")
    after = swap(soup(client.get(f"{URL}?q={listed.uai}")), client.post(URL, data=wrong, headers=HTMX), "#demande")
    assert same(after.select_one("main"), soup(client.post(URL, data=wrong)).select_one("main"))


def test_choosing_no_school_is_told_at_the_list(client, listed):
    page = soup(client.post(URL, data=form(listed, chosen="")))
    assert "Choisissez" in page.select_one("#chosen-error").text


def test_e1_a_school_missing_from_the_directory_is_typed(client, world, reading, path):
    client.post(URL, data=by_hand())
    client.post(path())
    school = rows(reading, School)[-1]
    assert (school.name, school.commune, school.department, school.uai, school.is_confirmed) == (
        "Lycée de la Forêt", "Aubenas", "07", None, False,
    )  # fmt: skip


def test_e1_a_wrong_letter_warns_and_never_refuses(client, reading):
    response = client.post(URL, data=by_hand(uai="0071234A"))
    assert response.status_code == 303
    assert "ne correspond pas" in client.get(response.headers["Location"]).text
    assert [join.uai for join in rows(reading, SchoolJoin)] == ["0071234A"]


def test_e1_a_wrong_letter_warns_as_one_searches(client):
    page = soup(client.get(f"{URL}?q=0071234a"))
    assert "0071234A" in page.select_one(".callout[data-tone=warn]").text
    assert page.select_one("#uai")["value"] == "0071234A", "one goes on by hand"


@pytest.mark.parametrize(
    ("field", "value"), [("uai", "12"), ("school_name", ""), ("commune", "Nulleparville"), ("contact_name", "")]
)
def test_what_cannot_be_read_is_told_at_its_field(client, reading, field, value):
    response = client.post(URL, data=by_hand(**{field: value}))
    page = soup(response)
    assert response.status_code == 422
    assert page.select_one(f"#{field}-error") is not None
    assert page.select_one("#email")["value"] == MAIL
    assert rows(reading, SchoolJoin) == []


def test_a_number_of_the_directory_is_enough_by_hand(client, listed, reading):
    client.post(URL, data=by_hand(uai=listed.uai.lower(), school_name="Mon collège"))
    assert [join.school_name for join in rows(reading, SchoolJoin)] == [listed.name]


def test_a_robot_that_fills_everything_is_thanked_and_forgotten(client, listed, reading):
    assert client.post(URL, data=form(listed, site_web="http://spam")).status_code == 303
    assert rows(reading, SchoolJoin) == []


def test_letters_to_one_address_are_limited(client, listed):
    answers = [client.post(URL, data=form(listed)).status_code for _again in range(6)]
    assert answers == [303] * 5 + [429]


def test_a_pending_teacher_does_not_enter_the_school(sign_in, writing, world):
    with writing() as session:
        newcomer = make_account(session, email=MAIL)
        affiliate(session, newcomer, world.school, status=AffiliationStatus.PENDING)
    client = sign_in(newcomer)
    assert client.get("/ecole/parc").status_code == 403
    assert client.get("/ecole/parc/equipe").status_code == 403
    assert "Dominique Chef" in client.get(WAITING).text


def test_a_request_is_taken_back_by_its_own_person(sign_in, writing, reading, world):
    with writing() as session:
        newcomer = make_account(session)
        affiliation = affiliate(session, newcomer, world.school, status=AffiliationStatus.PENDING)
    action = f"{WAITING}/{affiliation.id}/retirer"
    assert sign_in(world.teacher).post(action).status_code == 404
    assert sign_in(newcomer).post(action).headers["Location"] == WAITING
    assert affiliation.id not in [row.id for row in rows(reading, Affiliation)]
