"""304 by a cheap tag."""

from collections.abc import Callable

import pytest
from flask import Blueprint, Flask, Response

from fairapp.web.access import public
from fairapp.web.caching import tag, unchanged
from fairapp.web.pages import render
from tests.support.htmx import HTMX
from tests.web.conftest import TOKEN

Tiny = Callable[..., Flask]


@pytest.fixture
def version() -> list[str]:
    return ["v1"]


@pytest.fixture
def app(tiny: Tiny, bp: Blueprint, version: list[str]) -> Flask:
    @bp.get("/")
    @public
    def home() -> Response:
        return unchanged(version[0]) or tag(render("page.html", fragment="list", rows=1), version[0])

    return tiny(bp)


def test_unchanged_page_is_304(app: Flask, version: list[str]) -> None:
    client = app.test_client()
    first = client.get("/")
    held = {"If-None-Match": first.headers["ETag"]}
    again = client.get("/", headers=held)
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    version[0] = "v2"
    assert client.get("/", headers=held).status_code == 200


def test_page_is_asked_for_again_each_time(app: Flask) -> None:
    response = app.test_client().get("/")
    assert response.headers["Cache-Control"] == "no-cache"
    assert "Cookie" in response.headers["Vary"]


def test_tag_of_the_page_does_not_stand_for_the_fragment_or_another_theme(app: Flask) -> None:
    """Chromium asks for one variant with the tag of the other."""
    client = app.test_client()
    held = {"If-None-Match": client.get("/").headers["ETag"]}
    assert client.get("/", headers=held | HTMX).status_code == 200
    client.set_cookie("theme", "dark")
    assert client.get("/", headers=held).status_code == 200


def test_page_from_before_signing_in_is_not_shown_after(app: Flask) -> None:
    client = app.test_client()
    held = {"If-None-Match": client.get("/").headers["ETag"]}
    client.set_cookie("session", TOKEN)
    response = client.get("/", headers=held)
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store")
