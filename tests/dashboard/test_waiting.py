"""What waits for somebody comes first on their home page, the most pressing at the head, and costs no more when it grows."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session

from fairapp.accounts.models import Account
from fairapp.candidates.models import CandidateProfile
from fairapp.clusters.models import Cluster, Company
from fairapp.core.clock import now, today
from fairapp.dashboard.waiting import Waiting, in_order
from fairapp.fairs.enums import BookingStatus, FairStatus, RegistrationStatus
from fairapp.offers.alerts.enums import AlertStatus
from fairapp.offers.alerts.models import AlertReader, SavedSearch
from fairapp.offers.applications.enums import ApplicationStatus
from fairapp.offers.enums import OfferStatus
from fairapp.offers.models import OfferCompany, OfferReport
from fairapp.outreach.enums import RequestStatus
from tests.dashboard.conftest import Sessions, apply
from tests.factories import make_account, make_cluster, make_company, make_member, make_offer, make_school
from tests.fairs.factories import (
    make_badge,
    make_booking,
    make_fair,
    make_hall,
    make_registration,
    make_stand,
    make_stand_type,
)
from tests.outreach.factories import make_request
from tests.support.counting import count_queries
from tests.support.htmx import HTMX, same, soup

SignIn = Callable[..., FlaskClient]


def waiting(page: BeautifulSoup) -> list[tuple[str, str]]:
    """Return the tone and title of each thing that waits, in the page's order."""
    return [(item["data-tone"], item.b.text.replace("\u00a0", " ")) for item in page.select(".tasks li")]


def test_the_most_pressing_comes_first_and_what_was_said_first_among_equals() -> None:
    tones = ["info", "warn", "bad", "warn"]
    said = [Waiting(tone, "", str(number), "", "", "") for number, tone in enumerate(tones)]
    assert [one.title for one in in_order(said)] == ["2", "1", "3", "0"]


# A company


def fill_company(session: Session, cluster: Cluster, company: Company) -> None:
    """Let one of everything wait for the company."""
    offer = make_offer(session, company, cluster, valid_through=today() + timedelta(days=3))
    make_offer(session, company, cluster, status=OfferStatus.RETURNED)
    apply(session, offer, f"{offer.id}@exemple.fr", days=22)
    shared = make_offer(session, make_company(session, cluster), cluster)
    session.add(OfferCompany(offer_id=shared.id, company_id=company.id))
    make_request(session, make_school(session), cluster, company_id=company.id, status=RequestStatus.SENT)
    fair = make_fair(session, cluster)
    hall, kind = make_hall(session, fair), make_stand_type(session, fair)
    make_booking(session, make_stand(session, hall, kind), company, company_id=company.id)
    held = {"status": BookingStatus.HELD, "held_until": now() + timedelta(hours=5)}
    make_booking(session, make_stand(session, hall, kind), make_company(session, cluster), **held)
    make_booking(session, make_stand(session, hall, kind), company, **held)


@pytest.fixture
def company_page(writing: Sessions, sign_in: SignIn) -> tuple[Cluster, Company, FlaskClient]:
    with writing() as session:
        cluster = make_cluster(session, slug="pole")
        company = make_company(session, cluster, slug="atelier")
        member = make_member(session, company)
    return cluster, company, sign_in(member)


def test_a_company_reads_first_what_is_about_to_be_lost(
    company_page: tuple[Cluster, Company, FlaskClient], writing: Sessions
) -> None:
    cluster, company, client = company_page
    with writing() as session:
        fill_company(session, cluster, company)
    page = soup(client.get("/entreprise/atelier"))
    told = waiting(page)
    assert [tone for tone, _title in told] == ["bad", "bad", "warn", "warn", "warn", "info"]
    assert told[0][1].startswith("Un stand vous est gardé : Salon")
    assert [title for _tone, title in told[1:]] == [
        "1 candidature à traiter", "1 demande de classe", "1 offre à corriger", "1 offre à partager",
        "1 offre se termine cette semaine",
    ]  # fmt: skip
    assert page.select_one("section[aria-labelledby=t-salons] .pill").text.startswith("Stand A")


def test_a_company_with_nothing_to_do_is_told_so(
    company_page: tuple[Cluster, Company, FlaskClient], writing: Sessions
) -> None:
    cluster, company, client = company_page
    with writing() as session:
        make_offer(session, company, cluster)
    page = soup(client.get("/entreprise/atelier"))
    assert waiting(page) == []
    assert "Rien n’attend" in page.select_one("section[aria-labelledby=t-attend]").text


def test_a_company_on_no_board_is_first_asked_to_join_one(writing: Sessions, sign_in: SignIn) -> None:
    with writing() as session:
        company = make_company(session, slug="seule")
        member = make_member(session, company)
    assert waiting(soup(sign_in(member).get("/entreprise/seule"))) == [("warn", "Rejoignez un cluster")]


def test_a_company_s_table_counts_what_came_and_what_waits(
    company_page: tuple[Cluster, Company, FlaskClient], writing: Sessions
) -> None:
    cluster, company, client = company_page
    with writing() as session:
        offer = make_offer(session, company, cluster)
        apply(session, offer, "a@exemple.fr")
        apply(session, offer, "b@exemple.fr", ApplicationStatus.INTERVIEW)
        apply(session, offer, "c@exemple.fr", ApplicationStatus.REFUSED)
    cells = soup(client.get("/entreprise/atelier")).select("section[aria-labelledby=t-offers] td.n")
    assert [next(iter(cell.stripped_strings)) for cell in cells] == ["3", "1"]


# An organiser


def fill_cluster(session: Session, cluster: Cluster) -> None:
    company = make_company(session, cluster)
    make_offer(session, company, cluster, status=OfferStatus.SUBMITTED, submitted_at=now())
    reported = make_offer(session, company, cluster)
    session.add(OfferReport(offer_id=reported.id, reporter=f"r{reported.id}", reason="fraud"))
    apply(session, make_offer(session, None, cluster), f"{reported.id}@exemple.fr")
    fair = make_fair(session, cluster)
    kind = make_stand_type(session, fair)
    submitted = {"status": BookingStatus.SUBMITTED, "confirmed_at": None}
    make_booking(session, make_stand(session, make_hall(session, fair), kind), company, **submitted)
    make_fair(session, cluster, status=FairStatus.DRAFT, published_at=None)
    long_ago = now() - timedelta(days=12)
    make_request(
        session, make_school(session), cluster, status=RequestStatus.SENT, changed_at=long_ago, company_id=company.id
    )


@pytest.fixture
def organiser_page(writing: Sessions, sign_in: SignIn) -> tuple[Cluster, FlaskClient]:
    with writing() as session:
        cluster = make_cluster(session, slug="pole")
        organiser = make_member(session, cluster)
    return cluster, sign_in(organiser)


def test_an_organiser_reads_first_what_visitors_reported(
    organiser_page: tuple[Cluster, FlaskClient], writing: Sessions
) -> None:
    cluster, client = organiser_page
    with writing() as session:
        fill_cluster(session, cluster)
    page = soup(client.get("/pilotage/pole"))
    told = waiting(page)
    assert told[:4] == [
        ("bad", "1 offre signalée"), ("warn", "1 offre à relire"), ("warn", "1 candidature à traiter"),
        ("warn", "1 réservation à confirmer"),
    ]  # fmt: skip
    assert told[4] == ("warn", "1 demande de classe en retard")
    assert told[5][0] == "info"
    assert "brouillon" in told[5][1]
    assert len(page.select("section[aria-labelledby=t-file] tbody tr")) == 1


# A candidate


def fill_candidate(session: Session, cluster: Cluster, account: Account) -> None:
    offer = make_offer(session, make_company(session, cluster, name="Atelier Lenoir"), cluster)
    apply(session, offer, account.email, ApplicationStatus.INTERVIEW)
    fair = make_fair(session, cluster, in_days=5)
    registration = make_registration(session, fair, email=account.email)
    make_badge(session, registration)


@pytest.fixture
def candidate_page(writing: Sessions, sign_in: SignIn) -> tuple[Cluster, Account, FlaskClient]:
    with writing() as session:
        cluster, account = make_cluster(session), make_account(session)
        reader = AlertReader(email=account.email, account_id=account.id)
        session.add(reader)
        session.flush()
        search = {"reader_id": reader.id, "criteria": "q=x", "key": "k", "status": AlertStatus.PENDING}
        session.add(SavedSearch(name="soudeur", **search))
    return cluster, account, sign_in(account)


def test_a_candidate_reads_first_what_awaits_an_answer(
    candidate_page: tuple[Cluster, Account, FlaskClient], writing: Sessions
) -> None:
    cluster, account, client = candidate_page
    with writing() as session:
        fill_candidate(session, cluster, account)
    page = soup(client.get("/candidat/"))
    told = waiting(page)
    assert [tone for tone, _title in told] == ["warn", "warn", "info", "info"]
    assert told[0][1].startswith("Entretien proposé : ")
    assert told[1][1] == "Alerte « soudeur »"
    assert told[2][1].endswith("ouvre dans 5 jours")
    assert told[3][1] == "Remplissez votre profil"
    assert page.select_one(".badge__code") is not None
    assert len(page.select(".track li.on")) == 3
    assert page.select_one(".app-row a")["href"].startswith("/candidatures/")


def test_a_place_that_is_offered_comes_before_all(
    candidate_page: tuple[Cluster, Account, FlaskClient], writing: Sessions
) -> None:
    cluster, account, client = candidate_page
    with writing() as session:
        offered = {"status": RegistrationStatus.OFFERED, "offered_until": now() + timedelta(hours=3)}
        make_registration(session, make_fair(session, cluster), account_id=account.id, **offered)
    page = soup(client.get("/candidat/"))
    assert waiting(page)[0][0] == "bad"
    assert page.select(".badge") == []


def test_a_candidate_sees_nothing_of_another(
    candidate_page: tuple[Cluster, Account, FlaskClient], writing: Sessions, sign_in: SignIn
) -> None:
    cluster, account, _client = candidate_page
    with writing() as session:
        fill_candidate(session, cluster, account)
        session.add(CandidateProfile(account_id=account.id, first_name="Enora", last_name="Le Goff"))
        stranger = make_account(session)
    page = soup(sign_in(stranger).get("/candidat/"))
    assert page.select(".app-row, .alert-row, .badge") == []
    assert "Enora" not in page.text


# All of them


@pytest.mark.parametrize("home", ["/entreprise/atelier", "/pilotage/pole", "/candidat/"])
def test_homes_cost_the_same_for_little_and_much_and_swapped_as_fresh(
    company_page: tuple[Cluster, Company, FlaskClient], app: Flask, writing: Sessions, sign_in: SignIn, home: str
) -> None:
    cluster, company, client = company_page
    with writing() as session:
        account = make_account(session)
        organiser = make_member(session, cluster)
    clients = {"/entreprise/atelier": client, "/pilotage/pole": sign_in(organiser), "/candidat/": sign_in(account)}
    counts = []
    for batch in (1, 2):
        with writing() as session:
            for _ in range(batch):
                fill_company(session, cluster, company)
                fill_cluster(session, cluster)
                fill_candidate(session, cluster, session.get_one(Account, account.id))
        clients[home].get(home)  # notes when the person was last here
        with count_queries(app.extensions["fairapp"].engine) as seen:
            fresh = clients[home].get(home)
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert counts[0] <= MOST_QUERIES[home], counts
    assert same(soup(clients[home].get(home, headers=HTMX)), soup(fresh))


MOST_QUERIES = {"/entreprise/atelier": 28, "/pilotage/pole": 28, "/candidat/": 28}
