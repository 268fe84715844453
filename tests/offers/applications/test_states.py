"""The table of states, cell by cell (row A1): the rules once more, in words, against what the one door lets through."""

from itertools import product

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from fairapp.core.errors import Conflict, DomainError
from fairapp.offers.applications import services, states
from fairapp.offers.applications.enums import Action, ApplicationStatus, Refusal, Side
from fairapp.offers.applications.models import ApplicationStep
from fairapp.offers.applications.services import Acting, stepping
from tests.factories import make_cluster, make_company, make_member, make_offer
from tests.offers.applications.sending import send

ANSWERER = {
    "new": "open=read start=in_progress invite=interview propose=proposal hire=hired refuse=refused",
    "read": "start=in_progress invite=interview propose=proposal hire=hired refuse=refused",
    "in_progress": "invite=interview propose=proposal hire=hired refuse=refused",
    "interview": "propose=proposal hire=hired refuse=refused",
    "proposal": "hire=hired refuse=refused",
    "hired": "revive=in_progress",
    "refused": "revive=in_progress",
    "withdrawn": "",
    "unanswered": "refuse=refused revive=in_progress",
}
OPEN = ("new", "read", "in_progress", "interview", "proposal")
WORDS = {
    "company": ANSWERER,
    "organiser": ANSWERER,
    "candidate": dict.fromkeys(OPEN, "withdraw=withdrawn"),
    "system": {
        status: f"nudge={status} lapse=unanswered" + (" end_offer=refused" if status in OPEN[:3] else "")
        for status in OPEN
    },
}
EXPECTED = {
    (ApplicationStatus(status), Side(side), Action(action)): ApplicationStatus(target)
    for side, lines in WORDS.items()
    for status, line in lines.items()
    for action, target in (cell.split("=") for cell in line.split())
}
REPEATED = {  # status → the steps that led to it: taken again, they change nothing
    "read": {"open"},
    "in_progress": {"start", "revive"},
    "interview": {"invite"},
    "proposal": {"propose"},
    "hired": {"hire"},
    "refused": {"refuse"},
}


def is_repeated(status: ApplicationStatus, side: Side, action: Action) -> bool:
    if side in {Side.COMPANY, Side.ORGANISER}:
        return action.value in REPEATED.get(status.value, set())
    return (status.value, side.value, action.value) in {
        ("withdrawn", "candidate", "withdraw"), ("unanswered", "system", "lapse"), ("refused", "system", "end_offer"),
    }  # fmt: skip


@pytest.mark.parametrize("status", ApplicationStatus)
def test_a1_each_cell_is_what_the_rules_say(session, status):
    cluster = make_cluster(session)
    company = make_company(session, cluster)
    make_member(session, company)
    application = send(session, make_offer(session, company, cluster))
    for side, action in product(Side, Action):
        application.status = status
        session.flush()
        outcome = take(session, application, action, Acting(side))
        expected = EXPECTED.get((status, side, action), "done" if is_repeated(status, side, action) else "refused")
        assert (side, action, outcome) == (side, action, expected)


def take(session, application, action, acting):
    try:
        step = services.take(session, application, action, acting, refusal=Refusal.PROFILE)
    except Conflict:
        return "refused"
    assert step is None or application.status is step.to_status
    return step.to_status if step else "done"


def test_a1_no_step_is_in_the_table_twice():
    cells = [(step.action, side, source) for step in states.TABLE for side in step.sides for source in step.sources]
    assert len(cells) == len(set(cells)) == len(EXPECTED)


def test_a1_each_step_is_written_with_who_when_why_from_and_to(quay, session):
    application = send(session, quay.offer)
    services.take(session, application, Action.INVITE, Acting(Side.COMPANY), reason="  Venez lundi.\r\nÀ 9 h. ")
    step = session.exec(select(ApplicationStep).order_by(col(ApplicationStep.id).desc())).first()
    assert (step.action, step.side, step.account_id, step.reason) == (
        Action.INVITE, Side.COMPANY, None, "Venez lundi.\nÀ 9 h.",
    )  # fmt: skip
    assert (step.from_status, step.to_status) == (ApplicationStatus.NEW, ApplicationStatus.INTERVIEW)
    assert (application.answered_at, application.status_at) == (step.at, step.at)


def test_a2_a_refusal_needs_its_motive(quay, session):
    with pytest.raises(DomainError) as refusal:
        services.take(session, send(session, quay.offer), Action.REFUSE, Acting(Side.COMPANY))
    assert refusal.value.field == "refusal"


def test_a1_a_first_look_is_no_answer(quay, session):
    application = send(session, quay.offer)
    for action in (Action.OPEN, Action.START):
        services.take(session, application, action, Acting(Side.COMPANY))
    assert application.answered_at is None


def test_a1_what_was_refused_by_mistake_goes_on(quay, session):
    application = send(session, quay.offer)
    services.take(session, application, Action.REFUSE, Acting(Side.COMPANY), refusal=Refusal.PAY)
    services.take(session, application, Action.REVIVE, Acting(Side.COMPANY))
    assert (application.closed_at, application.refusal) == (None, None)


def test_a1_any_other_violation_is_no_newer_application(quay, session, monkeypatch):
    row = send(session, quay.offer)
    monkeypatch.setattr(stepping, "_move", lambda application, step: setattr(application, "offer_id", 10**6))
    with pytest.raises(IntegrityError):
        services.take(session, row, Action.OPEN, Acting(Side.COMPANY))


def test_a1_nothing_is_revived_beside_a_newer_one_of_the_same_person(quay, session):
    first = send(session, quay.offer)
    services.take(session, first, Action.REFUSE, Acting(Side.COMPANY), refusal=Refusal.PAY)
    second = send(session, quay.offer)
    with pytest.raises(Conflict):
        services.take(session, first, Action.REVIVE, Acting(Side.COMPANY))
    session.refresh(first)
    assert (first.status, second.status) == (ApplicationStatus.REFUSED, ApplicationStatus.NEW)
