"""What a log of scans means, whatever its order (row D3)."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fairapp.fairs.door.passages import Holder, Passage, replay
from fairapp.fairs.enums import CheckpointPolicy, Direction, Outcome, RefusalReason

OPENING = datetime(2026, 12, 1, 8, tzinfo=UTC)
ENORA, SOIZIC = Holder(1, None), Holder(None, 1)
ACCEPTED, ALREADY, REFUSED = Outcome


def passage(nonce, minutes=0, **over):
    at = OPENING + timedelta(minutes=minutes)
    values = {
        "holder": ENORA, "hall_id": None, "policy": CheckpointPolicy.DAILY, "direction": Direction.IN,
    } | over  # fmt: skip
    return Passage(nonce=nonce, at=at, day=at.date(), **values)


def outcomes(*passages):
    return [replay(passages).outcomes.get(one.nonce) for one in passages]


def test_d2_the_second_scan_of_a_day_is_known():
    assert outcomes(passage("a"), passage("b", 5), passage("c", 24 * 60)) == [ACCEPTED, ALREADY, ACCEPTED]


def test_d2_once_is_for_ever_and_many_never_refuses():
    once, many = {"policy": CheckpointPolicy.ONCE}, {"policy": CheckpointPolicy.MANY}
    assert outcomes(passage("a", **once), passage("b", 24 * 60, **once)) == [ACCEPTED, ALREADY]
    assert outcomes(passage("a", **many), passage("b", 1, **many)) == [ACCEPTED, ACCEPTED]


def test_d2_who_left_may_come_back():
    log = [passage("a"), passage("b", 5, direction=Direction.OUT), passage("c", 10)]
    assert outcomes(*log) == [ACCEPTED, ACCEPTED, ACCEPTED]
    assert len(replay(log).arrivals) == 1


def test_d2_a_hall_asks_about_itself_only():
    log = [passage("gate"), passage("a", 1, hall_id=1), passage("b", 2, hall_id=2), passage("again", 3, hall_id=2)]
    assert outcomes(*log) == [ACCEPTED, ACCEPTED, ACCEPTED, ALREADY]
    assert replay(log).inside(OPENING.date()) == {ENORA: 2}


def test_d2_what_was_taken_back_never_happened():
    log = [passage("a"), passage("b", 5), passage("undo", 6, undoes="a")]
    assert outcomes(*log) == [None, ACCEPTED, None]


def test_d2_someone_checked_comes_in_although_known():
    log = [passage("a"), passage("b", 5, is_let_in=True)]
    assert outcomes(*log) == [ACCEPTED, ACCEPTED]
    assert [arrival.nonce for arrival in replay(log).arrivals] == ["a"]


def test_d3_the_earlier_scan_counts_though_it_arrives_later():
    late, early = passage("late", 10), passage("early", 5)
    assert outcomes(late, early) == [ALREADY, ACCEPTED]


def test_inside_is_empty_the_next_day():
    log = replay([passage("a")])
    assert (len(log.inside(OPENING.date())), log.inside(date(2026, 12, 2))) == (1, {})


passages = st.builds(
    passage,
    nonce=st.sampled_from("abcdefghijklmnop"),
    minutes=st.integers(0, 3000),
    holder=st.sampled_from([ENORA, SOIZIC, None]),
    hall_id=st.sampled_from([None, 1, 2]),
    policy=st.sampled_from(CheckpointPolicy),
    direction=st.sampled_from(Direction),
    refusal=st.sampled_from([None, None, None, *RefusalReason]),
    is_let_in=st.booleans(),
    undoes=st.sampled_from([None, None, None, *"abcdefgh"]),
)
logs = st.lists(passages, max_size=16, unique_by=lambda one: one.nonce)


@given(logs, st.data())
def test_d3_any_order_and_any_repeats_give_the_same_state(log, data):
    repeated = data.draw(st.lists(st.sampled_from(log), max_size=10)) if log else []
    shuffled = data.draw(st.permutations([*log, *repeated]))
    assert replay(shuffled) == replay(log)


@given(logs)
def test_d3_one_arrival_per_person_and_day(log):
    arrivals = [(one.holder, one.day) for one in replay(log).arrivals]
    assert len(arrivals) == len(set(arrivals))
