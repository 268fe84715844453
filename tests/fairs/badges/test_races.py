"""Badges that several ask for at one moment: one that is good a person (row G4)."""

from functools import partial

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from fairapp.accounts.models import AuditEntry
from fairapp.core.errors import Conflict
from fairapp.fairs.badges import services
from fairapp.fairs.badges.models import Badge
from fairapp.fairs.registrations.models import Registration
from fairapp.fairs.registrations.personal import erase_registration
from tests.factories import make_cluster
from tests.fairs.factories import make_badge, make_fair, make_registration
from tests.support.racing import A_MOMENT, LONG, Gap, committing, drop_unique, unguarded


@pytest.fixture
def registration(writing) -> Registration:
    with writing() as session:
        return make_registration(session, make_fair(session, make_cluster(session)))


@pytest.fixture
def lost(writing, registration) -> Badge:
    with writing() as session:
        return make_badge(session, registration)


def ensure(engine: Engine, registration: Registration) -> int:
    with committing(engine) as session:
        return services.ensure_badge(session, fair_id=registration.fair_id, registration_id=registration.id).id


def replace(engine: Engine, lost: Badge) -> int:
    with committing(engine) as session:
        return services.reissue(session, session.get_one(Badge, lost.id), reason="Perdu", by=None).id


def ask_twice(engine: Engine, registration: Registration, gap: Gap, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Ask twice; the second comes as the first has found no badge."""
    monkeypatch.setattr(services, "_insert", gap.before(services._insert))
    return gap.meet(*[partial(ensure, engine, registration)] * 2)


def replace_twice(engine: Engine, lost: Badge, gap: Gap, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Replace at two desks; the second begins as the first has read the badge, and not yet revoked it."""
    monkeypatch.setattr(services, "_revoke", gap.before(services._revoke))
    return gap.meet(*[partial(replace, engine, lost)] * 2)


def good_badges(reading) -> list[int]:
    with reading() as session:
        return sorted(session.exec(select(Badge.id).where(col(Badge.revoked_at).is_(None))))


def replacements(reading) -> int:
    with reading() as session:
        return len(session.exec(select(AuditEntry).where(AuditEntry.action == "badge.reissued")).all())


def test_g4_asked_for_twice_at_once_it_is_one_badge_even_if_nobody_waits(engine, registration, reading, monkeypatch):
    with unguarded(engine, monkeypatch) as bare:
        first, second = ask_twice(bare, registration, Gap(LONG), monkeypatch)
    assert [first] == [second] == good_badges(reading)


def test_g4_without_its_index_one_person_has_two_badges(engine, registration, reading, monkeypatch):
    """Control."""
    drop_unique(engine, "badge", "uq_badge_registration")
    with unguarded(engine, monkeypatch) as bare:
        ask_twice(bare, registration, Gap(LONG), monkeypatch)
    assert len(good_badges(reading)) == 2


def test_g4_replaced_at_two_desks_at_once_it_is_one_new_badge(engine, lost, reading, monkeypatch):
    first, second = replace_twice(engine, lost, Gap(A_MOMENT), monkeypatch)
    assert [first] == [second] == good_badges(reading)
    assert lost.id != first
    assert replacements(reading) == 1


def test_g4_replaced_at_two_desks_it_is_one_even_if_nobody_waits(engine, lost, reading, monkeypatch):
    with unguarded(engine, monkeypatch) as bare:
        first, second = replace_twice(bare, lost, Gap(LONG), monkeypatch)
    assert [first] == [second] == good_badges(reading)
    assert replacements(reading) == 1


def test_g4_without_the_condition_the_second_desk_revokes_again(engine, lost, reading, monkeypatch):
    """Control: whoever has read that the badge is good revokes it."""
    monkeypatch.setattr(services, "_revoke", lambda _session, badge, _reason: badge.revoked_at is None)
    with unguarded(engine, monkeypatch) as bare:
        replace_twice(bare, lost, Gap(LONG), monkeypatch)
    assert replacements(reading) == 2


@pytest.mark.postgres_only
def test_g4_a_badge_that_is_erased_as_it_is_replaced_is_told(engine, lost, reading):
    """On SQLite one of the two waits before it reads."""
    with committing(engine) as session:
        badge = session.get_one(Badge, lost.id)
        with committing(engine) as other:
            erase_registration(other, other.get_one(Registration, lost.registration_id))
        with pytest.raises(Conflict, match="n’existe plus"):
            services.reissue(session, badge, reason="Perdu", by=None)
    assert good_badges(reading) == []
