"""One's own copy, and one's own end."""

import json

import pytest
from sqlalchemy import text
from sqlmodel import SQLModel, select

from fairapp import tables  # noqa: F401 - every table must be searched
from fairapp.accounts.events import AccountErased
from fairapp.accounts.models import Account, AuditEntry
from fairapp.accounts.queries import find_account
from fairapp.accounts.services import (
    add_persona,
    create_account,
    erase_account,
    export_account,
    record,
    request_sign_in_link,
    start_session,
)
from fairapp.core.db import open_session
from fairapp.core.errors import DomainError
from fairapp.core.events import collect
from fairapp.mail.outbox import digest_of
from tests.factories import actor_of, affiliate, make_account, make_cluster
from tests.support.threads import at_once

EMAIL, NAME = "marqueur.unique@exemple.fr", "Marqueuse Unique"


@pytest.fixture
def account(session):
    """Someone who left traces everywhere that accounts know of."""
    account = create_account(session, email=EMAIL, name=NAME)
    start_session(session, account, staff=False, browser="Firefox · Linux")
    request_sign_in_link(session, EMAIL, next_path="/offres/1")
    add_persona(session, account, "Candidate")
    affiliate(session, account, make_cluster(session))
    record(session, "offer.published", "offer", 12, by=actor_of(account))
    session.flush()
    collect(session)
    return account


def erase(session, account, *erasers):
    erase_account(session, account, erasers=erasers, address_digest=digest_of(account.email), by=actor_of(account))


def test_copy_holds_all_that_accounts_keep(session, account):
    copy = export_account(session, account, {})
    assert copy["account"]["email"] == EMAIL
    assert [row["browser"] for row in copy["sessions"]] == ["Firefox · Linux"]
    assert [row["purpose"] for row in copy["links"]] == ["sign_in"]
    assert [row["action"] for row in copy["actions"]] == ["offer.published"]


def test_copy_holds_no_secret(session, account):
    account.password_hash = "$argon2id$secret"
    copy = json.dumps(export_account(session, account, {}))
    assert "argon2id" not in copy
    assert "token_hash" not in copy
    assert "nonce" not in copy


def test_copy_holds_nothing_of_others(session, account):
    other = make_account(session)
    start_session(session, other, staff=False, browser="Safari · Mac")
    request_sign_in_link(session, other.email)
    copy = json.dumps(export_account(session, account, {}))
    assert "Safari" not in copy
    assert copy.count('"purpose"') == 1


def test_other_domains_add_their_part(session, account):
    seen = []

    def affiliations(session, account_id):
        seen.append(account_id)
        return [{"cluster": "Pôle"}]

    assert export_account(session, account, {"affiliations": affiliations})["affiliations"] == [{"cluster": "Pôle"}]
    assert seen == [account.id]


def test_erased_person_is_found_in_no_table(session, account):
    assert rows_that_say(session, EMAIL, NAME) != []
    erase(session, account)
    assert rows_that_say(session, EMAIL, NAME) == []


def rows_that_say(session, *markers):
    return [
        (table.name, marker)
        for table in SQLModel.metadata.sorted_tables
        for row in session.execute(text(f"SELECT * FROM {session.bind.dialect.identifier_preparer.quote(table.name)}"))
        for marker in markers
        if marker in " ".join(map(str, row))
    ]


def test_journal_keeps_what_was_done_not_by_whom(session, account):
    erase(session, account)
    entries = session.exec(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [entry.action for entry in entries] == ["account.created", "offer.published", "account.erased"]
    assert {entry.account_id for entry in entries} == {None}


def test_erasing_is_told_without_telling_the_address(session, account):
    erase(session, account)
    assert collect(session) == [AccountErased(digest_of(EMAIL))]


def test_other_domains_erase_their_part_first(session, account):
    seen = []
    erase(session, account, lambda session, account_id: seen.append(session.get(Account, account_id).email))
    assert seen == [EMAIL]


def test_domain_may_refuse(session, account):
    def refuse(_session, _account_id):
        raise DomainError("Confiez d'abord le salon à quelqu'un.")

    with pytest.raises(DomainError, match="salon"):
        erase(session, account, refuse)
    assert find_account(session, EMAIL) is account


def test_last_administrator_stays(session, account):
    account.is_admin = True
    make_account(session, is_admin=True, is_disabled=True)
    with pytest.raises(DomainError, match="dernière personne"):
        erase(session, account)


def test_administrator_may_go_when_another_stays(session, account):
    account.is_admin = True
    make_account(session, is_admin=True)
    erase(session, account)
    assert find_account(session, EMAIL) is None


def test_two_administrators_who_leave_at_once_leave_one(engine, writing, reading):
    with writing() as session:
        admins = [make_account(session, is_admin=True) for _ in range(2)]

    def leave(account_id):
        with open_session(engine) as session:
            erase(session, session.get_one(Account, account_id))
            session.commit()
            return "gone"

    results = at_once([lambda id=admin.id: leave(id) for admin in admins])
    assert results.count("gone") == 1
    with reading() as session:
        assert len(session.exec(select(Account).where(Account.is_admin)).all()) == 1
