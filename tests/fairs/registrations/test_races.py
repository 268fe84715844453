"""Places under load (row C3): real threads, and what the same race does without the conditional update."""

import itertools
import threading
import time
from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, func, select

from fairapp.core.db import make_engine, open_session
from fairapp.core.errors import Conflict
from fairapp.fairs.enums import RegistrationStatus
from fairapp.fairs.models import Fair
from fairapp.fairs.registrations.models import Quota, Registration
from fairapp.fairs.registrations.queries import fair_quota, live_registration
from fairapp.fairs.registrations.services import accept_offer, cancel, desk, places, seating, walk_in
from tests.factories import make_cluster
from tests.fairs.factories import make_fair
from tests.fairs.registrations.filling import band, sign_up
from tests.support.racing import A_MOMENT, LONG, Gap, committing
from tests.support.threads import at_once

PLACES, PEOPLE = 20, 60


@pytest.fixture
def crowd(settings):
    """Give an engine with a connection for each thread."""
    engine = make_engine(settings.database_url, threads=PEOPLE)
    yield engine
    engine.dispose()


@pytest.fixture
def fair(writing):
    with writing() as session:
        fair = make_fair(session, make_cluster(session))
        fair_quota(session, fair.id).size = PLACES
        sign_up(session, fair, "premier@exemple.fr")  # so that every quota has its row
    return fair


def someone(crowd, fair, email, hour="09:30") -> Callable[[], None]:
    def act() -> None:
        with open_session(crowd) as session:
            sign_up(session, session.get_one(Fair, fair.id), email, arrivals=[band(session, fair, hour)])
            session.commit()

    return act


def count(reading, fair, status):
    with reading() as session:
        query = select(func.count()).select_from(Registration).where(Registration.fair_id == fair.id)
        return session.exec(query.where(Registration.status == status)).one()


def numbers(reading, fair):
    with reading() as session:
        return sorted(session.exec(select(Registration.queue_number).where(col(Registration.queue_number) > 0)))


def race(crowd, fair):
    hours = ["09:00", "10:30", "14:00"]
    return at_once([someone(crowd, fair, f"c{n}@exemple.fr", hours[n % 3]) for n in range(PEOPLE)])


def test_c3_exactly_as_many_are_confirmed_as_there_are_places(crowd, reading, fair):
    assert [result for result in race(crowd, fair) if result is not None] == []
    assert count(reading, fair, RegistrationStatus.CONFIRMED) == PLACES
    assert numbers(reading, fair) == list(range(1, PEOPLE - PLACES + 2))
    with reading() as session:
        taken = {quota.kind: 0 for quota in session.exec(select(Quota))}
        for quota in session.exec(select(Quota).where(Quota.fair_id == fair.id)):
            taken[quota.kind] += quota.taken
    assert set(taken.values()) == {PLACES}


def test_c3_without_the_conditional_update_too_many_are_confirmed(crowd, reading, fair, monkeypatch):
    """Negative control: what a page read before decides, as in « count, then insert »."""
    seen = {}
    with reading() as session:
        seen |= {quota.id: quota.taken for quota in session.exec(select(Quota).where(Quota.fair_id == fair.id))}

    def careless(session, quota_id):
        session.execute(update(Quota).where(col(Quota.id) == quota_id).values(taken=seen[quota_id] + 1))
        return True

    monkeypatch.setattr(places, "_take_one", careless)
    monkeypatch.setattr(seating, "is_full", lambda _quota: False)
    race(crowd, fair)
    assert count(reading, fair, RegistrationStatus.CONFIRMED) > PLACES


def test_c2_one_address_at_once_is_registered_once(crowd, reading, fair):
    results = at_once([someone(crowd, fair, "lea@exemple.fr", "11:00")] * 12)
    assert [result for result in results if result is not None] == []
    assert count(reading, fair, RegistrationStatus.CONFIRMED) == 2
    with reading() as session:
        assert fair_quota(session, fair.id).taken == 2


def test_c4_places_given_up_while_others_register_go_to_the_list_and_none_is_lost(crowd, reading, fair):
    race(crowd, fair)
    with reading() as session:
        leaving = session.exec(
            select(Registration.id).where(Registration.status == RegistrationStatus.CONFIRMED).limit(10)
        ).all()

    def leave(id: int) -> Callable[[], None]:
        def act() -> None:
            with open_session(crowd) as session:
                cancel(session, session.get_one(Registration, id))
                session.commit()

        return act

    late = [someone(crowd, fair, f"tard{n}@exemple.fr", "16:00") for n in range(10)]
    results = at_once([act for pair in zip(map(leave, leaving), late, strict=True) for act in pair])
    assert [result for result in results if result is not None] == []
    with reading() as session:
        rows = session.exec(select(Registration).where(Registration.status == RegistrationStatus.OFFERED)).all()
        assert sorted(row.queue_number for row in rows) == list(range(1, 11))
        assert fair_quota(session, fair.id).taken == PLACES
    assert count(reading, fair, RegistrationStatus.CONFIRMED) == PLACES - 10


def test_c4_accepting_and_declining_at_once_frees_the_place_once(crowd, writing, reading, fair):
    with writing() as session:
        fair_quota(session, fair.id).size = 1
        session.flush()
        sign_up(session, session.get_one(Fair, fair.id), "suivante@exemple.fr")
        cancel(session, live_registration(session, fair.id, "premier@exemple.fr"))
        offered = live_registration(session, fair.id, "suivante@exemple.fr")

    def act(service: Callable[[Session, Registration], None]) -> Callable[[], None]:
        def acting() -> None:
            with open_session(crowd) as session:
                service(session, session.get_one(Registration, offered.id))
                session.commit()

        return acting

    at_once([act(accept_offer), act(cancel)] * 3)
    with reading() as session:
        assert session.get_one(Registration, offered.id).status is RegistrationStatus.CANCELLED
        assert {quota.taken for quota in session.exec(select(Quota))} == {0}


SENT_AT_ONCE = 8
AT_THE_DOOR = {
    "one form": {"form_key": "0" * 32},
    "one form with an address": {"form_key": "0" * 32, "email": "ana@exemple.fr"},
    "one address at several doors": {"email": "ana@exemple.fr"},
}


@pytest.mark.parametrize("sent", AT_THE_DOOR.values(), ids=AT_THE_DOOR)
def test_d4_a_walk_in_sent_at_once_is_one_person_with_one_place(crowd, reading, fair, sent):
    def act() -> int:
        with open_session(crowd) as session:
            row = walk_in(
                session, session.get_one(Fair, fair.id), first_name="Ana", last_name="Roy", by=None, **sent
            )  # fmt: skip
            session.commit()
            return row.id

    results = at_once([act] * SENT_AT_ONCE)
    assert len(set(results)) == 1
    assert all(isinstance(result, int) for result in results), results
    assert count(reading, fair, RegistrationStatus.CONFIRMED) == 2  # with the first one
    with reading() as session:
        assert fair_quota(session, fair.id).taken == 2


def test_d4_an_address_that_somebody_else_takes_meanwhile_is_told(session, monkeypatch):
    fair = make_fair(session, make_cluster(session))
    sign_up(session, fair, "famille@exemple.fr", first_name="Zoé")
    monkeypatch.setattr(desk, "live_registration", lambda *_arguments: None)  # as read before the other was written
    with pytest.raises(Conflict, match="vient de servir"):
        walk_in(session, fair, first_name="Ana", last_name="Roy", email="famille@exemple.fr", by=None)
    assert fair_quota(session, fair.id).taken == 1


@pytest.mark.postgres_only
def test_d4_who_cancels_as_the_desk_finds_them_has_no_place_that_is_not_counted(crowd, reading, fair, monkeypatch):
    """On SQLite one of the two waits before it reads."""
    gap = Gap(LONG)
    monkeypatch.setattr(desk, "live_registration", gap.after(desk.live_registration))

    def come_in() -> str | None:
        with committing(crowd) as session:
            there = session.get_one(Fair, fair.id)
            return walk_in(
                session, there, first_name="Léa", last_name="Morel", email="premier@exemple.fr", by=None
            ).email

    def leave() -> None:
        with committing(crowd) as session:
            cancel(session, live_registration(session, fair.id, "premier@exemple.fr"))

    told, _left = gap.meet(come_in, leave)
    assert isinstance(told, Conflict)
    assert (count(reading, fair, RegistrationStatus.CONFIRMED), places_of_fair(reading, fair)) == (0, 0)
    assert come_in() == "premier@exemple.fr"  # the form, sent again
    assert (count(reading, fair, RegistrationStatus.CONFIRMED), places_of_fair(reading, fair)) == (1, 1)


def places_of_fair(reading, fair):
    with reading() as session:
        return fair_quota(session, fair.id).taken


@pytest.mark.postgres_only
def test_d4_a_walk_in_who_turns_out_to_be_known_blocks_nobody(crowd, fair, monkeypatch):
    """Places are taken, waited for, given back, held by somebody else, and asked for again."""
    gap, held, looks = Gap(A_MOMENT), threading.Event(), itertools.count()
    monkeypatch.setattr(places, "_take_one", gap.after(places._take_one))

    def hold_them() -> None:
        with committing(crowd) as session:
            places.hold(session, fair.id)
            held.set()
            time.sleep(A_MOMENT)

    def look(*arguments):
        if next(looks) == 0:
            return None  # as read before the other was written
        threading.Thread(target=hold_them).start()
        assert held.wait(LONG)
        return live_registration(*arguments)

    monkeypatch.setattr(desk, "live_registration", look)

    def come_in(**who: str) -> str | None:
        with committing(crowd) as session:
            return walk_in(session, session.get_one(Fair, fair.id), by=None, **who).email

    known = partial(come_in, first_name="Léa", last_name="Morel", email="premier@exemple.fr")
    other = partial(come_in, first_name="Bo", last_name="Li")
    assert gap.meet(known, other) == ["premier@exemple.fr", None]
