"""The database is locked or killed: 503 with Retry-After, and the site heals by itself."""

from collections.abc import Callable

import pysqlite3
import pytest
from flask import Blueprint, Flask, g
from sqlalchemy import Engine, text

from fairapp.core import db
from fairapp.core.db import make_engine
from fairapp.web.access import public
from fairapp.web.csrf import one_click
from tests.web.conftest import keep_file

Tiny = Callable[..., Flask]
KILL_OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db, "PRAGMAS", [p for p in db.PRAGMAS if "busy_timeout" not in p] + ["busy_timeout=50"])


@pytest.mark.sqlite_only
@pytest.mark.usefixtures("_impatient")
def test_locked_database_is_503_then_heals(tiny: Tiny, bp: Blueprint, engine: Engine) -> None:
    bp.post("/")(one_click(public(lambda: keep_file())))
    bp.get("/")(public(lambda: str(g.session.execute(text("SELECT 1")).scalar())))
    client = tiny(bp).test_client()
    stranger = pysqlite3.connect(str(engine.url.database), isolation_level=None)  # a tool that ignores our queue
    stranger.execute("BEGIN IMMEDIATE")
    locked = client.post("/")
    assert (locked.status_code, locked.headers["Retry-After"]) == (503, "5")
    assert client.get("/").status_code == 200  # readers go on
    stranger.execute("ROLLBACK")
    stranger.close()
    assert client.post("/").status_code == 200


@pytest.mark.postgres_only
def test_connections_killed_between_requests_are_replaced(tiny: Tiny, bp: Blueprint, engine: Engine) -> None:
    bp.post("/")(one_click(public(lambda: keep_file())))
    client = tiny(bp).test_client()
    assert client.post("/").status_code == 200
    kill_all(engine)
    assert client.post("/").status_code == 200


@pytest.mark.postgres_only
def test_connection_killed_during_a_request_is_503_then_heals(
    tiny: Tiny, bp: Blueprint, engine: Engine, count_files: Callable[[], int]
) -> None:
    bp.post("/")(one_click(public(lambda: keep_file())))
    bp.post("/killed")(one_click(public(lambda: (keep_file(), kill_all(engine)) and "not committed")))
    client = tiny(bp).test_client()
    killed = client.post("/killed")
    assert (killed.status_code, killed.headers["Retry-After"]) == (503, "5")
    assert [client.post("/").status_code, count_files()] == [200, 1]


def kill_all(engine: Engine) -> None:
    killer = make_engine(engine.url.render_as_string(hide_password=False))
    with killer.connect() as connection:
        connection.execute(text(KILL_OTHERS))
    killer.dispose()


@pytest.mark.postgres_only
def test_server_away_is_503(tiny: Tiny, bp: Blueprint) -> None:
    away = make_engine("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    bp.get("/")(public(lambda: str(g.session.execute(text("SELECT 1")).scalar())))
    app = tiny(bp, engine=away)
    response = app.test_client().get("/")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
