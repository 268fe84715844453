"""A school's people, seen by a teacher, the head and strangers (row E1)."""

import pytest
from sqlmodel import select

from fairapp.clusters.enums import AffiliationStatus
from fairapp.clusters.models import Affiliation, Invitation
from tests.factories import affiliate, make_account
from tests.support.htmx import HTMX, same, soup, swap

URL = "/ecole/parc/equipe"
PENDING = AffiliationStatus.PENDING


@pytest.fixture
def asking(writing, world):
    with writing() as session:
        return affiliate(session, make_account(session, name="Sacha Nouveau"), world.school, status=PENDING)


def row(reading, id):
    with reading() as session:
        return session.get(Affiliation, id)


def of(reading, account):
    with reading() as session:
        return session.exec(select(Affiliation).where(Affiliation.account_id == account.id)).one()


def test_e1_the_head_confirms_and_the_teacher_is_told(sign_in, world, asking, reading, run_pending, letters):
    head = sign_in(world.head)
    assert "Sacha Nouveau" in head.get(URL).text
    assert head.post(f"{URL}/{asking.id}/confirmer").headers["Location"] == URL
    assert row(reading, asking.id).status == AffiliationStatus.CONFIRMED
    run_pending()
    assert "confirmé" in letters()[0].text
    assert letters()[0].links == ["http://localhost/ecole/parc"]
    assert sign_in(asking.account_id).get("/ecole/parc").status_code == 200


def test_e1_the_head_refuses_and_the_teacher_is_told(sign_in, world, asking, reading, run_pending, letters):
    sign_in(world.head).post(f"{URL}/{asking.id}/refuser")
    assert row(reading, asking.id) is None
    run_pending()
    assert "n'a pas été retenue" in letters()[0].text.replace("’", "'")


@pytest.mark.parametrize("second", ["confirmer", "refuser"])
def test_who_answers_second_is_told(sign_in, world, asking, second):
    head = sign_in(world.head)
    head.post(f"{URL}/{asking.id}/refuser")
    response = head.post(f"{URL}/{asking.id}/{second}")
    assert "déjà répondu" in head.get(response.headers["Location"]).text


@pytest.mark.parametrize("action", ["confirmer", "refuser", "direction"])
def test_e1_a_teacher_who_is_no_head_answers_nobody(sign_in, world, asking, reading, action):
    teacher = sign_in(world.teacher)
    assert soup(teacher.get(URL)).select(f"form[action$='/{action}']") == []
    assert teacher.post(f"{URL}/{asking.id}/{action}").status_code == 403
    assert row(reading, asking.id).status == PENDING


def test_strangers_do_not_see_the_team(sign_in, world, asking):
    stranger = sign_in(world.stranger)
    assert stranger.get(URL).status_code == 404
    assert stranger.post(f"/ecole/quais/equipe/{asking.id}/retirer").status_code == 404


def test_the_head_names_another_and_steps_back(sign_in, world, reading):
    head, teacher = sign_in(world.head), of(reading, world.teacher)
    head.post(f"{URL}/{teacher.id}/direction")
    assert of(reading, world.teacher).is_head
    head.post(f"{URL}/{of(reading, world.head).id}/direction")
    assert not of(reading, world.head).is_head
    assert head.post(f"{URL}/{teacher.id}/direction").status_code == 403


def test_a_teacher_leaves_and_removes_nobody_else(sign_in, world, reading):
    teacher = sign_in(world.teacher)
    assert teacher.post(f"{URL}/{of(reading, world.head).id}/retirer").status_code == 403
    own = of(reading, world.teacher).id
    assert teacher.post(f"{URL}/{own}/retirer").headers["Location"] == "/accueil"
    assert row(reading, own) is None


def test_the_head_removes_a_teacher(sign_in, world, reading):
    own = of(reading, world.teacher).id
    sign_in(world.head).post(f"{URL}/{own}/retirer")
    assert row(reading, own) is None


def test_e1_a_colleague_is_invited_and_uninvited(sign_in, world, reading, run_pending, letters):
    teacher = sign_in(world.teacher)
    teacher.post(URL, data={"email": "lou@exemple.fr"})
    run_pending()
    assert letters()[0].to == "lou@exemple.fr"
    with reading() as session:
        [invitation] = session.exec(select(Invitation)).all()
    assert "lou@exemple.fr" in teacher.get(URL).text
    assert sign_in(world.stranger).post(f"/ecole/quais/invitations/{invitation.id}/annuler").status_code == 404
    teacher.post(f"/ecole/parc/invitations/{invitation.id}/annuler")
    assert "lou@exemple.fr" not in soup(teacher.get(URL)).main.text


def test_422_swapped_equals_the_fresh_page(sign_in, world):
    teacher = sign_in(world.teacher)
    wrong = {"email": "lou@"}
    after = swap(soup(teacher.get(URL)), teacher.post(URL, data=wrong, headers=HTMX), "#invitation")
    fresh = teacher.post(URL, data=wrong)
    assert fresh.status_code == 422
    assert same(after.select_one("main"), soup(fresh).select_one("main"))


def test_the_list_costs_the_same_whatever_its_length(sign_in, world, writing, engine):
    from tests.support.counting import count_queries

    head = sign_in(world.head)

    def asked():
        with count_queries(engine) as seen:
            head.get(URL)
        return len(seen)

    asked()
    one = asked()
    with writing() as session:
        for status in (PENDING, PENDING, AffiliationStatus.CONFIRMED, AffiliationStatus.CONFIRMED):
            affiliate(session, make_account(session), world.school, status=status)
    assert asked() == one


def test_e1_without_a_head_the_organisers_near_are_asked(writing, sign_in, world, run_pending, letters):
    from fairapp.core.events import emit
    from fairapp.core.tasks import enqueue_reactions
    from fairapp.outreach.schools.events import TeacherAsked
    from fairapp.wiring import SUBSCRIPTIONS
    from tests.factories import make_school

    with writing() as session:
        headless = make_school(session, slug="seul")
        asking = affiliate(session, make_account(session, name="Sacha Nouveau"), headless, status=PENDING)
        emit(session, TeacherAsked(asking.id))
        enqueue_reactions(session, SUBSCRIPTIONS)
    run_pending()
    assert [letter.to for letter in letters()] == [world.organiser.email]
    assert letters()[0].links == ["http://localhost/pilotage/bois/ecoles"]
