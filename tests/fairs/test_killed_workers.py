"""A worker killed between sending a letter and noting it: the repeat is the same letter to its reader (rows C7, B7, F4).

Every worker here dies at that point once for each task. What leaves then leaves twice, under one Message-ID, by which
mail programs know it again; the outbox keeps one.
"""

import itertools
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask
from sqlmodel import Session, select

from fairapp.core import tasks
from fairapp.core.clock import now
from fairapp.core.events import emit
from fairapp.core.tasks import Task, TaskStatus, enqueue_reactions
from fairapp.fairs.enums import BookingStatus, FairStatus, PartnerStatus, QuotaKind
from fairapp.fairs.events import (
    BookingCancelled,
    BookingConfirmed,
    BookingMoved,
    BookingSubmitted,
    FairCancelled,
    FairMoved,
    PartnerAnswered,
    PartnerAsked,
    RegistrationAskedAgain,
    StandOffered,
)
from fairapp.fairs.models import Fair, FairInterest
from fairapp.fairs.queries import days_of
from fairapp.fairs.registrations.handlers import queue_reminders
from fairapp.fairs.registrations.services import cancel, set_quotas
from fairapp.fairs.setup.handlers import open_bookings
from fairapp.fairs.stands.models import BookingPartner
from fairapp.mail import composing, outbox
from fairapp.wiring import SUBSCRIPTIONS, make_worker
from tests.factories import make_cluster, make_company, make_member
from tests.fairs.factories import make_booking, make_fair, make_hall, make_stand, make_stand_type
from tests.fairs.registrations.filling import sign_up

Sent = list[EmailMessage]


class Killed(BaseException):
    """No handler of errors sees it, as none sees SIGKILL."""


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    """Give every letter that left, repeats too."""
    letters: Sent = []

    def keep(folder: Path, letter: EmailMessage, *, key: str, keep=outbox.keep) -> None:
        letters.append(letter)
        keep(folder, letter, key=key)

    monkeypatch.setattr(outbox, "keep", keep)
    return letters


@pytest.fixture
def work(app: Flask, time_machine, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Work until nothing is left to do; a worker dies as it would note that a letter left, and another follows."""
    finish, noted = tasks.finish, set[int]()

    def die_once(engine, task: Task, token: str) -> None:
        if task.id not in noted:
            noted.add(task.id)
            raise Killed
        finish(engine, task, token)

    monkeypatch.setattr(tasks, "finish", die_once)

    def until_all_is_done() -> None:
        engine, is_done = app.extensions["fairapp"].engine, False
        while not is_done:
            with app.app_context(), suppress(Killed):
                make_worker(engine).run_pending()
            time_machine.move_to(now() + tasks.LEASE)
            is_done = tasks.claim_next(engine, token="a look") is None
            time_machine.move_to(now() + tasks.LEASE)

    return until_all_is_done


def of_visitors(session: Session, fair: Fair) -> None:
    """One registers and asks for the link; of those who wait, one gives up, one is offered a place, one waits on."""
    set_quotas(session, fair, {(QuotaKind.FAIR, ""): 1}, by=None)
    lea, _offered, tired, _waiting = (sign_up(session, fair, f"c{number}@exemple.fr") for number in range(4))
    emit(session, RegistrationAskedAgain(lea.id))
    cancel(session, tired)
    set_quotas(session, fair, {(QuotaKind.FAIR, ""): 2}, by=None)
    emit(session, FairMoved(fair.id))


def of_exhibitors(session: Session, fair: Fair) -> None:
    """A booking lives through everything; somebody shares it, somebody else is offered another stand."""
    hall, kind, company = make_hall(session, fair), make_stand_type(session, fair), make_company(session)
    partner = make_company(session)
    for one in (company, partner):
        make_member(session, one)
    booking = make_booking(session, make_stand(session, hall, kind), company)
    until = now() + timedelta(days=1)
    offered = make_booking(
        session, make_stand(session, hall, kind), company, status=BookingStatus.HELD, held_until=until, is_offered=True
    )
    asked = BookingPartner(booking_id=booking.id, company_id=partner.id)
    answered = BookingPartner(
        booking_id=offered.id, company_id=partner.id, status=PartnerStatus.ACCEPTED, answered_at=now()
    )
    session.add_all([asked, answered])
    session.flush()
    for news in (BookingSubmitted, BookingConfirmed, BookingMoved, BookingCancelled):
        emit(session, news(booking_id=booking.id))
    for event in (StandOffered(offered.id), PartnerAsked(asked.id), PartnerAnswered(answered.id), FairMoved(fair.id)):
        emit(session, event)


def of_the_interested(session: Session, fair: Fair) -> None:
    company = make_company(session)
    make_member(session, company)
    session.add(FairInterest(fair_id=fair.id, company_id=company.id))
    session.flush()
    open_bookings(session)


def of_those_reminded(session: Session, fair: Fair) -> None:
    sign_up(session, fair)
    queue_reminders(session)


def of_a_fair_called_off(session: Session, fair: Fair) -> None:
    of_visitors(session, fair)
    of_exhibitors(session, fair)
    fair.status = FairStatus.CANCELLED
    emit(session, FairCancelled(fair.id))


STORIES = (of_visitors, of_exhibitors, of_the_interested, of_those_reminded, of_a_fair_called_off)


@pytest.fixture(params=STORIES, ids=lambda story: story.__name__)
def told(request, writing, time_machine) -> None:
    """Queue the letters of a story."""
    with writing() as session:
        cluster = make_cluster(session)
        make_member(session, cluster)
        fair = make_fair(session, cluster)
        if request.param is of_those_reminded:
            day = days_of(session, fair.id)[0].held_on
            time_machine.move_to(f"{day - timedelta(days=7)}T10:00:00+01:00")
        request.param(session, fair)
        enqueue_reactions(session, SUBSCRIPTIONS)


def names(sent: Sent) -> Counter[str]:
    return Counter(str(letter["Message-ID"]) for letter in sent)


def test_c7_what_leaves_a_killed_worker_leaves_again_as_the_same_letter(told, work, sent, settings, reading):
    work()
    assert sent
    assert set(names(sent).values()) == {2}
    assert len(outbox.latest(settings.outbox_dir)) == len(names(sent))
    with reading() as session:
        assert set(session.exec(select(Task.status))) == {TaskStatus.DONE}


def test_c7_what_no_worker_died_of_leaves_once(told, run_pending, sent):
    run_pending()
    assert set(names(sent).values()) == {1}
    assert run_pending() == 0


def test_c7_without_its_name_a_repeat_is_a_second_letter(told, work, sent, settings, monkeypatch):
    """Control."""
    numbers = itertools.count()
    monkeypatch.setattr(composing, "message_digest", lambda _message: str(next(numbers)))
    work()
    assert set(names(sent).values()) == {1}
    assert len(outbox.latest(settings.outbox_dir)) == len(sent) > 1
