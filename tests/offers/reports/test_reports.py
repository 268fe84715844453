"""« Signaler cette offre »: three distinct people in seven days hide it, until an organiser decides."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, select

from fairapp.core.changes import SearchChange
from fairapp.core.clock import now
from fairapp.core.errors import DomainError
from fairapp.offers.enums import OfferStatus as Status
from fairapp.offers.enums import ReportReason
from fairapp.offers.lifecycle import Acting, as_organiser
from fairapp.offers.models import Offer, OfferReport
from fairapp.offers.reports import services
from fairapp.offers.reports.queries import count_fresh_reporters
from tests.factories import actor_of, make_cluster, make_company, make_member, make_offer
from tests.offers.making import changes_of, events_of
from tests.support.htmx import HTMX, same, soup, swap
from tests.support.threads import at_once

Sessions = Callable[[], AbstractContextManager[Session]]


@pytest.fixture
def offer(session: Session) -> Offer:
    cluster = make_cluster(session)
    return make_offer(session, make_company(session, cluster), cluster)


@pytest.fixture
def organiser(session: Session, offer: Offer) -> Acting:
    cluster = make_cluster(session)
    return as_organiser(actor_of(make_member(session, cluster), clusters=(cluster,)), cluster.id)


def report(session: Session, offer: Offer, *people: str) -> Status:
    for person in people:
        services.report_offer(session, offer, reporter=person, reason=ReportReason.FRAUD)
    return offer.status


def test_m6_two_people_do_not_hide_an_offer(session: Session, offer: Offer) -> None:
    assert report(session, offer, "a", "b", "a", "b") is Status.PUBLISHED


def test_m6_the_third_person_hides_it_once(session: Session, offer: Offer) -> None:
    assert report(session, offer, "a", "b", "c", "d") is Status.SUSPENDED
    assert changes_of(session, offer) == ["suspend"]
    assert events_of(session) == ["OfferSuspended"]
    assert offer.id in session.exec(select(SearchChange.row_id)).all()


def test_m6_reports_of_another_week_do_not_add_up(session: Session, offer: Offer) -> None:
    report(session, offer, "a", "b")
    for old in session.exec(select(OfferReport)):
        old.at = now() - timedelta(days=8)
    session.flush()
    assert report(session, offer, "c", "d") is Status.PUBLISHED


def test_one_person_has_one_open_report(session: Session, offer: Offer) -> None:
    report(session, offer, "a", "a")
    assert len(session.exec(select(OfferReport)).all()) == 1


def test_m6_nothing_wrong_puts_the_offer_back_on_line(session: Session, offer: Offer, organiser: Acting) -> None:
    report(session, offer, "a", "b", "c")
    services.dismiss_reports(session, offer, by=organiser)
    assert offer.status is Status.PUBLISHED
    assert {row.was_upheld for row in session.exec(select(OfferReport))} == {False}
    assert changes_of(session, offer) == ["suspend", "dismiss_reports", "resume"]


def test_m6_the_same_people_do_not_hide_it_twice(session: Session, offer: Offer, organiser: Acting) -> None:
    report(session, offer, "a", "b", "c")
    services.dismiss_reports(session, offer, by=organiser)
    assert report(session, offer, "a", "b", "c", "d", "e") is Status.PUBLISHED
    assert report(session, offer, "f") is Status.SUSPENDED


def test_m6_something_wrong_keeps_it_off_line(session: Session, offer: Offer, organiser: Acting) -> None:
    report(session, offer, "a", "b", "c")
    services.uphold_reports(session, offer, by=organiser, reason="Arnaque")
    assert offer.status is Status.SUSPENDED
    assert {row.was_upheld for row in session.exec(select(OfferReport))} == {True}


def test_what_is_not_on_line_is_not_reported(session: Session, offer: Offer) -> None:
    offer.status = Status.CLOSED
    session.flush()
    with pytest.raises(DomainError):
        report(session, offer, "a")


EIGHT = "abcdefgh"


def report_at_once(writing: Sessions, people: str) -> Offer:
    """Let each person report in a thread and a transaction of their own."""
    with writing() as session:
        cluster = make_cluster(session)
        offer = make_offer(session, make_company(session, cluster), cluster)

    def one(person: str) -> None:
        with writing() as session:
            row = session.get_one(Offer, offer.id)
            services.report_offer(session, row, reporter=person, reason=ReportReason.FRAUD)

    results = at_once([lambda person=person: one(person) for person in people])
    assert [result for result in results if result is not None] == []
    return offer


def test_m6_of_eight_reports_at_once_one_hides_the_offer(writing: Sessions, reading: Sessions) -> None:
    offer = report_at_once(writing, EIGHT)
    with reading() as session:
        assert session.get_one(Offer, offer.id).status is Status.SUSPENDED
        assert changes_of(session, offer) == ["suspend"]
        assert len(session.exec(select(OfferReport)).all()) == len(EIGHT)


@pytest.mark.postgres_only
def test_without_the_lock_three_reports_at_once_would_not_see_each_other(
    writing: Sessions, reading: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    everyone_has_counted = threading.Barrier(3)

    def count(session: Session, offer_id: int) -> int:
        found = count_fresh_reporters(session, offer_id)
        everyone_has_counted.wait(timeout=30)
        return found

    monkeypatch.setattr(services, "lock", lambda _session, row: row)
    monkeypatch.setattr(services, "count_fresh_reporters", count)
    offer = report_at_once(writing, "abc")
    with reading() as session:
        assert session.get_one(Offer, offer.id).status is Status.PUBLISHED


# Pages


@pytest.fixture
def url(writing: Sessions) -> str:
    with writing() as session:
        cluster = make_cluster(session)
        offer = make_offer(session, make_company(session, cluster), cluster)
    return f"/offres/{offer.id}/signaler"


def reports(reading: Sessions) -> list[OfferReport]:
    with reading() as session:
        return list(session.exec(select(OfferReport)))


def test_m6_a_visitor_reports_without_an_account(client: FlaskClient, url: str, reading: Sessions) -> None:
    assert client.get(url).status_code == 200
    answer = client.post(url, data={"reason": "fraud", "message": "On me demande de l’argent."})
    assert answer.status_code == 200
    assert "Merci." in soup(answer).select_one("#report").text
    (kept,) = reports(reading)
    assert (kept.reason, kept.message, len(kept.reporter)) == (ReportReason.FRAUD, "On me demande de l’argent.", 64)
    assert "127.0.0.1" not in kept.reporter


def test_m6_the_same_visitor_counts_once(client: FlaskClient, url: str, reading: Sessions) -> None:
    for _ in range(3):
        client.post(url, data={"reason": "fraud"})
    assert len(reports(reading)) == 1


def test_s2_the_form_swapped_in_equals_the_fresh_page(client: FlaskClient, url: str) -> None:
    before = soup(client.get(url))
    fragment = client.post(url, data={"message": "x"}, headers=HTMX)
    assert fragment.status_code == 422
    assert same(swap(before, fragment, "#report"), client.post(url, data={"message": "x"}))


def test_a_robot_is_thanked_and_ignored(client: FlaskClient, url: str, reading: Sessions) -> None:
    assert client.post(url, data={"reason": "fraud", "site_web": "https://x"}).status_code == 200
    assert reports(reading) == []


def test_too_many_reports_are_refused(client: FlaskClient, url: str) -> None:
    statuses = [client.post(url, data={"reason": "fraud"}).status_code for _ in range(11)]
    assert statuses == [200] * 10 + [429]


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SUSPENDED, Status.CLOSED])
def test_an_offer_that_visitors_do_not_see_has_no_form(client: FlaskClient, writing: Sessions, status: Status) -> None:
    with writing() as session:
        offer = make_offer(session, status=status)
    assert client.get(f"/offres/{offer.id}/signaler").status_code == 404
    assert client.get("/offres/99999999999999999999/signaler").status_code == 404
