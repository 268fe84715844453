"""Who reads what of a request: the other side with the reason, both where a date changes, each once (rows E5, E8, E9)."""

import email
from collections.abc import Callable
from datetime import timedelta
from email.policy import SMTP

import pytest
import time_machine
from icalendar import Calendar

from fairapp.accounts.models import Account
from fairapp.core.clock import now
from fairapp.core.tasks import enqueue_reactions
from fairapp.outreach.enums import Action, Side
from fairapp.outreach.models import OutreachRequest, Slot, Speaker
from fairapp.outreach.requests import services
from fairapp.outreach.requests.services import Meeting
from fairapp.wiring import SUBSCRIPTIONS
from tests.factories import make_company, make_member
from tests.outreach.factories import a_school_day, make_intervention, make_request
from tests.outreach.requests.making import Scene, draft_for, stage

TEACHER = "soizic.bourhis@ac-grenoble.fr"
SPEAKER = "nolwenn@exemple.fr"


@pytest.fixture
def scene(writing) -> Scene:
    with writing() as session:
        return stage(session)


@pytest.fixture
def act(writing, scene) -> Callable[..., int]:
    """Take a step of the request in a transaction of its own, as a page does."""

    def step(do: Callable, id: int = 0, side: Side = Side.SCHOOL, reason: str = "") -> int:
        with writing() as session:
            request = session.get_one(OutreachRequest, id) if id else draft_for(session, scene)
            do(session, request, scene.click(side, request, reason))
            enqueue_reactions(session, SUBSCRIPTIONS)
            return request.id

    return step


def send(session, request, click):
    services.send_request(session, request, click)


def book(scene: Scene) -> Callable:
    return lambda session, request, click: services.book_slot(
        session, request, session.get_one(Slot, scene.slot.id), click
    )


def dates(*, in_days: int, count: int = 1) -> list[Meeting]:
    starts = [a_school_day(in_days=in_days + 10 * rank, hour=14) for rank in range(count)]
    return [Meeting(at, at + timedelta(hours=2)) for at in starts]


def plain(letter) -> str:
    return letter.text.replace("\u202f", " ").replace("\xa0", " ")


def to(found) -> list[str]:
    return [letter.to for letter in found]


def both(scene: Scene) -> list[str]:
    return sorted([scene.host.email, SPEAKER, TEACHER])


def test_e5_what_is_sent_is_read_by_the_company_and_its_professional(act, letters, scene):
    id = act(send)
    found = letters()
    assert to(found) == sorted([scene.host.email, SPEAKER])
    assert {letter.subject for letter in found} == {f"Demande de {scene.school.name}"}
    assert f"http://localhost/entreprise/{scene.company.slug}/demandes/{id}" in found[0].links
    assert "Classe : 3e B, " in plain(found[0])
    assert "24 élèves, 2 adultes" in plain(found[0])


def test_e5_what_is_sent_to_nobody_in_particular_is_read_by_the_organisers(writing, letters, scene):
    with writing() as session:
        request = make_request(session, scene.school, scene.cluster)
        services.send_request(session, request, scene.click(Side.SCHOOL, request))
        enqueue_reactions(session, SUBSCRIPTIONS)
        id = request.id
    [letter] = letters()
    assert letter.to == scene.organiser.email
    assert "confiez-la à une entreprise" in plain(letter)
    assert f"http://localhost/pilotage/{scene.cluster.slug}/ecoles/demandes/{id}" in letter.links


def test_e5_a_company_without_people_leaves_the_request_to_the_organisers(writing, letters, scene):
    with writing() as session:
        company = make_company(session, scene.cluster)
        visit = make_intervention(session, company, scene.cluster)
        request = make_request(session, scene.school, scene.cluster, intervention_id=visit.id, company_id=company.id)
        services.send_request(session, request, scene.click(Side.SCHOOL, request))
        enqueue_reactions(session, SUBSCRIPTIONS)
    assert to(letters()) == [scene.organiser.email]


def test_e5_the_teacher_reads_the_dates_and_both_sides_the_choice(act, letters, scene):
    id = act(send)
    letters()
    act(lambda session, request, click: services.propose(session, request, dates(in_days=40, count=2), click),
        id, Side.COMPANY)  # fmt: skip
    [letter] = letters()
    assert (letter.to, letter.subject) == (TEACHER, f"Dates proposées : {scene.company.name}")
    assert letter.text.count("– ") == 2
    assert "14 h à 16 h" in plain(letter)

    def choose(session, request, click):
        services.choose(session, request, services.dates_of(session, request.id)[0].id, click)

    act(choose, id)
    found = letters()
    assert to(found) == both(scene)
    assert {letter.subject for letter in found} == {
        f"Visite confirmée : {scene.company.name}", f"Visite confirmée : {scene.school.name}"
    }  # fmt: skip


@pytest.mark.parametrize(("action", "side", "readers", "subject"), [
    (Action.DECLINE, Side.COMPANY, lambda scene: [TEACHER, scene.organiser.email], "Demande déclinée"),
    (Action.WITHDRAW, Side.SCHOOL, lambda scene: [SPEAKER, scene.host.email], "Demande retirée"),
])  # fmt: skip
def test_e9_the_other_side_reads_the_reason(act, letters, scene, action, side, readers, subject):
    id = act(send)
    letters()
    reason = "L’atelier est en travaux jusqu’en mars"
    act(lambda *args: services.end(args[0], args[1], action, args[2]), id, side, reason)
    found = letters()
    assert to(found) == sorted(readers(scene))
    assert {letter.subject.split(" :")[0] for letter in found} == {subject}
    assert all(reason in letter.text for letter in found)


def events(settings) -> dict[str, object]:
    """Return the event attached to the newest letter of each reader."""
    found = {}
    for file in sorted(settings.outbox_dir.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns):
        letter = email.message_from_bytes(file.read_bytes(), policy=SMTP)
        for part in letter.iter_attachments():
            [found[letter["To"].addresses[0].addr_spec]] = Calendar.from_ical(part.get_payload(decode=True)).events
    return found


def test_e8_e9_both_calendars_follow_the_visit_through_a_move_to_its_end(act, letters, settings, scene):
    """A move raises SEQUENCE only once it is agreed; the reason goes to who has to answer."""
    id = act(book(scene))
    letters()
    first = events(settings)
    assert sorted(first) == both(scene)
    assert {str(event["UID"]) for event in first.values()} == {f"visite-{id}@localhost"}
    assert first[TEACHER]["SEQUENCE"] == 0
    assert first[TEACHER].start == scene.slot.starts_at
    assert str(first[TEACHER]["URL"]) == f"http://localhost/ecole/{scene.school.slug}/demandes/{id}"
    assert str(first[SPEAKER]["URL"]) == f"http://localhost/entreprise/{scene.company.slug}/demandes/{id}"

    act(lambda session, request, click: services.move(session, request, dates(in_days=60), click),
        id, Side.COMPANY, "La ligne est à l’arrêt")  # fmt: skip
    [letter] = letters()
    assert (letter.to, "La ligne est à l’arrêt" in letter.text) == (TEACHER, True)
    assert events(settings)[TEACHER]["SEQUENCE"] == 0

    def agree(session, request, click):
        services.agree_to_move(session, request, services.dates_of(session, request.id)[0].id, click)

    act(agree, id)
    assert to(letters()) == both(scene)
    moved = events(settings)[TEACHER]
    assert (moved["SEQUENCE"], moved.start) == (1, dates(in_days=60)[0].starts_at)

    act(lambda *args: services.end(args[0], args[1], Action.CANCEL, args[2]), id, Side.SCHOOL, "Grève des cars")
    found = letters()
    assert to(found) == both(scene)
    assert all("Grève des cars" in letter.text for letter in found)
    ended = events(settings)
    assert {(str(event["STATUS"]), event["SEQUENCE"]) for event in ended.values()} == {("CANCELLED", 2)}


def test_e9_who_keeps_the_date_tells_who_asked(act, letters, scene):
    id = act(book(scene))
    act(lambda session, request, click: services.move(session, request, dates(in_days=60), click),
        id, Side.SCHOOL, "Le car n’est pas libre")  # fmt: skip
    letters()
    act(lambda *args: services.drop_dates(args[0], args[1], Action.KEEP, args[2]), id, Side.COMPANY, "Seul jour libre")
    [letter] = letters()
    assert (letter.to, letter.subject.split(" ")[:3]) == (TEACHER, ["Date", "d’origine", "maintenue"])


def test_e5_somebody_on_both_sides_is_written_to_once(writing, act, letters, scene):
    with writing() as session:
        session.get_one(Speaker, scene.speaker.id).email = scene.host.email.upper()
    act(book(scene))
    assert to(letters()) == sorted([scene.host.email, TEACHER])


def test_e11_a_teacher_who_is_gone_leaves_the_letters_to_the_school(writing, act, letters, scene):
    id = act(book(scene))
    letters()
    with writing() as session:
        request = session.get_one(OutreachRequest, id)
        request.contact_id, request.contact_email = None, ""
        head = make_member(session, scene.school)
    act(lambda *args: services.end(args[0], args[1], Action.CANCEL, args[2]), id, Side.COMPANY, "Panne")
    assert to(letters()) == sorted([scene.host.email, SPEAKER, scene.teacher.email, head.email])


def test_e5_what_was_cancelled_before_its_letter_left_is_told_once(act, letters, scene):
    id = act(book(scene))
    act(lambda *args: services.end(args[0], args[1], Action.CANCEL, args[2]), id, Side.COMPANY, "Panne")
    found = letters()
    assert to(found) == both(scene)
    assert all("annulée" in letter.subject for letter in found)


def test_letters_speak_the_reader_s_language_and_leave_who_is_shut_out_alone(writing, act, letters, scene):
    with writing() as session:
        session.get_one(Account, scene.host.account_id).is_disabled = True
    act(send)
    assert to(letters()) == [SPEAKER]


def test_e7_who_waits_is_told_of_the_place_and_until_when(writing, act, letters, scene, time_machine):
    time_machine.move_to(now(), tick=False)
    id = act(book(scene))
    with writing() as session:
        waiting = draft_for(session, scene, class_name="3e A", contact_email="anne@ac-grenoble.fr")
        services.wait_for_slot(session, waiting, session.get_one(Slot, scene.slot.id))
        waiting_id = waiting.id
    letters()
    act(lambda *args: services.end(args[0], args[1], Action.CANCEL, args[2]), id, Side.SCHOOL, "Sortie annulée")
    [letter] = [letter for letter in letters() if letter.to == "anne@ac-grenoble.fr"]
    assert letter.subject == f"Une place est libre : {scene.visit.title}"
    assert f"http://localhost/ecole/{scene.school.slug}/demandes/{waiting_id}" in letter.links
    assert "3e A" in letter.text


def test_e11_no_letter_lets_a_professional_write_to_anybody(act, letters, settings, scene):
    """Teachers' addresses are not in what the company reads, nor is there an address to reply to."""
    act(book(scene))
    letters()
    for file in settings.outbox_dir.glob("*.eml"):
        letter = email.message_from_bytes(file.read_bytes(), policy=SMTP)
        told = letter.get_body(("plain",)).get_content()
        assert letter["Reply-To"] is None
        if letter["To"].addresses[0].addr_spec != TEACHER:
            assert TEACHER not in told


def test_every_step_that_somebody_reads_has_its_words():
    from fairapp.outreach.requests.readers import TO_BOTH, TO_OTHERS, TO_WHO_ANSWERS
    from fairapp.outreach.requests.wording import WORDS

    assert TO_BOTH | TO_OTHERS | TO_WHO_ANSWERS | {Action.WARN, Action.ESCALATE} == set(WORDS)


@pytest.mark.parametrize(("days", "is_told"), [(11, False), (9, True)])
def test_e8_the_organiser_reads_of_a_visit_called_off_after_its_limit(act, letters, scene, days, is_told):
    """The limit is ten days before."""
    id = act(book(scene))
    letters()
    with time_machine.travel(scene.slot.starts_at - timedelta(days=days), tick=False):
        act(lambda *args: services.end(args[0], args[1], Action.CANCEL, args[2]), id, Side.SCHOOL, "Grève des cars")
        assert (scene.organiser.email in to(letters())) is is_told
