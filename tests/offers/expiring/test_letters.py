"""When the letters before an offer's end go out, to whom, and when they do not (row O2)."""

from datetime import date, datetime, timedelta

import pytest
import time_machine

from fairapp.core.clock import PARIS
from fairapp.offers import services
from fairapp.offers.enums import OfferStatus as Status
from fairapp.offers.expiring import handlers
from fairapp.offers.lifecycle import SYSTEM, Acting, Who
from fairapp.offers.models import Offer, OfferChange
from tests.factories import make_company, make_offer
from tests.offers.expiring.conftest import AUTHOR, COLLEAGUE, ORGANISER, PUBLISHED_ON, Desk, at, body_of, links_in

LAST = PUBLISHED_ON + timedelta(days=60)  # 2027-01-01


def before_end(days: int) -> date:
    return LAST - timedelta(days=days)


def test_o2_the_letters_come_a_week_and_a_day_before_and_on_no_other_day(desk: Desk) -> None:
    desk.offer()
    sent = {days: len(desk.pass_day(before_end(days))) for days in range(10, -2, -1)}
    assert {days for days, count in sent.items() if count} == {7, 1}
    assert sent[7] == sent[1] == 2  # one for each of the company's people


def test_o2_the_letter_names_the_day_and_carries_one_link_for_each_answer(desk: Desk) -> None:
    desk.offer()
    author, colleague = sorted(desk.pass_day(before_end(7)), key=lambda letter: str(letter["To"]))
    assert (str(author["To"]), str(colleague["To"])) == (AUTHOR, COLLEAGUE)
    assert str(author["Subject"]).replace("\u00a0", " ") == "Plus que 7 jours en ligne : Soudeur / Soudeuse F/H"
    assert "jusqu’au 1er janvier 2027 inclus" in body_of(author)
    assert [*links_in(author)] == ["Prolonger", "Le poste est pourvu", "Clôturer l’offre"]
    assert not set(links_in(author).values()) & set(links_in(colleague).values())
    assert len(desk.links()) == 6
    assert [part.get_content_type() for part in author.iter_parts()] == ["text/plain", "text/html"]


def test_o2_one_letter_for_each_key_however_often_the_clock_comes_by(desk: Desk) -> None:
    desk.offer()
    assert [len(desk.pass_day(before_end(7), hour)) for hour in (9, 12, 20)] == [2, 0, 0]
    assert len(desk.pass_day(before_end(6))) == 0


def test_o2_letters_wait_for_the_morning(desk: Desk) -> None:
    desk.offer()
    assert desk.pass_day(before_end(7), hour=1) == []
    assert len(desk.pass_day(before_end(7), hour=8)) == 2


@pytest.mark.parametrize(("late", "sent"), [(1, 2), (3, 2), (4, 0)])
def test_o2_a_worker_that_stood_still_sends_the_week_s_letter_three_days_late_at_most(
    desk: Desk, late: int, sent: int
) -> None:
    desk.offer()
    assert len(desk.pass_day(before_end(7 - late))) == sent


def test_o2_on_the_last_day_the_letter_of_the_day_before_is_still_sent(desk: Desk) -> None:
    desk.offer()
    (one, _other) = desk.pass_day(before_end(0))
    assert str(one["Subject"]).startswith("Dernier jour en ligne")


def test_o2_an_imported_offer_is_its_source_s_affair(desk: Desk) -> None:
    desk.offer(source="france-travail", reference="123", imported_at=at(PUBLISHED_ON))
    assert [desk.pass_day(before_end(days)) for days in (7, 1)] == [[], []]


@pytest.mark.parametrize("company", ["none", "unclaimed", "without people"])
def test_o2_an_offer_that_nobody_minds_is_its_organisers_affair(desk: Desk, company: str) -> None:
    with desk.writing() as session:
        claimed = {} if company == "without people" else {"claimed_at": None}
        whose = None if company == "none" else make_company(session, desk.cluster, **claimed)
    desk.offer(whose)
    assert [str(letter["To"]) for letter in desk.pass_day(before_end(7))] == [ORGANISER]


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SUBMITTED, Status.SUSPENDED, Status.FILLED, Status.CLOSED])
def test_o2_only_what_is_on_line_is_asked_about(desk: Desk, status: Status) -> None:
    desk.offer(status=status)
    assert desk.pass_day(before_end(7)) == []


def test_o2_who_has_just_chosen_the_end_is_not_asked_about_it(desk: Desk) -> None:
    """Published on Monday for five days: nothing that day, one letter the day before the end."""
    friday = PUBLISHED_ON + timedelta(days=4)
    with time_machine.travel(at(PUBLISHED_ON), tick=False), desk.writing() as session:
        offer = make_offer(session, desk.company, desk.cluster, status=Status.DRAFT, valid_through=friday)
        services.publish(session, offer, by=SYSTEM)
    sent = [len(desk.pass_day(PUBLISHED_ON + timedelta(days=day), hour=14)) for day in range(5)]
    assert sent == [0, 0, 0, 2, 0]


def test_o2_trusted_people_who_edit_the_end_are_not_asked_about_it(desk: Desk) -> None:
    offer = desk.offer()
    with time_machine.travel(at(before_end(7), 9), tick=False), desk.writing() as session:
        fields = ["title", "valid_through"]
        session.add(OfferChange(offer_id=offer.id, action="edit", status=Status.PUBLISHED, fields=fields))
    assert desk.pass_day(before_end(7)) == []
    assert len(desk.pass_day(before_end(1))) == 2


def test_o2_what_was_prolonged_between_the_queue_and_the_letter_is_not_asked_about(desk: Desk) -> None:
    offer = desk.offer()
    desk.pass_day(before_end(7), hour=1)  # queued for eight o'clock
    with time_machine.travel(at(before_end(7), 7), tick=False), desk.writing() as session:
        services.extend(session, session.get_one(Offer, offer.id), by=Acting(Who.AUTHOR))
    assert desk.pass_day(before_end(7), hour=9) == []
    assert desk.links() == []


def test_o2_an_extension_brings_letters_of_its_own(desk: Desk) -> None:
    offer = desk.offer()
    desk.pass_day(before_end(7))
    with desk.writing() as session:
        session.get_one(Offer, offer.id).valid_through = LAST + timedelta(days=20)
    assert [len(desk.pass_day(before_end(days))) for days in (1, -12, -13)] == [0, 0, 2]


def test_o2_what_can_no_longer_be_prolonged_is_not_offered_to_be(desk: Desk) -> None:
    desk.offer(valid_through=PUBLISHED_ON + timedelta(days=90))
    (one, _other) = desk.pass_day(PUBLISHED_ON + timedelta(days=83))
    assert [*links_in(one)] == ["Le poste est pourvu", "Clôturer l’offre"]
    assert "ne peut plus être prolongée" in body_of(one)


NIGHTS = [date(2026, 10, 25), date(2027, 3, 28)]  # an hour more, an hour less


@pytest.mark.parametrize("night", NIGHTS)
def test_o2_days_are_counted_by_the_calendar_in_paris_over_both_nights_of_the_clock(desk: Desk, night: date) -> None:
    """The week before the end holds 169 or 167 hours, never six or eight days."""
    published = night - timedelta(days=30)
    offer = desk.offer(published_at=at(published), valid_through=night + timedelta(days=3))
    first = night - timedelta(days=4)
    assert [len(desk.pass_day(first + timedelta(days=day))) for day in (-1, 0, 1)] == [0, 2, 0]
    end = night + timedelta(days=3)
    assert expired_at(desk, offer, at(end, 23, 59)) is Status.PUBLISHED
    assert expired_at(desk, offer, at(end + timedelta(days=1), 0, 1)) is Status.EXPIRED


@pytest.mark.parametrize("night", NIGHTS)
def test_o2_what_ends_on_the_night_of_the_clock_ends_at_its_midnight(desk: Desk, night: date) -> None:
    offer = desk.offer(published_at=at(night - timedelta(days=30)), valid_through=night)
    assert expired_at(desk, offer, at(night, 23, 59)) is Status.PUBLISHED
    assert expired_at(desk, offer, at(night + timedelta(days=1), 0, 1)) is Status.EXPIRED


def expired_at(desk: Desk, offer: Offer, moment: datetime) -> Status:
    with time_machine.travel(moment, tick=False), desk.writing() as session:
        services.expire_offers(session)
        return session.get_one(Offer, offer.id).status


def test_o2_an_offer_lives_sixty_days_and_is_over_on_the_sixty_first(desk: Desk) -> None:
    with time_machine.travel(at(PUBLISHED_ON, 23, 30), tick=False), desk.writing() as session:
        offer = make_offer(session, desk.company, desk.cluster, status=Status.DRAFT, valid_through=None)
        offer.valid_through = None
        services.publish(session, offer, by=SYSTEM)
    assert desk.read(offer).valid_through == LAST
    assert expired_at(desk, offer, at(LAST, 23, 59)) is Status.PUBLISHED
    assert expired_at(desk, offer, at(LAST + timedelta(days=1), 0, 1)) is Status.EXPIRED


def test_o2_published_just_after_midnight_its_ninety_days_are_counted_from_that_day(desk: Desk) -> None:
    """At half past midnight in Paris it is still the day before in UTC."""
    with time_machine.travel(datetime(2026, 11, 2, 0, 30, tzinfo=PARIS), tick=False), desk.writing() as session:
        asked = PUBLISHED_ON + timedelta(days=200)
        offer = make_offer(
            session, desk.company, desk.cluster, status=Status.DRAFT, valid_through=asked, published_at=None
        )
        services.publish(session, offer, by=SYSTEM)
    assert desk.read(offer).valid_through == PUBLISHED_ON + timedelta(days=90)


def test_more_endings_than_one_transaction_holds_are_come_back_for(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handlers, "BATCH", 2)
    for _ in range(5):
        desk.offer()
    assert len(desk.pass_day(before_end(7))) == 10
