"""Real threads at one form, and at one application (rows K1, A1)."""

import pytest
from sqlmodel import select

from fairapp.accounts.models import ActionLink
from fairapp.candidates.models import CandidateView
from fairapp.core.errors import Conflict
from fairapp.offers.applications.enums import Action, ApplicationStatus, Refusal, Side
from fairapp.offers.applications.inbox.views import showing
from fairapp.offers.applications.models import Application, ApplicationStep
from fairapp.offers.applications.services import Acting, Sender, erase, stepping, take
from fairapp.offers.applications.services.forgetting import forget
from tests.offers.applications.sending import EMAIL, send
from tests.support.racing import A_MOMENT, LONG, Gap, committing, drop_unique, unguarded
from tests.support.threads import at_once

AT_ONCE = 4
KEY = "0" * 32
CANDIDATE, COMPANY = Acting(Side.CANDIDATE), Acting(Side.COMPANY)


def count(reading) -> tuple[int, int]:
    with reading() as session:
        links = session.exec(select(ActionLink).where(ActionLink.email == EMAIL)).all()
        return len(session.exec(select(Application)).all()), len(links)


def test_k1_the_same_form_sent_four_times_at_once_makes_one_application(client, app, quay, typed, reading, letters):
    values = typed(form_key=KEY)
    answers = at_once([lambda: app.test_client().post(quay.path, data=values)] * AT_ONCE)
    assert [answer.location for answer in answers] == [f"{quay.path}/merci"] * AT_ONCE
    assert (count(reading), len(letters())) == ((1, 1), 1)


@pytest.mark.parametrize("guarded", [True, False])
def test_k1_four_forms_of_one_address_at_once_make_one_application(engine, quay, reading, guarded):
    if not guarded:
        drop_unique(engine, "application", "uq_application_open")

    def apply(number: int) -> None:
        with committing(engine) as session:
            send(session, quay.offer, sender=Sender(form_key=f"{number}" * 32))

    outcomes = at_once([lambda number=number: apply(number) for number in range(3)])
    assert outcomes == [None] * 3
    assert (count(reading) == (1, 1)) is guarded


def test_a1_withdrawn_and_hired_at_once_ends_as_one_of_them(engine, quay, writing, reading):
    outcome = meet(engine, quay, writing, A_MOMENT)
    assert [type(one) for one in outcome] == [ApplicationStep, Conflict]
    with reading() as session:
        assert session.exec(select(Application.status)).one() is ApplicationStatus.WITHDRAWN
        assert [step.action for step in session.exec(select(ApplicationStep))] == [Action.WITHDRAW]


def test_a1_without_its_lock_a_person_withdraws_and_is_hired(engine, quay, writing, reading, monkeypatch):
    with unguarded(engine, monkeypatch) as bare:
        outcome = meet(bare, quay, writing, LONG)
    assert [type(one) for one in outcome] == [ApplicationStep, ApplicationStep]
    with reading() as session:
        assert len(session.exec(select(ApplicationStep)).all()) == 2


def meet(engine, quay, writing, patience: float) -> list:
    """Let the candidate withdraw, and the company hire between the candidate's look and step."""
    with writing() as session:
        id = send(session, quay.offer).id
    gap = Gap(patience)
    hold = stepping.hold
    stepping.hold = gap.after(hold)
    try:
        return gap.meet(
            lambda: step(engine, id, Action.WITHDRAW, CANDIDATE), lambda: step(engine, id, Action.HIRE, COMPANY)
        )
    finally:
        stepping.hold = hold


def step(engine, id: int, action: Action, acting: Acting):
    with committing(engine) as session:
        return take(session, session.get_one(Application, id), action, acting)


def test_a7_erased_and_answered_at_once_leaves_no_words(engine, quay, writing, reading):
    with writing() as session:
        id = send(session, quay.offer).id

    def erasing() -> None:
        with committing(engine) as session:
            erase(session, session.get_one(Application, id), CANDIDATE)

    def refusing() -> None:
        with committing(engine) as session:
            application = session.get_one(Application, id)
            take(session, application, Action.REFUSE, COMPANY, refusal=Refusal.PAY, reason="Chère Enora")

    outcomes = at_once([erasing, refusing])
    assert outcomes[0] is None
    assert outcomes[1] is None or type(outcomes[1]) is Conflict
    with reading() as session:
        row = session.exec(select(Application)).one()
        words = [step.reason for step in session.exec(select(ApplicationStep))]
    assert (row.email, {*words}) == (None, {""})


def test_k5_erased_and_opened_at_once_leaves_no_note_of_the_look(engine, quay, writing, reading, sign_in, monkeypatch):
    with writing() as session:
        id = send(session, quay.offer).id
    browser, gap = sign_in(quay.recruiter), Gap(A_MOMENT)
    monkeypatch.setattr(showing, "note_seen", gap.before(showing.note_seen))

    def erasing() -> None:
        with committing(engine) as session:
            erase(session, session.get_one(Application, id), CANDIDATE)

    opened, erased = gap.meet(lambda: browser.get(f"/entreprise/kermarec/candidatures/{id}"), erasing)
    assert (opened.status_code in {200, 404}, erased) == (True, None)
    with reading() as session:
        assert session.exec(select(CandidateView)).all() == []


def test_a7_forgetting_twice_is_once(quay, session):
    row = send(session, quay.offer)
    for _ in range(2):
        forget(session, row)
    assert row.email is None
