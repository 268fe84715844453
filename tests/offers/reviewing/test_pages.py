"""One offer before an organiser: decide, settle reports, correct what has no people of its own."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import NamedTuple

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, select

from fairapp.clusters.models import Cluster, Company
from fairapp.core.clock import now
from fairapp.offers.enums import OfferStatus as Status
from fairapp.offers.enums import ReportReason
from fairapp.offers.models import Offer, OfferReport
from tests.factories import make_cluster, make_company, make_member, make_offer
from tests.offers.making import COMPLETE
from tests.support.htmx import soup

Sessions = Callable[[], AbstractContextManager[Session]]


class Desk(NamedTuple):
    client: FlaskClient
    path: str
    cluster: Cluster
    company: Company

    def offer(self, session: Session, company: Company | None = None, **over: object) -> Offer:
        values = COMPLETE | {"status": Status.SUBMITTED, "submitted_at": now()} | over
        return make_offer(session, company or self.company, self.cluster, **values)


@pytest.fixture
def desk(writing: Sessions, sign_in: Callable[..., FlaskClient]) -> Desk:
    with writing() as session:
        cluster = make_cluster(session)
        company = make_company(session, cluster)
        organiser = make_member(session, cluster)
    return Desk(sign_in(organiser), f"/pilotage/{cluster.slug}/offres", cluster, company)


def decide(desk: Desk, offer: Offer, action: str, **over: str) -> int:
    data = {"action": action, "offre": f"{offer.id}.{offer.version}", **over}
    return desk.client.post(f"{desk.path}/{offer.id}/decision", data=data).status_code


def status_of(reading: Sessions, offer: Offer) -> Status:
    with reading() as session:
        return session.get_one(Offer, offer.id).status


@pytest.mark.parametrize(
    ("action", "before", "after"),
    [
        ("publier", Status.SUBMITTED, Status.PUBLISHED),
        ("renvoyer", Status.SUBMITTED, Status.RETURNED),
        ("refuser", Status.SUBMITTED, Status.REFUSED),
        ("suspendre", Status.PUBLISHED, Status.SUSPENDED),
        ("retablir", Status.SUSPENDED, Status.PUBLISHED),
        ("remettre", Status.REFUSED, Status.SUBMITTED),
    ],
)
def test_o3_each_decision(
    desk: Desk, writing: Sessions, reading: Sessions, action: str, before: Status, after: Status
) -> None:
    with writing() as session:
        offer = desk.offer(session, status=before)
    assert decide(desk, offer, action, motif="Doublon") == 303
    assert status_of(reading, offer) is after


@pytest.mark.parametrize("action", ["renvoyer", "refuser"])
def test_o3_a_decision_against_it_needs_a_reason(desk: Desk, writing: Sessions, reading: Sessions, action: str) -> None:
    with writing() as session:
        offer = desk.offer(session)
    data = {"action": action, "offre": f"{offer.id}.1", "motif": "", "precision": ""}
    answer = desk.client.post(f"{desk.path}/{offer.id}/decision", data=data)
    assert answer.status_code == 422
    assert soup(answer).select_one("#motif-error") is not None
    assert status_of(reading, offer) is Status.SUBMITTED


def test_what_changed_since_it_was_read_is_shown_afresh(desk: Desk, writing: Sessions, reading: Sessions) -> None:
    with writing() as session:
        offer = desk.offer(session)
    with writing() as session:
        fresh = session.get_one(Offer, offer.id)
        fresh.version, fresh.title = 2, "Soudeuse d’atelier F/H"
    data = {"action": "publier", "offre": f"{offer.id}.1"}
    answer = desk.client.post(f"{desk.path}/{offer.id}/decision", data=data)
    assert answer.status_code == 409
    assert soup(answer).select_one("h1").text == "Soudeuse d’atelier F/H"
    assert soup(answer).select_one("input[name=offre]")["value"] == f"{offer.id}.2"


def test_the_page_shows_the_offer_its_remarks_and_its_history(desk: Desk, writing: Sessions) -> None:
    with writing() as session:
        offer = desk.offer(session, title="Soudeur")
    page = soup(desk.client.get(f"{desk.path}/{offer.id}"))
    assert page.select_one("h1").text == "Soudeur"
    assert "L1142-1" in page.select_one("[aria-labelledby=t-found]").text
    assert len(page.select("h1")) == 1


def test_the_desk_says_who_reads_it(desk: Desk, writing: Sessions) -> None:
    with writing() as session:
        offer = desk.offer(session)
    assert desk.client.post(f"{desk.path}/{offer.id}/relecture").status_code == 303
    assert "Vous relisez cette offre." in desk.client.get(f"{desk.path}/{offer.id}").text
    assert "avatar" in str(soup(desk.client.get(desk.path)).select_one("td[data-th=Relecture]"))


def test_what_is_no_longer_to_be_read_cannot_be_claimed(desk: Desk, writing: Sessions) -> None:
    with writing() as session:
        offer = desk.offer(session, status=Status.PUBLISHED)
    assert desk.client.post(f"{desk.path}/{offer.id}/relecture").status_code == 409


@pytest.mark.parametrize(
    ("data", "after", "upheld"),
    [
        ({"verdict": "keep"}, Status.PUBLISHED, False),
        ({"verdict": "suspend", "motif": "Arnaque"}, Status.SUSPENDED, True),
    ],
)
def test_m6_the_organiser_settles_the_reports(
    desk: Desk, writing: Sessions, reading: Sessions, data: dict[str, str], after: Status, upheld: bool
) -> None:
    with writing() as session:
        offer = desk.offer(session, status=Status.SUSPENDED)
        session.add(
            OfferReport(offer_id=offer.id, reporter="a", reason=ReportReason.FRAUD, message="Demande de l’argent")
        )
    assert "Demande de l’argent" in desk.client.get(f"{desk.path}/{offer.id}").text
    assert desk.client.post(f"{desk.path}/{offer.id}/signalements", data=data).status_code == 303
    assert status_of(reading, offer) is after
    with reading() as session:
        report = session.exec(select(OfferReport)).one()
        assert (report.was_upheld, report.settled_at is not None) == (upheld, True)


def test_m6_suspending_needs_a_reason(desk: Desk, writing: Sessions, reading: Sessions) -> None:
    with writing() as session:
        offer = desk.offer(session, status=Status.PUBLISHED)
    data = {"verdict": "suspend"}
    assert desk.client.post(f"{desk.path}/{offer.id}/signalements", data=data).status_code == 422
    assert status_of(reading, offer) is Status.PUBLISHED


def test_o8_an_offer_without_people_is_corrected_by_the_organiser(
    desk: Desk, writing: Sessions, reading: Sessions
) -> None:
    with writing() as session:
        unclaimed = make_company(session, claimed_at=None)
        offer = desk.offer(session, unclaimed, status=Status.PUBLISHED)
    url = f"{desk.path}/{offer.id}/modifier"
    assert desk.client.get(url).status_code == 200
    data = {
        "title": "Soudeuse d’atelier F/H", "contract": "permanent", "remote": "none", "openings": "1", "version": "1",
        "description": COMPLETE["description"], "places[0].text": "Privas (07000)", "salary_motive": "grille",
        "cluster_ids": str(desk.cluster.id), "action": "save",
    }  # fmt: skip
    assert desk.client.post(url, data=data).status_code == 303
    with reading() as session:
        saved = session.get_one(Offer, offer.id)
        assert (saved.title, saved.status) == ("Soudeuse d’atelier F/H", Status.PUBLISHED)
    assert desk.client.post(url, data=data | {"title": "Autre F/H"}).status_code == 409


def test_an_offer_with_people_is_theirs_to_write(desk: Desk, writing: Sessions) -> None:
    with writing() as session:
        offer = desk.offer(session)
    assert desk.client.get(f"{desk.path}/{offer.id}/modifier").status_code == 404
    assert desk.client.post(f"{desk.path}/{offer.id}/modifier", data={}).status_code == 404
