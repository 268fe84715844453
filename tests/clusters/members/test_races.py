"""A membership that two write at one moment: a renewal counts, and what was taken away is said to be gone."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session, select

from fairapp.clusters.enums import MembershipStatus
from fairapp.clusters.members import services
from fairapp.clusters.members.services import lapse_membership, lapse_overdue, remove_membership, set_term
from fairapp.clusters.models import Cluster, Company, Membership
from fairapp.core.actor import Actor
from fairapp.core.clock import today
from fairapp.core.errors import Conflict
from tests.factories import actor_of, make_account, make_cluster, make_company, make_membership
from tests.support.racing import A_MOMENT, LONG, Gap, committing, unguarded

pytestmark = pytest.mark.postgres_only  # SQLite has one writer at a time

CONFIRMED, LAPSED = MembershipStatus.CONFIRMED, MembershipStatus.LAPSED
YESTERDAY, NEXT_YEAR = timedelta(days=-1), timedelta(days=365)


@pytest.fixture
def overdue(writing) -> Membership:
    with writing() as session:
        company = make_company(session)
        return make_membership(session, make_cluster(session), company, until=today() + YESTERDAY)


@pytest.fixture
def organiser(writing, overdue) -> Actor:
    with writing() as session:
        return actor_of(make_account(session), clusters=(session.get_one(Cluster, overdue.cluster_id),))


def work(engine: Engine, do: Callable[..., Any], membership: Membership, *arguments: Any, by: Actor) -> None:
    """Do what a click does: read the row, then write it."""
    with committing(engine) as session:
        do(session, session.get_one(Membership, membership.id), *arguments, by=by)


def make_round(engine: Engine) -> None:
    with committing(engine) as session:
        session.execute(text("SET LOCAL lock_timeout = '5s'"))  # the test itself may hold the row
        lapse_overdue(session)


def stored(reading, membership: Membership) -> tuple[MembershipStatus, date | None] | None:
    with reading() as session:
        row = session.get(Membership, membership.id)
        return row and (row.status, row.until)


def renew_in_round(engine: Engine, overdue: Membership, by: Actor, gap: Gap, monkeypatch: pytest.MonkeyPatch) -> date:
    """Set a new last day as the round has found the old one past."""
    monkeypatch.setattr(services, "lapse_membership", gap.before(services.lapse_membership))
    until = today() + NEXT_YEAR
    renew = partial(work, engine, set_term, overdue, until, by=by)
    assert gap.meet(partial(make_round, engine), renew) == [None, None]
    return until


def test_a_membership_renewed_as_the_round_is_made_is_renewed(engine, overdue, organiser, reading, monkeypatch):
    until = renew_in_round(engine, overdue, organiser, Gap(A_MOMENT), monkeypatch)
    assert stored(reading, overdue) == (CONFIRMED, until)


def test_without_the_lock_it_would_lapse_all_the_same(engine, overdue, organiser, reading, monkeypatch):
    """Control."""
    with unguarded(engine, monkeypatch) as bare:
        until = renew_in_round(bare, overdue, organiser, Gap(LONG), monkeypatch)
    assert stored(reading, overdue) == (LAPSED, until)


def test_a_membership_that_someone_is_writing_waits_for_the_next_round(engine, overdue, organiser, reading):
    with committing(engine) as session:
        set_term(session, session.get_one(Membership, overdue.id), None, by=organiser)
        make_round(engine)
    assert stored(reading, overdue) == (CONFIRMED, None)


def test_a_membership_removed_meanwhile_does_not_end_the_round(engine, overdue, organiser, reading, monkeypatch):
    gap = Gap(A_MOMENT)
    monkeypatch.setattr(services, "lapse_membership", gap.before(services.lapse_membership))
    remove = partial(work, engine, remove_membership, overdue, by=organiser)
    assert gap.meet(partial(make_round, engine), remove) == [None, None]
    assert stored(reading, overdue) is None


def test_a_term_set_as_a_colleague_ends_the_membership_is_stored(engine, overdue, organiser, reading, monkeypatch):
    """Of its two steps, for a lapsed one and for a member, one has to meet the row."""
    gap, changes, change = Gap(A_MOMENT), [], services._change

    def change_slowly(session: Session, membership: Membership, *arguments: Any, **values: Any) -> bool:
        changed = change(session, membership, *arguments, **values)
        changes.append(changed)
        if changes == [False]:  # the row was not lapsed
            gap.wait()
        return changed

    monkeypatch.setattr(services, "_change", change_slowly)
    until = today() + NEXT_YEAR
    clicks = (
        partial(work, engine, set_term, overdue, until, by=organiser),
        partial(work, engine, lapse_membership, overdue, by=organiser),
    )
    assert gap.meet(*clicks) == [None, None]
    assert stored(reading, overdue) == (LAPSED, until)  # the colleague came second


def test_adding_what_a_colleague_removes_this_moment_is_a_conflict(engine, overdue, organiser, monkeypatch):
    def add() -> None:
        with committing(engine) as session:
            cluster = session.get_one(Cluster, overdue.cluster_id)
            services.add_member(session, cluster, session.get_one(Company, overdue.company_id), by=organiser)

    gap = Gap(LONG)
    monkeypatch.setattr(services, "select", gap.before(select))
    added, removed = gap.meet(add, partial(work, engine, remove_membership, overdue, by=organiser))
    assert (type(added), removed) == (Conflict, None)
