"""Alive, ready, and how much: for those who run it."""

import threading
from collections.abc import Callable

import pytest
from flask import Blueprint, Flask
from pydantic import SecretStr
from sqlalchemy import Engine, text
from sqlmodel import Session
from werkzeug.test import TestResponse

from fairapp.core.db import open_session
from fairapp.web import health
from fairapp.web.access import public
from fairapp.web.health import Check

Tiny = Callable[..., Flask]


def readyz(tiny: Tiny, **options: object) -> TestResponse:
    """Ask as the operator's monitor does."""
    client = tiny(metrics_token=SecretStr("s3cret"), **options).test_client()
    return client.get("/readyz", headers={"Authorization": "Bearer s3cret"})


def test_healthz_asks_nothing_of_the_database(tiny: Tiny, engine: Engine) -> None:
    client = tiny().test_client()
    with open_session(engine):
        assert client.get("/healthz").text == "ok\n"


def test_ready(tiny: Tiny) -> None:
    def check_index(session: Session) -> Check:
        return Check(ok=True, detail=str(session.execute(text("SELECT 7")).scalar()))

    response = readyz(tiny, hooks={"checks": {"index": check_index}})
    assert response.status_code == 200
    assert response.json
    assert response.json["checks"]["index"] == {"ok": True, "detail": "7", "warning": ""}
    assert response.json["checks"]["database"]["ok"]


def test_strangers_learn_whether_not_why(tiny: Tiny) -> None:
    def check(_session: Session) -> Check:
        return Check(ok=True, detail="420 documents", warning="12 tasks given up")

    response = tiny(hooks={"checks": {"queue": check}}).test_client().get("/readyz")
    assert response.json
    assert response.json["checks"]["queue"] == {"ok": True, "warning": True}


@pytest.mark.parametrize("inspect", [lambda _session: Check(ok=False, detail="behind"), lambda _session: 1 / 0])
def test_part_that_fails_takes_the_process_out_of_service(tiny: Tiny, inspect: Callable[[Session], Check]) -> None:
    response = tiny(hooks={"checks": {"index": inspect}}).test_client().get("/readyz")
    assert response.status_code == 503
    assert response.json
    assert response.json["checks"]["index"]["ok"] is False


@pytest.mark.sqlite_only
def test_write_lock_that_does_not_come_within_a_second(
    tiny: Tiny, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "LOCK_SECONDS", 0.1)
    client = tiny().test_client()
    with open_session(engine):
        assert client.get("/readyz").status_code == 503
    for thread in threading.enumerate():
        if thread.name == "readyz":
            thread.join()
    assert client.get("/readyz").status_code == 200


@pytest.mark.sqlite_only
@pytest.mark.parametrize(("oldest", "warned"), [((3, 51, 3), False), ((99, 0, 0), True)])
def test_old_sqlite_is_warned_about(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch, oldest: tuple[int, ...], warned: bool
) -> None:
    monkeypatch.setattr(health, "SQLITE", oldest)
    response = readyz(tiny)
    assert response.json
    assert response.status_code == 200
    assert bool(response.json["checks"]["sqlite"]["warning"]) is warned


def test_little_disk_left_is_warned_about_then_refused(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = []
    for free_mb in (9000, 100, 5):
        monkeypatch.setattr(
            health.shutil, "disk_usage", lambda _path, free=free_mb: type("U", (), {"free": free * 2**20})
        )
        response = readyz(tiny)
        assert response.json
        answers.append((response.status_code, bool(response.json["checks"]["disk"]["warning"])))
    assert answers == [(200, False), (200, True), (503, True)]


@pytest.mark.parametrize(
    ("header", "status"), [(None, 404), ("Bearer wrong", 404), ("Bearer é", 404), ("Bearer s3cret", 200)]
)
def test_figures_need_their_token(tiny: Tiny, header: str | None, status: int) -> None:
    client = tiny(metrics_token=SecretStr("s3cret")).test_client()
    assert client.get("/metrics", headers={"Authorization": header} if header else {}).status_code == status


def test_without_a_token_there_are_no_figures(tiny: Tiny) -> None:
    assert tiny().test_client().get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_requests_are_counted_by_route_not_by_path(tiny: Tiny, bp: Blueprint) -> None:
    bp.add_url_rule("/offres/<int:id>", "counted_show", public(lambda id: "offer"))
    client = tiny(bp, metrics_token=SecretStr("s3cret")).test_client()
    for path in ("/offres/1", "/offres/2", "/nowhere-anna@example.org"):
        client.get(path)
    figures = client.get("/metrics", headers={"Authorization": "Bearer s3cret"}).text
    assert 'fairapp_requests_total{method="GET",route="t.counted_show",status="200"} 2.0' in figures
    assert "anna" not in figures
