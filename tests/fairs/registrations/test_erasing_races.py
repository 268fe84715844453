"""What is erased while somebody writes about it: gone is gone, and nobody reads of an error (rows C6, C7).

The row has been read as it is erased; on SQLite one of the two waits before it reads.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from fairapp.accounts.models import Account
from fairapp.core.clock import now
from fairapp.fairs.enums import ConsentPurpose, RegistrationStatus
from fairapp.fairs.models import Fair
from fairapp.fairs.registrations import personal, services
from fairapp.fairs.registrations.models import Quota, Registration
from fairapp.fairs.registrations.personal import erase_registration, erase_registrations
from fairapp.fairs.registrations.services import Erased, registering
from tests.factories import make_account, make_cluster
from tests.fairs.factories import make_fair, make_registration
from tests.fairs.registrations.filling import band, sign_up
from tests.support.racing import A_MOMENT, Gap, committing

pytestmark = pytest.mark.postgres_only
Act = Callable[[Session, Registration], None]


@pytest.fixture
def registration(writing) -> int:
    with writing() as session:
        make_account(session, email="lea@exemple.fr")
        return sign_up(session, make_fair(session, make_cluster(session))).id


def erase(engine: Engine, id: int) -> None:
    with committing(engine) as session:
        erase_registration(session, session.get_one(Registration, id))


def erase_then(engine: Engine, id: int, act: Act) -> None:
    """Act on a registration that is erased once it was read."""
    with committing(engine) as session:
        row = session.get_one(Registration, id)
        erase(engine, id)
        act(session, row)


def places_taken(reading) -> set[int]:
    with reading() as session:
        assert session.exec(select(Registration)).all() == []
        return set(session.exec(select(Quota.taken)))


def test_c7_erasing_twice_at_once_is_erasing_once(engine, registration, reading):
    erase_then(engine, registration, erase_registration)
    assert places_taken(reading) == {0}


def test_c7_an_account_goes_though_its_registration_is_erased_meanwhile(engine, registration, reading, monkeypatch):
    def erase_slowly(session: Session, row: Registration) -> None:
        erase(engine, row.id)
        erase_registration(session, row)

    monkeypatch.setattr(personal, "erase_registration", erase_slowly)
    with reading() as session:
        account_id = session.exec(select(Account.id)).one()
    with committing(engine) as session:
        erase_registrations(session, account_id)
    assert places_taken(reading) == {0}


def test_c7_an_account_that_goes_as_offers_end_blocks_nobody(engine, writing, reading, monkeypatch):
    """Both hold the quotas of two fairs, one after the other; the account registered for the later one first."""
    with writing() as session:
        fairs = [make_fair(session, make_cluster(session)) for _number in range(2)]
        account_id = make_account(session, email="lea@exemple.fr").id
        for fair in reversed(fairs):
            sign_up(session, fair)
            over = {"status": RegistrationStatus.OFFERED, "offered_until": now() - timedelta(seconds=1)}
            make_registration(session, fair, **over)
    gap = Gap(A_MOMENT)
    monkeypatch.setattr(registering, "hold", gap.after(registering.hold))

    def go() -> None:
        with committing(engine) as session:
            erase_registrations(session, account_id)

    def end_offers() -> None:
        with committing(engine) as session:
            services.settle_all(session)

    assert gap.meet(go, end_offers) == [None, None]
    with reading() as session:
        assert set(session.exec(select(Registration.status))) == {RegistrationStatus.CANCELLED}


def change_arrivals(session: Session, row: Registration) -> None:
    fair = session.get_one(Fair, row.fair_id)
    services.change_arrivals(session, row, [band(session, fair, "14:00")])


def allow(session: Session, row: Registration) -> None:
    services.set_consent(session, row, ConsentPurpose.EXHIBITORS, given=True)


def correct(session: Session, row: Registration) -> None:
    services.correct_name(session, row, first_name="Léa", last_name="Maurel", by=None)


@pytest.mark.parametrize("act", [services.cancel, services.accept_offer, change_arrivals, allow, correct])
def test_c6_whoever_changes_what_is_erased_meanwhile_is_told(engine, registration, reading, act):
    with pytest.raises(Erased):
        erase_then(engine, registration, act)
    assert places_taken(reading) == {0}
