"""An offer whose company answers, another company, and a candidate without account."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest
import time_machine as travel
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import Session

from fairapp.accounts.models import Account
from fairapp.clusters.models import Cluster, Company
from fairapp.core.clock import now
from fairapp.core.db import open_session
from fairapp.core.settings import Settings
from fairapp.core.tasks import enqueue_reactions
from fairapp.mail import outbox
from fairapp.offers.models import Offer
from fairapp.web import traps
from fairapp.wiring import SUBSCRIPTIONS
from tests.factories import make_cluster, make_company, make_member, make_offer
from tests.offers.applications.sending import EMAIL, Letters, Values, link_in


@dataclass(frozen=True)
class Quay:
    cluster: Cluster
    company: Company
    recruiter: Account
    offer: Offer

    @property
    def path(self) -> str:
        return f"/offres/{self.offer.id}/postuler"


@pytest.fixture
def quay(writing) -> Quay:
    with writing() as session:
        cluster = make_cluster(session)
        company = make_company(session, cluster, name="Chantiers Kermarec", slug="kermarec")
        recruiter = make_member(session, company, email="rh@kermarec.exemple")
        return Quay(cluster, company, recruiter, make_offer(session, company, cluster, title="Stratifieur F/H"))


@pytest.fixture
def typed(app: Flask) -> Callable[..., Values]:
    """Return the fields of a form that was shown ten seconds ago."""

    def fill(**over: object) -> Values:
        key = str(over.get("form_key", secrets.token_hex(16)))
        with app.app_context(), travel.travel(now() - timedelta(seconds=10)):
            stamp = traps.stamp(key)
        values: Values = {
            "first_name": "Enora", "last_name": "Le Goff", "email": EMAIL, "message": "Je soude depuis dix ans.",
            "form_key": key, "debut": stamp,
        }  # fmt: skip
        return values | over

    return fill


@pytest.fixture
def letters(settings: Settings, run_pending: Callable[[], int]) -> Letters:
    """Run what is due; give the letters to candidates sent since the last call."""
    seen: set[str] = set()

    def read() -> list[outbox.Letter]:
        run_pending()
        new = [letter for letter in outbox.latest(settings.outbox_dir) if letter.id not in seen]
        seen.update(letter.id for letter in new)
        return [letter for letter in new if letter.to.endswith("exemple.fr")]

    return read


@pytest.fixture
def apply(client: FlaskClient, quay: Quay, typed, letters: Letters) -> Callable[..., str]:
    """Apply through the form; give the path of « my application »."""

    def act(**over: object) -> str:
        assert client.post(quay.path, data=typed(**over)).status_code == 303
        [letter] = letters()
        return link_in(letter)

    return act


@pytest.fixture
def deciding(engine: Engine) -> Callable[[], AbstractContextManager[Session]]:
    """Give write sessions whose events are heard, as those of requests are."""

    @contextmanager
    def begin() -> Iterator[Session]:
        with open_session(engine) as session:
            yield session
            enqueue_reactions(session, SUBSCRIPTIONS)
            session.commit()

    return begin
