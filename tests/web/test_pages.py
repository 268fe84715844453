"""The same view serves the page and its fragments; messages survive one redirect."""

import json
from collections.abc import Callable

import pytest
from flask import Blueprint, Flask, Response, make_response
from jinja2 import UndefinedError

from fairapp.web import notices
from fairapp.web.access import public
from fairapp.web.csrf import one_click
from fairapp.web.pages import go_to, keep_private, notify, render
from tests.support.htmx import HTMX

Tiny = Callable[..., Flask]


@pytest.fixture
def app(tiny: Tiny, bp: Blueprint) -> Flask:
    bp.get("/")(public(lambda: render("page.html", fragment="list", oob=("total",), rows=3)))
    bp.post("/go")(one_click(public(lambda: notify(go_to("/"), "Enregistré « ici » é"))))
    bp.get("/stay")(public(lambda: notify(make_response("ok"), "Vu", level="info")))
    bp.get("/form")(public(lambda: render("form.html", fragment="form")))
    bp.get("/forgotten")(public(lambda: render("page.html")))
    return tiny(bp)


def test_page(app: Flask) -> None:
    text = app.test_client().get("/").text
    assert "<html" in text
    assert "hx-swap-oob" not in text


def test_fragment_with_its_out_of_band_block(app: Flask) -> None:
    text = app.test_client().get("/", headers=HTMX).text
    assert text == "<ul id=list>3</ul><p id=total hx-swap-oob=true>3</p>"


@pytest.mark.parametrize(
    "header",
    [{"HX-Boosted": "true"}, {"HX-History-Restore-Request": "true"}, {"HX-Request-Type": "full"}],
    ids=lambda header: next(iter(header)),
)
def test_htmx_asking_for_the_whole_page_gets_it(app: Flask, header: dict[str, str]) -> None:
    assert "<html" in app.test_client().get("/", headers=HTMX | header).text


def test_answers_with_fragments_vary_on_what_decides(app: Flask) -> None:
    vary = app.test_client().get("/").vary
    assert {"hx-request", "hx-boosted", "hx-history-restore-request", "hx-request-type"} <= set(
        vary.to_header().lower().split(", ")
    )


def test_redirect_without_javascript(app: Flask) -> None:
    response = app.test_client().post("/go")
    assert (response.status_code, response.headers["Location"]) == (303, "/")


def test_htmx_is_sent_to_the_whole_page(app: Flask) -> None:
    """htmx marks the request it makes for HX-Location as one of its own: without the header it would get a fragment."""
    response = app.test_client().post("/go", headers=HTMX)
    location = json.loads(response.headers["HX-Location"])
    assert (response.status_code, location["path"]) == (204, "/")
    assert "<html" in app.test_client().get("/", headers=HTMX | location["headers"]).text


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_message_survives_one_redirect_and_no_more(app: Flask, headers: dict[str, str]) -> None:
    client = app.test_client()
    client.post("/go", headers=headers)
    pages = [client.get("/").text for _ in range(2)]
    assert ["[success: Enregistré « ici » é]" in page for page in pages] == [True, False]


def test_message_waits_for_a_whole_page(app: Flask) -> None:
    client = app.test_client()
    client.post("/go")
    client.get("/", headers=HTMX)
    assert "[success: " in client.get("/").text


def test_forged_message_is_not_shown(app: Flask) -> None:
    client = app.test_client()
    client.set_cookie("notice", '["success","Votre compte est bloqué"].forged')
    assert "bloqué" not in client.get("/").text


def test_unknown_level_is_a_mistake(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(ValueError, match="shout"):
        notices.keep(Response(), "x", level="shout")


def test_message_in_a_fragment_is_announced_at_once(app: Flask) -> None:
    response = app.test_client().get("/stay", headers=HTMX)
    assert json.loads(response.headers["HX-Trigger"]) == {"notify": {"level": "info", "message": "Vu"}}


def test_macros_know_the_request_even_in_a_fragment(app: Flask) -> None:
    fragment = app.test_client().get("/form", headers=HTMX).text
    assert "csrf_token" in fragment
    assert "/form" in fragment


def test_forgotten_value_is_an_error_not_a_blank(app: Flask) -> None:
    with pytest.raises(UndefinedError):
        app.test_client().get("/forgotten")


def test_macros_follow_their_file_while_one_works_on_it(
    tiny: Tiny, bp: Blueprint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLASK_DEBUG", "1")
    bp.get("/form")(public(lambda: render("form.html")))
    assert "csrf_token" in tiny(bp).test_client().get("/form").text


def test_address_of_a_mailed_link_is_not_kept() -> None:
    """Nor told to other sites, as no page's is. `no-referrer` would hide from us where a form comes from."""
    headers = keep_private(Response("")).headers
    assert [headers.get(name) for name in ("Cache-Control", "X-Robots-Tag", "Referrer-Policy")] == [
        "no-store", "noindex", None,
    ]  # fmt: skip
