"""The database counts what a replay of all scans finds, whatever came in which order, and reads no day but the one."""

import itertools
import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import insert
from sqlalchemy.engine.cursor import CursorResult
from sqlmodel import select

from fairapp.fairs.badges.models import Badge
from fairapp.fairs.control.queries import day_of, quarter_of, signups_of
from fairapp.fairs.control.tally import _read, _whereabouts
from fairapp.fairs.door.models import Scan
from fairapp.fairs.door.passages import replay
from fairapp.fairs.door.queries import passages_of
from fairapp.fairs.enums import CheckpointPolicy, Direction, Outcome, RefusalReason
from tests.factories import make_cluster
from tests.fairs.badges.making import add_staff
from tests.fairs.factories import make_badge, make_checkpoint, make_fair, make_hall, make_registration
from tests.support.counting import count_queries

OPENING = datetime(2026, 12, 1, 8, tzinfo=UTC)
DAYS = (date(2026, 12, 1), date(2026, 12, 2))
WAYS = list(itertools.product(CheckpointPolicy, Direction))


@pytest.fixture(autouse=True)
def opening(time_machine):
    time_machine.move_to(OPENING)


@pytest.fixture
def place(session):
    """Give a fair of two days on the island of La Réunion, a door of each sort for it and for two halls, and people."""
    cluster = make_cluster(session)
    fair = make_fair(session, cluster, in_days=0, days=2, time_zone="Indian/Reunion")
    halls = [None, make_hall(session, fair).id, make_hall(session, fair).id]
    doors = [
        make_checkpoint(session, fair, hall_id=hall, policy=policy, direction=direction)
        for hall in halls
        for policy, direction in WAYS
    ]
    lost, anew = (make_registration(session, fair) for _ in range(2))
    badges = [make_badge(session, lost, revoked_at=OPENING), make_badge(session, lost), make_badge(session, anew)]
    staff = add_staff(session, cluster, fair)
    badges.append(session.exec(select(Badge).where(Badge.staff_id == staff.id)).one())
    return fair, doors, badges


def scans(draw, place, count):
    """Return rows of a log, in an order that has nothing to do with their times; some take others back."""
    fair, doors, badges = place
    rows = []
    for _ in range(count):
        refusal = draw.choice([None] * 6 + [RefusalReason.OTHER_DAY, RefusalReason.UNKNOWN])
        at = OPENING + timedelta(minutes=draw.randrange(60 if draw.random() < 0.5 else 2000))
        rows.append({
            "nonce": str(UUID(int=draw.getrandbits(128))), "fair_id": fair.id, "scanned_at": at, "received_at": at,
            "checkpoint_id": draw.choice(doors).id, "refusal": refusal, "shown": Outcome.ACCEPTED, "undoes_id": None,
            "badge_id": None if refusal is RefusalReason.UNKNOWN else draw.choice(badges).id,
            "reason": draw.choice(["", "", "", "Identité vérifiée"]),
        })  # fmt: skip
    return rows


def keep(session, rows, undone):
    session.execute(insert(Scan), rows)
    for nonce, undo in undone:
        scan = session.exec(select(Scan).where(Scan.nonce == nonce)).one()
        values = {"reason": "erreur", "undoes_id": scan.id, "refusal": None, "badge_id": scan.badge_id}
        session.execute(insert(Scan), [undo | values])
    session.flush()


def replayed(session, fair, day):
    """Return what the room shows, as a replay of every scan up to that day finds it."""
    passages = [one for one in passages_of(session, fair) if one.day <= day or one.undoes]
    log = replay(passages)
    inside = log.inside(day)
    return (
        dict(Counter(quarter_of(fair, one.at) for one in log.arrivals if one.day == day)),
        len(inside),
        dict(Counter(hall for hall in inside.values() if hall is not None)),
        dict(Counter(one.refusal for one in passages if one.refusal and one.day == day and one.nonce in log.outcomes)),
        sum(1 for one in passages if one.day == day and log.outcomes.get(one.nonce) is Outcome.ALREADY),
    )


def counted(session, fair, day):
    seen = day_of(session, fair, day)
    return seen.by_quarter, seen.inside, seen.by_hall, seen.refusals, seen.repeats


@pytest.mark.parametrize("seed", range(40))
def test_d3_the_database_counts_what_a_replay_finds(session, place, seed):
    draw, fair = random.Random(seed), place[0]
    rows = scans(draw, place, draw.choice([3, 8, 20, 60]))
    undos = scans(draw, place, len(rows) // 8)
    keep(session, rows, zip((row["nonce"] for row in draw.sample(rows, len(undos))), undos, strict=True))
    for day in DAYS:
        assert counted(session, fair, day) == replayed(session, fair, day)


@pytest.mark.parametrize("seed", range(5))
def test_d3_any_order_of_arrival_gives_the_same_counts(session, place, seed):
    draw, states = random.Random(seed), []
    rows = scans(draw, place, 30)
    for _ in range(3):
        savepoint = session.begin_nested()
        draw.shuffle(rows)
        keep(session, rows, ())
        states.append([counted(session, place[0], day) for day in DAYS])
        savepoint.rollback()
    assert states[0] == states[1] == states[2]


def test_r1_the_room_reads_as_many_rows_on_a_full_day_as_on_a_quiet_one(session, engine, monkeypatch):
    """Rows that come back from the database, whatever was scanned."""
    fair = make_fair(session, make_cluster(session), in_days=0, days=2)
    gate = make_checkpoint(session, fair)
    badges = [make_badge(session, make_registration(session, fair)) for _ in range(300)]
    costs = []
    for part in (badges[:60], badges[60:]):
        at = [OPENING + timedelta(days=1, minutes=n % 60) for n in range(len(part))]
        keep(
            session,
            [
                {
                    "nonce": badge.token, "fair_id": fair.id, "checkpoint_id": gate.id, "badge_id": badge.id,
                    "scanned_at": moment, "received_at": moment, "shown": Outcome.ACCEPTED, "reason": "",
                }
                for badge, moment in zip(part, at, strict=True)
            ],
            (),
        )  # fmt: skip
        rows = []
        with count_queries(engine) as queries, monkeypatch.context() as patch:
            fetched(patch, rows)
            seen = day_of(session, fair, DAYS[1])
            signups_of(session, fair)
        costs.append((len(queries), len(rows)))
    assert seen.arrivals == 300
    assert costs[0] == costs[1]
    assert costs[0][0] == 5
    assert 0 < costs[0][1] < 20


@pytest.mark.sqlite_only
def test_r1_the_room_reads_no_scans_of_other_days(session, place):
    """Those are found by the time at which they were made; not by being no undo, which all of them are."""
    fair, _doors, _badges = place
    for query in (_whereabouts(fair, DAYS[1], ()), _read(fair, DAYS[1])):
        sql = query.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
        plan = [row[3] for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}")]
        assert [line for line in plan if " scan USING" in line] == [
            "SEARCH scan USING INDEX ix_scan_fair (fair_id=? AND scanned_at>? AND scanned_at<?)"
        ]


def fetched(patch, rows):
    """Note each row that the database gives."""
    real = CursorResult._fetchiter_impl, CursorResult._fetchall_impl

    def each(result):
        for row in real[0](result):
            rows.append(row)
            yield row

    def everything(result):
        found = real[1](result)
        rows.extend(found)
        return found

    patch.setattr(CursorResult, "_fetchiter_impl", each)
    patch.setattr(CursorResult, "_fetchall_impl", everything)
