"""Unsafe requests are counted in SQL, reads in memory or Redis; a refused request says when to come back."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Blueprint, Flask, abort, request
from limits.errors import StorageError
from sqlalchemy import Engine
from sqlmodel import select

from fairapp.core.clock import now
from fairapp.core.db import open_session
from fairapp.web import read_counts
from fairapp.web.access import public
from fairapp.web.counts import Limit, hit, prune_counts
from fairapp.web.csrf import one_click
from fairapp.web.limits import by_account, by_address, by_field, limited, limited_reads
from fairapp.web.models import RequestCount
from fairapp.web.read_counts import ReadCounts
from tests.web.conftest import TOKEN

Tiny = Callable[..., Flask]
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
LIMIT = Limit.parse("3 per 5 minutes", "test")


def test_rate_is_read_as_people_say_it() -> None:
    assert Limit.parse("10 per 5 minutes", "sign-in") == Limit("sign-in", 10, timedelta(minutes=5))


def count_at(engine: Engine, at: datetime, *, limit: Limit = LIMIT, key: str = "k") -> int:
    with open_session(engine) as session:
        wait = hit(session, limit, key, at=at)
        session.commit()
    return wait


def test_one_too_many_is_refused_until_the_window_ends(engine: Engine) -> None:
    waits = [count_at(engine, NOON + timedelta(seconds=n)) for n in range(4)]
    assert waits == [0, 0, 0, 297]


def test_keys_and_buckets_are_counted_apart(engine: Engine) -> None:
    for _ in range(3):
        count_at(engine, NOON)
    assert count_at(engine, NOON, key="other") == 0
    assert count_at(engine, NOON, limit=Limit("other", 3, LIMIT.window)) == 0


def test_two_bursts_around_the_edge_of_a_window_are_not_twice_the_limit(engine: Engine) -> None:
    for _ in range(3):
        count_at(engine, NOON - timedelta(seconds=1))
    assert count_at(engine, NOON) > 0
    assert count_at(engine, NOON + timedelta(minutes=4), key="k") == 0


def test_counting_at_once_loses_nothing(engine: Engine) -> None:
    """All workers share the rows."""
    barrier, waits = threading.Barrier(8), []

    def ask() -> None:
        barrier.wait()
        waits.append(count_at(engine, NOON))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(wait > 0 for wait in waits) == [False] * 3 + [True] * 5


def test_old_counts_are_forgotten(engine: Engine) -> None:
    count_at(engine, now() - timedelta(days=3))
    count_at(engine, now(), key="recent")
    with open_session(engine) as session:
        prune_counts(session)
        assert session.exec(select(RequestCount.key)).all() == ["recent"]


@pytest.fixture
def sign_in(tiny: Tiny, bp: Blueprint) -> Flask:
    guard = limited("3 per 5 minutes", key=by_field("email"))
    bp.post("/")(guard(limited("5 per 5 minutes", key=by_address)(one_click(public(lambda: abort(422))))))
    bp.get("/")(public(lambda: "form"))
    return tiny(bp)


@time_machine.travel(NOON, tick=False)
def test_failed_attempts_count_per_account_and_address(sign_in: Flask) -> None:
    client = sign_in.test_client()
    statuses = [client.post("/", data={"email": f"{name}@x.fr"}).status_code for name in "aaaaAbc"]
    assert statuses == [422, 422, 422, 429, 429, 429, 429]
    assert client.post("/", data={"email": "d@x.fr"}).headers["Retry-After"] == "300"
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),  # one subscriber's
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("fe80::1%eth0", "fe80::2%eth0", True),
        ("unix:a", "unix:b", False),
    ],
)
def test_an_address_is_what_one_subscriber_holds(tiny: Tiny, first: str, second: str, same: bool) -> None:
    keys = []
    for address in (first, second):
        with tiny(Blueprint("none", __name__)).test_request_context(environ_base={"REMOTE_ADDR": address}):
            keys.append(by_address())
    assert (keys[0] == keys[1]) is same


def test_spellings_of_one_address_are_one_key(sign_in: Flask) -> None:
    client = sign_in.test_client()
    emails = ["a@x.fr", "A@X.fr", " a@x.FR", "a@x.fr"]
    assert [client.post("/", data={"email": email}).status_code for email in emails] == [422, 422, 422, 429]


def test_neither_email_nor_address_is_stored(sign_in: Flask, engine: Engine) -> None:
    sign_in.test_client().post("/", data={"email": "anna@x.fr"})
    with open_session(engine, read_only=True) as session:
        rows = str(session.exec(select(RequestCount)).all())
    assert "anna" not in rows
    assert "127.0.0.1" not in rows


def test_signed_in_people_behind_one_address_are_counted_apart(tiny: Tiny, bp: Blueprint) -> None:
    bp.post("/")(limited("1 per hour", key=by_account)(one_click(public(lambda: "in"))))
    app = tiny(bp)
    anna, stranger = app.test_client(), app.test_client()
    anna.set_cookie("session", TOKEN)
    assert [client.post("/").status_code for client in (stranger, anna, stranger, anna)] == [200, 200, 429, 429]


def test_what_has_no_key_is_not_counted_and_the_refusal_has_words(tiny: Tiny, bp: Blueprint) -> None:
    costly = limited("1 per hour", key=lambda: request.form.get("costly"), told="Une fois par heure, pas plus.")
    bp.post("/")(costly(one_click(public(lambda: "done"))))
    client = tiny(bp).test_client()
    assert [client.post("/", data=data).status_code for data in ({}, {}, {"costly": "1"}, {})] == [200] * 4
    refused = client.post("/", data={"costly": "1"})
    assert (refused.status_code, "Une fois par heure, pas plus." in refused.text) == (429, True)


@time_machine.travel(NOON, tick=False)
def test_reads_are_counted_in_memory(tiny: Tiny, bp: Blueprint, engine: Engine) -> None:
    bp.get("/")(limited_reads("2 per minute")(public(lambda: "found")))
    client = tiny(bp).test_client()
    assert [client.get("/").status_code for _ in range(3)] == [200, 200, 429]
    with open_session(engine, read_only=True) as session:
        assert session.exec(select(RequestCount)).all() == []


def test_read_window_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = ReadCounts(None)
    with time_machine.travel(NOON, tick=False) as clock:
        assert [counts.hit(LIMIT, "k") for _ in range(4)] == [0, 0, 0, 300]
        clock.shift(timedelta(minutes=5))
        assert counts.hit(LIMIT, "k") == 0


def test_memory_of_read_counts_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_counts, "MAX_KEYS", 10)
    counts = read_counts.MemoryCounts()
    for n in range(1000):
        counts.hit(LIMIT, str(n))
    assert len(counts._counts) <= 10


class Redis:
    """The part of the `limits` library that talks to Redis."""

    def __init__(self) -> None:
        self.asked = 0

    def hit(self, *_: object) -> bool:
        self.asked += 1
        raise StorageError(ConnectionError("refused"))


def test_redis_gone_falls_back_to_memory_and_is_tried_again_later(monkeypatch: pytest.MonkeyPatch) -> None:
    redis = Redis()
    monkeypatch.setattr(read_counts, "_connect", lambda _url: redis)
    counts = ReadCounts("redis://localhost:1")
    with time_machine.travel(NOON, tick=False):
        assert [counts.hit(LIMIT, "k") for _ in range(4)] == [0, 0, 0, 300]  # still enforced, no exception
    assert redis.asked == 1
    monkeypatch.setattr(read_counts, "RETRY_SECONDS", 0)
    counts._redis_again_at = 0
    counts.hit(LIMIT, "k")
    assert redis.asked == 2
