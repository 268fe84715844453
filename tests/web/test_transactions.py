"""GET changes nothing; anything else is one transaction that commits only if the view succeeds."""

import threading
from collections.abc import Callable

import pytest
from flask import Blueprint, Flask, Response, abort, g, request, stream_with_context
from sqlalchemy import Engine, insert, text, update
from sqlmodel import Session, func, select

from fairapp.core.db import ReadOnlyRequest, open_session
from fairapp.core.errors import DomainError
from fairapp.core.events import Event, collect, emit
from fairapp.core.files import StoredFile, store_file
from fairapp.web.access import public
from fairapp.web.csrf import one_click
from fairapp.web.transactions import afterwards, beforehand
from tests.web.conftest import keep_file

Tiny = Callable[..., Flask]


@pytest.mark.parametrize(
    "write",
    [
        lambda: keep_file(),
        lambda: g.session.execute(update(StoredFile).values(name="x")),
        lambda: g.session.execute(insert(StoredFile).values(kind="x")),
    ],
    ids=["flush", "update", "insert"],
)
def test_get_cannot_write(tiny: Tiny, bp: Blueprint, write: Callable[[], object]) -> None:
    bp.get("/")(public(lambda: str(write())))
    with pytest.raises(ReadOnlyRequest):
        tiny(bp).test_client().get("/")


def test_post_commits_when_it_succeeds(tiny: Tiny, bp: Blueprint, count_files: Callable[[], int]) -> None:
    bp.post("/")(one_click(public(lambda: keep_file())))
    assert tiny(bp).test_client().post("/").status_code == 200
    assert count_files() == 1


@pytest.mark.parametrize("status", [400, 404, 409, 422, 500, 503])
def test_post_answering_an_error_rolls_back(
    tiny: Tiny, bp: Blueprint, count_files: Callable[[], int], status: int
) -> None:
    bp.post("/answered")(one_click(public(lambda: (keep_file(), status))))
    bp.post("/aborted")(one_click(public(lambda: (keep_file(), abort(status)))))
    client = tiny(bp).test_client()
    assert [client.post("/answered").status_code, client.post("/aborted").status_code] == [status, status]
    assert count_files() == 0


def test_refused_post_rolls_back(tiny: Tiny, bp: Blueprint, count_files: Callable[[], int]) -> None:
    @bp.post("/")
    @one_click
    @public
    def refuse() -> str:
        keep_file()
        raise DomainError("Il reste %(n)s place(s).", n=2)

    response = tiny(bp).test_client().post("/")
    assert response.status_code == 422
    assert "Il reste 2\u00a0place(s)." in response.text
    assert count_files() == 0


def test_failing_view_rolls_back_and_frees_the_lock(tiny: Tiny, bp: Blueprint, count_files: Callable[[], int]) -> None:
    bp.post("/bug")(one_click(public(lambda: (keep_file(), 1 / 0))))
    bp.post("/")(one_click(public(lambda: keep_file())))
    client = tiny(bp).test_client()
    with pytest.raises(ZeroDivisionError):
        client.post("/bug")
    assert client.post("/").status_code == 200
    assert count_files() == 1


def test_events_become_tasks_in_the_same_transaction(tiny: Tiny, bp: Blueprint, count_files: Callable[[], int]) -> None:
    reacted = []

    def react(session: Session) -> None:
        reacted.append(session.exec(select(func.count()).select_from(StoredFile)).one())
        store_file(session, b"task", kind="task", media_type="text/plain")

    bp.post("/")(one_click(public(lambda: keep_file())))
    bp.post("/refused")(one_click(public(lambda: (keep_file(), 422))))
    client = tiny(bp, hooks={"react": react}).test_client()
    client.post("/")
    client.post("/refused")
    assert reacted == [1]  # it saw the uncommitted row, and was not asked about the refused one
    assert count_files() == 2


@pytest.mark.parametrize("when", [beforehand, afterwards])
def test_events_of_work_beside_the_view_become_tasks_too(
    tiny: Tiny, bp: Blueprint, when: Callable[..., object]
) -> None:
    heard: list[Event] = []

    @bp.get("/")
    @public
    def note() -> str:
        when(lambda session: emit(session, Event()))
        return "noted"

    client = tiny(bp, hooks={"react": lambda session: heard.extend(collect(session))}).test_client()
    client.get("/", buffered=True)
    assert heard == [Event()]


def test_slow_body_holds_no_lock(tiny: Tiny, bp: Blueprint, engine: Engine) -> None:
    """The body is read before the write transaction begins."""
    arriving, go_on = threading.Event(), threading.Event()

    class SlowBody:
        def read(self, _size: int = -1) -> bytes:
            arriving.set()
            assert go_on.wait(10)
            return b""

    bp.post("/")(one_click(public(lambda: keep_file())))
    app = tiny(bp)
    environ = app.test_request_context("/", method="POST").request.environ
    environ |= {"wsgi.input": SlowBody(), "CONTENT_LENGTH": "5", "CONTENT_TYPE": "application/octet-stream"}
    upload = threading.Thread(target=lambda: list(app(environ, lambda *_: lambda _data: None)))
    upload.start()
    assert arriving.wait(10)
    try:
        with open_session(engine) as session:  # would wait for the upload if it held the lock
            session.execute(text("SELECT 1"))
    finally:
        go_on.set()
        upload.join()


def test_streamed_answer_reads_the_database_to_its_end(tiny: Tiny, bp: Blueprint) -> None:
    @bp.get("/")
    @public
    def stream() -> Response:
        session = g.session
        session.execute(text("SELECT 1"))
        return Response(str(session.execute(text(f"SELECT {n}")).scalar()) for n in range(3))

    assert tiny(bp).test_client().get("/").text == "012"


def test_streamed_answer_to_a_post_reads_after_the_commit(tiny: Tiny, bp: Blueprint) -> None:
    @bp.post("/")
    @one_click
    @public
    def stream() -> Response:
        keep_file()
        count = select(func.count()).select_from(StoredFile)
        return Response(stream_with_context(str(g.session.exec(count).one()) for _ in range(2)))

    assert tiny(bp).test_client().post("/").text == "11"


def test_connection_returns_to_the_pool(tiny: Tiny, bp: Blueprint, engine: Engine) -> None:
    bp.get("/")(public(lambda: str(g.session.execute(text("SELECT 1")).scalar())))
    bp.get("/stream")(public(lambda: Response(str(g.session.execute(text("SELECT 1")).scalar()) for _ in range(1))))
    client = tiny(bp).test_client()
    for _ in range(20):
        client.get("/", buffered=True)
    assert engine.pool.checkedout() == 0  # type: ignore[attr-defined]


def test_work_for_afterwards_is_done_once_the_answer_is_sent(
    tiny: Tiny, bp: Blueprint, count_files: Callable[[], int]
) -> None:
    @bp.get("/")
    @public
    def seen() -> str:
        afterwards(lambda session: store_file(session, b"x", kind="seen", media_type="text/plain"))
        return request.path

    client = tiny(bp).test_client()
    response = client.get("/")
    assert count_files() == 0
    response.close()
    assert count_files() == 1


def test_failed_work_for_afterwards_does_not_fail_the_answer(tiny: Tiny, bp: Blueprint) -> None:
    @bp.get("/")
    @public
    def seen() -> str:
        afterwards(lambda session: session.execute(text("SELECT * FROM nowhere")))
        return "fine"

    assert tiny(bp).test_client().get("/", buffered=True).text == "fine"
