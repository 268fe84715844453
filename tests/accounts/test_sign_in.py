"""Coming in: what a link and a password open, and what they tell of who exists: nothing."""

import pytest
from argon2 import PasswordHasher
from sqlmodel import select

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.events import EmailChangeAsked, EmailChanged, PasswordChanged, SignInLinkIssued
from fairapp.accounts.models import Account, AccountSession, ActionLink, AuditEntry
from fairapp.accounts.queries import find_account
from fairapp.accounts.services import (
    Verdict,
    change_password,
    check_password,
    confirm_email_change,
    hash_password,
    is_good,
    issue_link,
    open_sign_in_link,
    passwords,
    request_email_change,
    request_sign_in_link,
    start_session,
    take_verdict,
    verify_password,
)
from fairapp.core.db import open_session
from fairapp.core.errors import Conflict, DomainError
from fairapp.core.events import collect
from tests.factories import actor_of, make_account
from tests.support.counting import count_queries
from tests.support.threads import at_once

PASSWORD = "cheval agrafe batterie"


def test_link_is_asked_alike_by_the_known_and_the_unknown(engine, session):
    known = make_account(session)
    work = []
    for email in (known.email, "inconnue@exemple.fr"):
        with count_queries(engine) as seen:
            request_sign_in_link(session, email, next_path="/offres/1")
        work.append(seen)
    assert work[0] == work[1]
    first, second = session.exec(select(ActionLink).order_by(ActionLink.id)).all()
    assert collect(session) == [
        SignInLinkIssued(first.id, "/offres/1", "fr"),
        SignInLinkIssued(second.id, "/offres/1", "fr"),
    ]


def test_event_of_a_link_carries_no_token(session):
    request_sign_in_link(session, "lea@exemple.fr")
    [event] = collect(session)
    assert vars(event) == {"link_id": event.link_id, "next_path": "", "locale": "fr"}


def test_asking_makes_no_account(session):
    request_sign_in_link(session, "lea@exemple.fr")
    assert find_account(session, "lea@exemple.fr") is None


def test_first_use_of_a_link_makes_the_account(session):
    account = open_sign_in_link(session, request_sign_in_link(session, "lea@exemple.fr"), locale="en")
    assert (account.email, account.locale) == ("lea@exemple.fr", "en")


def test_link_brings_back_the_same_person(session):
    account = make_account(session, email="lea@exemple.fr")
    assert open_sign_in_link(session, request_sign_in_link(session, "lea@exemple.fr")) is account


def test_coming_in_ends_the_other_links_of_the_address(session):
    links = [request_sign_in_link(session, "lea@exemple.fr") for _ in range(3)]
    other = request_sign_in_link(session, "tom@exemple.fr")
    open_sign_in_link(session, links[1])
    for link in (*links, other):
        session.refresh(link)
    assert [is_good(link) for link in (*links, other)] == [False, False, False, True]


def test_link_opens_once(session):
    link = request_sign_in_link(session, "lea@exemple.fr")
    open_sign_in_link(session, link)
    with pytest.raises(Conflict):
        open_sign_in_link(session, link)


def test_disabled_account_does_not_come_in_by_link(session):
    link = request_sign_in_link(session, make_account(session, is_disabled=True).email)
    with pytest.raises(DomainError, match="désactivé"):
        open_sign_in_link(session, link)


def test_right_password_opens_the_account(session):
    account = make_account(session, password_hash=hash_password(PASSWORD))
    verdict = check_password(session, account.email, PASSWORD)
    assert verdict == Verdict(account.id)
    assert take_verdict(session, verdict) is account


@pytest.mark.parametrize(
    ("over", "typed"),
    [
        ({"password_hash": "set"}, "un autre mot de passe"),
        ({"password_hash": None}, PASSWORD),
        ({"password_hash": "set", "is_disabled": True}, PASSWORD),
        (None, PASSWORD),
    ],
    ids=["wrong", "none set", "disabled", "unknown"],
)
def test_every_refusal_says_the_same_after_one_hash(session, monkeypatch, over, typed):
    if over is not None:
        over = over | {"password_hash": hash_password(PASSWORD) if over["password_hash"] else None}
        make_account(session, email="lea@exemple.fr", **over)
    hashed = []
    real = passwords.HASHER
    monkeypatch.setattr(passwords, "HASHER", Counting(real, hashed))
    verdict = check_password(session, "lea@exemple.fr", typed)
    with pytest.raises(DomainError) as refused:
        take_verdict(session, verdict)
    assert refused.value.message == (
        "Adresse ou mot de passe incorrect. Vous pouvez aussi recevoir un lien de connexion."
    )
    assert (refused.value.field, len(hashed)) == (None, 1)


class Counting:
    """The real hasher, counted."""

    def __init__(self, real, calls):
        self._real, self._calls = real, calls

    def verify(self, *arguments):
        self._calls.append("verify")
        return self._real.verify(*arguments)


def test_account_disabled_meanwhile_does_not_come_in(session):
    account = make_account(session, password_hash=hash_password(PASSWORD))
    verdict = check_password(session, account.email, PASSWORD)
    account.is_disabled = True
    with pytest.raises(DomainError):
        take_verdict(session, verdict)


def test_old_hash_is_replaced_when_its_password_is_seen(session):
    old = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    account = make_account(session, password_hash=old)
    take_verdict(session, check_password(session, account.email, PASSWORD))
    assert account.password_hash != old
    assert verify_password(account.password_hash, PASSWORD)


def test_new_password_signs_out_everywhere_and_kills_links(session):
    account = make_account(session)
    start_session(session, account, staff=True, browser="")
    link = request_sign_in_link(session, account.email)
    collect(session)
    change_password(session, account, hash_password(PASSWORD), by=actor_of(account))
    session.refresh(link)
    assert session.exec(select(AccountSession)).all() == []
    assert not is_good(link)
    assert collect(session) == [PasswordChanged(account.id)]


def test_new_address_counts_once_it_is_confirmed(session):
    account = make_account(session, email="avant@exemple.fr")
    request_email_change(session, account, "apres@exemple.fr", by=actor_of(account))
    link = session.exec(select(ActionLink)).one()
    assert (account.email, link.email, link.subject_id) == ("avant@exemple.fr", "apres@exemple.fr", account.id)
    assert collect(session) == [EmailChangeAsked(link.id)]
    confirm_email_change(session, account, link, by=actor_of(account))
    assert account.email == "apres@exemple.fr"
    assert collect(session) == [EmailChanged(account.id)]


def test_only_the_last_address_asked_for_can_be_confirmed(session):
    account = make_account(session)
    request_email_change(session, account, "un@exemple.fr", by=actor_of(account))
    request_email_change(session, account, "deux@exemple.fr", by=actor_of(account))
    first, last = session.exec(select(ActionLink).order_by(ActionLink.id)).all()
    with pytest.raises(Conflict):
        confirm_email_change(session, account, first, by=actor_of(account))
    confirm_email_change(session, account, last, by=actor_of(account))
    assert account.email == "deux@exemple.fr"


def test_address_taken_meanwhile_is_refused(session):
    account, other = make_account(session), make_account(session)
    request_email_change(session, account, other.email, by=actor_of(account))
    link = session.exec(select(ActionLink)).one()
    with pytest.raises(DomainError, match="existe déjà"):
        confirm_email_change(session, account, link, by=actor_of(account))


def test_link_to_the_old_address_dies_with_the_change(session):
    account = make_account(session)
    old_link = request_sign_in_link(session, account.email)
    link = issue_link(session, LinkPurpose.CHANGE_EMAIL, email="apres@exemple.fr", subject_id=account.id)
    confirm_email_change(session, account, link, by=actor_of(account))
    session.refresh(old_link)
    assert not is_good(old_link)


def test_two_accounts_never_share_an_address_even_at_once(engine, writing, reading):
    with writing() as session:
        accounts = [make_account(session) for _ in range(4)]
        links = [
            issue_link(session, LinkPurpose.CHANGE_EMAIL, email="la-meme@exemple.fr", subject_id=account.id)
            for account in accounts
        ]

    def confirm(account_id, link_id):
        with open_session(engine) as session:
            account = session.get_one(Account, account_id)
            link = session.get_one(ActionLink, link_id)
            confirm_email_change(session, account, link, by=actor_of(account))
            session.commit()
            return "changed"

    pairs = [(account.id, link.id) for account, link in zip(accounts, links, strict=True)]
    results = at_once([lambda pair=pair: confirm(*pair) for pair in pairs])
    assert results.count("changed") == 1
    with reading() as session:
        assert len(session.exec(select(Account).where(Account.email == "la-meme@exemple.fr")).all()) == 1


def test_changes_to_an_account_are_in_the_journal_with_them(session):
    """Same transaction: rolled back, neither is left."""
    account = make_account(session)
    session.commit()
    session.connection()
    change_password(session, account, hash_password(PASSWORD), by=actor_of(account))
    request_email_change(session, account, "apres@exemple.fr", by=actor_of(account))
    session.flush()
    entries = session.exec(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(entry.action, entry.account_id, entry.subject_id) for entry in entries] == [
        ("account.password_changed", account.id, account.id),
        ("account.email_change_asked", account.id, account.id),
    ]
    session.rollback()
    assert session.exec(select(AuditEntry)).all() == []
    assert session.get_one(Account, account.id).password_hash is None
