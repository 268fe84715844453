"""An offer that somebody published, its people, and the letters they receive as days go by."""

import email
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from email.policy import default

import pytest
import time_machine
from flask import Flask
from sqlmodel import Session, col, select

from fairapp.accounts.models import ActionLink
from fairapp.clusters.models import Cluster, Company
from fairapp.core.clock import PARIS
from fairapp.core.settings import Settings
from fairapp.core.tasks import enqueue
from fairapp.offers.expiring.handlers import announce_endings
from fairapp.offers.models import Offer
from tests.factories import make_cluster, make_company, make_member, make_offer
from tests.offers.making import COMPLETE

Sessions = Callable[[], AbstractContextManager[Session]]
AUTHOR, COLLEAGUE, ORGANISER = "auteur@exemple.fr", "collegue@exemple.fr", "orga@exemple.fr"
PUBLISHED_ON = date(2026, 11, 2)


def at(day: date, hour: int = 12, minute: int = 0) -> datetime:
    """Return an instant by the clock on the wall in Paris."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=PARIS)


class Desk:
    """Publishes offers and lets days pass; the clock is still unless it is moved."""

    def __init__(self, writing: Sessions, run: Callable[[], int], settings: Settings) -> None:
        self.writing, self.run, self.settings = writing, run, settings
        with writing() as session:
            self.cluster: Cluster = make_cluster(session, slug="pole")
            self.company: Company = make_company(session, self.cluster, slug="atelier", name="Atelier Lenoir")
            for address in (AUTHOR, COLLEAGUE):
                make_member(session, self.company, email=address)
            make_member(session, self.cluster, email=ORGANISER)

    def offer(self, company: Company | str | None = "ours", **over: object) -> Offer:
        """Make an offer published at noon of PUBLISHED_ON, for 60 days unless `valid_through` says otherwise."""
        published = over.pop("published_at", at(PUBLISHED_ON))
        values = {"published_at": published, "valid_through": PUBLISHED_ON + timedelta(days=60), **over}
        with self.writing() as session:
            whose = self.company if company == "ours" else company
            return make_offer(session, whose, self.cluster, **(COMPLETE | values))

    def pass_day(self, day: date, hour: int = 12) -> list[EmailMessage]:
        """Do a day's work at this hour; return the letters that the day brought."""
        before = set(self.settings.outbox_dir.glob("*.eml"))
        with time_machine.travel(at(day, hour), tick=False):
            with self.writing() as session:
                enqueue(session, announce_endings, key=f"test-{day}-{hour}")
            self.run()
        new = sorted(set(self.settings.outbox_dir.glob("*.eml")) - before)
        return [email.message_from_bytes(path.read_bytes(), policy=default) for path in new]

    def read(self, offer: Offer) -> Offer:
        with self.writing() as session:
            return session.get_one(Offer, offer.id)

    def links(self) -> list[ActionLink]:
        with self.writing() as session:
            return list(session.exec(select(ActionLink).order_by(col(ActionLink.id))))


def body_of(letter: EmailMessage) -> str:
    return (
        str(letter.get_body(("plain",)).get_content())
        .replace("\r\n", "\n")
        .replace("\u00a0", " ")
        .replace("\u202f", " ")
    )


def links_in(letter: EmailMessage) -> dict[str, str]:
    """Return the path behind each answer that the letter offers."""
    found = re.findall(r"^(.+) :\r?\nhttp://localhost(/fin-d-offre/\S+)$", body_of(letter), re.MULTILINE)
    return {label.split(" jusqu")[0]: path for label, path in found}


@pytest.fixture
def desk(writing: Sessions, app: Flask, run_pending: Callable[[], int], settings: Settings) -> Desk:
    return Desk(writing, run_pending, settings)
