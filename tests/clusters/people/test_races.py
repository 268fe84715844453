"""Who comes and who goes at one moment: a company with people is claimed, a link opens while its invitation stands."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

from fairapp.accounts.models import Account, ActionLink
from fairapp.accounts.services import is_good
from fairapp.clusters.models import Affiliation, Company, Invitation
from fairapp.clusters.people import services
from fairapp.core.errors import Conflict, DomainError
from tests.factories import actor_of, make_account, make_cluster, make_company, make_member
from tests.support.racing import A_MOMENT, LONG, Gap, committing, unguarded

pytestmark = pytest.mark.postgres_only  # SQLite has one writer at a time

LEA = "lea@elan.fr"


def remove(engine: Engine, person: Account, by: Account) -> None:
    with committing(engine) as session:
        affiliation = session.exec(select(Affiliation).where(Affiliation.account_id == person.id)).one()
        organisation = services.organisation_of(session, affiliation)
        services.remove_person(session, affiliation, organisation, by=actor_of(by))


def join(engine: Engine, company: Company, person: Account) -> None:
    with committing(engine) as session:
        services.affiliate(session, session.get_one(Company, company.id), account_id=person.id)


def claimed(reading: Callable[[], Any], company: Company) -> tuple[int, datetime | None]:
    """Return how many people the company has, and since when."""
    with reading() as session:
        people = session.exec(select(func.count()).where(Affiliation.company_id == company.id)).one()
        return people, session.get_one(Company, company.id).claimed_at


@pytest.mark.parametrize("make", [make_cluster, make_company])
def test_a_colleague_removed_by_a_double_click_is_removed_once(engine, writing, reading, monkeypatch, make):
    with writing() as session:
        organisation = make(session)
        stays, goes = (make_member(session, organisation) for _ in range(2))
    gap = Gap(A_MOMENT)
    monkeypatch.setattr(services, "count_people", gap.after(services.count_people))
    assert gap.meet(*[partial(remove, engine, goes, stays)] * 2) == [None, None]
    with reading() as session:
        assert session.exec(select(Affiliation.account_id)).all() == [stays.id]
        assert not isinstance(organisation, Company) or session.get_one(Company, organisation.id).claimed_at


def leave_as_one_joins(engine: Engine, session: Session, gap: Gap, monkeypatch: pytest.MonkeyPatch) -> Company:
    company = make_company(session)
    last, joins = make_member(session, company), make_account(session)
    session.commit()
    monkeypatch.setattr(services, "count_people", gap.after(services.count_people))
    assert gap.meet(partial(remove, engine, last, last), partial(join, engine, company, joins)) == [None, None]
    return company


def test_a_company_whose_last_person_leaves_as_one_joins_is_claimed(engine, session, reading, monkeypatch):
    people, since = claimed(reading, leave_as_one_joins(engine, session, Gap(A_MOMENT), monkeypatch))
    assert (people, since is not None) == (1, True)


def test_without_the_lock_it_has_people_and_is_unclaimed(engine, session, reading, monkeypatch):
    """Control."""
    with unguarded(engine, monkeypatch) as bare:
        assert claimed(reading, leave_as_one_joins(bare, session, Gap(LONG), monkeypatch)) == (1, None)


@pytest.fixture
def invited(writing) -> Company:
    """Give a company that nobody runs yet, with an invitation to Léa."""
    with writing() as session:
        company = make_company(session, claimed_at=None)
        services.invite(session, company, email=LEA, by=None)
        return company


def accept(engine: Engine, company: Company) -> None:
    with committing(engine) as session:
        link, invitation = session.exec(select(ActionLink)).one(), session.exec(select(Invitation)).one()
        account = make_account(session, email=LEA)
        services.accept_invitation(session, link, invitation, session.get_one(Company, company.id), account=account)


def invite_anew(engine: Engine, company: Company) -> None:
    with committing(engine) as session:
        services.invite(session, session.get_one(Company, company.id), email=LEA, by=None)


def revoke(engine: Engine, company: Company) -> None:
    with committing(engine) as session:
        invitation, organisation = session.exec(select(Invitation)).one(), session.get_one(Company, company.id)
        by = actor_of(make_account(session), companies=(company,))
        services.revoke_invitation(session, invitation, organisation, by=by)


@pytest.mark.parametrize(("second", "result"), [(revoke, type(None)), (invite_anew, DomainError)])
def test_an_invitation_is_settled_as_its_link_is_opened(engine, invited, reading, monkeypatch, second, result):
    """They wait for each other in one order, where the database would have to end one of the two."""
    gap = Gap(A_MOMENT)
    monkeypatch.setattr(services, "use_link", gap.after(services.use_link))
    outcome = gap.meet(partial(accept, engine, invited), partial(second, engine, invited))
    assert [type(one) for one in outcome] == [type(None), result]
    with reading() as session:
        invitation = session.exec(select(Invitation)).one()
        assert (invitation.accepted_at is not None, invitation.revoked_at) == (True, None)


def test_a_link_opened_as_its_invitation_is_revoked_is_over(engine, invited, reading, monkeypatch):
    gap = Gap(A_MOMENT)
    monkeypatch.setattr(services, "revoke_links", gap.before(services.revoke_links))
    outcome = gap.meet(partial(revoke, engine, invited), partial(accept, engine, invited))
    assert [type(one) for one in outcome] == [type(None), Conflict]
    assert claimed(reading, invited) == (0, None)


def test_an_invitation_revoked_as_it_is_made_anew_leaves_no_good_link(engine, invited, reading, monkeypatch):
    gap = Gap(A_MOMENT)
    monkeypatch.setattr(services, "issue_link", gap.before(services.issue_link))
    assert gap.meet(partial(invite_anew, engine, invited), partial(revoke, engine, invited))[1] is None
    with reading() as session:
        links = session.exec(select(ActionLink).order_by(col(ActionLink.id))).all()
        assert [is_good(link) for link in links] == [False, False]
        assert session.exec(select(Invitation)).one().revoked_at is not None
