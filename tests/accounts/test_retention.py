"""Accounts that nobody uses are announced their end, then ended (trust.md, personal data)."""

from datetime import timedelta

import pytest
import time_machine
from sqlmodel import select

from fairapp.accounts import handlers
from fairapp.accounts.models import Account
from fairapp.accounts.services import announce_erasures, erase_unused
from fairapp.core.clock import now
from fairapp.core.errors import DomainError
from fairapp.core.text import N_
from fairapp.mail.outbox import digest_of
from tests.factories import make_account


def later(days):
    return time_machine.travel(now() + timedelta(days=days), tick=False)


def ended(session, erasers=()):
    return erase_unused(session, erasers=erasers, digest_of=digest_of)


def test_an_account_is_told_after_eleven_months_and_deleted_a_month_later(session):
    account = make_account(session)
    steps = []
    for day in (334, 336, 337, 365, 367):
        with later(day):
            steps.append((announce_erasures(session), ended(session)))
    assert steps == [(0, 0), (1, 0), (0, 0), (0, 0), (0, 1)]
    assert session.get(Account, account.id) is None


def test_who_comes_back_stays_and_is_told_again_another_year(session):
    account = make_account(session)
    with later(340):
        assert announce_erasures(session) == 1
    with later(350):
        account.last_seen_at = now()
        session.flush()
    with later(400):
        assert (announce_erasures(session), ended(session)) == (0, 0)
    with later(350 + 336):
        assert (announce_erasures(session), ended(session)) == (1, 0)


def test_nobody_is_deleted_unannounced(session):
    make_account(session)
    with later(2000):
        assert (ended(session), announce_erasures(session), ended(session)) == (0, 1, 0)


def test_administrators_and_those_that_are_needed_stay(session):
    admin, needed = make_account(session, is_admin=True), make_account(session)

    def refuse(_session, _account_id):
        raise DomainError(N_("Il faut au moins une personne."))

    with later(340):
        assert announce_erasures(session) == 1
    with later(400):
        assert ended(session, erasers=[refuse]) == 0
    assert {admin.id, needed.id} == {account.id for account in session.exec(select(Account))}


@pytest.mark.parametrize(("came_back", "letters_sent"), [(False, 1), (True, 0)])
def test_the_letter_names_the_day_unless_its_reader_came_back(app, session, letters, came_back, letters_sent):
    with time_machine.travel("2026-11-01 12:00Z", tick=False):
        account = make_account(session, created_at=now() - timedelta(days=340))
        announce_erasures(session)
    account.last_seen_at = now() + timedelta(days=1) if came_back else None
    with app.app_context():
        handlers.announce_erasure(session, account.id)
        handlers.announce_erasure(session, account.id)
    assert len(letters()) == letters_sent
    assert all("1er décembre 2026" in " ".join(letter.text.split()) for letter in letters())
