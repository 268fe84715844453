"""Every refusal and failure answers a page, a toast for htmx, or problem+json under /api/."""

import json
from collections.abc import Callable

import pytest
from flask import Blueprint, Flask, abort, g, request
from sqlalchemy import delete, exc, insert, text
from sqlmodel import col
from werkzeug.exceptions import TooManyRequests

from fairapp.core.clock import now
from fairapp.core.errors import Conflict, DomainError
from fairapp.core.files import StoredFile, store_file
from fairapp.web.access import public
from fairapp.web.csrf import one_click
from fairapp.web.errors import MESSAGES
from tests.support.htmx import HTMX
from tests.web.conftest import TOKEN

Tiny = Callable[..., Flask]
CODES = [400, 403, 404, 405, 409, 410, 413, 415, 422, 429, 500, 503]


def raising(error: Exception) -> Callable[[], str]:
    def view() -> str:
        raise error

    return view


@pytest.fixture
def app(tiny: Tiny, bp: Blueprint) -> Flask:
    bp.get("/<int:code>")(public(lambda code: abort(code)))
    bp.get("/api/v1/<int:code>")(public(lambda code: abort(code)))
    return tiny(bp)


@pytest.mark.parametrize("code", CODES)
def test_error_page(app: Flask, code: int) -> None:
    response = app.test_client().get(f"/{code}")
    assert response.status_code == code
    assert f"<h1>{code}</h1>" in response.text


@pytest.mark.parametrize("code", CODES)
def test_error_of_a_fragment_is_a_toast_and_swaps_nothing(app: Flask, code: int) -> None:
    response = app.test_client().get(f"/{code}", headers=HTMX)
    assert (response.status_code, response.headers["HX-Reswap"]) == (code, "none")
    assert "<html" not in response.text
    assert json.loads(response.headers["HX-Trigger"])["notify"]["level"] == "error"


@pytest.mark.parametrize("code", [*CODES, 401])
def test_error_of_the_api_is_problem_json(app: Flask, code: int) -> None:
    response = app.test_client().get(f"/api/v1/{code}")
    problem = json.loads(response.text)
    assert (response.status_code, response.content_type) == (code, "application/problem+json")
    assert (problem["status"], bool(problem["detail"])) == (code, True)


def test_every_code_has_its_sentence() -> None:
    assert set(MESSAGES) == {*CODES, 401}


def test_unknown_page_and_method(app: Flask) -> None:
    client = app.test_client()
    assert [client.get("/nowhere").status_code, client.delete("/404").status_code] == [404, 405]
    assert "GET" in client.delete("/404").headers["Allow"]


def test_spoken_reason_is_shown(tiny: Tiny, bp: Blueprint) -> None:
    bp.get("/")(public(lambda: abort(410, "Cette offre est pourvue.")))
    assert "Cette offre est pourvue." in tiny(bp).test_client().get("/").text


@pytest.mark.parametrize(("error", "code"), [(DomainError("Non."), 422), (Conflict("Déjà pris."), 409)])
def test_refusals_that_no_view_showed(tiny: Tiny, bp: Blueprint, error: DomainError, code: int) -> None:
    bp.get("/")(public(raising(error)))
    response = tiny(bp).test_client().get("/")
    assert response.status_code == code
    assert error.message in response.text


def test_too_many_requests_says_when_to_come_back(tiny: Tiny, bp: Blueprint) -> None:
    bp.get("/")(public(raising(TooManyRequests(retry_after=42))))
    assert tiny(bp).test_client().get("/").headers["Retry-After"] == "42"


def broken(kind: type[exc.DBAPIError], said: str) -> exc.DBAPIError:
    return kind("SELECT 1", {}, Exception(said))


@pytest.mark.parametrize(
    "error",
    [
        broken(exc.OperationalError, "database is locked"),
        broken(exc.OperationalError, "database or disk is full"),
        broken(exc.OperationalError, "connection to server at 127.0.0.1 failed: Connection refused"),
        broken(exc.InterfaceError, "connection already closed"),
        exc.TimeoutError("QueuePool limit reached"),
    ],
    ids=lambda error: str(getattr(error, "orig", error))[:20],
)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_database_away_is_503_with_retry_after(
    tiny: Tiny, bp: Blueprint, error: exc.SQLAlchemyError, headers: dict[str, str]
) -> None:
    bp.get("/")(public(raising(error)))
    response = tiny(bp).test_client().get("/", headers=headers)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")


def test_database_away_while_finding_out_who_asks(tiny: Tiny, bp: Blueprint) -> None:
    """The error page greets nobody: asking for the name again would fail again."""

    def load_actor(*_: object) -> None:
        raise broken(exc.OperationalError, "connection refused")

    bp.get("/")(public(lambda: str(g.actor)))
    client = tiny(bp, hooks={"load_actor": load_actor}).test_client()
    client.set_cookie("session", TOKEN)
    response = client.get("/")
    assert response.status_code == 503
    assert "<h1>503</h1>" in response.text


def test_mistake_in_a_statement_is_a_bug(tiny: Tiny, bp: Blueprint) -> None:
    bp.get("/")(public(lambda: str(g.session.execute(text("SELECT * FROM nowhere")))))
    with pytest.raises(exc.DBAPIError):
        tiny(bp).test_client().get("/")


def test_bug_is_a_500_page_in_production(tiny: Tiny, bp: Blueprint) -> None:
    bp.get("/")(public(lambda: str(1 / 0)))
    app = tiny(bp)
    app.testing = False
    response = app.test_client().get("/")
    assert response.status_code == 500
    assert "ZeroDivisionError" not in response.text
    assert "<h1>500</h1>" in response.text


def test_bug_in_the_error_page_itself_still_answers(tiny: Tiny, bp: Blueprint) -> None:
    bp.get("/")(public(lambda: str(1 / 0)))
    app = tiny(bp)
    app.testing = False
    app.jinja_loader.mapping["errors/error.html"] = "{{ forgotten }}"  # type: ignore[union-attr]
    response = app.test_client().get("/")
    assert response.status_code == 500
    assert "<h1>500</h1>" in response.text


def duplicate() -> str:
    values = {
        "id": 1, "kind": "x", "media_type": "x", "name": "", "content": b"", "size": 0, "sha256": "",
        "created_at": now(),
    }  # fmt: skip
    for _ in range(2):
        g.session.execute(insert(StoredFile).values(**values))
    return "both"


def test_race_that_a_constraint_decided_is_409(tiny: Tiny, bp: Blueprint) -> None:
    bp.post("/")(one_click(public(duplicate)))
    assert tiny(bp).test_client().post("/").status_code == 409


def write_what_was_deleted() -> str:
    row = store_file(g.session, b"x", kind="test", media_type="text/plain")
    delete_row = delete(StoredFile).where(col(StoredFile.id) == row.id)
    g.session.execute(delete_row, execution_options={"synchronize_session": False})
    row.name = "plan.pdf"
    g.session.flush()
    return "written"


def test_race_that_a_deletion_won_is_409(tiny: Tiny, bp: Blueprint) -> None:
    bp.post("/")(one_click(public(write_what_was_deleted)))
    response = tiny(bp).test_client().post("/")
    assert response.status_code == 409
    assert MESSAGES[409] in response.text


def test_column_left_empty_is_a_bug(tiny: Tiny, bp: Blueprint) -> None:
    bp.post("/")(one_click(public(lambda: str(g.session.execute(insert(StoredFile).values(kind="x", id=1))))))
    with pytest.raises(exc.IntegrityError):
        tiny(bp).test_client().post("/")


def test_foreign_host_is_refused(app: Flask) -> None:
    response = app.test_client().get("/404", headers={"Host": "evil.example"})
    assert (response.status_code, response.content_type) == (400, "text/plain; charset=utf-8")


@pytest.mark.parametrize("url", ["/404?x=%00", "/a%00b", "/404?" + "x" * 5000])
def test_address_that_no_link_of_ours_has_is_400(app: Flask, url: str) -> None:
    assert app.test_client().get(url).status_code == 400


def test_deep_json_is_400(tiny: Tiny, bp: Blueprint) -> None:
    bp.post("/api/v1/x")(one_click(public(lambda: str(request.get_json()))))
    response = tiny(bp).test_client().post("/api/v1/x", data="[" * 100_000, content_type="application/json")
    assert response.status_code == 400


def test_body_beyond_the_limit_is_413(tiny: Tiny, bp: Blueprint) -> None:
    bp.post("/")(one_click(public(lambda: "taken")))
    client = tiny(bp).test_client()
    sizes = [client.post("/", data=b"x" * size, content_type="text/plain").status_code for size in (1000, 3_000_000)]
    assert sizes == [200, 413]
