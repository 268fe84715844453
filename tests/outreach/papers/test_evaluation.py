"""Three questions after a visit, by the link of a letter, for each side (row E13)."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlmodel import select

from fairapp.core.clock import now
from fairapp.outreach.enums import Action, RequestStatus, Side
from fairapp.outreach.models import Evaluation, HistoryLine, OutreachRequest
from fairapp.outreach.requests.handlers import queue_steps
from tests.outreach.papers.conftest import SPEAKER, TEACHER
from tests.support.htmx import HTMX, same, soup, swap

GIVEN = {"useful": "4", "organised": "3", "again": "4", "comment": "Merci, la classe a posé mille questions."}
FORGED = "/bilan/1-" + "A" * 32


def kept(reading) -> list[tuple[Side, int, int, int, str]]:
    with reading() as session:
        rows = session.exec(select(Evaluation).order_by(Evaluation.id)).all()
        return [(row.side, row.useful, row.organised, row.again, row.comment) for row in rows]


def test_e13_each_side_answers_by_its_own_link(client: FlaskClient, reading, visit, link):
    id = visit()
    for email in (TEACHER, SPEAKER):
        url = link(id, email)
        page = soup(client.get(url))
        assert [len(field.select("input[type=radio]")) for field in page.select("fieldset")] == [4, 4, 4]
        answer = client.post(url, data=GIVEN)
        assert (answer.status_code, answer.headers["Location"]) == (303, f"{url}/merci")
        assert "Votre bilan est enregistré" in client.get(f"{url}/merci").text
    told = (4, 3, 4, GIVEN["comment"])
    assert kept(reading) == [(Side.SCHOOL, *told), (Side.COMPANY, *told)]


def test_e13_sent_again_it_corrects(client: FlaskClient, reading, visit, link):
    id = visit()
    url = link(id)
    client.post(url, data=GIVEN)
    page = soup(client.get(url))
    assert page.select_one("[name=useful][checked]")["value"] == "4"
    assert page.select_one("[name=comment]").text.strip() == GIVEN["comment"]
    assert "Vous avez déjà répondu" in page.text
    assert client.post(url, data=GIVEN | {"useful": "2", "comment": ""}).status_code == 303
    assert kept(reading) == [(Side.SCHOOL, 2, 3, 4, "")]
    with reading() as session:
        lines = select(HistoryLine.account_id).where(
            HistoryLine.request_id == id, HistoryLine.action == Action.EVALUATE
        )
        assert session.exec(lines).all() == [None]


@pytest.mark.parametrize(("over", "field"), [
    ({"useful": ""}, "useful"), ({"organised": "5"}, "organised"), ({"again": "0"}, "again"),
    ({"comment": "Le petit Kévin Morvan a adoré"}, "comment"),
])  # fmt: skip
def test_e13_bad_answers_are_told_at_their_field_and_nothing_typed_is_lost(
    client: FlaskClient, reading, visit, link, over, field
):
    url = link(visit())
    before = client.get(url)
    answers = [client.post(url, data=GIVEN | over, headers=headers) for headers in ({}, HTMX)]
    assert [answer.status_code for answer in answers] == [422, 422]
    whole, page = soup(answers[0]), swap(soup(before), answers[1], "#bilan")
    assert same(page, whole)
    assert whole.select_one(f"#{field}-error") is not None
    assert whole.select_one("[name=comment]").text.strip() == (GIVEN | over)["comment"]
    assert kept(reading) == []


def test_e13_a_link_that_is_over_says_so_and_gives_back_what_was_typed(
    client: FlaskClient, writing, reading, visit, time_machine, run_pending, settings
):
    """The letter's own link: it holds thirty days after the visit."""
    time_machine.move_to(now(), tick=False)
    id = visit()
    with writing() as session:
        queue_steps(session)
    run_pending()
    letters = [file.read_text() for file in settings.outbox_dir.glob("*.eml")]
    assert len(letters) == 3
    url = f"/bilan/{next(text for text in letters if TEACHER in text).split('/bilan/')[1].split()[0].rstrip('=')}"
    with reading() as session:
        ends_at = session.get_one(OutreachRequest, id).ends_at
    time_machine.move_to(ends_at + timedelta(days=30) - timedelta(seconds=1), tick=False)
    assert client.get(url).status_code == 200
    time_machine.move_to(ends_at + timedelta(days=30), tick=False)
    assert client.get(url).status_code == 404
    for headers in ({}, HTMX):
        answer = client.post(url, data=GIVEN, headers=headers)
        assert answer.status_code == 404
        assert "trente jours" in answer.text
        assert soup(answer).select_one("[name=comment]").text.strip() == GIVEN["comment"]
    assert kept(reading) == []


def test_e13_once_it_is_closed_it_is_told_and_given_back(client: FlaskClient, writing, reading, visit, link):
    id = visit()
    url = link(id)
    with writing() as session:
        session.get_one(OutreachRequest, id).status = RequestStatus.CLOSED
    assert client.get(url).status_code == 410
    answer = client.post(url, data=GIVEN)
    assert answer.status_code == 409
    assert soup(answer).select_one("[name=comment]").text.strip() == GIVEN["comment"]
    assert kept(reading) == []


def test_e13_a_link_of_nobody_tells_nothing(client: FlaskClient, writing, visit, link):
    """Forged, or of somebody who no longer speaks for a side."""
    id = visit()
    url = link(id, "ancien@exemple.fr")
    for path in (FORGED, url, f"{url}/merci"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert answer.headers["Cache-Control"] == "no-store"
    assert client.post(url, data=GIVEN).status_code == 404


def test_e13_a_scanner_that_follows_the_link_answers_nothing(client: FlaskClient, reading, visit, link):
    url = link(visit())
    for path in (url, f"{url}/merci"):
        assert client.get(path).status_code == 200
    assert kept(reading) == []
