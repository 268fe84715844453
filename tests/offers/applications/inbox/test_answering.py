"""Answers (row A2): the words are shown as they will be read, then sent; several at once, each with their own name."""

from functools import partial

import pytest
from sqlmodel import Session, select

from fairapp.offers.applications import states
from fairapp.offers.applications.enums import Action, ApplicationStatus, Refusal, Side
from fairapp.offers.applications.inbox.drafts import BODIES, fill
from fairapp.offers.applications.inbox.forms import Reply
from fairapp.offers.applications.inbox.words import draft, is_draft, replies_to
from fairapp.offers.applications.models import Application, ApplicationStep
from tests.support.htmx import HTMX, same, soup, swap
from tests.support.threads import at_once

Status = ApplicationStatus
REFUSE = {
    "reponse": "refuser",
    "motif": "place",
    "message": "Bonjour {prénom}, pas cette fois pour « {offre} ». {entreprise}",
}


def steps(session: Session, id: int) -> list[ApplicationStep]:
    return list(session.exec(select(ApplicationStep).where(ApplicationStep.application_id == id)))


def status_of(reading, id: int) -> ApplicationStatus:
    with reading() as session:
        return session.get_one(Application, id).status


def compose(recruiter, scene, *ids: int, reply: str = "refuser"):
    chosen = "".join(f"&candidature={id}" for id in ids)
    return recruiter.get(f"{scene.url}/repondre?reponse={reply}{chosen}")


def text_of(answer: object) -> str:
    return soup(answer).select_one("textarea").text.strip()  # type: ignore[arg-type]


def preview_of(answer: object) -> str:
    return soup(answer).select_one("section .prose").text.replace("\xa0", " ").replace("\u202f", " ")  # type: ignore


@pytest.mark.parametrize("reply", Reply)
def test_a2_every_answer_has_words_that_name_the_person(app, reply):
    with app.test_request_context():
        refusals = Refusal if reply is Reply.REFUSE else (None,)
        for refusal in refusals:
            text = fill(draft(reply.action, refusal), first_name="Maël", offer="Soudeur", company="Kermarec")
            assert text.startswith("Bonjour Maël,")
            assert text.endswith("Kermarec")
            assert "{" not in text


def test_every_answer_of_the_company_s_that_is_told_has_words(app):
    company = {action for status in Status for action in states.allowed(status, Side.COMPANY)}
    assert {reply.action for reply in Reply} == company & states.TOLD == {*BODIES, Action.REFUSE}


@pytest.mark.parametrize("status", Status)
def test_a1_the_page_offers_what_the_table_allows(recruiter, scene, apply, status):
    page = soup(recruiter.get(f"{scene.url}/{apply(status=status)}"))
    shown = status if status is not Status.NEW else Status.READ  # this very look opened it
    links = [link["href"] for link in page.select("aside a.btn--block") if "reponse=" in link["href"]]
    assert [link.split("reponse=")[1].split("&")[0] for link in links] == [
        one.value for one in replies_to(shown, Side.COMPANY)
    ]


def test_what_is_no_blank_stays_as_it_was_typed():
    told = fill("{prénom} {PRENOM} {offre} {x} {0} %s {entreprise", first_name="{offre}", offer="A", company="B")
    assert told == "{offre} {offre} A {x} {0} %s {entreprise"


def test_a2_the_answer_is_shown_before_it_is_sent(recruiter, scene, apply, reading):
    id = apply(first_name="Maël")
    page = compose(recruiter, scene, id, reply="rencontrer")
    assert text_of(page).startswith("Bonjour {prénom},")
    assert preview_of(page).startswith("Bonjour Maël,")
    assert "« Soudeur / Soudeuse »" in preview_of(page)
    assert status_of(reading, id) is Status.NEW


def test_a2_the_words_follow_the_motive_until_somebody_edits_them(recruiter, scene, apply):
    id = apply(first_name="Maël")
    data = {"reponse": "refuser", "candidature": id, "message": text_of(compose(recruiter, scene, id))}
    filled = recruiter.post(f"{scene.url}/repondre/apercu", data=data | {"motif": "filled"})
    assert "Le poste est maintenant pourvu." in preview_of(filled)
    other = data | {"motif": "place", "message": text_of(filled)}
    assert "trop éloigné" in preview_of(recruiter.post(f"{scene.url}/repondre/apercu", data=other))
    own = data | {"motif": "place", "message": "Désolée, {prénom}."}
    assert preview_of(recruiter.post(f"{scene.url}/repondre/apercu", data=own)).strip() == "Désolée, Maël."


def test_a_preview_sends_nothing(recruiter, scene, apply, reading):
    id = apply()
    recruiter.post(f"{scene.url}/repondre/apercu", data=REFUSE | {"candidature": id})
    assert status_of(reading, id) is Status.NEW


def test_s2_the_preview_swapped_in_equals_the_fresh_page(recruiter, scene, apply):
    id, url = apply(), f"{scene.url}/repondre/apercu"
    before, data = soup(compose(recruiter, scene, id)), REFUSE | {"candidature": id}
    swapped = swap(before, recruiter.post(url, data=data, headers=HTMX), "#reponse")
    assert same(swapped.select_one("#reponse"), soup(recruiter.post(url, data=data)).select_one("#reponse"))


def test_a2_several_are_answered_at_once_each_by_name(recruiter, scene, apply, reading):
    ids = [apply(first_name=name) for name in ("Maël", "Ana")]
    answer = recruiter.post(f"{scene.url}/repondre", data=REFUSE | {"candidature": ids})
    assert (answer.status_code, answer.location) == (303, scene.url)
    with reading() as session:
        [mael, ana] = [session.get_one(Application, id) for id in ids]
        assert {mael.status, ana.status} == {Status.REFUSED}
        assert mael.refusal is ana.refusal is Refusal.PLACE
        reasons = [step.reason for id in ids for step in steps(session, id)]
    told = "Bonjour {}, pas cette fois pour « Soudeur / Soudeuse ». Chantiers Kermarec"
    assert reasons == [told.format("Maël"), told.format("Ana")]


def test_a_double_click_answers_once(recruiter, scene, apply, reading):
    id = apply()
    for _twice in range(2):
        assert recruiter.post(f"{scene.url}/repondre", data=REFUSE | {"candidature": id}).status_code == 303
    with reading() as session:
        assert len(steps(session, id)) == 1


def test_two_colleagues_who_answer_at_once_answer_once(scene, apply, reading, sign_in):
    ids = [apply(), apply()]
    browsers = [sign_in(scene.recruiter), sign_in(scene.recruiter)]
    clicks = [
        partial(one.post, f"{scene.url}/repondre", data=REFUSE | {"candidature": order})
        for one, order in zip(browsers, (ids, ids[::-1]), strict=True)
    ]
    answers = [answer.status_code for answer in at_once(clicks)]
    assert answers == [303, 303]
    with reading() as session:
        assert [len(steps(session, id)) for id in ids] == [1, 1]


@pytest.mark.parametrize(
    ("over", "field"),
    [({"motif": ""}, "motif"), ({"message": " "}, "message"), ({"message": "x" * 3001}, "message"),
     ({"motif": "laideur"}, "motif")],
)  # fmt: skip
def test_a_refusal_needs_a_motive_and_words(recruiter, scene, apply, reading, over, field):
    id = apply()
    answer = recruiter.post(f"{scene.url}/repondre", data=REFUSE | {"candidature": id} | over)
    assert answer.status_code == 422
    assert soup(answer).select_one(f"#{field}-error") is not None
    assert status_of(reading, id) is Status.NEW


def test_a_late_refusal_of_what_was_withdrawn_is_told_with_its_state(recruiter, scene, apply):
    id = apply(status=Status.WITHDRAWN)
    answer = recruiter.post(f"{scene.url}/repondre", data=REFUSE | {"candidature": id})
    assert answer.status_code == 409
    assert "Retirée" in soup(answer).select_one(".callout").text


def test_what_cannot_be_answered_any_more_holds_up_nothing_else(recruiter, scene, apply, reading):
    gone, there = apply(status=Status.WITHDRAWN, first_name="Ana", last_name="Partie"), apply()
    answer = recruiter.post(f"{scene.url}/repondre", data=REFUSE | {"candidature": [gone, there]})
    assert answer.status_code == 200
    told = [callout.text for callout in soup(answer).select("#reponse .callout")]
    assert "1 réponse envoyée." in told[0].replace("\xa0", " ")
    assert "Ana Partie" in told[1]
    assert status_of(reading, there) is Status.REFUSED


def test_nothing_chosen_leads_back(recruiter, scene):
    assert compose(recruiter, scene).location == scene.url


@pytest.mark.parametrize("query", ["", "reponse=x", "reponse=refuser&candidature=x", "reponse=refuser&candidature=-1"])
def test_any_address_of_the_answer_is_a_page_or_a_clear_refusal(recruiter, scene, query):
    assert recruiter.get(f"{scene.url}/repondre?{query}").status_code in (303, 400)


def test_a_touched_text_is_no_draft(app):
    with app.test_request_context():
        assert is_draft(draft(Action.REFUSE, Refusal.PAY).replace("\n", "\r\n"), Action.REFUSE)
        assert not is_draft(draft(Action.REFUSE) + " Bien à vous.", Action.REFUSE)
