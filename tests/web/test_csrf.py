"""A form of ours, sent from our site, by the browser that got it."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Blueprint, Flask
from flask.testing import FlaskClient

from fairapp.web import sessions
from fairapp.web.access import public
from fairapp.web.csrf import one_click
from fairapp.web.pages import go_to, render

Tiny = Callable[..., Flask]


@pytest.fixture
def app(tiny: Tiny, bp: Blueprint) -> Flask:
    def sign_in() -> object:
        response = go_to("/form")
        sessions.start(response, "b" * 43)
        return response

    bp.get("/form")(public(lambda: render("form.html")))
    bp.get("/plain")(public(lambda: "plain"))
    bp.post("/form")(public(lambda: "done"))
    bp.post("/unsubscribe")(one_click(public(lambda: "done")))
    bp.post("/sign-in")(public(sign_in))
    return tiny(bp)


def token(client: FlaskClient) -> str:
    found = re.search(r"csrf_token value='([^']+)'", client.get("/form").text)
    assert found
    return found[1]


def test_form_of_ours_is_taken(app: Flask) -> None:
    client = app.test_client()
    assert client.post("/form", data={"csrf_token": token(client)}).status_code == 200


def test_token_may_come_in_a_header(app: Flask) -> None:
    client = app.test_client()
    assert client.post("/form", headers={"X-CSRFToken": token(client)}).status_code == 200


@pytest.mark.parametrize("sent", [{}, {"csrf_token": ""}, {"csrf_token": "forged"}])
def test_form_without_our_token_is_refused(app: Flask, sent: dict[str, str]) -> None:
    client = app.test_client()
    token(client)
    response = client.post("/form", data=sent)
    assert response.status_code == 400
    assert "Rechargez-la" in response.text


def test_token_of_another_browser_is_refused(app: Flask) -> None:
    client = app.test_client()
    token(client)
    assert client.post("/form", data={"csrf_token": token(app.test_client())}).status_code == 400


@pytest.mark.parametrize("later", [timedelta(hours=-1), timedelta(days=2), timedelta(days=400)], ids=str)
def test_form_left_open_still_works_and_a_clock_may_step_back(app: Flask, later: timedelta) -> None:
    client = app.test_client()
    with time_machine.travel(datetime(2026, 11, 21, tzinfo=UTC), tick=False) as clock:
        sent = {"csrf_token": token(client)}
        clock.shift(later)
        assert client.post("/form", data=sent).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "http://localhost"}, 200),
        ({"Origin": "https://localhost"}, 200),  # behind a proxy that speaks TLS for us
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
def test_other_sites_are_refused_even_with_a_token(app: Flask, headers: dict[str, str], status: int) -> None:
    client = app.test_client()
    assert client.post("/form", data={"csrf_token": token(client)}, headers=headers).status_code == status


def test_one_click_unsubscribing_needs_no_token(app: Flask) -> None:
    """RFC 8058: the mail service posts from its own server."""
    response = app.test_client().post("/unsubscribe", headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 200


def test_page_without_a_form_sets_no_cookie(app: Flask) -> None:
    response = app.test_client().get("/plain")
    assert "Set-Cookie" not in response.headers
    assert "Cookie" not in response.headers.get("Vary", "")


def test_page_with_a_form_is_kept_by_no_cache(app: Flask) -> None:
    client = app.test_client()
    assert [client.get("/form").headers["Cache-Control"] for _ in range(2)] == ["no-store", "no-store"]


def test_signing_in_ends_the_token_of_before(app: Flask) -> None:
    client = app.test_client()
    before = token(client)
    client.post("/sign-in", data={"csrf_token": before})
    assert client.post("/form", data={"csrf_token": before}).status_code == 400
    assert client.post("/form", data={"csrf_token": token(client)}).status_code == 200
