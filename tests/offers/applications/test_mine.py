"""The candidate follows, withdraws, keeps and erases by the signed link; the list in their space (rows K2, A7)."""

import io
from urllib.parse import urlsplit

import pytest
from sqlmodel import func, select

from fairapp.accounts.models import ActionLink
from fairapp.clusters.models import Company
from fairapp.core.files import StoredFile
from fairapp.offers.applications.enums import Action, ApplicationStatus, Refusal, Side
from fairapp.offers.applications.models import Application, ApplicationStep
from fairapp.offers.applications.services import Acting, take
from tests.candidates.making import make_pdf
from tests.factories import actor_of, make_account, make_offer
from tests.offers.applications.sending import EMAIL, send
from tests.support.counting import count_queries
from tests.support.htmx import soup


@pytest.fixture
def answer(writing, quay):
    """Take a step for the company's people."""

    def act(action: Action, **told: object) -> None:
        with writing() as session:
            by = actor_of(quay.recruiter, companies=(session.get_one(Company, quay.company.id),))
            take(session, session.exec(select(Application)).one(), action, Acting(Side.COMPANY, by), **told)

    return act


def only(reading) -> Application:
    with reading() as session:
        return session.exec(select(Application)).one()


def told(client, path: str) -> list[str]:
    return [" ".join(line.text.split()) for line in soup(client.get(path).text).select(".timeline b")]


def test_k2_each_step_is_told_in_plain_words_with_its_date(client, apply, answer):
    path = apply()
    for action in (Action.OPEN, Action.START, Action.INVITE):
        answer(action, reason="Venez lundi à 9 h." if action is Action.INVITE else "")
    page = soup(client.get(path).text)
    assert told(client, path) == ["Envoyée", "Lue", "Mise à l’étude", "Entretien proposé"]
    assert page.select_one(".timeline [aria-current=step] .prose").text.strip() == "Venez lundi à 9 h."
    assert page.select_one(".pill").text == "Entretien proposé"
    assert page.select_one("#t-etat").text == "Chantiers Kermarec souhaite vous rencontrer."


def test_k2_a_refusal_tells_its_motive_and_the_companys_words(client, apply, answer):
    path = apply()
    answer(Action.REFUSE, refusal=Refusal.OTHER_CHOSEN, reason="Merci, et bonne route.")
    page = client.get(path).text
    assert "une autre candidature a été retenue" in page
    assert "Merci, et bonne route." in page


def test_k2_the_candidate_withdraws_once(client, apply, reading):
    path = apply()
    assert client.get(f"{path}/retirer").status_code == 200
    for _ in range(2):
        assert client.post(f"{path}/retirer").status_code == 303
    assert only(reading).status is ApplicationStatus.WITHDRAWN
    with reading() as session:
        assert session.exec(select(func.count()).select_from(ApplicationStep)).one() == 1
    assert told(client, path)[-1] == "Retirée par vous"


def test_k2_who_was_hired_meanwhile_learns_it_instead_of_withdrawing(client, apply, answer):
    path = apply()
    answer(Action.HIRE)
    page = client.post(f"{path}/retirer")
    assert (page.status_code, "félicitations" in page.text) == (409, True)


def test_a_get_of_any_link_changes_nothing(client, apply, reading):
    path, before = apply(), only(reading).model_dump()
    for end in ("", "/retirer", "/effacer"):
        assert client.get(path + end).status_code == 200
    assert only(reading).model_dump() == before


def test_a7_two_years_are_agreed_to_and_withdrawn_by_one_click(client, apply, reading):
    path = apply()
    assert only(reading).keep_consent_at is None
    client.post(f"{path}/conservation", data={"keeps": "1"})
    agreed = only(reading).keep_consent_at
    client.post(f"{path}/conservation", data={"keeps": "1"})
    assert (agreed is not None, only(reading).keep_consent_at) == (True, agreed)
    client.post(f"{path}/conservation")
    assert only(reading).keep_consent_at is None


def test_a7_erasing_leaves_a_state_without_a_person(client, quay, typed, letters, reading):
    cv = (io.BytesIO(make_pdf("Enora")), "cv.pdf")
    client.post(quay.path, data=typed(cv=cv, phone="06 12 34 56 78"), content_type="multipart/form-data")
    [letter] = letters()
    path = next(urlsplit(link).path for link in letter.links if "/candidatures/" in link)
    assert client.get(f"{path}/cv").data.startswith(b"%PDF")
    assert client.get(f"{path}/effacer").status_code == 200
    assert client.post(f"{path}/effacer").status_code == 303
    row = only(reading)
    assert (row.status, row.email, row.first_name, row.folded_name, row.phone, row.message, row.cv_file_id) == (
        ApplicationStatus.WITHDRAWN, None, "", "", "", "", None,
    )  # fmt: skip
    with reading() as session:
        links = session.exec(select(ActionLink).where(ActionLink.email == EMAIL)).all()
        assert (session.exec(select(StoredFile)).all(), links) == ([], [])
    assert client.get(path).status_code == 404
    assert letters() == []  # nobody is left to write to


def test_a_made_up_link_opens_nothing(client, apply):
    path = apply()
    assert [client.get(path[:-1] + end).status_code for end in ("", "x!")] == [404, 404]
    assert client.post("/candidatures/1-x/effacer").status_code == 404


def test_who_gave_no_cv_has_none_to_see(client, apply):
    assert client.get(f"{apply()}/cv").status_code == 404


# The list in one's space


def test_k2_ones_space_lists_what_was_sent_with_that_address(writing, sign_in, quay):
    with writing() as session:
        account = make_account(session, email=EMAIL)
        send(session, quay.offer)
        send(session, quay.offer, email="autre@exemple.fr")
    browser = sign_in(account)
    rows = soup(browser.get("/candidat/candidatures").text).select(".app-row")
    assert [row.a.text for row in rows] == ["Stratifieur F/H"]
    assert browser.get(rows[0].a["href"]).status_code == 200


def test_the_list_asks_as_often_for_three_rows_as_for_one(writing, sign_in, quay, engine):
    def count() -> int:
        with count_queries(engine) as seen:
            assert browser.get("/candidat/candidatures").status_code == 200
        return len(seen)

    with writing() as session:
        account = make_account(session, email=EMAIL)
        send(session, quay.offer)
    browser = sign_in(account)
    browser.get("/candidat/candidatures")
    one = count()
    with writing() as session:
        for _ in range(2):
            send(session, make_offer(session, session.get_one(Company, quay.company.id)))
    assert count() == one


def test_an_empty_list_says_so(writing, sign_in):
    with writing() as session:
        account = make_account(session)
    assert "Aucune candidature" in sign_in(account).get("/candidat/candidatures").text
