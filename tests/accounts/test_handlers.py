"""Mails that follow: right person, right language, once, and never too late."""

from datetime import timedelta

import pytest
import time_machine
from sqlmodel import select

from fairapp.accounts import handlers
from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.models import AccountSession, ActionLink
from fairapp.accounts.services import issue_link, link_token, start_session, use_link
from fairapp.core.clock import now
from fairapp.core.tasks import handler_name
from tests.factories import make_account


@pytest.fixture
def context(app):
    """Handlers run where the worker runs them: inside the application's context."""
    with app.app_context():
        yield


def sign_in_link(session, email="lea@exemple.fr"):
    return issue_link(session, LinkPurpose.SIGN_IN, email=email, lifetime=timedelta(minutes=10))


def test_letter_carries_the_token_of_its_link(context, session, settings, letters):
    link = sign_in_link(session)
    handlers.send_sign_in_link(session, link.id, "/offres?q=a&b=c", "fr")
    [letter] = letters()
    assert (letter.to, letter.subject) == ("lea@exemple.fr", "Votre lien de connexion")
    token = link_token(settings, link)
    assert letter.links == [f"http://localhost/connexion/lien/{token}?next=%2Foffres%3Fq%3Da%26b%3Dc"]
    assert "10 minutes" in letter.text


def test_handler_that_runs_twice_sends_one_letter(context, session, letters):
    link = sign_in_link(session)
    for _ in range(2):
        handlers.send_sign_in_link(session, link.id, "", "fr")
    assert len(letters()) == 1


def test_no_letter_for_a_link_that_is_over(context, session, letters):
    used, old = sign_in_link(session), sign_in_link(session)
    use_link(session, used)
    session.refresh(used)
    handlers.send_sign_in_link(session, used.id, "", "fr")
    with time_machine.travel(now() + timedelta(minutes=11), tick=False):
        handlers.send_sign_in_link(session, old.id, "", "fr")
    handlers.send_sign_in_link(session, old.id + 1, "", "fr")
    assert letters() == []


def test_no_letter_to_a_disabled_account(context, session, letters):
    link = sign_in_link(session, make_account(session, is_disabled=True).email)
    handlers.send_sign_in_link(session, link.id, "", "fr")
    assert letters() == []


def test_password_notice_goes_to_the_owner_unless_gone(context, session, letters):
    account = make_account(session, email="lea@exemple.fr")
    handlers.send_password_notice(session, account.id)
    handlers.send_password_notice(session, account.id + 1)
    assert [letter.to for letter in letters()] == ["lea@exemple.fr"]


def test_each_new_password_is_told_once(context, session, letters):
    account = make_account(session, password_hash="first")
    for password_hash in ("first", "first", "second"):
        account.password_hash = password_hash
        handlers.send_password_notice(session, account.id)
    assert len(letters()) == 2


def test_tidying_deletes_what_is_over(session):
    account = make_account(session)
    with time_machine.travel(now() - timedelta(days=60), tick=False):
        start_session(session, account, staff=True, browser="")
        sign_in_link(session)
    start_session(session, account, staff=True, browser="")
    sign_in_link(session)
    handlers.tidy_up(session)
    assert len(session.exec(select(AccountSession)).all()) == 1
    assert len(session.exec(select(ActionLink)).all()) == 1


def test_handlers_that_mail_do_not_write():
    kinds = {
        handler_name(handler): getattr(handler, "task_kind", "plain")
        for reactions in handlers.SUBSCRIPTIONS.values()
        for handler in reactions
    }
    assert set(kinds.values()) == {"outside"}
