"""The organiser's desk (row K1): applications to offers that nobody else answers, and to no others."""

from datetime import timedelta

import pytest
from sqlmodel import select

from fairapp.accounts.models import Account
from fairapp.candidates.models import CandidateView
from fairapp.clusters.models import Company
from fairapp.core.clock import now
from fairapp.core.errors import Conflict
from fairapp.offers.applications.enums import Action, Side
from fairapp.offers.applications.enums import ApplicationStatus as Status
from fairapp.offers.applications.inbox.models import AnswerFigures
from fairapp.offers.applications.inbox.readers import readers_of
from fairapp.offers.applications.models import Application, ApplicationStep
from fairapp.offers.applications.services import Acting, take
from fairapp.offers.enums import PartnerStatus
from fairapp.offers.models import OfferCluster, OfferCompany
from tests.factories import actor_of, make_cluster, make_company, make_member, make_offer
from tests.offers.applications.inbox.making import make_application
from tests.support.counting import count_queries
from tests.support.htmx import soup


@pytest.fixture
def organiser(scene, sign_in):
    return sign_in(scene.organiser)


def names(answer: object) -> list[str]:
    return [link.text for link in soup(answer).select("tbody th a")]  # type: ignore[arg-type]


def test_k1_the_desk_shows_what_nobody_else_answers(organiser, scene, writing):
    with writing() as session:
        board, people = scene.cluster, {"claimed_at": now()}
        unclaimed = make_company(session, board, claimed_at=None)
        deserted = make_company(session, board, **people)
        gone = make_company(session, board, **people)
        make_member(session, gone, is_disabled=True)
        shared = make_offer(session, unclaimed, board, title="Partagée")
        accepted = {"status": PartnerStatus.ACCEPTED, "answered_at": now()}
        session.add(OfferCompany(offer_id=shared.id, company_id=scene.company.id, **accepted))
        for title, company, over in (
            ("Sans entreprise", None, {}),
            ("Non réclamée", unclaimed, {}),
            ("Désertée", deserted, {}),
            ("Comptes fermés", gone, {}),
            ("Par courriel", unclaimed, {"apply_email": "a@exemple.fr"}),
        ):
            make_application(session, make_offer(session, company, board, title=title, **over), last_name=title)
        make_application(session, shared, last_name="Partagée")
        make_application(session, scene.offer, last_name="De l’entreprise")
        away = make_cluster(session)
        make_member(session, away)
        make_application(session, make_offer(session, None, away), last_name="Ailleurs")
    shown = {name.split(maxsplit=1)[1] for name in names(organiser.get(scene.desk_url))}
    assert shown == {"Sans entreprise", "Non réclamée", "Désertée", "Comptes fermés"}


@pytest.mark.parametrize("change", ["nobody is left", "its address goes", "another board"])
def test_k1_what_was_sent_to_others_never_comes_before_an_organiser(sign_in, scene, writing, letters, change):
    """Who reads it was told to the person: the offer's later changes bring it before nobody else."""
    with writing() as session:
        board, later = scene.cluster, make_cluster(session)
        owner = make_company(session, board, claimed_at=None)
        offers = {
            "nobody is left": scene.offer,
            "its address goes": make_offer(session, owner, board, apply_email="a@exemple.fr"),
            "another board": make_offer(session, None, board),
        }
        offer, stranger = offers[change], make_member(session, later)
        one = make_application(session, offer)
        if change == "nobody is left":
            session.get_one(Account, scene.recruiter.id).is_disabled = True
        offer.apply_email = ""
        session.add_all([offer, OfferCluster(offer_id=offer.id, cluster_id=later.id)])
    theirs = f"/pilotage/{later.slug}/candidatures"
    desks = (
        [(stranger, theirs)] if change == "another board" else [(stranger, theirs), (scene.organiser, scene.desk_url)]
    )
    for person, url in desks:
        assert names(sign_in(person).get(url)) == []
        assert sign_in(person).get(f"{url}/{one.id}").status_code == 404
    with writing() as session:
        row = session.get_one(Application, one.id)
        assert not {reader.email for reader in readers_of(session, row)} & {person.email for person, _url in desks}
        with pytest.raises(Conflict):
            take(session, row, Action.HIRE, Acting(Side.ORGANISER, actor_of(stranger, clusters=(later,))))


def test_k1_the_organiser_answers_in_the_place_of_the_company(organiser, scene, writing, reading):
    with writing() as session:
        one = make_application(session, make_offer(session, None, scene.cluster), first_name="Maël")
    here = f"{scene.desk_url}/{one.id}"
    assert soup(organiser.get(here)).select_one(".pill").text == "Lue"
    data = {"reponse": "rencontrer", "candidature": one.id, "message": "Bonjour {prénom}. {entreprise}"}
    assert organiser.post(f"{scene.desk_url}/repondre", data=data).location == scene.desk_url
    with reading() as session:
        assert session.get_one(Application, one.id).status is Status.INTERVIEW
        last = session.exec(select(ApplicationStep).order_by(ApplicationStep.id.desc())).first()
        assert (last.side, last.account_id) == (Side.ORGANISER, scene.organiser.id)
        assert last.reason == f"Bonjour Maël. {scene.cluster.name}"
        assert {view.cluster_id for view in session.exec(select(CandidateView))} == {scene.cluster.id}


def test_k1_what_was_sent_to_the_organiser_stays_there_once_the_company_has_people(organiser, scene, writing, sign_in):
    with writing() as session:
        company = make_company(session, scene.cluster, claimed_at=None)
        one = make_application(session, make_offer(session, company, scene.cluster))
    with writing() as session:
        session.get_one(Company, company.id).claimed_at = now()
        person = make_member(session, company)
    assert len(names(organiser.get(scene.desk_url))) == 1
    assert len(names(sign_in(person).get(f"/entreprise/{company.slug}/candidatures"))) == 1  # the form said so too
    with writing() as session:
        readers = readers_of(session, session.get_one(Application, one.id))
    assert [reader.email for reader in readers] == [scene.organiser.email]


def test_the_desk_costs_as_many_queries_for_thirty_as_for_one(organiser, scene, writing, engine, app):
    with writing() as session:
        offer = make_offer(session, None, scene.cluster)
    counts = []
    for more in (1, 29):
        with writing() as session:
            for _ in range(more):
                make_application(session, offer)
        organiser.get(scene.desk_url)
        with count_queries(app.extensions["fairapp"].engine) as seen:
            organiser.get(scene.desk_url)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_a3_the_cluster_reads_how_its_companies_answer(organiser, scene, writing, app):
    with writing() as session:
        other = make_company(session, scene.cluster, name="Voilerie Le Bihan")
        few = make_company(session, scene.cluster)
        for offer, received in (
            (scene.offer, 10),
            (make_offer(session, other, scene.cluster), 8),
            (make_offer(session, few, scene.cluster), 4),
        ):
            for number in range(received):
                at = now() - timedelta(days=20)
                answered_at = at + timedelta(hours=90) if number < 4 else None
                make_application(session, offer, created_at=at, answered_at=answered_at)
        session.add(AnswerFigures(cluster_id=scene.cluster.id, received=22, answered=12, median_hours=90))
    with count_queries(app.extensions["fairapp"].engine) as seen:
        page = soup(organiser.get(f"{scene.desk_url}/delais"))
    assert [cell.text for cell in page.select("tbody th")] == ["Chantiers Kermarec", "Voilerie Le Bihan"]
    assert [cell.text.replace("\xa0", " ").replace("\u202f", " ") for cell in page.select("tbody tr:first-child td")] == [
        "10", "40 %", "Répond en 4 jours",
    ]  # fmt: skip
    shown = [value.text.replace("\xa0", " ").replace("\u202f", " ") for value in page.select(".kpi dd")]
    assert shown == ["22", "55 %", "4 jours"]
    assert len([query for query in seen if "answer_figures" in query or "application.answered_at" in query]) == 2
