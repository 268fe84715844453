"""What happens by itself: due at its time and not before, once whatever dies in between (rows E5, E8, E11)."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import text
from sqlmodel import Session, SQLModel, select

from fairapp.clusters.models import Cluster
from fairapp.core import tasks
from fairapp.core.clock import PARIS, now
from fairapp.core.db import make_engine, open_session
from fairapp.core.tasks import Task, TaskStatus
from fairapp.mail import outbox
from fairapp.outreach.enums import Action, AttestationKind, RequestStatus, Side
from fairapp.outreach.models import Attestation, Evaluation, HistoryLine, OutreachRequest, Proposal, Slot, WaitItem
from fairapp.outreach.requests.handlers import queue_steps
from fairapp.outreach.requests.services import clockwork
from fairapp.wiring import make_worker
from tests.outreach.factories import make_booked, make_request
from tests.outreach.requests.making import Scene, stage
from tests.support.threads import at_once

START = datetime(2026, 11, 23, 9, tzinfo=PARIS)
VISIT = datetime(2027, 1, 21, 14, tzinfo=PARIS)
MOMENT = timedelta(seconds=1)
_S = RequestStatus
NOBODY = "Ne pas oublier"


@pytest.fixture
def clock(time_machine) -> Callable[[datetime], None]:
    def move_to(moment: datetime) -> None:
        time_machine.move_to(moment, tick=False)

    move_to(START)
    return move_to


@pytest.fixture
def scene(clock, writing) -> Scene:
    with writing() as session:
        return stage(session, starts_at=VISIT, groups_max=3, pupils_max=100)


@pytest.fixture
def at(clock, writing, run_pending) -> Callable[[datetime], None]:
    """Move the clock, and let the round of that hour pass; twice, as a worker that was killed asks again."""

    def pass_round(moment: datetime) -> None:
        clock(moment)
        for _again in range(2):
            with writing() as session:
                queue_steps(session)
            run_pending()

    return pass_round


@pytest.fixture
def made(writing, scene) -> Callable[..., int]:
    """Make a request that one company has to answer."""

    def make(status: RequestStatus, **over: object) -> int:
        with writing() as session:
            values = {"status": status, "intervention_id": scene.visit.id, "company_id": scene.company.id}
            return make_request(session, scene.school, scene.cluster, **(values | over)).id

    return make


@pytest.fixture
def booked(writing, scene) -> Callable[..., int]:
    """Make a request that has its place in the slot."""

    def make(**over: object) -> int:
        with writing() as session:
            return make_booked(session, scene.school, session.get_one(Slot, scene.slot.id), **over).id

    return make


@pytest.fixture
def steps(reading) -> Callable[[int], list[Action]]:
    """Give what the clock did with a request, in order."""

    def read(id: int) -> list[Action]:
        query = select(HistoryLine.action).where(HistoryLine.request_id == id, HistoryLine.side == Side.CLOCK)
        with reading() as session:
            return list(session.exec(query.order_by(HistoryLine.id)))

    return read


def row(reading, id: int) -> OutreachRequest:
    with reading() as session:
        return session.get_one(OutreachRequest, id)


@pytest.mark.parametrize(("days", "action"), [(9, Action.NUDGE), (21, Action.ESCALATE)])
def test_e5_a_request_that_waits_is_recalled_and_then_the_organiser_s(made, at, steps, days, action):
    id = made(_S.SENT)
    at(START + timedelta(days=days) - MOMENT)
    assert action not in steps(id)
    at(START + timedelta(days=days))
    assert steps(id).count(action) == 1
    at(START + timedelta(days=days, hours=1))
    assert steps(id) == [Action.NUDGE] if days == 9 else [Action.NUDGE, Action.ESCALATE]
    assert Counter(steps(id))[action] == 1


def test_e5_after_an_answer_the_wait_begins_anew(made, at, clock, steps, writing, reading):
    id = made(_S.SENT)
    at(START + timedelta(days=9))
    clock(START + timedelta(days=10))
    with writing() as session:
        session.get_one(OutreachRequest, id).changed_at = now()
    at(START + timedelta(days=19) - MOMENT)
    assert steps(id) == [Action.NUDGE]
    at(START + timedelta(days=19))
    assert steps(id) == [Action.NUDGE, Action.NUDGE]
    assert row(reading, id).status is _S.SENT


def propose(session: Session, id: int, at: datetime) -> None:
    session.add(Proposal(request_id=id, starts_at=at, ends_at=at + timedelta(hours=2)))


def test_e8_a_proposal_warns_three_days_before_it_expires(made, at, steps, writing, reading):
    due = START + timedelta(days=10)
    id = made(_S.PROPOSED, due_at=due)
    with writing() as session:
        propose(session, id, VISIT)
    at(due - timedelta(days=3) - MOMENT)
    assert steps(id) == []
    at(due - timedelta(days=3))
    assert steps(id) == [Action.WARN]
    at(due - MOMENT)
    assert steps(id) == [Action.WARN]
    at(due)
    assert steps(id) == [Action.WARN, Action.EXPIRE]
    assert row(reading, id).status is _S.EXPIRED
    with reading() as session:
        assert session.exec(select(Proposal)).all() == []


@pytest.mark.parametrize("status", [_S.MOVED_BY_SCHOOL, _S.MOVED_BY_COMPANY])
def test_e9_a_move_that_nobody_answers_keeps_the_agreed_date_and_its_place(
    booked, at, steps, writing, reading, scene, status
):
    due = START + timedelta(days=10)
    id = booked(status=status, due_at=due)
    with writing() as session:
        propose(session, id, VISIT + timedelta(days=7))
    at(due - timedelta(days=3))
    at(due)
    assert steps(id) == [Action.WARN, Action.EXPIRE]
    kept = row(reading, id)
    assert (kept.status, kept.starts_at, kept.sequence, kept.due_at) == (_S.CONFIRMED, VISIT, 0, None)
    with reading() as session:
        assert session.get_one(Slot, scene.slot.id).groups_taken == 1
        assert session.exec(select(Proposal)).all() == []


def eight(day: str, zone: str = "Europe/Paris") -> datetime:
    return datetime.fromisoformat(f"{day}T08:00").replace(tzinfo=ZoneInfo(zone))


def test_e8_reminders_leave_at_eight_a_week_and_a_day_before(booked, at, steps):
    id = booked()
    for morning, action in ((eight("2027-01-14"), Action.REMIND_WEEK), (eight("2027-01-20"), Action.REMIND_DAY)):
        at(morning - MOMENT)
        assert action not in steps(id)
        at(morning)
        assert steps(id)[-1] is action
        at(morning + timedelta(hours=1))
    assert steps(id) == [Action.REMIND_WEEK, Action.REMIND_DAY]


@pytest.mark.parametrize(("zone", "visit", "week", "eve"), [
    ("Europe/Paris", "2027-03-29T09:00", "2027-03-22T07:00Z", "2027-03-28T06:00Z"),  # the night has 23 hours
    ("Europe/Paris", "2027-11-01T09:00", "2027-10-25T06:00Z", "2027-10-31T07:00Z"),  # … 25 hours
    ("Indian/Reunion", "2027-03-29T09:00", "2027-03-22T04:00Z", "2027-03-28T04:00Z"),
    ("Indian/Reunion", "2027-11-01T00:30", "2027-10-25T04:00Z", "2027-10-31T04:00Z"),
    ("America/Martinique", "2027-03-29T18:00", "2027-03-22T12:00Z", "2027-03-28T12:00Z"),
])  # fmt: skip
def test_e8_the_clock_of_the_cluster_says_when_it_is_morning(
    clock, writing, at, steps, zone: str, visit: str, week: str, eve: str
):
    starts_at = datetime.fromisoformat(visit).replace(tzinfo=ZoneInfo(zone))
    with writing() as session:
        scene = stage(session, starts_at=starts_at)
        session.get_one(Cluster, scene.cluster.id).time_zone = zone
        id = make_booked(session, scene.school, scene.slot).id
    for morning, expected in ((week, [Action.REMIND_WEEK]), (eve, [Action.REMIND_WEEK, Action.REMIND_DAY])):
        at(datetime.fromisoformat(morning) - MOMENT)
        assert steps(id) == expected[:-1]
        at(datetime.fromisoformat(morning))
        assert steps(id) == expected


def test_e8_after_a_move_one_is_reminded_of_the_new_date(booked, at, steps, writing):
    id = booked()
    at(eight("2027-01-14"))
    with writing() as session:
        request = session.get_one(OutreachRequest, id)
        request.starts_at, request.ends_at = VISIT + timedelta(days=14), VISIT + timedelta(days=14, hours=2)
        request.sequence, request.changed_at = 1, now()
    at(eight("2027-01-20"))
    assert steps(id) == [Action.REMIND_WEEK]
    for morning in (eight("2027-01-28"), eight("2027-02-03")):
        at(morning)
    assert steps(id) == [Action.REMIND_WEEK, Action.REMIND_WEEK, Action.REMIND_DAY]


def test_e8_what_was_agreed_within_the_week_is_reminded_of_on_the_eve_alone(clock, booked, at, steps):
    clock(eight("2027-01-16"))
    id = booked()
    for morning in ("2027-01-17", "2027-01-20"):
        at(eight(morning))
    assert steps(id) == [Action.REMIND_DAY]


def test_e8_a_worker_that_slept_all_week_sends_one_reminder(booked, at, steps):
    id = booked()
    at(eight("2027-01-20") + timedelta(hours=2))
    assert steps(id) == [Action.REMIND_DAY]
    at(VISIT + MOMENT)
    assert steps(id) == [Action.REMIND_DAY]


def test_e8_requests_whose_morning_has_not_come_let_the_others_pass(booked, at, steps, monkeypatch):
    monkeypatch.setattr(clockwork, "AT_ONCE", 1)
    first, second = booked(changed_at=eight("2027-01-14") + MOMENT), booked(class_name="3e A")
    at(eight("2027-01-14"))
    assert (steps(first), steps(second)) == ([], [Action.REMIND_WEEK])


def test_e5_the_day_after_it_is_done_and_both_sides_are_thanked(booked, at, steps, reading):
    id = booked()
    morning = eight("2027-01-22")
    at(morning - MOMENT)
    assert row(reading, id).status is _S.CONFIRMED
    at(morning)
    assert row(reading, id).status is _S.DONE
    at(morning + timedelta(hours=1))
    at(morning + timedelta(hours=2))
    assert [action for action in steps(id) if action in (Action.FINISH, Action.THANK)] == [Action.FINISH, Action.THANK]


def test_e5_what_nobody_answers_ends_with_its_school_year(made, at, reading):
    id = made(_S.SENT, sent_at=START)
    at(datetime(2027, 8, 31, 23, 30, tzinfo=PARIS))
    assert row(reading, id).status is _S.SENT
    at(datetime(2027, 9, 1, 0, 30, tzinfo=PARIS))
    assert row(reading, id).status is _S.EXPIRED


def test_e5_a_draft_that_waits_for_a_place_is_kept_as_long_as_one_may_come(made, scene, at, writing, reading):
    old = START - clockwork.DRAFTS_KEPT
    waiting, other = made(_S.DRAFT, changed_at=old), made(_S.DRAFT, changed_at=old)
    with writing() as session:
        session.add(WaitItem(slot_id=scene.slot.id, request_id=waiting))
    at(START + MOMENT)
    with reading() as session:
        assert session.exec(select(OutreachRequest.id)).all() == [waiting]
    at(VISIT)
    with reading() as session:
        assert session.exec(select(OutreachRequest.id)).all() == []
    assert other != waiting


def evaluate(session: Session, id: int, side: Side) -> None:
    session.add(Evaluation(request_id=id, side=side, useful=4, organised=3, again=4, comment=NOBODY))


def test_e12_it_closes_once_both_have_evaluated_and_attestations_are_numbered(booked, at, reading, writing):
    id = booked()
    at(eight("2027-01-22"))
    at(eight("2027-01-22") + timedelta(hours=1))
    with writing() as session:
        evaluate(session, id, Side.SCHOOL)
    at(eight("2027-01-23"))
    assert row(reading, id).status is _S.DONE
    with writing() as session:
        evaluate(session, id, Side.COMPANY)
    at(eight("2027-01-24"))
    assert row(reading, id).status is _S.DONE  # for a week, who came may be put right
    at(eight("2027-01-29"))
    assert row(reading, id).status is _S.CLOSED
    with reading() as session:
        assert {one.kind for one in session.exec(select(Attestation))} == set(AttestationKind)


def test_e12_it_closes_after_thirty_days_and_an_absence_gives_no_attestation(booked, at, reading, writing):
    id = booked()
    at(eight("2027-01-22"))
    at(eight("2027-01-22") + timedelta(hours=1))
    with writing() as session:
        session.get_one(OutreachRequest, id).is_absent = True
    over = row(reading, id).ends_at + timedelta(days=30)
    at(over - MOMENT)
    assert row(reading, id).status is _S.DONE
    at(over)
    assert row(reading, id).status is _S.CLOSED
    with reading() as session:
        assert session.exec(select(Attestation)).all() == []


def test_e5_a_draft_that_nobody_sends_is_purged_after_ninety_days(made, at, reading):
    id = made(_S.DRAFT)
    at(START + timedelta(days=90) - MOMENT)
    with reading() as session:
        assert session.get(OutreachRequest, id) is not None
    at(START + timedelta(days=90))
    with reading() as session:
        assert session.get(OutreachRequest, id) is None


PERSONAL = {
    "contact_name": "Maryvonne Quéré", "contact_email": "maryvonne.quere@ac-rennes.fr", "contact_phone": "0298765432",
    "wishes": "Souhait confidentiel", "needs": "Besoin confidentiel",
}  # fmt: skip
WORDS = ("Maryvonne", "maryvonne", "0298765432", "confidentiel", NOBODY)


@pytest.mark.parametrize("status", [_S.CLOSED, _S.CANCELLED, _S.REFUSED, _S.EXPIRED])
def test_e11_after_two_years_nothing_personal_is_left_in_any_table(booked, at, writing, reading, scene, status):
    id = booked(status=status, contact_id=scene.teacher.account_id, **PERSONAL)
    with writing() as session:
        evaluate(session, id, Side.SCHOOL)
        line = {"request_id": id, "account_id": scene.teacher.account_id, "side": Side.SCHOOL, "reason": NOBODY}
        session.add(HistoryLine(**line, action=Action.CANCEL, from_status=_S.CONFIRMED, to_status=status))
    at(START + timedelta(days=730) - MOMENT)
    assert row(reading, id).contact_name == PERSONAL["contact_name"]
    at(START + timedelta(days=730))
    assert row(reading, id).anonymised_at == now()
    with reading() as session:
        assert [found for found in every_row(session) if any(word in found for word in WORDS)] == []
        assert session.get_one(OutreachRequest, id).contact_id is None
        assert {line.account_id for line in session.exec(select(HistoryLine))} == {None}
    kept = row(reading, id)
    assert (kept.pupils, kept.class_name, kept.status) == (24, "3e B", status)


def every_row(session: Session) -> Iterator[str]:
    """Yield all that the database holds."""
    for name in SQLModel.metadata.tables:
        yield from (f"{name}: {found}" for found in session.execute(text(f'SELECT * FROM "{name}"')))


class Killed(BaseException):
    """No handler of errors sees it, as none sees SIGKILL."""


def test_e8_reminders_leave_once_even_when_the_worker_is_killed_between(
    app: Flask, booked, clock, writing, steps, reading, time_machine, settings, monkeypatch
):
    """Each worker dies once for each task: before the commit of a step, and as it would note that a letter left."""
    id, left = booked(), list[EmailMessage]()
    noted, finish, finish_within = set[tuple[str, int]](), tasks.finish, tasks.finish_within

    def die_once(kind: str, task: Task) -> None:
        if (kind, task.id) not in noted:
            noted.add((kind, task.id))
            raise Killed

    def outside(engine, task: Task, token: str) -> None:
        die_once("outside", task)
        finish(engine, task, token)

    def within(session: Session, task: Task, token: str) -> bool:
        die_once("within", task)
        return finish_within(session, task, token)

    def keep(folder: Path, letter: EmailMessage, *, key: str, keep=outbox.keep) -> None:
        left.append(letter)
        keep(folder, letter, key=key)

    monkeypatch.setattr(tasks, "finish", outside)
    monkeypatch.setattr(tasks, "finish_within", within)
    monkeypatch.setattr(outbox, "keep", keep)
    clock(eight("2027-01-20"))
    for _round in range(2):
        with writing() as session:
            queue_steps(session)
        engine, is_done = app.extensions["fairapp"].engine, False
        while not is_done:
            with app.app_context(), suppress(Killed):
                make_worker(engine).run_pending()
            time_machine.move_to(now() + tasks.LEASE, tick=False)
            is_done = tasks.claim_next(engine, token="a look") is None
            time_machine.move_to(now() + tasks.LEASE, tick=False)
    assert steps(id) == [Action.REMIND_DAY]
    assert {kind for kind, _task in noted} == {"outside", "within"}
    assert set(Counter(str(letter["Message-ID"]) for letter in left).values()) == {2}
    assert len(outbox.latest(settings.outbox_dir)) == len(left) // 2 == 3  # the teacher, the company, its professional
    with reading() as session:
        assert set(session.exec(select(Task.status))) == {TaskStatus.DONE}


def test_e8_of_workers_that_come_at_once_one_takes_the_step(booked, clock, settings, steps):
    id = booked()
    clock(eight("2027-01-20").astimezone(UTC))
    crowd = make_engine(settings.database_url, threads=8)

    def run() -> None:
        with open_session(crowd) as session:
            clockwork.run(session, Action.REMIND_DAY, id)
            session.commit()

    assert at_once([run] * 8) == [None] * 8
    crowd.dispose()
    assert steps(id) == [Action.REMIND_DAY]


def test_every_action_of_the_clock_is_tested_here():
    assert set(clockwork.ACTIONS) == {
        Action.PURGE, Action.NUDGE, Action.ESCALATE, Action.WARN, Action.EXPIRE, Action.REMIND_WEEK, Action.REMIND_DAY,
        Action.FINISH, Action.THANK, Action.CLOSE, Action.ANONYMISE,
    }  # fmt: skip
