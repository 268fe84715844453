"""How much a request may carry."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Blueprint, Flask, request

from fairapp.web.access import members_only, public
from fairapp.web.bodies import accepts_upload
from fairapp.web.csrf import one_click
from tests.web.conftest import TOKEN

Tiny = Callable[..., Flask]
MEGABYTE = 2**20


@pytest.fixture
def app(tiny: Tiny, bp: Blueprint) -> Flask:
    bp.post("/form")(one_click(public(lambda: str(len(request.form)))))
    bp.post("/import")(accepts_upload(8 * MEGABYTE)(one_click(members_only()(lambda: str(len(request.files))))))
    return tiny(bp)


def upload(size: int) -> dict[str, Any]:
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="offers.csv"\r\n\r\n'
    return {"data": head + b"x" * size + b"\r\n--x--\r\n", "content_type": "multipart/form-data; boundary=x"}


def test_upload_view_takes_more_than_the_others(app: Flask) -> None:
    client = app.test_client()
    client.set_cookie("session", TOKEN)
    statuses = [
        client.post(path, **upload(size * MEGABYTE)).status_code
        for path, size in (("/form", 1), ("/form", 3), ("/import", 3), ("/import", 9))
    ]
    assert statuses == [200, 413, 200, 413]


def test_upload_of_a_stranger_is_refused_before_it_is_read(app: Flask) -> None:
    environ = app.test_request_context("/import", method="POST").request.environ
    environ |= {"wsgi.input": Unreadable(), "CONTENT_LENGTH": str(5 * MEGABYTE), "CONTENT_TYPE": "text/plain"}
    statuses: list[str] = []
    list(app(environ, lambda status, _headers: statuses.append(status)))  # type: ignore[arg-type, return-value]
    assert statuses == ["303 SEE OTHER"]


class Unreadable:
    def read(self, _size: int = -1) -> bytes:
        raise AssertionError("read")


@pytest.mark.parametrize(
    ("fields", "size", "status"), [(10, 10, 200), (2000, 1, 413), (1, 600_000, 413)], ids=["small", "many", "long"]
)
def test_flood_of_fields_is_refused(app: Flask, fields: int, size: int, status: int) -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="field"\r\n\r\n' + b"x" * size + b"\r\n"
    data = part * fields + b"--x--\r\n"
    response = app.test_client().post("/form", data=data, content_type="multipart/form-data; boundary=x")
    assert response.status_code == status


def test_broken_multipart_is_no_crash(app: Flask) -> None:
    response = app.test_client().post("/form", data=b"--x\r\nbroken", content_type="multipart/form-data; boundary=x")
    assert response.status_code in {200, 400}
