"""Two people act on one offer at the same instant: one decides, the other is told."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlmodel import Session

from fairapp.core.errors import Conflict
from fairapp.offers import services
from fairapp.offers.editing.services import create_offer, edit_offer
from fairapp.offers.enums import OfferStatus as Status
from fairapp.offers.lifecycle import Acting, as_author, as_organiser
from fairapp.offers.models import Offer
from tests.factories import actor_of, make_cluster, make_company, make_member
from tests.offers.making import changes_of, make_content
from tests.support.threads import at_once

Sessions = Callable[[], AbstractContextManager[Session]]
ROUNDS = 5


class Case:
    """A submitted offer, its author and its organiser."""

    def __init__(self, writing: Sessions) -> None:
        self.writing = writing
        with writing() as session:
            self.cluster = make_cluster(session)
            self.company = make_company(session, self.cluster)
            self.author = as_author(actor_of(make_member(session, self.company), companies=(self.company,)))
            organiser = actor_of(make_member(session, self.cluster), clusters=(self.cluster,))
            self.organiser = as_organiser(organiser, self.cluster.id)
            content = make_content(self.cluster)
            self.offer = create_offer(session, content, company=self.company, by=self.author)

    def act(self, step: Callable[..., object], by: Acting, **more: object) -> Callable[[], object]:
        def run() -> None:
            with self.writing() as session:
                step(session, session.get_one(Offer, self.offer.id), by=by, **more)

        return run


@pytest.fixture
def case(writing: Sessions) -> Case:
    return Case(writing)


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_o1_two_moderators_who_disagree_leave_one_decision(case: Case, reading: Sessions, _round: int) -> None:
    case.act(services.submit, case.author)()
    results = at_once(
        [
            case.act(services.publish, case.organiser, version=1),
            case.act(services.refuse, case.organiser, reason="Doublon", version=1),
        ]
    )
    assert sorted(type(result).__name__ for result in results) == ["Conflict", "NoneType"]
    with reading() as session:
        status = session.get_one(Offer, case.offer.id).status
        decided = "publish" if results[0] is None else "refuse"
        assert changes_of(session, case.offer) == ["create", "submit", decided]
    assert status is (Status.PUBLISHED if decided == "publish" else Status.REFUSED)


def test_o1_eight_clicks_at_once_send_once(case: Case, reading: Sessions) -> None:
    assert at_once([case.act(services.submit, case.author)] * 8) == [None] * 8
    with reading() as session:
        assert changes_of(session, case.offer) == ["create", "submit"]


def test_an_edit_and_an_approval_at_once_never_publish_what_nobody_read(case: Case, reading: Sessions) -> None:
    case.act(services.submit, case.author)()
    content = make_content(case.cluster, title="Chaudronnier / Chaudronnière F/H")

    def edit() -> None:
        with case.writing() as session:
            edit_offer(session, session.get_one(Offer, case.offer.id), content, version=1, by=case.author)

    results = at_once([edit, case.act(services.publish, case.organiser, version=1)])
    with reading() as session:
        offer = session.get_one(Offer, case.offer.id)
    assert results[0] is None
    assert offer.status is Status.SUBMITTED  # edited first: approval refused; approved first: back to review
    assert offer.version == 2


def test_two_edits_at_once_leave_one(case: Case, reading: Sessions) -> None:
    def edit(openings: int) -> Callable[[], None]:
        def run() -> None:
            content = make_content(case.cluster, openings=openings)
            with case.writing() as session:
                edit_offer(session, session.get_one(Offer, case.offer.id), content, version=1, by=case.author)

        return run

    results = at_once([edit(2), edit(3)])
    assert sorted(type(result).__name__ for result in results) == ["Conflict", "NoneType"]
    with reading() as session:
        assert session.get_one(Offer, case.offer.id).version == 2


def test_one_form_sent_eight_times_at_once_makes_one_offer(case: Case, reading: Sessions) -> None:
    made: list[int] = []

    def create() -> None:
        with case.writing() as session:
            content = make_content(case.cluster, title="Peintre F/H")
            offer = create_offer(session, content, company=case.company, by=case.author, form_key="k")
            made.append(offer.id)

    assert at_once([create] * 8) == [None] * 8
    assert len(set(made)) == 1


@pytest.mark.postgres_only
def test_without_the_lock_two_moderators_would_both_decide(
    case: Case, reading: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    case.act(services.submit, case.author)()
    both_have_read = threading.Barrier(2)

    def read_only(session: Session, offer: Offer) -> Offer:
        session.refresh(offer)
        both_have_read.wait(timeout=30)
        return offer

    monkeypatch.setattr(services, "lock", read_only)
    results = at_once(
        [case.act(services.publish, case.organiser), case.act(services.refuse, case.organiser, reason="Doublon")]
    )
    assert [result for result in results if isinstance(result, Conflict)] == []
    with reading() as session:
        assert sorted(changes_of(session, case.offer)[2:]) == ["publish", "refuse"]
