"""The board's figures: each number told, none that tells of persons."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select

from fairapp.clusters.models import Cluster, Company
from fairapp.offers.applications.enums import ApplicationStatus
from fairapp.offers.applications.models import Application
from fairapp.offers.enums import CloseReason
from fairapp.offers.enums import OfferStatus as Status
from fairapp.offers.models import Offer
from fairapp.offers.statistics import queries
from fairapp.offers.statistics.periods import months_asked
from fairapp.offers.statistics.queries import Answers, Delay, Period, period_of, without_few
from fairapp.offers.statistics.words import duration
from tests.factories import make_cluster, make_company, make_member, make_offer
from tests.support.counting import count_queries
from tests.support.htmx import HTMX, same, soup, swap

Sessions = Callable[[], AbstractContextManager[Session]]
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def at_noon() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


def when(month: int, day: int = 10) -> datetime:
    return datetime(2026, month, day, 9, tzinfo=UTC)


class Board:
    """A cluster with a member company, and what happened to its offers this autumn."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.cluster: Cluster = make_cluster(session, slug="pole")
        self.company: Company = make_company(session, self.cluster, name="=Atelier", slug="atelier")

    def offer(self, published: datetime, company: Company | None = None, **over: object) -> Offer:
        values = {"published_at": published, "valid_through": None, **over}
        return make_offer(self.session, company or self.company, self.cluster, **values)

    def filled(self, published: datetime, closed: datetime, reason: CloseReason = CloseReason.FILLED) -> Offer:
        return self.offer(published, status=Status.FILLED, closed_at=closed, close_reason=reason)

    def apply(self, offer: Offer, at: datetime, answered: datetime | None = None, **over: object) -> None:
        count = len(self.session.identity_map)
        values = {"email": f"p{count}-{at:%m%d%H%M%S}@exemple.fr", "created_at": at, "answered_at": answered, **over}
        self.session.add(Application(offer_id=offer.id, first_name="P", last_name="N", **values))
        self.session.flush()

    def period(self, since: str = "2026-09", until: str = "2026-11") -> Period:
        return period_of(self.cluster, months_asked(since, until, today=NOW.date()))


@pytest.fixture
def board(session: Session) -> Board:
    return Board(session)


def test_each_month_counts_what_was_published_on_line_filled_and_expired(board: Board) -> None:
    board.offer(when(9))
    board.filled(when(9), when(10))
    board.offer(when(10), status=Status.EXPIRED, closed_at=when(11))
    board.offer(when(8), status=Status.CLOSED, closed_at=when(11), close_reason=CloseReason.CANCELLED)
    board.offer(when(10), is_template=True)
    board.offer(when(10), status=Status.DRAFT, published_at=None)
    lines = [tuple(line)[1:] for line in queries.monthly(board.session, board.period())]
    assert lines == [(2, 3, 0, 0), (1, 3, 1, 0), (0, 1, 0, 1)]


def test_other_boards_are_left_out(board: Board) -> None:
    make_offer(board.session, board.company, make_cluster(board.session), published_at=when(10))
    assert sum(line.published for line in queries.monthly(board.session, board.period())) == 0
    assert queries.by_company(board.session, board.period()) == []


def test_an_offer_published_at_the_turn_of_the_month_counts_where_the_clock_on_the_wall_puts_it(board: Board) -> None:
    """Half past eleven in the evening of 30 September in UTC is 1 October in Paris."""
    board.offer(datetime(2026, 9, 30, 22, 30, tzinfo=UTC))
    assert [line.published for line in queries.monthly(board.session, board.period())] == [0, 1, 0]


def test_ends_are_told_by_reason(board: Board) -> None:
    board.filled(when(9), when(10))
    board.filled(when(9), when(11), CloseReason.FILLED_ELSEWHERE)
    board.filled(when(5), when(7))  # before the period
    board.offer(when(9), status=Status.ARCHIVED, closed_at=when(11))
    assert queries.endings(board.session, board.period()) == {
        CloseReason.FILLED: 1,
        CloseReason.FILLED_ELSEWHERE: 1,
        None: 1,
    }


def test_delays_are_medians_in_hours(board: Board) -> None:
    for days in (1, 2, 9):
        board.offer(when(10), submitted_at=when(10) - days * DAY)
        board.filled(when(10), when(10) + days * DAY)
    board.offer(when(10), submitted_at=when(10) + DAY)  # sent again later: that is another review
    assert queries.review_delay(board.session, board.period()) == Delay(48.0, 3)
    assert queries.filling_delay(board.session, board.period()) == Delay(48.0, 3)


def test_the_first_application_of_each_offer_counts_from_five_offers_on(board: Board) -> None:
    for days in (1, 2, 3, 4):
        offer = board.offer(when(9))
        board.apply(offer, when(9) + days * DAY)
        board.apply(offer, when(9) + 20 * DAY)
    assert queries.first_application_delay(board.session, board.period()) == Delay(None, 4)
    board.apply(board.offer(when(9)), when(9) + 5 * DAY)
    assert queries.first_application_delay(board.session, board.period()) == Delay(72.0, 5)


def test_answers_count_who_had_time_to_answer_and_who_was_not_gone(board: Board) -> None:
    offer = board.offer(when(9))
    for number in range(3):
        board.apply(offer, when(10) + number * DAY, when(10) + (number + 4) * DAY)
    board.apply(offer, when(10, 20), status=ApplicationStatus.UNANSWERED)
    board.apply(offer, when(10, 21), status=ApplicationStatus.WITHDRAWN)
    board.apply(offer, NOW - 6 * DAY)  # there is time left
    board.apply(offer, NOW - 5 * DAY, NOW - 1 * DAY)  # answered already
    answers = queries.answers(board.session, board.period())
    assert (answers.received, answers.answered, answers.rate) == (5, 4, 80)
    assert answers.delay == Delay(None, 4)


def answers(received: int) -> Answers:
    return Answers(received, received, Delay(None, 0))


@pytest.mark.parametrize(
    ("received", "shown"),
    [
        ({1: 5, 2: 9}, {1, 2}),
        ({1: 4}, set()),
        ({1: 4, 2: 9}, set()),  # 9 beside a total of 13 would tell of the 4
        ({1: 4, 2: 9, 3: 7}, {2}),
        ({1: 4, 2: 3, 3: 7}, {3}),  # seven that belong to no one in particular
        ({}, set()),
    ],
)
def test_no_group_under_five_is_told_nor_given_away_by_the_total(received: dict[int, int], shown: set[int]) -> None:
    assert set(without_few({id: answers(count) for id, count in received.items()})) == shown


@pytest.mark.parametrize(
    ("since", "until", "told"),
    [
        ("2026-04", "2026-06", 6),
        ("2026-07", "2026-09", None),  # four
        ("2026-04", "2026-09", 6),  # not ten: less the six of before, it would give the four away
        ("2026-04", "2026-05", None),  # no whole quarter
        ("2026-05", "2026-09", None),
        ("2026-01", "2026-06", 11),
        ("2026-01", "2026-11", 11),  # the quarter that goes on grows from day to day
    ],
)
def test_no_two_periods_differ_by_fewer_than_five_of_one_company(
    board: Board, since: str, until: str, told: int
) -> None:
    offer = board.offer(when(1))
    for month, count in ((2, 5), (5, 6), (8, 4), (10, 9)):
        for number in range(count):
            board.apply(offer, when(month) + number * DAY, when(month) + (number + 1) * DAY)
    [line] = queries.by_company(board.session, board.period(since, until))
    assert (line.answers and line.answers.received) == told


def test_a_quarter_is_told_once_all_of_its_applications_had_their_time(board: Board) -> None:
    offer = board.offer(when(7))
    for number in range(5):
        board.apply(offer, when(9, 28) + number * timedelta(hours=1))
    found = {}
    for day in (7, 8):
        with time_machine.travel(when(10, day), tick=False):
            [line] = queries.by_company(board.session, board.period("2026-07", "2026-09"))
            found[day] = line.answers and line.answers.received
    assert found == {7: None, 8: 5}


@pytest.mark.parametrize(
    ("hours", "told"), [(0.2, "1 heure"), (5.4, "5 heures"), (47, "47 heures"), (48, "2 jours"), (100, "4 jours")]
)
def test_durations_are_told_in_hours_then_in_days(app: Flask, hours: float, told: str) -> None:
    with app.test_request_context():
        assert duration(hours).replace("\u00a0", " ") == told


# The page


@pytest.fixture
def organiser(writing: Sessions, sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    with writing() as session:
        board = Board(session)
        offer = board.offer(when(9))
        board.filled(when(9), when(10))
        for number in range(6):
            board.apply(offer, when(9) + number * DAY, when(9) + (number + 1) * DAY)
        account = make_member(session, board.cluster)
    return sign_in(account)


URL = "/pilotage/pole/statistiques"


def test_the_page_swapped_is_the_page_fresh(organiser: FlaskClient) -> None:
    before, asked = organiser.get(URL), f"{URL}?du=2026-10&au=2026-10"
    fragment = organiser.get(asked, headers=HTMX)
    fresh = soup(organiser.get(asked))
    for page in (fresh, before := soup(before)):
        for option in page.select("option[selected]"):  # the form is the reader's own
            del option["selected"]
    assert same(swap(before, fragment, "#chiffres"), fresh)


def test_each_chart_has_a_table_that_says_the_same(organiser: FlaskClient) -> None:
    page = soup(organiser.get(URL))
    charts = page.select("section:has(svg.chart)")
    assert len(charts) == 4
    for chart in charts:
        assert chart.select_one("table caption").text == chart.select_one("svg title").text
    published = page.select_one("section[aria-labelledby=t-publiees]")
    assert [cell.text for cell in published.select("tbody th, tbody td")] == ["septembre 2026", "2"]
    assert "septembre 2026" in published.select_one("desc").text


def test_ends_are_told_in_words_and_bars(organiser: FlaskClient) -> None:
    bars = soup(organiser.get(URL)).select("section[aria-labelledby=t-fins] li")
    assert (bars[0].span.span.text, bars[0].b.text) == ("Pourvue grâce au site", "1")
    assert [bar.progress["value"] for bar in bars] == ["1", "0", "0", "0", "0"]


def test_the_export_says_what_the_page_says_and_holds_no_formula(organiser: FlaskClient) -> None:
    response = organiser.post(f"{URL}.csv?du=2026-07&au=2026-11")
    lines = response.get_data(as_text=True).lstrip("\ufeff").splitlines()
    assert response.headers["Content-Disposition"].endswith("statistiques-pole-2026-07-2026-11.csv")
    assert lines[3] == "Par mois;septembre 2026;2;2;0;0"
    assert lines[-1] == "Par entreprise;'=Atelier;2;1;1;0;6;6"
    journal = soup(organiser.get("/pilotage/pole/journal")).text
    assert "Statistiques exportées" in journal


@pytest.mark.parametrize("asked", ["?du=x&au=2026-99", "?du=2026-01&du=2026-02", "?au=2026-011111"])
def test_an_unreadable_period_is_the_usual_one(organiser: FlaskClient, asked: str) -> None:
    response = organiser.get(URL + asked)
    assert response.status_code == 200
    assert soup(response).select_one("#chiffres") is not None


def test_the_page_costs_the_same_for_few_and_many_companies(
    organiser: FlaskClient, app: Flask, writing: Sessions
) -> None:
    counts = []
    for _ in range(2):
        with count_queries(app.extensions["fairapp"].engine) as seen:
            organiser.get(URL)
        counts.append(len(seen))
        with writing() as session:
            cluster = session.exec(select(Cluster)).one()
            for number in range(4):
                company = make_company(session, cluster)
                offer = make_offer(session, company, cluster, published_at=when(9, number + 1), valid_through=None)
                session.add(Application(offer_id=offer.id, email=f"x{number}@exemple.fr", created_at=when(10)))
    assert counts[0] == counts[1]
