"""What the links of the letter do: GET shows, POST acts, in any order, until the offer ends (row O2)."""

from datetime import date, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import delete
from sqlmodel import col, select

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.models import Account, ActionLink
from fairapp.accounts.services import revoke_links
from fairapp.clusters.models import Affiliation
from fairapp.clusters.queries import membership_of
from fairapp.core.errors import Conflict
from fairapp.offers import services
from fairapp.offers.enums import CloseReason
from fairapp.offers.enums import OfferStatus as Status
from fairapp.offers.expiring.services import answer
from fairapp.offers.lifecycle import Acting, Action, Who
from fairapp.offers.models import Offer
from tests.factories import make_company
from tests.offers.expiring.conftest import AUTHOR, COLLEAGUE, ORGANISER, PUBLISHED_ON, Desk, at, links_in
from tests.offers.making import changes_of
from tests.support.htmx import soup
from tests.support.threads import at_once

LAST = PUBLISHED_ON + timedelta(days=60)
WEEK = LAST - timedelta(days=7)
EXTENDED = PUBLISHED_ON + timedelta(days=90)  # 60 days from then would be more than 90 in all
EXTEND, FILL, CLOSE = "Prolonger", "Le poste est pourvu", "Clôturer l’offre"


class Inbox:
    """A reader's browser, some time after the letter."""

    def __init__(self, desk: Desk, client: FlaskClient, offer: Offer, *, reader: str = AUTHOR) -> None:
        self.desk, self.client, self.offer = desk, client, offer
        letters = {str(letter["To"]): links_in(letter) for letter in desk.pass_day(WEEK)}
        self.links, self.letters = letters[reader], letters

    def open(self, which: str, *, on: date = WEEK, reader: str = "") -> tuple[int, str]:
        with time_machine.travel(at(on, 14), tick=False):
            response = self.client.get((self.letters[reader] if reader else self.links)[which])
        return response.status_code, soup(response).main.text

    def click(self, which: str, *, on: date = WEEK, hour: int = 14, **fields: str) -> int:
        with time_machine.travel(at(on, hour), tick=False):
            return self.client.post(self.links[which], data=fields).status_code

    @property
    def standing(self) -> tuple[Status, date | None, CloseReason | None]:
        offer = self.desk.read(self.offer)
        return offer.status, offer.valid_through, offer.close_reason


@pytest.fixture
def inbox(desk: Desk, client: FlaskClient, unlimited: None) -> Inbox:
    return Inbox(desk, client, desk.offer())


def test_o2_opening_the_links_changes_nothing(inbox: Inbox) -> None:
    for which in (EXTEND, FILL, CLOSE) * 2:
        code, text = inbox.open(which)
        assert (code, "Soudeur / Soudeuse F/H" in text) == (200, True)
    assert inbox.standing == (Status.PUBLISHED, LAST, None)
    with inbox.desk.writing() as session:
        assert changes_of(session, inbox.offer) == []
        assert session.exec(select(ActionLink).where(col(ActionLink.used_at).is_not(None))).all() == []


@pytest.mark.parametrize(("which", "first"), [(EXTEND, []), (FILL, ["filled"]), (CLOSE, ["postponed"])])
def test_o2_the_usual_reason_is_chosen_beforehand(inbox: Inbox, which: str, first: list[str]) -> None:
    with time_machine.travel(at(WEEK, 14), tick=False):
        page = soup(inbox.client.get(inbox.links[which]))
    assert [one["value"] for one in page.select("input[type=radio][checked]")] == first


@pytest.mark.parametrize(
    ("which", "fields", "standing"),
    [
        (EXTEND, {}, (Status.PUBLISHED, EXTENDED, None)),
        (FILL, {}, (Status.FILLED, LAST, CloseReason.FILLED)),
        (FILL, {"reason": "filled_elsewhere"}, (Status.FILLED, LAST, CloseReason.FILLED_ELSEWHERE)),
        (FILL, {"reason": "cancelled"}, (Status.FILLED, LAST, CloseReason.FILLED)),  # not an answer of this link
        (CLOSE, {"reason": "cancelled"}, (Status.CLOSED, LAST, CloseReason.CANCELLED)),
        (CLOSE, {}, (Status.CLOSED, LAST, CloseReason.POSTPONED)),
    ],
)
def test_o2_the_button_does_what_the_link_says_once(
    inbox: Inbox, which: str, fields: dict[str, str], standing: tuple[object, ...]
) -> None:
    assert [inbox.click(which, **fields) for _ in range(3)] == [303] * 3
    assert inbox.standing == standing
    assert "C’est fait" in inbox.open(which)[1]
    with inbox.desk.writing() as session:
        assert len(changes_of(session, inbox.offer)) == 1


def test_o2_the_history_names_who_answered(inbox: Inbox) -> None:
    inbox.click(FILL)
    with inbox.desk.writing() as session:
        change = services.queries.history(session, inbox.offer.id)[0]
        account = session.exec(select(Account).where(Account.email == AUTHOR)).one()
    assert change.change.account_id == account.id


def test_o2_a_click_days_later_on_the_same_link_adds_no_day(inbox: Inbox) -> None:
    short = inbox.desk.offer(published_at=at(WEEK - timedelta(days=9)), title="Peintre F/H")
    with inbox.desk.writing() as session:
        session.get_one(Offer, short.id).valid_through = LAST + timedelta(days=2)
    letter = next(one for one in inbox.desk.pass_day(WEEK + timedelta(days=2)) if str(one["To"]) == AUTHOR)
    inbox.offer, inbox.links = short, links_in(letter)
    inbox.click(EXTEND, on=WEEK + timedelta(days=2))
    first = inbox.standing
    inbox.click(EXTEND, on=WEEK + timedelta(days=5))
    assert first == inbox.standing == (Status.PUBLISHED, WEEK + timedelta(days=62), None)


@pytest.mark.parametrize("order", [(EXTEND, FILL), (EXTEND, CLOSE)])
def test_o2_what_was_prolonged_can_still_be_ended(inbox: Inbox, order: tuple[str, str]) -> None:
    assert [inbox.click(which) for which in order] == [303, 303]
    assert inbox.standing[0] is {FILL: Status.FILLED, CLOSE: Status.CLOSED}[order[1]]


@pytest.mark.parametrize("order", [(FILL, EXTEND), (CLOSE, EXTEND), (FILL, CLOSE), (CLOSE, FILL)])
def test_o2_what_ended_is_not_brought_back_by_another_link(inbox: Inbox, order: tuple[str, str]) -> None:
    assert [inbox.click(which) for which in order] == [303, 409]
    assert inbox.standing[0] is {FILL: Status.FILLED, CLOSE: Status.CLOSED}[order[0]]
    code, text = inbox.open(order[1])
    assert (code, "Ce lien ne change plus rien" in text) == (200, True)


@pytest.mark.parametrize("is_marked", [False, True], ids=["the clock has not come by", "marked as expired"])
def test_o2_the_links_are_good_until_the_offer_s_last_midnight(inbox: Inbox, is_marked: bool) -> None:
    assert "Prolonger" in inbox.open(EXTEND, on=LAST)[1]
    after = LAST + timedelta(days=1)
    if is_marked:
        with time_machine.travel(at(after, 0, 1), tick=False), inbox.desk.writing() as session:
            services.expire_offers(session)
    assert [inbox.click(which, on=after, hour=1) for which in (EXTEND, FILL, CLOSE)] == [409] * 3
    assert inbox.standing == (Status.EXPIRED if is_marked else Status.PUBLISHED, LAST, None)
    assert "Cette offre a expiré" in inbox.open(EXTEND, on=after)[1]


def test_o2_in_its_last_minute_the_offer_is_still_prolonged(inbox: Inbox) -> None:
    with time_machine.travel(at(LAST, 23, 59), tick=False):
        assert inbox.client.post(inbox.links[EXTEND]).status_code == 303
    assert inbox.standing == (Status.PUBLISHED, EXTENDED, None)


def test_o2_a_link_that_was_revoked_shows_and_does_nothing(inbox: Inbox) -> None:
    with time_machine.travel(at(WEEK, 13), tick=False), inbox.desk.writing() as session:
        assert revoke_links(session, LinkPurpose.OFFER_FILL, subject_id=inbox.offer.id) == 2
    assert inbox.open(FILL)[0] == inbox.click(FILL) == 404
    assert inbox.click(EXTEND) == 303


def test_o2_who_left_the_company_no_longer_answers_for_it(inbox: Inbox) -> None:
    with inbox.desk.writing() as session:
        gone = select(Account.id).where(Account.email == AUTHOR)
        session.execute(delete(Affiliation).where(col(Affiliation.account_id).in_(gone)))
    assert inbox.click(FILL) == 404
    assert inbox.open(FILL, reader=COLLEAGUE)[0] == 200
    assert inbox.standing[0] is Status.PUBLISHED


def test_o2_a_link_for_one_answer_gives_no_other(inbox: Inbox, client: FlaskClient) -> None:
    number, mac = inbox.links[EXTEND].rpartition("/")[2].split("-", 1)
    swapped = f"/fin-d-offre/{int(number) + 1}-{mac}"  # the number of the next link, the proof of this one
    assert client.get(swapped).status_code == client.post(swapped).status_code == 404


def test_o2_a_company_whose_membership_lapsed_is_told_why_it_prolongs_nothing(inbox: Inbox) -> None:
    with inbox.desk.writing() as session:
        membership_of(session, inbox.desk.cluster.id, inbox.desk.company.id).until = WEEK - timedelta(days=1)
    assert inbox.click(EXTEND) == 422
    assert inbox.standing == (Status.PUBLISHED, LAST, None)


def test_o2_an_organiser_answers_for_a_company_without_people(desk: Desk, client: FlaskClient, unlimited: None) -> None:
    with desk.writing() as session:
        unclaimed = make_company(session, desk.cluster, claimed_at=None)
    inbox = Inbox(desk, client, desk.offer(unclaimed), reader=ORGANISER)
    assert inbox.click(EXTEND) == 303
    assert inbox.standing == (Status.PUBLISHED, EXTENDED, None)


def test_o2_two_people_with_different_answers_leave_one(desk: Desk) -> None:
    """Whoever is second is told; the offer is filled or closed, once."""
    offer = desk.offer()
    with time_machine.travel(at(WEEK, 14), tick=False):

        def giving(action: Action) -> object:
            def run() -> None:
                with desk.writing() as session:
                    answer(session, session.get_one(Offer, offer.id), action, by=Acting(Who.AUTHOR), since=at(WEEK))

            return run

        results = at_once([giving(Action.FILL), giving(Action.CLOSE)])
    assert sorted(type(result).__name__ for result in results) == [Conflict.__name__, "NoneType"]
    with desk.writing() as session:
        won = "fill" if results[0] is None else "close"
        assert changes_of(session, offer) == [won]
        assert session.get_one(Offer, offer.id).status.value == {"fill": "filled", "close": "closed"}[won]


def test_o2_eight_clicks_at_once_prolong_once(desk: Desk) -> None:
    offer = desk.offer()
    with time_machine.travel(at(WEEK, 14), tick=False):

        def extend() -> None:
            with desk.writing() as session:
                one = session.get_one(Offer, offer.id)
                answer(session, one, Action.EXTEND, by=Acting(Who.AUTHOR), since=at(WEEK))

        assert at_once([extend] * 8) == [None] * 8
    with desk.writing() as session:
        assert changes_of(session, offer) == ["extend"]
