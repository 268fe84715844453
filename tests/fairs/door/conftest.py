"""A fair that is held today, with two doors, a candidate with a badge, and a telephone at each door."""

from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from uuid import uuid4

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from fairapp.fairs.door.codes import Code
from fairapp.fairs.door.models import Device
from fairapp.fairs.door.scanning import Post, record_scan
from fairapp.fairs.door.services import hash_key
from tests.factories import make_cluster, make_member
from tests.fairs.factories import make_badge, make_checkpoint, make_fair, make_registration


@pytest.fixture(autouse=True)
def noon():
    """It is half past twelve, far from any midnight."""
    with time_machine.travel(datetime(2026, 12, 1, 11, 30, tzinfo=UTC)):
        yield


@pytest.fixture
def world(noon, writing):
    """Give the fair and its people, and another fair of another cluster."""
    with writing() as session:
        cluster, other_cluster = make_cluster(session, slug="bois"), make_cluster(session, slug="fer")
        fair = make_fair(session, cluster, in_days=0, days=2, slug="quai", name="Le Grand Quai")
        other_fair = make_fair(session, other_cluster, in_days=0, slug="forges", name="Les Forges")
        registration = make_registration(session, fair, first_name="Enora", last_name="Le Goff-Kervella")
        elsewhere = make_registration(session, other_fair, first_name="Mamadou", last_name="Diallo")
        return SimpleNamespace(
            cluster=cluster,
            fair=fair,
            other_fair=other_fair,
            registration=registration,
            badge=make_badge(session, registration),
            elsewhere=make_badge(session, elsewhere),
            south=make_checkpoint(session, fair, name="Porte Sud"),
            north=make_checkpoint(session, fair, name="Porte Nord"),
            organiser=make_member(session, cluster, name="Rozenn Tanguy"),
            stranger=make_member(session, other_cluster),
        )


@pytest.fixture
def post(world) -> Post:
    return Post(world.fair, world.south)


@pytest.fixture
def scan() -> Callable[..., object]:
    """Keep one scan of a badge: `scan(session, post, badge, at=…)`."""

    def keep(session, post, badge, **more):
        nonce = more.pop("nonce", None) or str(uuid4())
        return record_scan(session, post, Code(token=badge.token), nonce=nonce, **more)

    return keep


@pytest.fixture
def device(app: Flask, writing) -> Callable[..., FlaskClient]:
    """Return a telephone that stands at a door: `device(checkpoint)`."""

    def place(checkpoint, label="Téléphone de Léa") -> FlaskClient:
        secret = uuid4().hex + uuid4().hex[:11]  # as long as a real one
        with writing() as session:
            session.add(
                Device(fair_id=checkpoint.fair_id, checkpoint_id=checkpoint.id, label=label, key_hash=hash_key(secret))
            )
        client = app.test_client()
        client.set_cookie("door", secret)
        return client

    return place
