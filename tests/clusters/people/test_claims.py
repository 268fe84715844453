"""Claiming an unclaimed company: whoever comes first, through whichever cluster, is trusted by none."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlmodel import Session, select

from fairapp.clusters.models import Membership
from fairapp.clusters.people.services import affiliate
from tests.factories import make_account, make_cluster, make_company

Sessions = Callable[[], AbstractContextManager[Session]]


def trusts(reading: Sessions) -> list[bool]:
    with reading() as session:
        return list(session.exec(select(Membership.is_trusted)))


def test_o3_trust_given_to_a_name_without_people_ends_when_it_is_claimed(writing: Sessions, reading: Sessions) -> None:
    with writing() as session:
        company = make_company(session, make_cluster(session), make_cluster(session), trusted=True, claimed_at=None)
        affiliate(session, company, account_id=make_account(session).id)
    assert trusts(reading) == [False, False]


def test_o3_a_further_person_of_a_trusted_company_changes_nothing(writing: Sessions, reading: Sessions) -> None:
    with writing() as session:
        company = make_company(session, make_cluster(session), trusted=True)
        affiliate(session, company, account_id=make_account(session).id)
    assert trusts(reading) == [True]
