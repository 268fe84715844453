"""Whole public pages kept in memory: for strangers only, each variant for itself, gone with its version."""

import itertools
import threading
from collections.abc import Callable
from typing import Any

import brotli
import pytest
from flask import Blueprint, Flask, Response, request

from fairapp.web.access import public
from fairapp.web.csrf import one_click
from fairapp.web.kept_pages import KeptPage, KeptPages, keep
from fairapp.web.pages import go_to, notify, render
from fairapp.web.security import csp_nonce
from tests.support.htmx import HTMX
from tests.web.conftest import TOKEN

Tiny = Callable[..., Flask]


class Site:
    """What the view below stands on: a version, and how often it made its page."""

    def __init__(self) -> None:
        self.version: object = 1
        self.made = itertools.count(1)
        self.last = 0

    def page(self) -> Response:
        self.last = next(self.made)
        return render("page.html", fragment="list", rows=f"made {self.last}")


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def app(tiny: Tiny, bp: Blueprint, site: Site) -> Flask:
    bp.get("/")(public(lambda: keep(site.version, site.page)))
    bp.get("/form")(public(lambda: keep(1, lambda: render("form.html"))))
    bp.get("/nonce")(public(lambda: keep(1, lambda: Response(csp_nonce()))))
    bp.get("/cookie")(public(lambda: keep(1, _with_cookie)))
    bp.get("/missing")(public(lambda: keep(1, lambda: Response("not here", 404))))
    bp.get("/query")(public(lambda: keep(1, lambda: Response(request.query_string))))
    bp.post("/post")(one_click(public(lambda: notify(go_to("/"), "Saved"))))
    return tiny(bp)


def _with_cookie() -> Response:
    response = Response("page")
    response.set_cookie("choice", "1")
    return response


def test_page_is_made_once(app: Flask, site: Site) -> None:
    answers = [app.test_client().get("/") for _ in range(3)]
    assert [answer.text for answer in answers] == [answers[0].text] * 3
    assert site.last == 1


def test_new_version_makes_it_anew(app: Flask, site: Site) -> None:
    client = app.test_client()
    client.get("/")
    site.version = 2
    assert "made 2" in client.get("/").text


def test_without_a_version_nothing_is_kept(app: Flask, site: Site) -> None:
    site.version = None
    client = app.test_client()
    client.get("/")
    client.get("/")
    assert site.last == 2


def test_kept_page_is_the_page(app: Flask) -> None:
    client = app.test_client()
    first, kept = client.get("/"), client.get("/")
    told = [{name: value for name, value in answer.headers if name != "X-Request-ID"} for answer in (first, kept)]
    assert (first.data, told[0]) == (kept.data, told[1])
    assert first.headers["Cache-Control"] == "no-cache"
    assert {"Cookie", "Accept-Encoding", "HX-Request"} <= {part.strip() for part in first.headers["Vary"].split(",")}


@pytest.mark.parametrize(
    "change",
    [
        {"path": "/?q=1"},
        {"headers": HTMX},
        {"cookies": {"theme": "dark"}},
    ],
    ids=["address", "fragment", "theme"],
)
def test_each_variant_is_made_for_itself(app: Flask, site: Site, change: dict[str, Any]) -> None:
    client = app.test_client()
    client.get("/")
    for name, value in change.get("cookies", {}).items():
        client.set_cookie(name, value)
    client.get(change.get("path", "/"), headers=change.get("headers"))
    assert site.last == 2


def test_signed_in_people_neither_get_nor_leave_a_kept_page(app: Flask, site: Site) -> None:
    stranger, anna = app.test_client(), app.test_client()
    anna.set_cookie("session", TOKEN)
    assert "made 1" in anna.get("/").text
    assert "made 2" in stranger.get("/").text
    response = anna.get("/")
    assert "made 3" in response.text
    assert response.headers["Cache-Control"] == "no-store"
    assert "made 2" in stranger.get("/").text


def test_notice_is_shown_to_the_one_it_is_for(app: Flask, site: Site) -> None:
    someone, other = app.test_client(), app.test_client()
    someone.post("/post")
    assert "[success: Saved]" in someone.get("/").text
    assert "Saved" not in other.get("/").text
    assert "Saved" not in someone.get("/").text


@pytest.mark.parametrize("path", ["/form", "/nonce", "/cookie", "/missing"])
def test_what_is_one_visitors_own_is_not_kept(app: Flask, path: str) -> None:
    app.test_client().get(path)
    assert len(app.extensions["fairapp.kept_pages"]) == 0


def test_parameters_of_one_visitor_do_not_reach_another(app: Flask) -> None:
    assert app.test_client().get("/query?a=1").text == "a=1"
    assert app.test_client().get("/query?a=2").text == "a=2"


def test_page_that_the_browser_holds_is_304(app: Flask, site: Site) -> None:
    client = app.test_client()
    tag = client.get("/").headers["ETag"]
    again = client.get("/", headers={"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert "Cookie" in again.headers["Vary"]
    site.version = 2
    assert client.get("/", headers={"If-None-Match": tag}).status_code == 200


def test_page_unchanged_by_a_new_version_is_still_304(app: Flask) -> None:
    """The tag is of what is seen: workers, restarts and a minute gone by do not change it."""
    tag = app.test_client().get("/query?a=1").headers["ETag"]
    app.extensions["fairapp.kept_pages"] = KeptPages()
    assert app.test_client().get("/query?a=1", headers={"If-None-Match": tag}).status_code == 304


def test_held_page_is_not_304_once_signed_in(app: Flask) -> None:
    client = app.test_client()
    tag = client.get("/").headers["ETag"]
    client.set_cookie("session", TOKEN)
    assert client.get("/", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize(
    ("accepted", "encoding"), [("gzip, deflate, br", "br"), ("gzip, deflate", None), ("br;q=0", None), (None, None)]
)
def test_page_is_compressed_for_browsers_that_take_it(app: Flask, accepted: str | None, encoding: str | None) -> None:
    headers = {"Accept-Encoding": accepted} if accepted else {}
    for _ in range(2):
        answer = app.test_client().get("/", headers=headers)
        body = brotli.decompress(answer.data) if encoding else answer.data
        assert (answer.headers.get("Content-Encoding"), b"made 1" in body) == (encoding, True)


def page(size: int, version: int = 1) -> KeptPage:
    return KeptPage(version, (), "tag", b"x" * size)


def test_store_is_bounded_in_bytes_and_forgets_the_least_used() -> None:
    store = KeptPages(max_bytes=25_000)
    for key in ("a", "b"):
        store.put(key, page(9_000))
    store.get("a", 1)
    store.put("c", page(9_000))
    assert [store.get(key, 1) is not None for key in ("a", "b", "c")] == [True, False, True]


def test_page_too_large_for_the_store_is_not_kept() -> None:
    store = KeptPages(max_bytes=5_000)
    store.put("a", page(9_000))
    assert len(store) == 0


def test_threads_share_a_store() -> None:
    store, wrong = KeptPages(max_bytes=20_000), []

    def use(seed: int) -> None:
        for n in range(2000):
            key = n * seed % 16
            found = store.get(key, key)
            if found is None:
                store.put(key, page(key, version=key))
            elif len(found.compressed) != key:
                wrong.append(key)

    threads = [threading.Thread(target=use, args=(seed,)) for seed in (1, 3, 5, 7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (wrong, len(store) <= 16) == ([], True)
