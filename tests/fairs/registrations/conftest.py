"""A published fair, and a form filled in."""

import secrets
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine as travel
from flask import Flask
from flask.testing import FlaskClient

from fairapp.core.clock import now
from fairapp.core.settings import Settings
from fairapp.fairs.models import Fair
from fairapp.fairs.queries import days_of
from fairapp.mail import outbox
from fairapp.web import traps
from tests.factories import make_cluster
from tests.fairs.factories import make_fair
from tests.fairs.registrations.filling import Letters, Values


@pytest.fixture
def salon(writing) -> Fair:
    with writing() as session:
        return make_fair(session, make_cluster(session, slug="quai"), name="Grand Quai", slug="grand-quai")


@pytest.fixture
def days(reading, salon) -> list[str]:
    with reading() as session:
        return [day.held_on.isoformat() for day in days_of(session, salon.id)]


@pytest.fixture
def typed(app: Flask, days) -> Callable[..., Values]:
    """Give what a browser sends at the last step, ten seconds after it opened the form."""

    def fill(**over: object) -> Values:
        key = str(over.get("form_key", secrets.token_hex(16)))
        with app.app_context(), travel.travel(now() - timedelta(seconds=10)):
            stamp = traps.stamp(key)
        values: Values = {
            "first_name": "Léa", "last_name": "Morel", "email": "lea@exemple.fr", "is_old_enough": "1",
            "profile": "job_seeker", "jobs_sought": "Comptable", "arrivals": f"{days[0]}T09:30", "etape": "3",
            "form_key": key, "debut": stamp,
        }  # fmt: skip
        return values | over

    return fill


@pytest.fixture
def letters(settings: Settings, run_pending) -> Callable[[], Letters]:
    """Run what is due; give the letters sent since the last call, by subject."""
    seen: set[str] = set()

    def read() -> Letters:
        run_pending()
        new = [letter for letter in outbox.latest(settings.outbox_dir) if letter.id not in seen]
        seen.update(letter.id for letter in new)
        return new

    return read


@pytest.fixture
def register(client: FlaskClient, typed, letters) -> Callable[..., str]:
    """Register through the form; give the address of « my registration »."""

    def act(**over: object) -> str:
        assert client.post("/salons/grand-quai/inscription", data=typed(**over)).status_code == 303
        [letter] = letters()
        return next(link for link in letter.links if "/inscriptions/" in link).removeprefix("http://localhost")

    return act
