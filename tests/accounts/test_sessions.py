"""Sessions are rows: staff 12 h, or 2 h without a request; candidates 7 days."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlmodel import select

from fairapp.accounts.models import Account, AccountSession
from fairapp.accounts.queries import find_signed_in, live_sessions
from fairapp.accounts.services import (
    disable_account,
    enable_account,
    end_all_sessions,
    end_own_session,
    end_session,
    mark_seen,
    prune_sessions,
    start_session,
)
from fairapp.web.sessions import hash_token
from tests.factories import make_account

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.fixture
def account(session):
    return make_account(session)


def start(session, account, *, staff=True):
    """Sign in; return the hash by which the session is looked up."""
    return hash_token(start_session(session, account, staff=staff, browser="Firefox · Linux"))


def test_token_is_32_random_bytes_and_never_stored(session, account):
    token = start_session(session, account, staff=True, browser="")
    row = session.exec(select(AccountSession)).one()
    assert len(token) == 43
    assert row.token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert token not in repr(row)


def test_cookie_and_row_agree_on_the_hash(session, account):
    signed_in = find_signed_in(session, start(session, account))
    assert (signed_in.account_id, signed_in.email) == (account.id, account.email)


def test_each_sign_in_has_an_id_of_its_own(session, account):
    assert start(session, account) != start(session, account)


def test_unknown_session_is_nobodys(session):
    assert find_signed_in(session, "0" * 64) is None


def test_signing_out_really_ends_the_session(session, account):
    here, elsewhere = start(session, account), start(session, account)
    end_session(session, here)
    assert find_signed_in(session, here) is None
    assert find_signed_in(session, elsewhere) is not None


def test_signing_out_twice_changes_nothing(session, account):
    here = start(session, account)
    end_session(session, here)
    end_session(session, here)
    assert session.exec(select(AccountSession)).all() == []


def seen_every(session, account, pause, *, staff, until):
    """Come back after each `pause`; return how long after sign-in the session was first refused, None if never."""
    with time_machine.travel(NOON, tick=False):
        token_hash = start(session, account, staff=staff)
    elapsed = pause
    while elapsed <= until:
        with time_machine.travel(NOON + elapsed, tick=False):
            signed_in = find_signed_in(session, token_hash)
            if signed_in is None:
                return elapsed
            mark_seen(session, signed_in.session_id, account.id)
        elapsed += pause
    return None


HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("staff", "pause", "refused_after"),
    [
        (True, timedelta(minutes=119), timedelta(minutes=119 * 7)),  # never idle, but 12 h are over
        (True, HOUR, 12 * HOUR),
        (True, 2 * HOUR, 2 * HOUR),
        (False, DAY, 7 * DAY),
        (False, 3 * DAY, 9 * DAY),
        (False, 7 * DAY, 7 * DAY),
    ],
)
def test_session_ends_with_its_day_or_after_a_rest(session, account, staff, pause, refused_after):
    assert seen_every(session, account, pause, staff=staff, until=10 * DAY) == refused_after


def test_clock_that_steps_back_accepts_no_session_late(session, account):
    with time_machine.travel(NOON, tick=False):
        token_hash = start(session, account)
    with time_machine.travel(NOON - HOUR, tick=False):
        assert find_signed_in(session, token_hash) is None


def test_clock_two_days_ahead_accepts_no_staff_session(session, account):
    with time_machine.travel(NOON, tick=False):
        token_hash = start(session, account)
    with time_machine.travel(NOON + 2 * DAY, tick=False):
        assert find_signed_in(session, token_hash) is None


@pytest.mark.parametrize("night", [datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 3, 29, 0, 30, tzinfo=UTC)])
def test_daylight_saving_night_lengthens_no_session(session, account, night):
    with time_machine.travel(night, tick=False):
        token_hash = start(session, account)
    with time_machine.travel(night + timedelta(minutes=119), tick=False):
        assert find_signed_in(session, token_hash) is not None
    with time_machine.travel(night + timedelta(minutes=121), tick=False):
        assert find_signed_in(session, token_hash) is None


def test_disabling_ends_all_sessions_for_good(session, account):
    token_hash = start(session, account)
    disable_account(session, account, by=None)
    enable_account(session, account, by=None)
    assert find_signed_in(session, token_hash) is None


def test_disabled_account_is_refused_even_with_a_session(session, account):
    token_hash = start(session, account)
    account.is_disabled = True
    session.flush()
    assert find_signed_in(session, token_hash) is None


def test_one_closes_ones_own_sessions_only(session, account):
    mine, other = start(session, account), make_account(session)
    theirs = start(session, other)
    their_row = session.exec(select(AccountSession).where(AccountSession.token_hash == theirs)).one()
    end_own_session(session, account.id, their_row.id)
    assert find_signed_in(session, theirs) is not None
    my_row = session.exec(select(AccountSession).where(AccountSession.token_hash == mine)).one()
    end_own_session(session, account.id, my_row.id)
    assert find_signed_in(session, mine) is None


def test_closing_the_others_keeps_this_one(session, account):
    here, elsewhere, stranger = start(session, account), start(session, account), make_account(session)
    theirs = start(session, stranger)
    end_all_sessions(session, account.id, except_=here)
    alive = [find_signed_in(session, token_hash) is not None for token_hash in (here, elsewhere, theirs)]
    assert alive == [True, False, True]


def test_list_shows_ones_own_live_sessions_last_used_first(session, account):
    other = make_account(session)
    with time_machine.travel(NOON, tick=False):
        start(session, account, staff=True)
        start(session, other, staff=False)
        old = start(session, account, staff=False)
    with time_machine.travel(NOON + 3 * HOUR, tick=False):
        recent = start(session, account, staff=True)
        assert [row.token_hash for row in live_sessions(session, account.id)] == [recent, old]


def test_last_visit_is_written_at_most_once_a_minute(session, account):
    with time_machine.travel(NOON, tick=False):
        signed_in = find_signed_in(session, start(session, account))
    for seconds, seen in [(59, NOON), (60, NOON + timedelta(seconds=60)), (100, NOON + timedelta(seconds=60))]:
        with time_machine.travel(NOON + timedelta(seconds=seconds), tick=False):
            mark_seen(session, signed_in.session_id, account.id)
        row = session.get_one(AccountSession, signed_in.session_id, populate_existing=True)
        assert row.seen_at == seen
        assert session.get_one(Account, account.id, populate_existing=True).last_seen_at == seen


def test_ended_sessions_are_deleted_live_ones_stay(session, account):
    with time_machine.travel(NOON, tick=False):
        start(session, account, staff=True)
        candidate = start(session, account, staff=False)
    with time_machine.travel(NOON + DAY, tick=False):
        prune_sessions(session)
    assert [row.token_hash for row in session.exec(select(AccountSession))] == [candidate]
