"""A board with two clusters' offers, people with alerts, and mornings that come when a test says so."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select

from fairapp.accounts.models import Account
from fairapp.clusters.models import Cluster
from fairapp.core.clock import PARIS, now
from fairapp.core.settings import Settings
from fairapp.mail import outbox
from fairapp.mail.outbox import Letter
from fairapp.offers.alerts.clockwork import plan_day
from fairapp.offers.alerts.models import SavedSearch
from fairapp.offers.models import Offer
from tests.factories import make_account, make_cluster, make_company, make_offer

SUNDAY = datetime(2026, 11, 22, 12, tzinfo=PARIS)


@pytest.fixture(autouse=True)
def clock():
    """Stop the clock on a Sunday at noon: alerts write in the morning, weekly ones on Mondays."""
    with time_machine.travel(SUNDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def cluster(writing) -> Cluster:
    with writing() as session:
        return make_cluster(session, name="Mécavallée", slug="mecavallee")


@pytest.fixture
def publish(writing, cluster, run_pending) -> Callable[..., Offer]:
    """Put an offer on line now; the index knows of it."""

    def make(title: str = "Soudeur / Soudeuse TIG F/H", **over: Any) -> Offer:
        with writing() as session:
            company = make_company(session, cluster, name=over.pop("company", "Forge du Pont"))
            offer = make_offer(session, company, cluster, title=title, **over)
        run_pending()
        return offer

    return make


@pytest.fixture
def lea(writing) -> Account:
    with writing() as session:
        return make_account(session, email="lea@exemple.fr", name="Léa")


@pytest.fixture
def save(sign_in, lea, reading, publish) -> Callable[..., SavedSearch]:
    """Save a search as Léa does, from the page of its results; an older offer makes an index to search in."""
    publish("Comptable F/H", places=(), published_at=now() - timedelta(days=1))
    client = sign_in(lea)

    def click(query: str = "q=soudeuse", frequency: str = "daily") -> SavedSearch:
        response = client.post(f"/alertes/nouvelle?{query}", data={"frequency": frequency})
        assert response.status_code == 303, response.text
        with reading() as session:
            return session.exec(select(SavedSearch).order_by(SavedSearch.id.desc())).first()

    return click


@pytest.fixture
def letters(settings: Settings, run_pending) -> Callable[[], list[Letter]]:
    """Run what is due; give the letters sent since the last call, in the order of their readers."""
    seen: set[str] = set()

    def read() -> list[Letter]:
        run_pending()
        new = [letter for letter in outbox.latest(settings.outbox_dir) if letter.id not in seen]
        seen.update(letter.id for letter in new)
        return sorted(new, key=lambda letter: letter.to)

    return read


@pytest.fixture
def morning(app: Flask, clock, writing, letters) -> Callable[..., list[Letter]]:
    """Let so many nights pass; give the letters of that morning."""

    def come(after: int = 1) -> list[Letter]:
        clock.move_to(datetime.now(PARIS).replace(hour=6, minute=30) + timedelta(days=after))
        with writing() as session:
            plan_day(session)
        return letters()

    return come


@pytest.fixture
def ask(client: FlaskClient, letters) -> Callable[..., str]:
    """Ask for an alert without account; give the path that the letter leads to."""

    def send(email: str = "ali@exemple.fr", query: str = "q=soudeuse", frequency: str = "daily") -> str:
        client.post(f"/alertes/nouvelle?{query}", data={"email": email, "frequency": frequency})
        [letter] = letters()
        [link] = [link for link in letter.links if "/alertes/" in link]
        return link.removeprefix("http://localhost")

    return send


def plain(letter: Letter) -> str:
    return letter.text.replace("\u202f", " ").replace("\xa0", " ")


def count(session: Session, model: type) -> int:
    return len(session.exec(select(model)).all())
