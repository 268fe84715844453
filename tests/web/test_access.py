"""Access is declared on the view; none declared = refused; what you may not see is 404."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Blueprint, Flask, g
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import Session, select

from fairapp.core.actor import Actor
from fairapp.core.db import open_session
from fairapp.core.files import StoredFile, store_file
from fairapp.web import access
from fairapp.web.csrf import one_click
from tests.web.conftest import ANNA, TOKEN

Tiny = Callable[..., Flask]


def anna(app: Flask) -> FlaskClient:
    client = app.test_client()
    client.set_cookie("session", TOKEN)
    return client


def test_undeclared_view_is_refused(tiny: Tiny, bp: Blueprint) -> None:
    bp.get("/")(lambda: "secret")
    assert anna(tiny(bp)).get("/").status_code == 403


def test_public_view_is_open(tiny: Tiny, bp: Blueprint) -> None:
    bp.get("/")(access.public(lambda: "open"))
    assert tiny(bp).test_client().get("/").text == "open"


@pytest.mark.parametrize(
    ("declared", "anonymous", "as_anna"),
    [
        (access.members_only(), 303, 200),
        (access.candidates_only, 303, 200),
        (access.companies_only, 303, 200),
        (access.members_only("school", "company"), 303, 200),
        (access.schools_only, 303, 403),
        (access.organisers_only, 303, 403),
        (access.admins_only, 303, 403),
    ],
)
def test_roles(tiny: Tiny, bp: Blueprint, declared: Any, anonymous: int, as_anna: int) -> None:
    bp.get("/")(declared(lambda: "in"))
    app = tiny(bp)
    assert [app.test_client().get("/").status_code, anna(app).get("/").status_code] == [anonymous, as_anna]


def test_stranger_goes_to_sign_in_and_back(tiny: Tiny, bp: Blueprint) -> None:
    bp.get("/compte")(access.members_only()(lambda: "in"))
    response = tiny(bp).test_client().get("/compte?onglet=mails&x=1")
    assert response.headers["Location"] == "/connexion?next=%2Fcompte%3Fonglet%3Dmails%26x%3D1"


def test_stranger_with_htmx_goes_to_sign_in_as_a_whole_page(tiny: Tiny, bp: Blueprint) -> None:
    bp.get("/compte/mails")(access.members_only()(lambda: "in"))
    response = (
        tiny(bp)
        .test_client()
        .get("/compte/mails", headers={"HX-Request": "true", "HX-Current-URL": "http://localhost/compte?x=1"})
    )
    assert response.status_code == 401
    assert response.headers["HX-Redirect"] == "/connexion?next=%2Fcompte%3Fx%3D1"


def test_post_of_a_signed_out_person_comes_back_to_its_page(tiny: Tiny, bp: Blueprint) -> None:
    bp.post("/compte")(one_click(access.members_only()(lambda: "in")))
    client = tiny(bp).test_client()
    home = client.post("/compte", headers={"Referer": "http://localhost/compte"})
    foreign = client.post("/compte", headers={"Referer": "https://evil.example/compte"})
    assert [home.headers["Location"], foreign.headers["Location"]] == [
        "/connexion?next=%2Fcompte",
        "/connexion?next=%2F",
    ]


def test_stranger_to_the_api_is_told_in_json(tiny: Tiny, bp: Blueprint) -> None:
    bp.get("/api/v1/mine")(access.members_only()(lambda: "in"))
    response = tiny(bp).test_client().get("/api/v1/mine")
    assert (response.status_code, response.content_type) == (401, "application/problem+json")


def test_actor_is_not_looked_up_for_a_public_page(tiny: Tiny, bp: Blueprint) -> None:
    asked = []
    bp.get("/")(access.public(lambda: "open"))
    app = tiny(bp, hooks={"load_actor": lambda _session, token: asked.append(token)})
    anna(app).get("/")
    assert asked == []


def test_garbled_cookie_is_nobody(tiny: Tiny, bp: Blueprint) -> None:
    bp.get("/")(access.public(lambda: str(g.actor)))
    client = tiny(bp).test_client()
    client.set_cookie("session", "%00' OR 1=1 --")
    assert client.get("/").text == "None"


@pytest.fixture
def own_file(engine: Engine) -> int:
    with open_session(engine) as session:
        id = store_file(session, b"x", kind="own", media_type="text/plain").id
        session.commit()
    return id


def may_read(actor: Actor | None, file: StoredFile) -> bool:
    return actor is not None and file.kind == "own"


def test_load_or_404(tiny: Tiny, bp: Blueprint, own_file: int) -> None:
    bp.get("/<int:id>")(access.public(lambda id: access.load_or_404(g.session, StoredFile, id, allowed=may_read).kind))
    app = tiny(bp)
    assert anna(app).get(f"/{own_file}").text == "own"
    assert app.test_client().get(f"/{own_file}").status_code == 404


@pytest.mark.parametrize("id", [0, 999, 2**31, 2**63 - 1, 2**63, 10**40])
def test_unknown_id_is_404(tiny: Tiny, bp: Blueprint, id: int) -> None:
    bp.get("/<int:id>")(access.public(lambda id: access.load_or_404(g.session, StoredFile, id, allowed=may_read).kind))
    assert anna(tiny(bp)).get(f"/{id}").status_code == 404


def test_acting_organisation_comes_from_the_url(tiny: Tiny, bp: Blueprint, own_file: int) -> None:
    def find(session: Session, slug: str) -> StoredFile | None:
        return session.exec(select(StoredFile).where(StoredFile.kind == slug)).first()

    bp.get("/<slug>/")(access.public(lambda slug: access.acting(slug, find, allowed=may_read).kind))
    app = tiny(bp)
    assert [anna(app).get("/own/").status_code, anna(app).get("/other/").status_code] == [200, 404]
    assert app.test_client().get("/own/").status_code == 404


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("/compte?x=1#y", "/compte?x=1#y"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("\\\\evil.example", "/"),
        ("https://evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/\t/evil.example", "/"),
        ("/x\r\nSet-Cookie: a=b", "/"),
        ("compte", "/"),
        ("", "/"),
        (None, "/"),
        ("/" + "x" * 2000, "/"),
    ],
)
def test_next_stays_on_this_site(url: str | None, safe: str) -> None:
    assert access.local_path(url) == safe


def test_actor_in_a_post_is_known_before_the_transaction(tiny: Tiny, bp: Blueprint) -> None:
    bp.post("/")(one_click(access.companies_only(lambda: g.actor.name)))
    app = tiny(bp)
    assert anna(app).post("/").text == ANNA.name
