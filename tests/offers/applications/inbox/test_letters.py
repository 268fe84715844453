"""The recruiter's letters (rows K1, A2, A3): to whom, once, with links that show on GET and act on POST."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlmodel import SQLModel, select

from fairapp.accounts.models import ActionLink
from fairapp.candidates.enums import Seen
from fairapp.candidates.models import CandidateView
from fairapp.clusters.models import Affiliation
from fairapp.core.clock import PARIS, now
from fairapp.core.events import emit
from fairapp.core.tasks import Task, TaskStatus, enqueue_reactions
from fairapp.mail import outbox
from fairapp.offers.applications.enums import Action, ApplicationStatus, Refusal, Side
from fairapp.offers.applications.events import ApplicationMade
from fairapp.offers.applications.inbox.handlers import queue_reminders
from fairapp.offers.applications.inbox.links import LIFETIME
from fairapp.offers.applications.models import Application, ApplicationStep
from fairapp.offers.applications.services import Acting, erase, take
from fairapp.offers.enums import PartnerStatus
from fairapp.offers.models import Offer, OfferCompany
from fairapp.wiring import SUBSCRIPTIONS
from tests.factories import make_company, make_member, make_offer
from tests.offers.applications.inbox.making import make_application, make_cv
from tests.support.htmx import HTMX, same, soup, swap

Status = ApplicationStatus
NIGHT = datetime(2026, 11, 23, 1, tzinfo=PARIS)
DAY = timedelta(days=1)


@pytest.fixture
def arrive(writing, scene) -> Callable[..., int]:
    """Have an application arrive, as when somebody sends the form."""

    def make(offer: Offer | None = None, **over: object) -> int:
        with writing() as session:
            one = make_application(session, offer or scene.offer, **over)
            if over.get("message"):
                make_cv(session, one)
            emit(session, ApplicationMade(one.id))
            enqueue_reactions(session, SUBSCRIPTIONS)
            return one.id

    return make


@pytest.fixture
def links(arrive, letters) -> dict[str, str]:
    """Give the paths of the three answers that one letter offers, by their labels."""
    arrive(first_name="Maël", last_name="Morvan", message="Je soude.")
    [letter] = letters()
    return answer_paths(letter)


def answer_paths(letter: outbox.Letter) -> dict[str, str]:
    found = re.findall(r"^(.+?)[ \u00a0\u202f]*:\s*\nhttp://localhost(/reponse/\S+)", letter.text, re.M)
    return {label.strip(): path for label, path in found}


def withdraw(writing, id: int) -> None:
    with writing() as session:
        take(session, session.get_one(Application, id), Action.WITHDRAW, Acting(Side.CANDIDATE))
        enqueue_reactions(session, SUBSCRIPTIONS)


def contents(reading) -> dict[str, list[object]]:
    """Return every row of every table."""
    with reading() as session:
        names = [table.name for table in SQLModel.metadata.sorted_tables]
        return {name: list(session.execute(text(f'SELECT * FROM "{name}"')).all()) for name in names}


def only(reading) -> Application:
    with reading() as session:
        return session.exec(select(Application)).one()


def test_k1_a_new_application_is_told_to_each_of_the_company_s_people_once(arrive, letters, scene, writing):
    with writing() as session:
        colleague = make_member(session, scene.company)
    id = arrive(first_name="Maël", last_name="Morvan")
    found = letters()
    assert [letter.to for letter in found] == sorted([scene.recruiter.email, colleague.email])
    assert {letter.subject.replace("\xa0", " ") for letter in found} == {
        "Nouvelle candidature de Maël Morvan : Soudeur / Soudeuse"
    }
    assert f"http://localhost{scene.url}/{id}" in found[0].links
    assert list(answer_paths(found[0])) == ["Proposer un entretien", "Mettre à l’étude", "Refuser"]
    assert letters() == []


def test_k1_without_people_the_offer_s_address_gets_what_it_needs_to_answer(arrive, letters, writing, scene):
    with writing() as session:
        unclaimed = make_company(session, scene.cluster, claimed_at=None)
        offer = make_offer(session, unclaimed, scene.cluster, apply_email="Recrute@exemple.fr")
    arrive(offer, phone="06 00 00 00 00", email="maelle@exemple.fr")
    [letter] = letters()
    assert letter.to == "recrute@exemple.fr"
    assert "maelle@exemple.fr, 06 00 00 00 00" in letter.text
    assert len(answer_paths(letter)) == 3


def test_k1_without_anybody_the_organisers_are_told(arrive, letters, writing, scene):
    with writing() as session:
        offer = make_offer(session, None, scene.cluster)
    id = arrive(offer)
    [letter] = letters()
    assert letter.to == scene.organiser.email
    assert f"http://localhost{scene.desk_url}/{id}" in letter.links


def test_what_was_answered_meanwhile_is_not_told_as_new(arrive, letters, writing):
    id = arrive()
    with writing() as session:
        row = session.get_one(Application, id)
        row.status = Status.WITHDRAWN
        session.add(row)
    assert letters() == []


@pytest.mark.parametrize(("status", "told"), [(Status.NEW, 0), (Status.READ, 1), (Status.INTERVIEW, 1)])
def test_who_had_begun_learns_that_the_person_withdrew(apply, letters, writing, scene, status, told):
    id = apply(status=status, first_name="Maël", last_name="Morvan")
    withdraw(writing, id)
    found = letters()
    assert [letter.to for letter in found] == [scene.recruiter.email] * told
    assert all("Maël Morvan retire sa candidature" in letter.text for letter in found)
    assert letters() == []


def test_an_address_without_inbox_learns_of_every_withdrawal(apply, letters, writing, scene):
    with writing() as session:
        unclaimed = make_company(session, scene.cluster, claimed_at=None)
        offer = make_offer(session, unclaimed, scene.cluster, apply_email="recrute@exemple.fr")
    withdraw(writing, apply(offer))
    [letter] = letters()
    assert (letter.to, letter.links) == ("recrute@exemple.fr", [])


def test_who_erased_everything_is_not_named(apply, letters, writing):
    id = apply(status=Status.READ, first_name="Maël", last_name="Morvan")
    with writing() as session:
        erase(session, session.get_one(Application, id), Acting(Side.CANDIDATE))
        enqueue_reactions(session, SUBSCRIPTIONS)
    [letter] = letters()
    assert "Une personne retire sa candidature" in letter.text
    assert "Morvan" not in letter.text


def test_a_letter_task_that_runs_twice_writes_one_letter(arrive, letters, writing, settings):
    arrive()
    letters()
    with writing() as session:
        for task in session.exec(select(Task).where(Task.handler.endswith("letters.send_new"))):
            task.status, task.run_at = TaskStatus.QUEUED, now()  # killed after the letter left
            session.add(task)
    assert letters() == []
    subjects = [one.subject for one in outbox.latest(settings.outbox_dir)]
    assert len([subject for subject in subjects if subject.startswith("Nouvelle candidature")]) == 1


def test_a3_a_reminder_of_the_night_leaves_in_the_morning(apply, letters, writing, time_machine):
    time_machine.move_to(NIGHT, tick=False)
    apply(created_at=NIGHT - 7 * DAY)
    with writing() as session:
        queue_reminders(session)
    assert letters() == []
    time_machine.move_to(NIGHT.replace(hour=8), tick=False)
    [letter] = letters()
    assert "attend votre réponse" in letter.subject
    assert len(answer_paths(letter)) == 3


def test_a3_the_last_reminder_says_when_it_ends(apply, letters, writing, time_machine):
    time_machine.move_to(NIGHT.replace(hour=9), tick=False)
    apply(created_at=now() - 45 * DAY)
    with writing() as session:
        queue_reminders(session)
    assert "Sans réponse avant le 8 décembre 2026" in letters()[0].text.replace("\xa0", " ")


@pytest.mark.parametrize("action", [Action.REFUSE, Action.START])
def test_a3_a_reminder_tells_nothing_of_what_was_answered_meanwhile(apply, letters, writing, time_machine, action):
    time_machine.move_to(NIGHT, tick=False)
    id = apply(created_at=NIGHT - 7 * DAY)
    with writing() as session:
        queue_reminders(session)
    letters()
    with writing() as session:
        acting = Acting(Side.COMPANY)
        take(session, session.get_one(Application, id), action, acting, reason="Bonjour", refusal=Refusal.OTHER)
    time_machine.move_to(NIGHT.replace(hour=8), tick=False)
    assert letters() == []


def test_a2_opening_a_mailed_answer_changes_nothing(client, links, reading):
    before = contents(reading)
    for path in links.values():
        for _again in range(2):
            assert client.get(path).status_code == 200
            assert client.head(path).status_code == 200
    after = contents(reading)
    assert after.pop("candidate_view") != before.pop("candidate_view")  # that somebody looked
    assert after == before


@pytest.mark.parametrize(
    ("label", "data", "status"),
    [
        ("Proposer un entretien", {}, Status.INTERVIEW),
        ("Mettre à l’étude", {}, Status.IN_PROGRESS),
        ("Refuser", {"motif": "other_chosen"}, Status.REFUSED),
    ],
)
def test_a2_the_button_sends_what_the_page_showed_once(client, links, reading, scene, label, data, status):
    page = soup(client.get(links[label]))
    assert page.select_one("section .prose").text.startswith("Bonjour Maël,")
    message = page.select_one("textarea").text.strip()
    for _twice in range(2):
        client.post(links[label], data=data | {"message": message})
    assert only(reading).status is status
    with reading() as session:
        [step] = session.exec(select(ApplicationStep)).all()
    assert (step.account_id, step.side) == (scene.recruiter.id, Side.COMPANY)
    assert step.reason.startswith("Bonjour Maël,")


def test_a2_a_refusal_by_mail_needs_its_motive(client, links, reading):
    answer = client.post(links["Refuser"], data={"message": "Non"})
    assert answer.status_code == 422
    assert soup(answer).select_one("#motif-error") is not None
    assert only(reading).status is Status.NEW


def test_s2_the_preview_of_a_mailed_answer_equals_the_fresh_page(client, links):
    path, data = links["Refuser"], {"motif": "pay", "message": "Bonjour {prénom}, non."}
    before = soup(client.get(path))
    swapped = swap(before, client.post(f"{path}/apercu", data=data, headers=HTMX), "#reponse")
    assert "Bonjour Maël, non." in swapped.select_one("section .prose").text
    assert same(swapped.select_one("#reponse"), soup(client.post(f"{path}/apercu", data=data)).select_one("#reponse"))


def test_a2_a_link_is_of_one_application(client, arrive, letters, reading, links):
    other = arrive(last_name="Autre")
    client.post(links["Mettre à l’étude"], data={"message": "Bien reçu"})
    with reading() as session:
        assert session.get_one(Application, other).status is Status.NEW


def test_a2_links_end_with_the_application(client, links, writing, run_pending, reading):
    client.post(links["Refuser"], data={"motif": "pay", "message": "Non"})
    run_pending()
    assert [client.get(path).status_code for path in links.values()] == [404, 404, 404]
    with reading() as session:
        answers = select(ActionLink).where(ActionLink.purpose.startswith("application_"))
        assert all(link.revoked_at for link in session.exec(answers))


@pytest.mark.parametrize(("later", "status"), [(LIFETIME - timedelta(seconds=1), 200), (LIFETIME, 404)])
def test_a_link_lives_as_long_as_there_may_be_something_to_answer(
    client, arrive, letters, writing, time_machine, later, status
):
    time_machine.move_to(NIGHT, tick=False)
    arrive()
    [letter] = letters()
    time_machine.move_to(NIGHT + later, tick=False)
    assert client.get(answer_paths(letter)["Refuser"]).status_code == status


def test_who_left_the_company_answers_no_more(client, links, writing, reading, scene):
    with writing() as session:
        rows = session.exec(select(Affiliation).where(Affiliation.account_id == scene.recruiter.id)).all()
        for row in rows:
            session.delete(row)
    for path in links.values():
        assert client.get(path).status_code == 404
        assert client.post(path, data={"message": "Oui"}).status_code == 404
    assert only(reading).status is Status.NEW


def test_a4_the_cv_behind_a_link_is_noted(client, links, reading, scene):
    answer = client.get(f"{links['Refuser']}/cv")
    assert answer.data == b"%PDF-1.7 un CV"
    with reading() as session:
        [view] = session.exec(select(CandidateView)).all()
    assert (view.what, view.company_id, view.account_id) == (Seen.CV, scene.company.id, scene.recruiter.id)


def test_k5_what_a_link_shows_is_noted_for_the_one_who_reads(client, arrive, letters, reading, writing, scene):
    with writing() as session:
        partner = make_company(session, scene.cluster)
        person = make_member(session, partner, email="aa@partenaire.exemple")
        accepted = {"status": PartnerStatus.ACCEPTED, "answered_at": now()}
        session.add(OfferCompany(offer_id=scene.offer.id, company_id=partner.id, **accepted))
        left = make_offer(session, None, scene.cluster)
    for offer in (scene.offer, left):
        arrive(offer, message="Je soude.")
    for letter in letters():
        if letter.to in {person.email, scene.organiser.email}:
            path = answer_paths(letter)["Refuser"]
            assert [client.get(path).status_code, client.get(f"{path}/cv").status_code] == [200, 200]
    with reading() as session:
        seen = [(view.what, view.company_id, view.cluster_id) for view in session.exec(select(CandidateView))]
    assert sorted(seen, key=repr) == sorted(
        [(what, *whose) for what in (Seen.APPLICATION, Seen.CV)
         for whose in ((partner.id, None), (None, scene.cluster.id))],
        key=repr,
    )  # fmt: skip


@pytest.mark.parametrize("token", ["1-" + "A" * 32, "x", "0-" + "é" * 32])
def test_a_made_up_link_leads_nowhere(client: FlaskClient, token):
    for path in (f"/reponse/{token}", f"/reponse/{token}/cv"):
        assert client.get(path).status_code == 404
    assert client.post(f"/reponse/{token}", data={"message": "Oui"}).status_code == 404
