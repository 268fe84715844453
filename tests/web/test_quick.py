"""« Nothing changed » is said before Flask, with the headers of every answer."""

from collections.abc import Callable

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient

from fairapp.web import quick
from fairapp.web.access import public


@pytest.fixture
def client(tiny: Callable[..., Flask], bp: Blueprint) -> FlaskClient:
    bp.route("/plans/<name>/state", methods=["GET", "POST"])(public(lambda name: f"asked for {name}"))
    app = tiny(bp)
    quick.offer(app, "state", lambda path, query: path == "/plans/north/state" and query == "v=1")
    return app.test_client()


def test_who_has_what_there_is_gets_nothing(client: FlaskClient) -> None:
    answer = client.get("/plans/north/state?v=1")
    assert (answer.status_code, answer.data) == (204, b"")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("asked", ["/plans/north/state?v=2", "/plans/north/state", "/plans/south/state?v=1"])
def test_anything_else_is_for_the_view(client: FlaskClient, asked: str) -> None:
    assert client.get(asked).data.startswith(b"asked for ")


def test_only_reading_is_answered(client: FlaskClient) -> None:
    assert client.post("/plans/north/state?v=1").status_code != 204


def test_paths_that_only_look_alike_are_not_found(client: FlaskClient) -> None:
    assert client.get("/state?v=1").status_code == 404
