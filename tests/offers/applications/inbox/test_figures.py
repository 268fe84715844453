"""Answer rate and delay (row A3): reckoned once a day, read by key, silent under five applications."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlmodel import select

from fairapp.core.clock import now
from fairapp.offers.applications.enums import ApplicationStatus as Status
from fairapp.offers.applications.inbox.figures import (
    TIME_TO_ANSWER,
    figures_of_cluster,
    figures_of_company,
    reckon_figures,
    standings,
)
from fairapp.offers.applications.inbox.models import AnswerFigures
from fairapp.offers.applications.inbox.words import pace, rate
from tests.factories import make_cluster, make_company, make_offer
from tests.offers.applications.inbox.making import make_application, stage
from tests.support.counting import count_queries

DAY, MOMENT = timedelta(days=1), timedelta(seconds=1)


def answered(session, offer, *, days: float, sent: datetime | None = None, **over):
    sent = sent or now() - 100 * DAY
    values = {"created_at": sent, "answered_at": sent + days * DAY, "status": Status.REFUSED} | over
    return make_application(session, offer, **values)


def reckoned(session, company) -> tuple[int, int, int | None] | None:
    reckon_figures(session)
    row = session.exec(select(AnswerFigures).where(AnswerFigures.company_id == company.id)).first()
    return (row.received, row.answered, row.days) if row else None


def test_a3_half_of_the_answers_came_sooner(session):
    scene = stage(session)
    for days in (1, 2, 4, 30, 31):
        answered(session, scene.offer, days=days)
    assert reckoned(session, scene.company) == (5, 5, 4)


def test_a3_who_never_heard_counts_once_they_had_their_time(session):
    scene, at = stage(session), now()
    answered(session, scene.offer, days=1)
    make_application(session, scene.offer, created_at=at - TIME_TO_ANSWER + timedelta(minutes=1))
    answered(session, scene.offer, days=1, sent=at - 2 * DAY)  # quick, but the slow ones of its week are not known yet
    assert reckoned(session, scene.company) == (1, 1, 1)
    make_application(session, scene.offer, created_at=at - TIME_TO_ANSWER)
    make_application(session, scene.offer, created_at=at - 80 * DAY, status=Status.UNANSWERED)
    assert reckoned(session, scene.company) == (3, 1, 1)


def test_who_withdrew_before_an_answer_does_not_count_and_after_it_does(session):
    scene = stage(session)
    make_application(session, scene.offer, created_at=now() - 50 * DAY, status=Status.WITHDRAWN)
    answered(session, scene.offer, days=2, status=Status.WITHDRAWN)
    assert reckoned(session, scene.company) == (1, 1, 2)


@pytest.mark.parametrize(("age", "counted"), [(365 * DAY - timedelta(minutes=1), 1), (366 * DAY, None)])
def test_figures_are_of_one_year(session, age, counted):
    scene = stage(session)
    answered(session, scene.offer, days=2, sent=now() - age)
    found = reckoned(session, scene.company)
    assert (found[0] if found else None) == counted


def test_a_forgotten_person_still_counts(session):
    scene = stage(session)
    answered(session, scene.offer, days=3, email=None, forgotten_at=now())
    assert reckoned(session, scene.company) == (1, 1, 3)


def test_figures_of_companies_are_apart_and_the_cluster_s_are_of_its_board(session):
    scene = stage(session)
    elsewhere = make_cluster(session)
    other = make_company(session, scene.cluster, elsewhere)
    offer = make_offer(session, other, scene.cluster)
    away = make_offer(session, other, elsewhere)
    for days, one in ((2, scene.offer), (4, offer), (100, away)):
        for _ in range(5):
            answered(session, one, days=days)
    reckon_figures(session)
    assert figures_of_company(session, scene.company.id).days == 2
    assert figures_of_company(session, other.id).days == 52
    assert figures_of_cluster(session, scene.cluster.id).days == 3
    assert figures_of_cluster(session, elsewhere.id).days == 100


def test_a3_nothing_is_said_of_fewer_than_five(session, app: Flask):
    scene = stage(session)
    for _ in range(4):
        answered(session, scene.offer, days=3)
    reckon_figures(session)
    assert figures_of_company(session, scene.company.id) is None
    assert figures_of_cluster(session, scene.cluster.id) is None
    answered(session, scene.offer, days=3)
    reckon_figures(session)
    with app.test_request_context():
        assert pace(figures_of_company(session, scene.company.id)).replace("\xa0", " ") == "Répond en 3 jours"


@pytest.mark.parametrize(
    ("hours", "received", "told"),
    [
        (1, 5, "Répond en 1 jour à 100 % des candidatures"),
        (24, 5, "Répond en 1 jour à 100 % des candidatures"),
        (25, 10, "Répond en 2 jours à 50 % des candidatures"),
        (None, 10, "N’a pas encore répondu aux candidatures reçues ici"),
        (1, 4, ""),
    ],
)
def test_a3_the_figures_in_words(app: Flask, hours, received, told):
    figures = AnswerFigures(company_id=1, received=received, answered=5 if hours else 0, median_hours=hours)
    with app.test_request_context():
        said = " ".join(filter(None, (pace(figures), rate(figures))))
    assert said.replace("\xa0", " ").replace("\u202f", " ") == told


def test_reckoning_again_writes_one_row_and_forgets_what_is_over(session, time_machine):
    scene = stage(session)
    answered(session, scene.offer, days=3)
    assert reckoned(session, scene.company) == reckoned(session, scene.company) == (1, 1, 3)
    session.expire_all()
    time_machine.move_to(now() + 400 * DAY)
    assert reckoned(session, scene.company) is None


def test_who_answers_least_is_first_in_the_cluster_s_list(session):
    scene = stage(session)
    slow = make_company(session, scene.cluster, name="Lente")
    offer = make_offer(session, slow, scene.cluster)
    for number in range(6):
        answered(session, scene.offer, days=2)
        make_application(session, offer, created_at=now() - 20 * DAY, answered_at=now() if number else None)
    reckon_figures(session)
    assert [one.company.name for one in standings(session, scene.cluster.id)] == ["Lente", "Chantiers Kermarec"]


def test_a3_organisers_read_nothing_of_what_their_members_received_elsewhere(session):
    scene = stage(session)
    elsewhere = make_cluster(session)
    other = make_company(session, scene.cluster, elsewhere, name="Ailleurs")
    here, away = make_offer(session, other, scene.cluster), make_offer(session, other, elsewhere)
    for number in range(9):
        answered(session, away, days=50)
        if number < 4:
            answered(session, here, days=1)
    reckon_figures(session)
    assert standings(session, scene.cluster.id) == []  # four, and thirteen in all are not for them to know
    answered(session, here, days=1)
    reckon_figures(session)
    told = [
        [(one.company.name, one.figures.received, one.figures.days) for one in standings(session, id)]
        for id in (scene.cluster.id, elsewhere.id)
    ]
    assert told == [[("Ailleurs", 5, 1)], [("Ailleurs", 9, 50)]]


def test_reckoning_asks_as_much_for_one_application_as_for_forty(session, engine):
    scene, counts = stage(session), []
    for more in (1, 39):
        for _ in range(more):
            answered(session, scene.offer, days=1)
        with count_queries(engine) as seen:
            reckon_figures(session)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_a3_candidates_read_it_on_the_offer_and_on_the_company_s_page(client, writing):
    with writing() as session:
        scene = stage(session)
        session.add(AnswerFigures(company_id=scene.company.id, received=10, answered=9, median_hours=80))
    shown = "Répond en 4 jours à 90 % des candidatures"
    for path in (f"/offres/{scene.offer.id}-soudeur-soudeuse", f"/entreprises/{scene.company.slug}/offres"):
        page = client.get(path).text.replace("\xa0", " ").replace("\u202f", " ")
        assert shown in page, path


def test_a3_candidates_read_nothing_of_a_company_with_four_applications(client, writing):
    with writing() as session:
        scene = stage(session)
        session.add(AnswerFigures(company_id=scene.company.id, received=4, answered=4, median_hours=80))
    for path in (f"/offres/{scene.offer.id}-soudeur-soudeuse", f"/entreprises/{scene.company.slug}/offres"):
        answer = client.get(path)
        assert (answer.status_code, "Répond en" in answer.text) == (200, False)


def test_a3_the_recruiter_reads_what_candidates_read(writing, sign_in):
    with writing() as session:
        scene = stage(session)
        session.add(AnswerFigures(company_id=scene.company.id, received=10, answered=9, median_hours=80))
    page = sign_in(scene.recruiter).get(scene.url).text.replace("\xa0", " ")
    assert "Répond en 4 jours à 90 % des candidatures." in page
