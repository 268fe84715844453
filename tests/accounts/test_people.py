import pytest
from sqlmodel import func, select

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.models import Account, AuditEntry
from fairapp.accounts.queries import find_account, personas
from fairapp.accounts.services import (
    add_persona,
    create_account,
    disable_account,
    find_or_create_account,
    is_good,
    issue_link,
    rename_account,
    verify_password,
)
from fairapp.core.db import open_session
from fairapp.core.errors import DomainError
from tests.factories import actor_of, make_account
from tests.support.threads import at_once

PASSWORD = "cheval agrafe batterie"


def actions(session):
    return session.exec(select(AuditEntry.action).order_by(AuditEntry.id)).all()


def test_newcomer_gets_an_account(session):
    account = find_or_create_account(session, "Lea@Exemple.fr ", name="  Léa\n Martin ")
    assert (account.email, account.name, account.password_hash, account.is_admin) == (
        "lea@exemple.fr", "Léa Martin", None, False,
    )  # fmt: skip
    assert actions(session) == ["account.created"]


def test_known_address_keeps_its_account_and_name(session):
    first = find_or_create_account(session, "lea@exemple.fr", name="Léa Martin")
    again = find_or_create_account(session, "LEA@exemple.fr", name="Quelqu'un d'autre")
    assert (again.id, again.name) == (first.id, "Léa Martin")
    assert actions(session) == ["account.created"]


def test_two_at_once_get_the_same_account(engine, reading):
    def come():
        with open_session(engine) as session:
            account_id = find_or_create_account(session, "lea@exemple.fr").id
            session.commit()
            return account_id

    ids = at_once([come] * 6)
    assert len(set(ids)) == 1
    with reading() as session:
        assert session.exec(select(func.count()).select_from(Account)).one() == 1


def test_account_with_a_password_is_created_at_once(session):
    account = create_account(session, email="Admin@exemple.fr", name="Ada", password=PASSWORD, is_admin=True)
    assert (account.email, account.is_admin) == ("admin@exemple.fr", True)
    assert verify_password(account.password_hash, PASSWORD)


def test_taken_address_is_refused(session):
    make_account(session, email="lea@exemple.fr")
    with pytest.raises(DomainError, match="existe déjà") as refused:
        create_account(session, email="LEA@exemple.fr")
    assert refused.value.field == "email"


def test_wrong_address_is_refused(session):
    with pytest.raises(DomainError) as refused:
        create_account(session, email="lea")
    assert refused.value.field == "email"


def test_weak_password_makes_no_account(session):
    with pytest.raises(DomainError):
        create_account(session, email="lea@exemple.fr", password="motdepassemotdepasse")
    assert find_account(session, "lea@exemple.fr") is None


def test_name_is_cleaned_and_language_known(session):
    account = make_account(session)
    rename_account(session, account, name=" Léa\u202e  Martin ", locale="tlh", by=actor_of(account))
    assert (account.name, account.locale) == ("Léa Martin", "fr")
    rename_account(session, account, name="Léa", locale="en", by=actor_of(account))
    assert account.locale == "en"


def test_disabling_ends_the_links_that_would_sign_in(session):
    account = make_account(session)
    link = issue_link(session, LinkPurpose.SIGN_IN, email=account.email)
    other = issue_link(session, LinkPurpose.SIGN_IN, email="tom@exemple.fr")
    disable_account(session, account, by=None)
    session.refresh(link)
    assert (is_good(link), is_good(other)) == (False, True)


def test_personas_are_listed_in_order_without_the_disabled(session):
    second, first, closed, nobody = (make_account(session) for _ in range(4))
    add_persona(session, second, "Entreprise", position=2)
    add_persona(session, first, "Organisatrice", position=1)
    add_persona(session, closed, "École", position=3)
    closed.is_disabled = True
    session.flush()
    assert [tuple(row) for row in personas(session)] == [
        (first.id, first.name, "Organisatrice"),
        (second.id, second.name, "Entreprise"),
    ]
    assert nobody.id not in [row[0] for row in personas(session)]


def test_persona_added_again_only_changes_its_label(session):
    account = make_account(session)
    add_persona(session, account, "Candidate")
    add_persona(session, account, "Candidate, Aubenas", position=4)
    assert [row.label for row in personas(session)] == ["Candidate, Aubenas"]
