"""Badges are given once, whoever asks; a lost one is replaced (rows G3, G4)."""

import string

import pytest
from sqlmodel import Session, func, select

from fairapp.accounts.models import AuditEntry
from fairapp.core.db import open_session
from fairapp.fairs.badges import services
from fairapp.fairs.badges.models import Badge, BadgeBatch, BatchDraft
from fairapp.fairs.badges.queries import find_by_short_code, find_by_token
from fairapp.fairs.enums import BadgeLayout
from fairapp.fairs.models import Fair
from fairapp.fairs.registrations.models import Registration
from tests.factories import actor_of, make_cluster, make_member
from tests.fairs.factories import make_fair, make_registration
from tests.support.threads import at_once


@pytest.fixture
def registration(session: Session) -> Registration:
    return make_registration(session, make_fair(session, make_cluster(session)))


def _ensure(session: Session, registration: Registration) -> Badge:
    return services.ensure_badge(session, fair_id=registration.fair_id, registration_id=registration.id)


def test_g3_a_token_is_120_random_bits_in_the_alphabet_of_a_qr_code(session, registration):
    badge = _ensure(session, registration)

    assert len(badge.token) == 24
    assert set(badge.token) <= set(string.ascii_uppercase + "234567")
    assert badge.short_code == badge.token[:8]
    assert len({services.new_token() for _ in range(1000)}) == 1000


def test_asking_again_gives_the_same_badge(session, registration):
    assert _ensure(session, registration).id == _ensure(session, registration).id


def test_a_badge_has_one_holder(session, registration):
    with pytest.raises(ValueError, match="one holder"):
        services.ensure_badge(session, fair_id=registration.fair_id)
    with pytest.raises(ValueError, match="one holder"):
        services.ensure_badge(session, fair_id=registration.fair_id, registration_id=registration.id, staff_id=1)


def test_g3_a_short_code_taken_at_the_fair_is_drawn_again(session, registration, monkeypatch):
    taken = _ensure(session, registration).token
    other = make_registration(session, session.get_one(Fair, registration.fair_id))
    tokens = iter([taken[:8] + "A" * 16, "B" * 24])
    monkeypatch.setattr(services, "new_token", lambda: next(tokens))

    assert _ensure(session, other).short_code == "B" * 8


def test_g3_another_fair_may_have_the_same_short_code(session, registration, monkeypatch):
    first = _ensure(session, registration)
    other = make_registration(session, make_fair(session, make_cluster(session)))
    monkeypatch.setattr(services, "new_token", lambda: first.short_code + "C" * 16)

    assert _ensure(session, other).short_code == first.short_code
    assert find_by_short_code(session, other.fair_id, first.short_code).registration_id == other.id


def test_g4_asked_at_the_same_instant_there_is_one_badge(writing, engine):
    with writing() as session:
        registration = make_registration(session, make_fair(session, make_cluster(session)))

    def ask() -> int:
        with writing() as session:
            return _ensure(session, registration).id

    ids = at_once([ask] * 8)

    assert len(set(ids)) == 1
    with writing() as session:
        assert len(session.exec(select(Badge)).all()) == 1


def test_g4_a_corrected_name_keeps_the_badge(session, registration):
    before = _ensure(session, registration)
    registration.last_name = "Autrement"
    session.flush()

    assert _ensure(session, registration).token == before.token


def test_g4_a_lost_badge_is_revoked_and_replaced_once(session, registration):
    lost = _ensure(session, registration)

    new = services.reissue(session, lost, reason="Perdu", by=None)
    again = services.reissue(session, lost, reason="Perdu", by=None)
    session.flush()

    assert lost.revoked_at is not None
    assert lost.revoked_reason == "Perdu"
    assert new.token != lost.token
    assert again.id == new.id
    assert _ensure(session, registration).id == new.id
    assert [entry.action for entry in session.exec(select(AuditEntry))] == ["badge.reissued"]


def test_g4_two_desks_replacing_at_once_give_one_new_badge(writing):
    with writing() as session:
        lost = _ensure(session, make_registration(session, make_fair(session, make_cluster(session))))

    def replace() -> int:
        with writing() as session:
            return services.reissue(session, session.get_one(Badge, lost.id), reason="Perdu", by=None).id

    assert len(set(at_once([replace] * 4))) == 1


def test_a_code_is_found_however_it_is_typed(session, registration, monkeypatch):
    monkeypatch.setattr(services, "new_token", lambda: "OIBA2345" + "Z" * 16)
    badge = _ensure(session, registration)

    assert find_by_token(session, badge.token.lower()) is badge
    assert find_by_token(session, badge.token[:-1]) is None
    assert find_by_short_code(session, badge.fair_id, " 018a-2345 ") is badge
    assert find_by_short_code(session, badge.fair_id, "OIBA234") is None
    assert find_by_short_code(session, badge.fair_id + 1, "OIBA2345") is None


def test_g5_the_same_batch_asked_for_at_once_is_one_batch(engine, writing, reading):
    with writing() as session:
        cluster = make_cluster(session)
        fair, organiser = make_fair(session, cluster), actor_of(make_member(session, cluster))

    def ask():
        with open_session(engine) as session:
            services.ask_batch(session, session.get_one(Fair, fair.id), BatchDraft(layout=BadgeLayout.A6), by=organiser)
            session.commit()

    assert at_once([ask] * 6) == [None] * 6
    with reading() as session:
        assert session.exec(select(func.count()).select_from(BadgeBatch)).one() == 1
