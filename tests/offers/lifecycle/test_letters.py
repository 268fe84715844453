"""Who is told of what, a minute later, and of nothing that was taken back."""

import email
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from email.policy import default

import pytest
import time_machine
from flask import Flask
from sqlmodel import Session, select

from fairapp.clusters.models import Cluster, Company
from fairapp.core.changes import SearchChange
from fairapp.core.clock import now, today
from fairapp.core.settings import Settings
from fairapp.core.tasks import Task, enqueue_reactions
from fairapp.offers import handlers, services
from fairapp.offers.enums import CloseReason, ReportReason
from fairapp.offers.enums import OfferStatus as Status
from fairapp.offers.lifecycle import SYSTEM, Acting, as_author, as_organiser
from fairapp.offers.models import Offer
from fairapp.offers.reports.services import report_offer
from tests.factories import actor_of, make_cluster, make_company, make_member, make_offer
from tests.offers.making import COMPLETE

Sessions = Callable[[], AbstractContextManager[Session]]


class Case:
    """An offer, its author's people and the organisers of its cluster."""

    def __init__(self, writing: Sessions, run: Callable[[], int], settings: Settings) -> None:
        self.writing, self.run, self.settings = writing, run, settings
        with writing() as session:
            self.cluster: Cluster = make_cluster(session, slug="pole")
            self.company: Company = make_company(session, self.cluster, slug="atelier", name="Atelier Lenoir")
            author = make_member(session, self.company, email="auteur@exemple.fr")
            make_member(session, self.company, email="collegue@exemple.fr")
            organiser = make_member(session, self.cluster, email="orga@exemple.fr")
            self.author = as_author(actor_of(author, companies=(self.company,)))
            self.organiser = as_organiser(actor_of(organiser, clusters=(self.cluster,)), self.cluster.id)

    def offer(self, **over: object) -> Offer:
        with self.writing() as session:
            return make_offer(session, self.company, self.cluster, **(COMPLETE | over))

    def act(self, step: Callable[..., object], offer: Offer, by: Acting, **more: object) -> None:
        with self.writing() as session:
            step(session, session.get_one(Offer, offer.id), by=by, **more)
            enqueue_reactions(session, handlers.SUBSCRIPTIONS)

    def letters(self) -> dict[str, str]:
        """Deliver what is due two minutes from now; return the subject each person received."""
        self.run()
        with time_machine.travel(now() + timedelta(minutes=2)):
            self.run()
        found = {}
        for path in self.settings.outbox_dir.glob("*.eml"):
            letter = email.message_from_bytes(path.read_bytes(), policy=default)
            found[str(letter["To"])] = str(letter["Subject"]).replace("\u00a0", " ")
        return found

    def bodies(self) -> list[str]:
        letters = [
            email.message_from_bytes(p.read_bytes(), policy=default) for p in self.settings.outbox_dir.glob("*.eml")
        ]
        return [letter.get_body(("plain",)).get_content() for letter in letters]


@pytest.fixture
def case(writing: Sessions, app: Flask, run_pending: Callable[[], int], settings: Settings) -> Case:
    return Case(writing, run_pending, settings)


def test_organisers_are_told_what_waits_for_them(case: Case) -> None:
    case.act(services.submit, case.offer(status=Status.DRAFT), case.author)
    assert case.letters() == {"orga@exemple.fr": "Une offre à relire : Soudeur / Soudeuse F/H"}
    assert "http://localhost/pilotage/pole/offres/" in case.bodies()[0]


@pytest.mark.parametrize(
    ("step", "more", "subject"),
    [
        (services.publish, {}, "Votre offre est en ligne : Soudeur / Soudeuse F/H"),
        (
            services.return_to_author,
            {"reason": "Les horaires"},
            "À corriger avant publication : Soudeur / Soudeuse F/H",
        ),
        (services.refuse, {"reason": "Doublon"}, "Votre offre n’a pas été retenue : Soudeur / Soudeuse F/H"),
    ],
)
def test_the_company_is_told_the_decision(
    case: Case, step: Callable[..., object], more: dict[str, str], subject: str
) -> None:
    case.act(step, case.offer(status=Status.SUBMITTED), case.organiser, **more)
    assert case.letters() == {"auteur@exemple.fr": subject, "collegue@exemple.fr": subject}
    for body in case.bodies():
        assert "/entreprise/atelier/offres/" in body
        assert more.get("reason", "") in body


def test_nobody_is_told_at_once(case: Case) -> None:
    case.act(services.publish, case.offer(status=Status.SUBMITTED), case.organiser)
    case.run()
    assert list(case.settings.outbox_dir.glob("*.eml")) == []


def test_a_decision_taken_back_was_told_to_nobody(case: Case) -> None:
    offer = case.offer(status=Status.SUBMITTED)
    case.act(services.refuse, offer, case.organiser, reason="Doublon")
    case.act(services.requeue, offer, case.organiser)
    assert case.letters() == {}


def test_a_company_is_not_told_what_it_did_itself(case: Case) -> None:
    case.act(services.close, case.offer(), case.author, reason=CloseReason.CANCELLED)
    assert case.letters() == {}


def test_the_company_is_told_when_its_offer_expires(case: Case) -> None:
    case.offer(valid_through=today() - timedelta(days=1))
    with case.writing() as session:
        handlers.expire_offers(session)
        enqueue_reactions(session, handlers.SUBSCRIPTIONS)
    assert set(case.letters()) == {"auteur@exemple.fr", "collegue@exemple.fr"}


def test_o2_an_imported_offer_expires_without_a_letter(case: Case) -> None:
    case.offer(valid_through=today() - timedelta(days=1), source="flux", reference="1")
    with case.writing() as session:
        handlers.expire_offers(session)
        enqueue_reactions(session, handlers.SUBSCRIPTIONS)
    assert case.letters() == {}


def test_m6_reports_that_hide_an_offer_are_told_to_both_sides(case: Case) -> None:
    offer = case.offer()
    with case.writing() as session:
        for person in "abc":
            report_offer(session, session.get_one(Offer, offer.id), reporter=person, reason=ReportReason.FRAUD)
        enqueue_reactions(session, handlers.SUBSCRIPTIONS)
    assert set(case.letters()) == {"auteur@exemple.fr", "collegue@exemple.fr", "orga@exemple.fr"}


def test_what_an_import_publishes_is_told_to_nobody(case: Case) -> None:
    case.act(services.publish, case.offer(status=Status.DRAFT), SYSTEM)
    assert case.letters() == {}


def test_a_company_that_changes_has_its_offers_read_again(session: Session) -> None:
    cluster = make_cluster(session)
    company, other = make_company(session, cluster), make_company(session, cluster)
    live = make_offer(session, company, cluster)
    make_offer(session, company, cluster, status=Status.DRAFT)
    make_offer(session, other, cluster)
    session.exec(SearchChange.__table__.delete())  # type: ignore[attr-defined]
    handlers.refresh_company(session, company.id)
    session.flush()
    assert list(session.exec(select(SearchChange.row_id))) == [live.id]


def test_more_expired_offers_than_one_transaction_holds_are_come_back_for(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handlers, "EXPIRY_BATCH", 2)
    for _ in range(3):
        make_offer(session, valid_through=today() - timedelta(days=1))
    handlers.expire_offers(session)
    assert [task.handler for task in session.exec(select(Task))] == ["offers.handlers.expire_offers"]
    handlers.expire_offers(session)
    assert {offer.status for offer in session.exec(select(Offer))} == {Status.EXPIRED}
