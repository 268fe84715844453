"""Scans in the database: races, replays, altered codes (rows D2, D3)."""

import random
import secrets
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import select

from fairapp.core.clock import now
from fairapp.core.db import open_session
from fairapp.core.errors import Conflict
from fairapp.fairs.badges.queries import find_by_token
from fairapp.fairs.door.codes import Code, read_code
from fairapp.fairs.door.models import Scan
from fairapp.fairs.door.queries import count_arrivals, effective_arrivals, log_of
from fairapp.fairs.door.scanning import Post, find_badge, record_scan, undo_scan
from fairapp.fairs.enums import BookingStatus, CheckpointPolicy, Direction, Outcome, QuotaKind, RefusalReason
from fairapp.fairs.models import Fair
from fairapp.fairs.registrations.models import RegistrationPlace
from fairapp.fairs.stands.models import BookingStaff
from tests.factories import make_company
from tests.fairs.factories import (
    make_badge,
    make_booking,
    make_checkpoint,
    make_hall,
    make_quota,
    make_registration,
    make_stand,
    make_stand_type,
)
from tests.support.threads import at_once

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def test_d3_two_doors_at_once_let_one_in(engine, world, reading):
    """Seen to fail on PostgreSQL without the lock on the badge."""

    def at_door(door):
        with open_session(engine) as session:
            kept = record_scan(session, Post(world.fair, door), Code(token=world.badge.token), nonce=str(uuid4()))
            session.commit()
            return kept.shown

    doors = [world.south, world.north] * 4
    shown = at_once([lambda door=door: at_door(door) for door in doors])
    assert shown.count(Outcome.ACCEPTED) == 1
    assert shown.count(Outcome.ALREADY) == len(doors) - 1
    with reading() as session:
        assert len(effective_arrivals(session, world.fair.id)) == 1


def test_d3_a_scan_that_waited_shows_what_another_door_saw_meanwhile(world, session):
    """It came first and counts; but somebody wears that badge inside, and this door has shown nothing yet."""
    assert shown(session, world, world.badge)[0] is Outcome.ACCEPTED
    waited = record_scan(
        session, Post(world.fair, world.north), Code(token=world.badge.token), nonce="late",
        at=now() - timedelta(minutes=1),
    )  # fmt: skip
    assert waited.shown is Outcome.ALREADY
    assert [arrival.nonce for arrival in effective_arrivals(session, world.fair.id)] == ["late"]


def test_d3_one_scan_sent_twice_at_once_is_kept_once(engine, world, reading):
    nonce = str(uuid4())

    def send():
        with open_session(engine) as session:
            kept = record_scan(session, Post(world.fair, world.south), Code(token=world.badge.token), nonce=nonce)
            session.commit()
            return kept.id, kept.shown

    assert len(set(at_once([send] * 6))) == 1
    with reading() as session:
        assert len(session.exec(select(Scan)).all()) == 1


def test_d3_a_log_sent_in_any_order_with_repeats_gives_the_same_state(engine, world, writing, reading):
    with writing() as session:
        badges = [make_badge(session, make_registration(session, world.fair)) for _ in range(6)]
        way_out = make_checkpoint(session, world.fair, direction=Direction.OUT)
    start, draw = now() - timedelta(minutes=50), random.Random(3)
    doors = [world.south, world.north, way_out]
    log = [
        (draw.choice(badges), draw.choice(doors), start + timedelta(seconds=draw.randrange(2400)), str(uuid4()))
        for _ in range(40)
    ]
    states = []
    for _ in range(3):
        sent = [*log, *draw.choices(log, k=20)]
        draw.shuffle(sent)
        with open_session(engine) as session:  # rolled back
            for badge, door, at, nonce in sent:
                record_scan(session, Post(world.fair, door), Code(token=badge.token), nonce=nonce, at=at)
            found = log_of(session, world.fair)
            day = found.arrivals[0].day
            assert count_arrivals(session, world.fair, day) == len([one for one in found.arrivals if one.day == day])
            states.append(found)
    assert states[0] == states[1] == states[2]


def test_d2_two_undos_at_once_are_one(engine, world, writing, reading, scan, post):
    with writing() as session:
        kept = scan(session, post, world.badge)

    def take_back():
        with open_session(engine) as session:
            row = session.get_one(Scan, kept.id)
            undone = undo_scan(session, post, row, nonce=str(uuid4()), reason="erreur")
            session.commit()
            return undone.id

    assert len(set(at_once([take_back] * 4))) == 1
    with reading() as session:
        assert effective_arrivals(session, world.fair.id) == []


def test_g3_ten_thousand_altered_codes_open_nothing(world, session):
    draw, real = random.Random(7), world.badge.token
    altered = set()
    while len(altered) < 10_000:
        code = list(real)
        for _ in range(draw.choice([1, 1, 2, 3])):
            code[draw.randrange(24)] = draw.choice(ALPHABET)
        altered.add(
            draw.choice(["".join(code), "".join(code)[: draw.randrange(9, 24)], "".join(code) + draw.choice(ALPHABET)])
        )
    altered.discard(real)
    for code in altered:
        assert find_badge(session, world.fair, read_code(f"HTTPS://HOST/B/{code}")) is None
        assert find_by_token(session, code) is None


def test_g3_only_short_codes_of_this_fair_are_known(world, session):
    assert find_badge(session, world.fair, read_code(world.badge.short_code)).id == world.badge.id
    assert find_badge(session, world.fair, read_code(world.elsewhere.short_code)) is None


def shown(session, world, badge, door=None, **more):
    kept = record_scan(
        session, Post(world.fair, door or world.south), Code(token=badge.token), nonce=secrets.token_hex(8), **more
    )
    return kept.shown, kept.refusal


def test_d2_another_day_is_refused(world, session):
    tomorrow = make_quota(session, world.fair, QuotaKind.DAY, key=(now() + timedelta(days=1)).date().isoformat())
    session.add(RegistrationPlace(registration_id=world.registration.id, quota_id=tomorrow.id))
    session.flush()
    assert shown(session, world, world.badge) == (Outcome.REFUSED, RefusalReason.OTHER_DAY)


def test_d2_a_day_without_fair_is_refused(world, session):
    at = now() - timedelta(days=1)
    assert shown(session, world, world.badge, at=at) == (Outcome.REFUSED, RefusalReason.CLOSED)


def test_d2_a_scan_before_the_badge_was_replaced_still_counts(world, session):
    world.badge.revoked_at = now()
    session.merge(world.badge)
    session.flush()
    at = now() - timedelta(minutes=5)
    assert shown(session, world, world.badge, at=at) == (Outcome.ACCEPTED, None)
    assert shown(session, world, world.badge) == (Outcome.REFUSED, RefusalReason.REVOKED)


def test_d2_stand_staff_come_in_while_their_booking_lives(world, session):
    hall = make_hall(session, world.fair)
    stand = make_stand(session, hall, make_stand_type(session, world.fair))
    company = make_company(session)
    booking = make_booking(session, stand, company)
    staff = BookingStaff(booking_id=booking.id, company_id=company.id, first_name="Anh-Thu", last_name="Nguyen")
    session.add(staff)
    session.flush()
    badge = make_badge(session, world.registration, registration_id=None, staff_id=staff.id)
    assert shown(session, world, badge) == (Outcome.ACCEPTED, None)
    booking.status = BookingStatus.CANCELLED
    session.flush()
    assert shown(session, world, badge) == (Outcome.REFUSED, RefusalReason.CANCELLED)


def test_d1_once_and_many_are_the_doors_own(world, session):
    many = make_checkpoint(session, world.fair, policy=CheckpointPolicy.MANY)
    assert [shown(session, world, world.badge, many)[0] for _ in range(2)] == [Outcome.ACCEPTED] * 2
    assert shown(session, world, world.badge)[0] is Outcome.ALREADY


def test_a_nonce_of_another_fair_is_refused(world, session):
    nonce = str(uuid4())
    record_scan(session, Post(world.fair, world.south), Code(token=world.badge.token), nonce=nonce)
    other = session.get_one(Fair, world.other_fair.id)
    door = make_checkpoint(session, other)
    with pytest.raises(Conflict):
        record_scan(session, Post(other, door), Code(token=world.elsewhere.token), nonce=nonce)
