"""Fixtures of the inbox: a company at its desk."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from fairapp.core.settings import Settings
from fairapp.mail import outbox
from fairapp.mail.outbox import Letter
from fairapp.offers.models import Offer
from tests.offers.applications.inbox.making import Scene, Sessions, make_application, stage


@pytest.fixture
def scene(writing: Sessions) -> Scene:
    with writing() as session:
        return stage(session)


@pytest.fixture
def recruiter(scene: Scene, sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    return sign_in(scene.recruiter)


@pytest.fixture
def apply(writing: Sessions, scene: Scene) -> Callable[..., int]:
    """Make an application to the scene's offer, or to another."""

    def make(offer: Offer | None = None, **over: Any) -> int:
        with writing() as session:
            return make_application(session, offer or scene.offer, **over).id

    return make


@pytest.fixture
def letters(settings: Settings, run_pending: Callable[[], int]) -> Callable[[], list[Letter]]:
    """Run what is due; give the letters to who answers sent since the last call, in the order of their readers."""
    seen: set[str] = set()

    def read() -> list[Letter]:
        run_pending()
        new = [letter for letter in outbox.latest(settings.outbox_dir) if letter.id not in seen]
        seen.update(letter.id for letter in new)
        return sorted((one for one in new if not one.to.startswith("candidat")), key=lambda letter: letter.to)

    return read
