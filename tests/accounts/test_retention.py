"""Accounts that nobody uses are announced their end, then ended (trust.md, personal data)."""

from datetime import timedelta

import pytest
import time_machine
from sqlmodel import select

from fairapp.accounts import handlers
from fairapp.accounts.models import Account
from fairapp.accounts.services import announce_erasures, erase_unused, note_life
from fairapp.clusters.queries import acting_people
from fairapp.core.clock import now
from fairapp.core.errors import DomainError
from fairapp.core.text import N_
from fairapp.mail.outbox import digest_of
from tests.factories import affiliate, make_account, make_cluster


def later(days):
    return time_machine.travel(now() + timedelta(days=days), tick=False)


def announced(session):
    return announce_erasures(session, staff=acting_people())


def ended(session, erasers=()):
    return erase_unused(session, staff=acting_people(), erasers=erasers, digest_of=digest_of)


def steps(session, days):
    found = {}
    for day in days:
        with later(day):
            found[day] = (announced(session), ended(session))
    return found


def test_a_candidate_is_told_at_700_days_and_erased_at_730(session):
    account = make_account(session)
    assert steps(session, (366, 699, 700, 701, 729, 730)) == {
        366: (0, 0), 699: (0, 0), 700: (1, 0), 701: (0, 0), 729: (0, 0), 730: (0, 1),
    }  # fmt: skip
    assert session.get(Account, account.id) is None


def test_who_acts_for_an_organisation_is_told_at_335_days_and_erased_at_365(session):
    account = make_account(session)
    affiliate(session, account, make_cluster(session))
    assert steps(session, (334, 335, 336, 364, 365)) == {
        334: (0, 0), 335: (1, 0), 336: (0, 0), 364: (0, 0), 365: (0, 1),
    }  # fmt: skip


def test_who_was_not_told_in_time_is_kept_until_a_month_after_the_letter(session):
    make_account(session)
    assert steps(session, (730, 759, 760)) == {730: (1, 0), 759: (0, 0), 760: (0, 1)}


def test_any_sign_of_life_begins_the_time_anew(session):
    account = make_account(session)
    with later(700):
        assert announced(session) == 1
    with later(729):
        note_life(session, account.email)
    assert steps(session, (730, 729 + 699, 729 + 700, 729 + 730)) == {
        730: (0, 0), 729 + 699: (0, 0), 729 + 700: (1, 0), 729 + 730: (0, 1),
    }  # fmt: skip


def test_administrators_and_those_that_are_needed_stay(session):
    admin, needed = make_account(session, is_admin=True), make_account(session)

    def refuse(_session, _account_id):
        raise DomainError(N_("Il faut au moins une personne."))

    with later(700):
        assert announced(session) == 1
    with later(740):
        assert ended(session, erasers=[refuse]) == 0
    assert {admin.id, needed.id} == {account.id for account in session.exec(select(Account))}


@pytest.mark.parametrize(("came_back", "letters_sent"), [(False, 1), (True, 0)])
def test_the_letter_names_the_day_unless_its_reader_came_back(app, session, letters, came_back, letters_sent):
    with time_machine.travel("2026-11-01 12:00Z", tick=False):
        account = make_account(session, created_at=now() - timedelta(days=701))
        announced(session)
    account.last_seen_at = now() + timedelta(days=1) if came_back else None
    with app.app_context():
        handlers.announce_erasure(session, account.id)
        handlers.announce_erasure(session, account.id)
    assert len(letters()) == letters_sent
    for letter in letters():
        told = " ".join(letter.text.split())
        assert "depuis le 30 novembre 2024" in told
        assert "supprimés le 1er décembre 2026" in told
