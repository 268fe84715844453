"""A door is counted by its secret, which anybody can make up."""

import secrets
from uuid import uuid4

import pytest
from sqlalchemy import update
from sqlmodel import select

from fairapp.web.models import RequestCount


@pytest.fixture
def send(app):
    """Send a scan with a cookie of one's own making; give the status."""

    def act(secret: str) -> int:
        client = app.test_client()
        client.set_cookie("door", secret)
        return client.post("/porte/passages", data={"code": "x", "nonce": str(uuid4())}).status_code

    return act


def counted(reading):
    with reading() as session:
        return sorted((row.bucket, row.count) for row in session.exec(select(RequestCount)))


def test_d7_what_is_no_secret_is_counted_by_address(send, world, reading):
    assert [send(made_up) for made_up in ("a", "b", "")] == [403] * 3
    assert counted(reading) == [("door", 3), ("doors of one address", 3)]


def test_d7_made_up_secrets_are_counted_together(send, world, writing, reading):
    assert [send(secrets.token_urlsafe(32)) for _made_up in range(2)] == [403] * 2
    assert counted(reading) == [("door", 1), ("door", 1), ("doors of one address", 2)]
    with writing() as session:
        session.execute(update(RequestCount).where(RequestCount.bucket == "doors of one address").values(count=3000))
    assert send(secrets.token_urlsafe(32)) == 429
