"""Who answers for a class reads what is kept of them, and is forgotten with their account; the class keeps its visit."""

import pytest
from sqlmodel import Session, select

from fairapp.accounts.hooks import hooks
from fairapp.accounts.models import Account
from fairapp.accounts.services import erase_account
from fairapp.outreach.enums import Action, RequestStatus, Side
from fairapp.outreach.models import HistoryLine, OutreachRequest, Slot
from fairapp.outreach.requests.personal import erase_requests, export_requests
from tests.factories import make_member
from tests.outreach.factories import make_booked, make_request
from tests.outreach.requests.making import Scene, stage
from tests.support.copies import written_in

THEIRS = {"contact_name": "Anna Le Bras", "contact_phone": "06 12 34 56 78"}
NOBODY = ("", "", "")


def contact(row: OutreachRequest) -> tuple[str, str, str]:
    return row.contact_name, row.contact_email, row.contact_phone


def step(request: OutreachRequest, account_id: int, reason: str) -> HistoryLine:
    return HistoryLine(
        request_id=request.id, account_id=account_id, side=Side.SCHOOL, action=Action.CANCEL, reason=reason,
        from_status=RequestStatus.CONFIRMED, to_status=RequestStatus.CANCELLED,
    )  # fmt: skip


@pytest.fixture
def made(session: Session) -> tuple[Account, list[OutreachRequest]]:
    """Anna asked for one class, from another address for a second; a colleague named her; one is not hers."""
    scene = stage(session)
    anna = make_member(session, scene.school, email="anna@exemple.fr")
    rows = [
        make_request(session, scene.school, scene.cluster, **over)
        for over in (
            THEIRS | {"contact_id": anna.id, "contact_email": "anna@exemple.fr"},
            THEIRS | {"contact_id": anna.id, "contact_email": "anna@ac-grenoble.fr"},
            THEIRS | {"contact_id": scene.teacher.account_id, "contact_email": "Anna@Exemple.fr"},
            {"contact_id": scene.teacher.account_id},
        )
    ]
    session.add_all([step(rows[0], anna.id, "Grève"), step(rows[3], scene.teacher.account_id, "Panne")])
    session.flush()
    return anna, rows


def test_export_tells_what_the_person_asked_and_did_and_nobody_else_s(session, made):
    anna, _rows = made
    told = export_requests(session, anna.id)
    assert [row["contact_email"] for row in told["requests"]] == [
        "anna@exemple.fr", "anna@ac-grenoble.fr", "Anna@Exemple.fr",
    ]  # fmt: skip
    assert {row["contact_name"] for row in told["requests"]} == {"Anna Le Bras"}
    assert [(row["action"], row["reason"]) for row in told["steps"]] == [("cancel", "Grève")]


def test_erasing_forgets_the_person_and_keeps_what_was_done(session, made):
    anna, rows = made
    for _twice in range(2):
        erase_requests(session, anna.id)
    session.expire_all()
    assert [contact(row) for row in rows] == [NOBODY, NOBODY, NOBODY, contact(rows[3])]
    assert rows[3].contact_name == "Soizic Bourhis"
    assert [row.contact_id is None for row in rows] == [True, True, False, False]
    lines = session.exec(select(HistoryLine).order_by(HistoryLine.id)).all()
    assert [(line.account_id is None, line.reason) for line in lines] == [(True, "Grève"), (False, "Panne")]
    assert export_requests(session, anna.id) == {"requests": [], "steps": []}


def test_an_account_that_is_erased_leaves_its_visit_without_contact(app, writing, reading, sign_in):
    """By the site's own hooks: the copy first, then the end."""
    with writing() as session:
        scene: Scene = stage(session)
        make_member(session, scene.school)
        over = {"contact_id": scene.teacher.account_id, "contact_email": scene.teacher.email}
        id = make_booked(session, scene.school, session.get_one(Slot, scene.slot.id), **over).id
    copied = written_in(sign_in(scene.teacher.account_id).get("/compte/donnees.zip"))
    assert [row["school"] for row in copied["requests"]["requests"]] == [scene.school.name]
    with app.app_context(), writing() as session:
        account = session.get_one(Account, scene.teacher.account_id)
        erase_account(session, account, erasers=hooks().erasers, address_digest="", by=None)
    with reading() as session:
        kept = session.get_one(OutreachRequest, id)
        assert (contact(kept), kept.contact_id, kept.status) == (NOBODY, None, RequestStatus.CONFIRMED)
