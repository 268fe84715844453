"""One line of JSON per request, without personal data."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
import structlog
from flask import Blueprint, Flask

from fairapp.web import logs
from fairapp.web.access import public
from fairapp.web.csrf import one_click

Tiny = Callable[..., Flask]


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], list[dict[str, object]]]]:
    """Configure the logs as the server does, and give what they wrote."""
    output = io.StringIO()
    monkeypatch.setattr(logs, "sys", SimpleNamespace(stderr=output))
    root = logging.getLogger()
    before = (root.handlers, root.level)
    logs.configure("info")
    yield lambda: [json.loads(line) for line in output.getvalue().splitlines()]
    root.handlers, level = before
    root.setLevel(level)
    structlog.reset_defaults()


Lines = Callable[[], list[dict[str, object]]]


@pytest.fixture
def app(tiny: Tiny, bp: Blueprint) -> Flask:
    bp.post("/offres/<int:id>")(one_click(public(lambda id: "offer")))
    bp.get("/bug")(public(lambda: str(1 / 0)))
    app = tiny(bp)
    app.config["LOG_REQUESTS"] = True  # tests are quiet otherwise
    return app


def test_line_of_a_request(app: Flask, lines: Lines) -> None:
    response = app.test_client().post(
        "/offres/7?q=anna", data={"email": "anna@example.org"}, headers={"X-Forwarded-For": "192.0.2.1"}
    )
    [line] = lines()
    assert {name: line[name] for name in ("event", "method", "route", "status", "level")} == {
        "event": "request", "method": "POST", "route": "/offres/<int:id>", "status": 200, "level": "info",
    }  # fmt: skip
    assert line["request_id"] == response.headers["X-Request-ID"]
    assert datetime.fromisoformat(str(line["timestamp"])).utcoffset() == timedelta(0)
    assert not any(secret in json.dumps(line) for secret in ("anna", "127.0.0.1", "192.0.2.1", "/7"))


def test_bug_is_logged_with_its_trace_and_request(app: Flask, lines: Lines) -> None:
    app.testing = False
    response = app.test_client().get("/bug")
    bug, request = lines()
    assert "ZeroDivisionError" in str(bug["exception"])
    assert bug["request_id"] == request["request_id"] == response.headers["X-Request-ID"]


def test_health_checks_are_not_logged(app: Flask, lines: Lines) -> None:
    app.test_client().get("/healthz")
    assert lines() == []


@pytest.mark.parametrize(("proxies", "kept"), [(0, False), (1, True)])
def test_request_id_of_a_trusted_proxy_is_kept(tiny: Tiny, bp: Blueprint, proxies: int, kept: bool) -> None:
    bp.get("/")(public(lambda: "home"))
    client = tiny(bp, trusted_proxies=proxies).test_client()
    given = client.get("/", headers={"X-Request-ID": "abcdef-123456"}).headers["X-Request-ID"]
    forged = client.get("/", headers={"X-Request-ID": 'x","admin":"'}).headers["X-Request-ID"]
    assert (given == "abcdef-123456") is kept
    assert "admin" not in forged
