"""Places that come free at one moment: the first in line are asked, each once; numbers are given once (row C4)."""

from functools import partial
from typing import NamedTuple

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select, update

from fairapp.core.events import collect
from fairapp.fairs.enums import RegistrationStatus
from fairapp.fairs.events import PlaceOffered
from fairapp.fairs.models import Fair
from fairapp.fairs.registrations.models import Quota, Registration
from fairapp.fairs.registrations.queries import fair_quota
from fairapp.fairs.registrations.services import cancel, seating, waiting
from tests.factories import make_cluster
from tests.fairs.factories import make_fair
from tests.fairs.registrations.filling import sign_up
from tests.support.racing import A_MOMENT, LONG, Gap, committing, drop_unique, unguarded


class Line(NamedTuple):
    fair_id: int
    holder: int
    waiting: list[int]  # in their order


@pytest.fixture
def line(writing) -> Line:
    with writing() as session:
        fair = make_fair(session, make_cluster(session))
        fair_quota(session, fair.id).size = 1
        holder, *waits = [sign_up(session, fair, f"c{number}@exemple.fr").id for number in range(4)]
        return Line(fair.id, holder, waits)


@pytest.fixture
def enlarged(line, writing) -> Line:
    """Give the line as there is a place for one more, whom nobody has asked yet."""
    with writing() as session:
        fair_quota(session, line.fair_id).size = 2
    return line


def asked(session: Session) -> list[int]:
    return [event.registration_id for event in collect(session) if isinstance(event, PlaceOffered)]


def make_round(engine: Engine, line: Line) -> list[int]:
    """Do what the clock does; return who was asked."""
    with committing(engine) as session:
        waiting.settle(session, session.get_one(Fair, line.fair_id))
        return asked(session)


def give_up(engine: Engine, line: Line) -> list[int]:
    with committing(engine) as session:
        cancel(session, session.get_one(Registration, line.holder))
        return asked(session)


def free_both(engine: Engine, line: Line, gap: Gap, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Let a place come free as somebody was chosen for the other one."""
    monkeypatch.setattr(waiting, "take", gap.before(waiting.take))
    first, second = gap.meet(partial(make_round, engine, line), partial(give_up, engine, line))
    return [*first, *second]


def test_c4_two_places_that_come_free_at_once_go_to_the_first_two(engine, enlarged, reading, monkeypatch):
    assert free_both(engine, enlarged, Gap(A_MOMENT), monkeypatch) == enlarged.waiting[:2]
    with reading() as session:
        assert fair_quota(session, enlarged.fair_id).taken == 2
        offered = session.exec(select(Registration.id).where(Registration.status == RegistrationStatus.OFFERED)).all()
        assert sorted(offered) == enlarged.waiting[:2]


def test_c4_without_the_lock_one_person_is_asked_twice(engine, enlarged, monkeypatch):
    """Control."""
    with unguarded(engine, monkeypatch) as bare:
        told = free_both(bare, enlarged, Gap(LONG), monkeypatch)
    assert told.count(enlarged.waiting[0]) == 2


def queue_up(engine: Engine, line: Line, email: str) -> int | None:
    with committing(engine) as session:
        return sign_up(session, session.get_one(Fair, line.fair_id), email).queue_number


def queue_both(engine: Engine, line: Line, gap: Gap, monkeypatch: pytest.MonkeyPatch) -> list:
    """Let two come at once; the second as the first reads its number."""

    def number_read_then_written(session: Session, quota: Quota) -> int:
        number: int = session.exec(select(Quota.queued).where(Quota.id == quota.id)).one() + 1
        gap.wait()
        session.execute(update(Quota).where(col(Quota.id) == quota.id).values(queued=number))
        return number

    monkeypatch.setattr(seating, "_queue", number_read_then_written)
    return gap.meet(partial(queue_up, engine, line, "x@exemple.fr"), partial(queue_up, engine, line, "y@exemple.fr"))


def test_c4_numbers_are_given_in_order_while_the_quotas_are_held(engine, line, monkeypatch):
    """Even if they were read and then written: the statement that does both is the second guard."""
    assert queue_both(engine, line, Gap(A_MOMENT), monkeypatch) == [4, 5]


@pytest.fixture
def numbers_may_repeat(engine) -> None:
    drop_unique(engine, "registration", "uq_registration_fair_id_queue_number")


@pytest.mark.postgres_only
def test_c4_without_lock_and_index_two_people_have_one_number(numbers_may_repeat, engine, line, monkeypatch):
    """Control. Numbers are drawn within a savepoint, where SQLite refuses to write on what others have changed."""
    with unguarded(engine, monkeypatch) as bare:
        assert queue_both(bare, line, Gap(LONG), monkeypatch) == [4, 4]
