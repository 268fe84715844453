"""`fairapp accounts …`, on the database of the test."""

from functools import partial

import pytest
from sqlmodel import select

from fairapp.accounts.models import AccountSession
from fairapp.accounts.queries import find_account
from fairapp.accounts.services import start_session, verify_password
from fairapp.core.errors import CommandError, DomainError
from tests.factories import make_account

PASSWORD = "cheval agrafe batterie"


@pytest.fixture
def run(run_command):
    return partial(run_command, "accounts")


def test_first_administrator_comes_in_by_the_printed_link(run, client, reading, is_signed_in):
    printed = run("create", "Ada@exemple.fr", "--name", "Ada Byron", "--admin").strip()
    with reading() as session:
        account = find_account(session, "ada@exemple.fr")
        assert (account.name, account.is_admin, account.password_hash) == ("Ada Byron", True, None)
    client.post(printed.removeprefix("http://localhost"))
    assert is_signed_in(client)


def test_password_comes_from_standard_input(run, reading):
    assert "ada@exemple.fr" in run("create", "ada@exemple.fr", "--password-stdin", text=f"{PASSWORD}\n")
    with reading() as session:
        assert verify_password(find_account(session, "ada@exemple.fr").password_hash, PASSWORD)


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("create", "ada"), ""),
        (("create", "ada@exemple.fr", "--password-stdin"), "court\n"),
        (("create", "la@exemple.fr"), ""),
    ],
)
def test_what_cannot_be_created_says_why(run, writing, reading, arguments, text):
    with writing() as session:
        make_account(session, email="la@exemple.fr")
    with pytest.raises(DomainError):
        run(*arguments, text=text)
    with reading() as session:
        assert find_account(session, "ada@exemple.fr") is None


def test_link_opens_an_existing_account(run, writing, client, is_signed_in):
    with writing() as session:
        make_account(session, email="lea@exemple.fr")
    client.post(run("link", "Lea@exemple.fr").strip().removeprefix("http://localhost"))
    assert is_signed_in(client)


@pytest.mark.parametrize("email", ["nobody@exemple.fr", "nobody"])
@pytest.mark.parametrize("command", ["link", "disable", "enable"])
def test_unknown_account_is_one_clear_line(run, command, email):
    with pytest.raises(CommandError):
        run(command, email)


def test_disabled_account_is_out_until_enabled(run, writing, reading):
    with writing() as session:
        start_session(session, make_account(session, email="lea@exemple.fr"), staff=True, browser="")
    run("disable", "lea@exemple.fr")
    with reading() as session:
        assert find_account(session, "lea@exemple.fr").is_disabled
        assert session.exec(select(AccountSession)).all() == []
    assert "fermé" in run("list")
    run("enable", "lea@exemple.fr")
    assert "fermé" not in run("list")


def test_list_shows_who_administers(run, writing):
    with writing() as session:
        make_account(session, email="zoe@exemple.fr", name="Zoé")
        make_account(session, email="ada@exemple.fr", name="Ada", is_admin=True)
    lines = [line.split()[1:] for line in run("list").splitlines()]
    assert lines == [["ada@exemple.fr", "Ada", "admin"], ["zoe@exemple.fr", "Zoé"]]
