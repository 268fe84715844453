"""Requests that no browser sends answer 4xx, never 500."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Blueprint, Flask, request

from fairapp.web.access import members_only, public
from fairapp.web.csrf import one_click
from fairapp.web.forms import bind, query
from fairapp.web.pages import render
from tests.web.test_forms import Draft, Search

Tiny = Callable[..., Flask]


@pytest.fixture
def app(tiny: Tiny, bp: Blueprint) -> Flask:
    bp.get("/")(public(lambda: str(query(Search))))
    bp.get("/page")(public(lambda: render("page.html", fragment="list", rows=1)))
    bp.post("/")(one_click(public(lambda: str(bind(Draft).errors))))
    bp.post("/guarded")(public(lambda: "in"))
    bp.post("/json")(one_click(public(lambda: str(request.get_json()))))
    return tiny(bp)


def ask(app: Flask, **environ: Any) -> int:
    """Call the application as a server would, with whatever a stranger put into the request."""
    statuses: list[str] = []
    asked = {
        "REQUEST_METHOD": "GET", "PATH_INFO": "/", "QUERY_STRING": "", "SERVER_NAME": "localhost", "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "localhost", "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(), "wsgi.version": (1, 0), "wsgi.multithread": False, "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }  # fmt: skip
    body = app(asked | environ, lambda status, _headers, _error=None: statuses.append(status))  # type: ignore[arg-type, return-value]
    for _ in body:
        pass
    body.close()  # type: ignore[attr-defined]
    return int(statuses[0].split()[0])


def posted(body: bytes, kind: str, path: str = "/", **environ: Any) -> dict[str, Any]:
    return {
        "REQUEST_METHOD": "POST", "PATH_INFO": path, "CONTENT_TYPE": kind, "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body), **environ,
    }  # fmt: skip


FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    "environ",
    [
        {"REQUEST_METHOD": "PROPFIND"},
        {"REQUEST_METHOD": "\x00"},
        {"QUERY_STRING": "q=%ff%fe&radius=%00"},
        {"QUERY_STRING": "q=%ff%fe&radius=\xe9&&&=&==;%"},
        {"QUERY_STRING": "&".join(f"kind={n}" for n in range(400))},
        {"PATH_INFO": "/\xff\xfe"},
        {"PATH_INFO": "//evil.example"},
        {"PATH_INFO": ""},
        {"HTTP_HOST": "a b<>"},
        {"HTTP_HOST": ""},
        {"HTTP_HOST": "localhost:99999999"},
        {"HTTP_HOST": "xn--\xff"},
        {"HTTP_COOKIE": "session=\xff\xfe; csrf=x.y.z; notice=;;; theme=\x00"},
        {"HTTP_COOKIE": "csrf=" + "a" * 4000},
        {"HTTP_ACCEPT_LANGUAGE": "*;q=x,;;q=,fr;q=1e999"},
        {"HTTP_IF_NONE_MATCH": 'W/"' + '"' * 500},
        {"HTTP_HX_REQUEST": "TRUE", "HTTP_HX_CURRENT_URL": "http://[::1"},
        {"HTTP_X_FORWARDED_FOR": "\x00,,,", "HTTP_X_FORWARDED_HOST": "evil.example"},
        {"HTTP_X_REQUEST_ID": "\x1b[31m"},
        posted(b"title=%ff&title=%00", FORM),
        posted(b"a" * 400_000, FORM),
        posted(b"&" * 400_000, FORM),
        posted(b"places[0].insee=1&places[99999999999].insee=1&places[-1].x=&places[0][0]=", FORM),
        posted(b"seats=\xd9\xa1\xd9\xa2&held_on=\xd9\xa1", FORM),
        posted(b"x", "multipart/form-data"),
        posted(b"x", "multipart/form-data; boundary=" + "b" * 5000),
        posted(
            b"--b\r\nContent-Disposition: form-data; name=\xff\r\n\r\n\xff\r\n--b--", "multipart/form-data; boundary=b"
        ),
        posted(b"title=x", FORM, CONTENT_LENGTH="-5"),
        posted(b"title=x", FORM, CONTENT_LENGTH="x"),
        posted(b"title=x", FORM, CONTENT_LENGTH="999"),
        posted(b"title=x", "\xff; charset=\xff"),
        posted(b"title=x", FORM + "; charset=rot13"),
        posted(b"csrf_token=%ff.%00", FORM, "/guarded"),
        posted(b"x", FORM, "/guarded", HTTP_ORIGIN="http://[::1"),
        posted(b"[" * 200_000, "application/json", "/json"),
        posted(b'{"a":' * 90_000, "application/json", "/json"),
        posted(b"1" * 100_000, "application/json", "/json"),
        posted(b"\xff\xfe", "application/json", "/json"),
        posted(b'"\\ud800"', "application/json", "/json"),
    ],
    ids=lambda environ: " ".join(f"{name}={str(value)[:40]!r}" for name, value in environ.items())[:90],
)
def test_no_request_answers_500(app: Flask, environ: dict[str, Any]) -> None:
    assert ask(app, **environ) < 500


@pytest.mark.parametrize("url", ["http://[::1", "//", "/\\", "http://localhost:x/", "\x00"])
def test_page_left_may_be_anything(tiny: Tiny, bp: Blueprint, url: str) -> None:
    bp.post("/mine")(one_click(members_only()(lambda: "in")))
    assert ask(tiny(bp), **posted(b"", FORM, "/mine", HTTP_REFERER=url)) == 303
