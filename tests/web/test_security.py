"""Headers, hosts, proxies and cookies of every answer."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Blueprint, Flask, Response, make_response, request

from fairapp.web import sessions
from fairapp.web.access import public
from fairapp.web.pages import go_to, notify
from fairapp.web.security import content_policy, csp_nonce, embeddable, uses_camera
from tests.web.conftest import TOKEN

Tiny = Callable[..., Flask]
HTTPS = "https://salon.example"


def policy(response: Any) -> dict[str, str]:
    return dict(part.split(" ", 1) for part in response.headers["Content-Security-Policy"].split("; "))


@pytest.fixture
def app(tiny: Tiny, bp: Blueprint) -> Flask:
    bp.get("/")(public(lambda: "home"))
    bp.get("/nonce")(public(lambda: csp_nonce() + " " + csp_nonce()))
    bp.get("/embed")(embeddable(public(lambda: "widget")))
    bp.get("/scan")(uses_camera(content_policy(script_src="'self' 'wasm-unsafe-eval'")(public(lambda: "scan"))))
    bp.get("/feed")(public(lambda: Response("feed", headers={"Cache-Control": "public, max-age=60"})))
    return tiny(bp)


@pytest.mark.parametrize("path", ["/", "/nowhere"])
def test_headers_of_every_answer(app: Flask, path: str) -> None:
    headers = app.test_client().get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Cache-Control"] == "no-cache"
    assert "Strict-Transport-Security" not in headers


def test_policy_allows_nothing_but_ourselves(app: Flask) -> None:
    directives = policy(app.test_client().get("/"))
    assert directives["default-src"] == directives["base-uri"] == directives["frame-ancestors"] == "'none'"
    assert directives["script-src"] == directives["style-src"] == directives["form-action"] == "'self'"
    assert "unsafe" not in str(directives)


def test_nonce_is_named_only_when_asked_for_and_never_twice(app: Flask) -> None:
    client = app.test_client()
    answers = [client.get("/nonce") for _ in range(2)]
    nonces = [answer.text.split() for answer in answers]
    assert nonces[0][0] == nonces[0][1] != nonces[1][0]
    assert policy(answers[0])["script-src"] == f"'nonce-{nonces[0][0]}' 'self'"
    assert "nonce" not in client.get("/").headers["Content-Security-Policy"]


def test_m4_only_the_widget_may_be_framed(app: Flask) -> None:
    response = app.test_client().get("/embed")
    assert policy(response)["frame-ancestors"] == "*"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_only_the_scan_page_may_use_camera_and_wasm(app: Flask) -> None:
    response = app.test_client().get("/scan")
    assert policy(response)["script-src"] == "'self' 'wasm-unsafe-eval'"
    assert "camera=(self)" in response.headers["Permissions-Policy"]


def test_pages_of_signed_in_people_are_not_stored(app: Flask) -> None:
    client = app.test_client()
    client.set_cookie("session", TOKEN)
    assert client.get("/").headers["Cache-Control"] == "no-store"
    assert client.get("/feed").headers["Cache-Control"] == "public, max-age=60"


def test_answers_that_set_a_cookie_are_not_stored(tiny: Tiny, bp: Blueprint) -> None:
    bp.get("/")(public(lambda: notify(go_to("/"), "Bonjour")))
    assert tiny(bp).test_client().get("/").headers["Cache-Control"] == "no-store"


@pytest.fixture
def in_production(tiny: Tiny, bp: Blueprint) -> Callable[..., Flask]:
    def sign_in() -> Response:
        response = make_response("in")
        sessions.start(response, TOKEN, max_age=timedelta(hours=12))
        return response

    def sign_out() -> Response:
        response = make_response("out")
        sessions.end(response)
        return response

    bp.get("/")(public(lambda: f"{request.remote_addr} {request.scheme} {request.host}"))
    bp.get("/in")(public(sign_in))
    bp.get("/out")(public(sign_out))
    return lambda **changed: tiny(
        bp, **{"env": "production", "public_url": HTTPS, "hosts": ["salon.example"], **changed}
    )


def test_https_is_for_good_in_production(in_production: Callable[..., Flask]) -> None:
    response = in_production().test_client().get("/", base_url=HTTPS)
    assert response.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_sign_in_cookie_in_production(in_production: Callable[..., Flask]) -> None:
    client = in_production().test_client()
    [cookie] = client.get("/in", base_url=HTTPS).headers.getlist("Set-Cookie")
    assert cookie.startswith(f"__Host-session={TOKEN}; ")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=43200"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    [gone] = client.get("/out", base_url=HTTPS).headers.getlist("Set-Cookie")
    assert "Max-Age=0" in gone.split("; ")


@pytest.mark.parametrize("host", ["localhost", "evil.example", "salon.example.evil.example"])
def test_only_our_own_hosts_in_production(in_production: Callable[..., Flask], host: str) -> None:
    assert in_production().test_client().get("/", base_url=f"https://{host}").status_code == 400


FORWARDED = {"X-Forwarded-For": "9.9.9.9, 192.0.2.1", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "salon.example"}


@pytest.mark.parametrize(
    ("proxies", "expected"),
    [
        (0, "127.0.0.1 http localhost"),
        (1, "192.0.2.1 https salon.example"),  # the last entry is the proxy's, the others may be invented
    ],
)
def test_forwarded_headers_count_behind_trusted_proxies_only(
    tiny: Tiny, bp: Blueprint, proxies: int, expected: str
) -> None:
    bp.get("/")(public(lambda: f"{request.remote_addr} {request.scheme} {request.host}"))
    app = tiny(bp, trusted_proxies=proxies, hosts=["salon.example"])
    assert app.test_client().get("/", headers=FORWARDED).text == expected


def test_tokens_are_long_random_and_kept_as_hashes() -> None:
    tokens = {sessions.new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(re.fullmatch(r"[\w-]{43}", token) for token in tokens)
    assert re.fullmatch(r"[0-9a-f]{64}", sessions.hash_token(tokens.pop()))
