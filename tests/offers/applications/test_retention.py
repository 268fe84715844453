"""How long an application names somebody (row A7): each side of each limit, with a moved clock."""

from datetime import datetime, timedelta

import pytest
import time_machine
from sqlmodel import Session, select

from fairapp.core.clock import now
from fairapp.offers.applications import handlers
from fairapp.offers.applications.enums import Action, ApplicationStatus, Refusal, Side
from fairapp.offers.applications.models import Application, ApplicationNote, ApplicationStep
from fairapp.offers.applications.services import (
    SYSTEM,
    Acting,
    announce_endings,
    forget_ended,
    forgotten_on,
    set_keeping,
    take,
)
from tests.factories import make_account
from tests.offers.applications.sending import EMAIL, send

ENDED = datetime(2026, 11, 22, 12).astimezone()
A_MINUTE = timedelta(minutes=1)


def day(number: int) -> time_machine.travel:
    """Move the clock to a minute past so many days after the end."""
    return time_machine.travel(ENDED + timedelta(days=number) + A_MINUTE, tick=False)


@pytest.fixture
def ended(quay, session):
    """Make an application that is over on day 0."""

    def make(*, keeps: bool = False, **told) -> Application:
        with time_machine.travel(ENDED, tick=False):
            row = send(session, quay.offer, keeps=keeps, **told)
            take(session, row, Action.REFUSE, Acting(Side.COMPANY), refusal=Refusal.PROFILE, reason="Désolés.")
        return row

    return make


def daily(session: Session, number: int) -> tuple[int, int]:
    """Run that day's work; return how many were told, and how many forgotten."""
    with day(number):
        counts = announce_endings(session), forget_ended(session)
        session.flush()
        return counts


@pytest.mark.parametrize(("keeps", "silent", "noticed", "over"), [(False, 59, 60, 90), (True, 699, 700, 730)])
def test_a7_notice_a_month_before_and_nobody_left_on_the_day(ended, session, keeps, silent, noticed, over):
    row = ended(keeps=keeps)
    assert daily(session, silent) == (0, 0)
    assert daily(session, noticed) == (1, 0)
    assert daily(session, over - 1) == (0, 0)
    assert (row.email, row.forgotten_at) == (EMAIL, None)
    assert daily(session, over) == (0, 1)
    assert (row.email, row.message, row.forgotten_at is not None) == (None, "", True)
    assert daily(session, over + 1) == (0, 0)


@pytest.mark.parametrize(("keeps", "over"), [(False, 90), (True, 730)])
def test_a7_nobody_is_forgotten_who_was_not_told_a_month_before(ended, session, keeps, over):
    row = ended(keeps=keeps)
    assert daily(session, over + 40) == (1, 0)  # the worker was away
    assert daily(session, over + 69) == (0, 0)
    assert daily(session, over + 70) == (0, 1)
    assert row.forgotten_at is not None


def test_a7_a_sign_of_life_starts_two_years_again(ended, session):
    row = ended(keeps=True)
    assert daily(session, 700) == (1, 0)
    with day(720):
        set_keeping(session, row, keeps=True)
    assert daily(session, 730) == (0, 0)
    assert daily(session, 720 + 699) == (0, 0)
    assert daily(session, 720 + 700) == (1, 0)
    assert daily(session, 720 + 730) == (0, 1)


def test_a7_agreeing_after_the_notice_keeps_it_two_years(ended, session):
    row = ended()
    assert daily(session, 60) == (1, 0)
    with day(80):
        set_keeping(session, row, keeps=True)
    assert daily(session, 90) == (0, 0)
    assert (daily(session, 80 + 699), daily(session, 80 + 700)) == ((0, 0), (1, 0))


def test_a7_who_no_longer_agrees_is_told_and_forgotten_a_month_later(ended, session):
    row = ended(keeps=True)
    with day(400):
        set_keeping(session, row, keeps=False)
    assert (daily(session, 401), daily(session, 430), daily(session, 431)) == ((1, 0), (0, 0), (0, 1))


def test_a7_what_goes_on_is_kept(quay, session):
    with time_machine.travel(ENDED, tick=False):
        row = send(session, quay.offer)
    assert (daily(session, 800), forgotten_on(row)) == ((0, 0), None)


def test_a7_a_revived_application_counts_from_its_new_end(ended, session):
    row = ended()
    assert daily(session, 60) == (1, 0)
    with day(70):
        take(session, row, Action.REVIVE, Acting(Side.COMPANY))
    assert daily(session, 90) == (0, 0)
    with day(100):
        take(session, row, Action.LAPSE, SYSTEM)
    assert (daily(session, 159), daily(session, 160), daily(session, 190)) == ((0, 0), (1, 0), (0, 1))


def test_a7_coming_to_ones_space_is_a_sign_of_life_and_once_a_day_is_enough(quay, writing, reading, sign_in):
    with writing() as session:
        account = make_account(session, email=EMAIL)
        send(session, quay.offer, keeps=True)
    start = now()
    for minute in (1, 6):
        with time_machine.travel(start + timedelta(days=1, minutes=minute), tick=False):
            assert sign_in(account).get("/candidat/candidatures").status_code == 200
    with reading() as session:
        assert session.exec(select(Application.contact_at)).one() == start + timedelta(days=1, minutes=1)


def test_a7_counters_stay_and_words_and_notes_go(ended, session):
    row = ended()
    session.add(ApplicationNote(application_id=row.id, body="À revoir avec Enora"))
    answered = row.answered_at
    daily(session, 60)
    daily(session, 90)
    steps = session.exec(select(ApplicationStep)).all()
    session.expire_all()
    assert (row.status, row.answered_at) == (ApplicationStatus.REFUSED, answered)
    assert [(step.action, step.reason) for step in steps] == [(Action.REFUSE, "")]
    assert session.exec(select(ApplicationNote)).all() == []


@pytest.mark.parametrize(("keeps", "noticed"), [(False, 60), (True, 700)])
def test_a7_the_notice_is_one_letter_with_the_day_and_the_way_to_keep_it(
    quay, deciding, client, letters, keeps, noticed
):
    with time_machine.travel(ENDED, tick=False), deciding() as session:
        row = send(session, quay.offer, keeps=keeps)
        take(session, row, Action.LAPSE, Acting(Side.SYSTEM))
    letters()
    with day(noticed):
        with deciding() as session:
            handlers.announce_endings(session)
        [letter] = letters()
        assert ("20\N{NO-BREAK SPACE}février 2027" in letter.text) is not keeps
        assert ("Vous aviez accepté" in letter.text) is keeps
    with day(noticed + 1):
        with deciding() as session:
            handlers.announce_endings(session)
        assert letters() == []


def test_a7_what_does_not_fit_in_one_transaction_comes_back(quay, session, monkeypatch):
    monkeypatch.setattr("fairapp.offers.applications.services.retention.BATCH", 2)
    with time_machine.travel(ENDED, tick=False):
        for number in range(3):
            row = send(session, quay.offer, email=f"n{number}@exemple.fr")
            take(session, row, Action.WITHDRAW, Acting(Side.CANDIDATE))
    assert [daily(session, 60), daily(session, 60), daily(session, 60)] == [(2, 0), (1, 0), (0, 0)]
