"""Row K6, for who answers: a copy of the answers and notes that they wrote, and of nobody else's."""

from fairapp.offers.applications.enums import Action, Refusal, Side
from fairapp.offers.applications.inbox.personal import export_answers
from fairapp.offers.applications.models import ApplicationNote
from fairapp.offers.applications.services import Acting, take
from tests.factories import actor_of, make_member
from tests.offers.applications.inbox.making import make_application, stage
from tests.support.copies import written_in


def test_k6_recruiters_copy_holds_what_they_wrote_and_names_no_candidate(session):
    scene = stage(session)
    anne, paul = make_member(session, scene.company), make_member(session, scene.company)
    row = make_application(session, scene.offer, first_name="Zéphyrine")
    take(session, row, Action.START, Acting(Side.COMPANY, actor_of(paul, companies=(scene.company,))))
    by_anne = Acting(Side.COMPANY, actor_of(anne, companies=(scene.company,)))
    take(session, row, Action.REFUSE, by_anne, refusal=Refusal.PAY, reason="Désolés")
    for person, words in ((anne, "Trop chère"), (paul, "À voir")):
        session.add(ApplicationNote(application_id=row.id, account_id=person.id, body=words))
    session.flush()
    copy = export_answers(session, anne.id)
    assert [(one["action"], one["reason"], one["offer"]) for one in copy["answers"]] == [
        ("refuse", "Désolés", scene.offer.title)
    ]
    assert [one["body"] for one in copy["notes"]] == ["Trop chère"]
    assert "Zéphyrine" not in repr(copy)


def test_k6_what_a_candidate_did_is_no_answer(session):
    scene = stage(session)
    anne = make_member(session, scene.company)
    row = make_application(session, scene.offer, account_id=anne.id)
    take(session, row, Action.WITHDRAW, Acting(Side.CANDIDATE, actor_of(anne)))
    assert export_answers(session, anne.id) == {"answers": [], "notes": []}


def test_k6_the_part_is_in_the_archive(writing, sign_in):
    with writing() as session:
        anne = make_member(session, stage(session).company)
    assert written_in(sign_in(anne).get("/compte/donnees.zip"))["answers"] == {"answers": [], "notes": []}
