"""Parts of the layout kept for strangers: drawn once, never with a person in them."""

from collections.abc import Callable

import pytest
from flask import Blueprint, Flask, request
from jinja2 import DictLoader

from fairapp.web.access import public
from fairapp.web.pages import render
from tests.web.conftest import TEMPLATES, TOKEN

DRAWN: list[str] = []


@pytest.fixture
def app(tiny: Callable[..., Flask], bp: Blueprint) -> Flask:
    bp.get("/<name>")(public(lambda name: render("whole.html", name=name, same=request.args.get("same", "1") == "1")))
    app = tiny(bp)
    app.jinja_loader = DictLoader(
        TEMPLATES
        | {
            "whole.html": '<p>{{ part("top.html", same_everywhere=same, name=name) }}</p>',
            "top.html": "{{ drawn(name) }} & {{ name }}{% if g.actor %}, {{ g.actor.name }}{% endif %}",
        }
    )
    DRAWN.clear()
    app.jinja_env.globals["drawn"] = lambda name: DRAWN.append(name) or name
    return app


def test_part_is_drawn_once_for_strangers(app: Flask) -> None:
    pages = [app.test_client().get("/a<b>").text for _ in range(3)]
    assert pages == ["<p>a&lt;b&gt; & a&lt;b&gt;</p>"] * 3
    assert DRAWN == ["a<b>"]


def test_part_is_drawn_for_each_thing_it_shows(app: Flask) -> None:
    client = app.test_client()
    assert [client.get(f"/{name}").text for name in "aba"] == ["<p>a & a</p>", "<p>b & b</p>", "<p>a & a</p>"]
    assert DRAWN == ["a", "b"]


def test_part_with_a_person_in_it_is_not_kept(app: Flask) -> None:
    anna = app.test_client()
    anna.set_cookie("session", TOKEN)
    assert anna.get("/a").text == "<p>a & a, Anna</p>"
    assert app.test_client().get("/a").text == "<p>a & a</p>"
    assert anna.get("/a").text == "<p>a & a, Anna</p>"


def test_part_that_reads_the_request_is_not_kept(app: Flask) -> None:
    client = app.test_client()
    client.get("/a?same=0")
    client.get("/a?same=0")
    assert DRAWN == ["a", "a"]
