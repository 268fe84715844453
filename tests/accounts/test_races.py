"""Coming in as the account is erased, or by another link at the same moment."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest
import time_machine
from sqlalchemy import Engine, text
from sqlmodel import Session, select

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.models import Account, ActionLink
from fairapp.accounts.services import (
    announce_erasures,
    erase_unused,
    is_good,
    issue_link,
    open_sign_in_link,
    sign_in,
    start_session,
)
from fairapp.accounts.services.personal_data import Eraser
from fairapp.clusters.queries import acting_people
from fairapp.core.clock import now
from fairapp.core.errors import Conflict
from fairapp.mail.outbox import digest_of
from tests.factories import make_account
from tests.support.racing import A_MOMENT, Gap, committing

pytestmark = pytest.mark.postgres_only  # SQLite has one writer at a time


def come_in(engine: Engine, link_id: int) -> None:
    with committing(engine) as session:
        account = open_sign_in_link(session, session.get_one(ActionLink, link_id))
        start_session(session, account, staff=False, browser="Firefox · Linux")


def make_link(session: Session, email: str) -> int:
    return issue_link(session, LinkPurpose.SIGN_IN, email=email, lifetime=timedelta(minutes=10)).id


def erase(engine: Engine, *erasers: Eraser) -> int:
    with committing(engine) as session:
        session.execute(text("SET LOCAL lock_timeout = '5s'"))  # the test itself may hold the row
        return erase_unused(session, staff=acting_people(), erasers=erasers, digest_of=digest_of)


@pytest.fixture
def unused(writing) -> Iterator[list[Account]]:
    """Give two accounts on the day when they are deleted, a month after their owners were told."""
    with writing() as session:
        accounts = [make_account(session) for _ in range(2)]
    with time_machine.travel(now() + timedelta(days=700)), writing() as session:
        assert announce_erasures(session, staff=acting_people()) == 2
    with time_machine.travel(now() + timedelta(days=760)):
        yield accounts


def left(reading) -> list[int]:
    with reading() as session:
        return list(session.exec(select(Account.id)).all())


def test_who_comes_back_as_another_is_erased_stays(engine, writing, reading, unused):
    came = []

    def let_the_other_come(_session: Session, account_id: int) -> None:
        if came:
            return
        [other] = {account.id for account in unused} - {account_id}
        with writing() as session:
            start_session(session, session.get_one(Account, other), staff=False, browser="")
        came.append(other)

    assert erase(engine, let_the_other_come) == 1
    assert left(reading) == came


def test_who_is_coming_in_is_not_waited_for(engine, writing, reading, unused):
    with writing() as session:
        start_session(session, session.get_one(Account, unused[0].id), staff=False, browser="")
        assert erase(engine) == 1
    assert left(reading) == [unused[0].id]


def test_a_link_opened_as_the_account_is_to_be_erased_brings_in(engine, writing, reading, monkeypatch, unused):
    with writing() as session:
        link_id = make_link(session, unused[0].email)
    gap = Gap(A_MOMENT)
    monkeypatch.setattr(sign_in, "use_link", gap.after(sign_in.use_link))
    assert gap.meet(partial(come_in, engine, link_id), partial(erase, engine)) == [None, 1]
    assert left(reading) == [unused[0].id]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_two_links_opened_at_once_one_brings_in(engine, writing, reading, monkeypatch, order):
    """Each ends the other: they must not wait for each other."""
    with writing() as session:
        links = [make_link(session, "lea@exemple.fr") for _ in range(2)]
    gap = Gap(A_MOMENT)
    monkeypatch.setattr(sign_in, "use_link", gap.after(sign_in.use_link))
    outcome = gap.meet(*(partial(come_in, engine, links[number]) for number in order))
    assert [type(one) for one in outcome] == [type(None), Conflict]
    with reading() as session:
        assert not any(is_good(link) for link in session.exec(select(ActionLink)).all())
