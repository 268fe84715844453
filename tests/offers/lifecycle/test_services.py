"""The steps of an offer's life, with what each leaves behind: status, dates, log, event, search."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from sqlmodel import Session, select

from fairapp.accounts.models import AuditEntry
from fairapp.clusters.enums import MembershipStatus
from fairapp.clusters.models import Cluster, Company
from fairapp.clusters.queries import membership_of
from fairapp.core.changes import SearchChange
from fairapp.core.clock import now, today
from fairapp.core.errors import Conflict, DomainError
from fairapp.offers import lifecycle, services
from fairapp.offers.content import Unfinished
from fairapp.offers.editing.services import create_offer
from fairapp.offers.enums import CloseReason
from fairapp.offers.enums import OfferStatus as Status
from fairapp.offers.lifecycle import SYSTEM, Acting, Action, Who, as_author, as_organiser
from fairapp.offers.models import Offer, OfferChange
from tests.factories import actor_of, make_cluster, make_company, make_member, make_membership, make_offer
from tests.offers.making import COMPLETE, changes_of, events_of, make_content


@pytest.fixture
def cluster(session: Session) -> Cluster:
    return make_cluster(session)


@pytest.fixture
def company(session: Session, cluster: Cluster) -> Company:
    return make_company(session, cluster)


@pytest.fixture
def author(session: Session, company: Company) -> Acting:
    return as_author(actor_of(make_member(session, company), companies=(company,)))


@pytest.fixture
def organiser(session: Session, cluster: Cluster) -> Acting:
    return as_organiser(actor_of(make_member(session, cluster), clusters=(cluster,)), cluster.id)


@pytest.fixture
def draft(session: Session, company: Company, cluster: Cluster, author: Acting) -> Offer:
    return create_offer(session, make_content(cluster), company=company, by=author)


@pytest.fixture
def live(session: Session, company: Company, cluster: Cluster) -> Offer:
    return make_offer(session, company, cluster)


def test_o3_a_members_offer_waits_for_review(session: Session, draft: Offer, author: Acting) -> None:
    services.submit(session, draft, by=author)
    assert (draft.status, draft.published_at) == (Status.SUBMITTED, None)
    assert draft.submitted_at is not None
    assert events_of(session) == ["OfferSubmitted"]


def test_o3_a_trusted_company_publishes_directly(session: Session, cluster: Cluster) -> None:
    company = make_company(session, cluster, trusted=True)
    by = as_author(actor_of(make_member(session, company), companies=(company,)))
    offer = create_offer(session, make_content(cluster), company=company, by=by)
    services.submit(session, offer, by=by)
    assert offer.status is Status.PUBLISHED
    assert events_of(session) == ["OfferPublished"]


def test_o3_in_a_cluster_that_does_not_moderate_everyone_is_trusted(session: Session) -> None:
    cluster = make_cluster(session, moderates=False)
    company = make_company(session, cluster)
    by = as_author(actor_of(make_member(session, company), companies=(company,)))
    offer = create_offer(session, make_content(cluster), company=company, by=by)
    assert services.submit(session, offer, by=by).status is Status.PUBLISHED


def test_o3_one_board_that_reviews_is_enough_to_wait(session: Session, cluster: Cluster) -> None:
    company = make_company(session, cluster, trusted=True)
    other = make_cluster(session)
    make_membership(session, other, company)
    by = as_author(actor_of(make_member(session, company), companies=(company,)))
    offer = create_offer(session, make_content(cluster, other), company=company, by=by)
    assert services.submit(session, offer, by=by).status is Status.SUBMITTED


def test_o3_trust_does_not_overrule_a_refusal(session: Session, cluster: Cluster, organiser: Acting) -> None:
    company = make_company(session, cluster, trusted=True)
    by = as_author(actor_of(make_member(session, company), companies=(company,)))
    offer = make_offer(session, company, cluster, status=Status.REFUSED, **make_content(cluster).draft.model_dump())
    assert services.submit(session, offer, by=by).status is Status.SUBMITTED


@pytest.mark.parametrize(
    "membership",
    [{"status": MembershipStatus.LAPSED}, {"until": today() - timedelta(days=1)}, {"status": MembershipStatus.PENDING}],
)
def test_o3_a_lapsed_member_cannot_publish(session: Session, cluster: Cluster, membership: dict[str, object]) -> None:
    company = make_company(session)
    make_membership(session, cluster, company, is_trusted=True, **membership)
    by = as_author(actor_of(make_member(session, company), companies=(company,)))
    offer = create_offer(session, make_content(cluster), company=company, by=by)
    with pytest.raises(DomainError) as refusal:
        services.submit(session, offer, by=by)
    assert refusal.value.params == {"company": company.name, "cluster": cluster.name}
    assert offer.status is Status.DRAFT


def test_o3_an_organiser_cannot_publish_for_a_member_that_lapsed_meanwhile(
    session: Session, draft: Offer, author: Acting, organiser: Acting, company: Company, cluster: Cluster
) -> None:
    services.submit(session, draft, by=author)
    membership = membership_of(session, cluster.id, company.id)
    assert membership is not None
    membership.status = MembershipStatus.LAPSED
    session.flush()
    with pytest.raises(DomainError, match="n’est pas en cours"):
        services.publish(session, draft, by=organiser)


def test_an_unfinished_offer_is_not_sent_and_says_all_that_is_missing(
    session: Session, company: Company, author: Acting
) -> None:
    content = make_content(places=(), description="", salary_min_cents=None, salary_max_cents=None)
    offer = create_offer(session, content, company=company, by=author)
    with pytest.raises(Unfinished) as refusal:
        services.submit(session, offer, by=author)
    fields = {problem.field for problem in refusal.value.problems}
    assert fields == {"description", "places[0].text", "cluster_ids", "salary_min_cents"}


def test_o4_wording_that_the_law_forbids_keeps_an_offer_from_being_sent(
    session: Session, company: Company, cluster: Cluster, author: Acting
) -> None:
    text = "Nous recherchons une personne célibataire, sans enfants, pour de nombreux déplacements."
    offer = create_offer(session, make_content(cluster, description=text), company=company, by=author)
    with pytest.raises(Unfinished) as refusal:
        services.submit(session, offer, by=author)
    assert [problem.field for problem in refusal.value.problems] == ["description"]


def test_o5_a_motive_stands_for_the_range(session: Session, company: Company, cluster: Cluster, author: Acting) -> None:
    words = {
        "salary_min_cents": None,
        "salary_max_cents": None,
        "salary_unit": None,
        "salary_motive": "selon la grille",
    }
    offer = create_offer(session, make_content(cluster, **words), company=company, by=author)
    assert services.submit(session, offer, by=author).status is Status.SUBMITTED


def test_double_click_on_submit_sends_once(session: Session, draft: Offer, author: Acting) -> None:
    services.submit(session, draft, by=author)
    services.submit(session, draft, by=author)
    assert changes_of(session, draft) == ["create", "submit"]
    assert events_of(session) == ["OfferSubmitted"]


def test_each_step_is_logged_with_who_when_and_why(
    session: Session, draft: Offer, author: Acting, organiser: Acting
) -> None:
    services.submit(session, draft, by=author)
    services.return_to_author(session, draft, by=organiser, reason="Précisez les horaires.")
    last = session.exec(
        select(OfferChange).where(OfferChange.offer_id == draft.id).order_by(OfferChange.id.desc())
    ).first()
    assert last is not None
    assert (last.action, last.status, last.reason) == ("return", Status.RETURNED, "Précisez les horaires.")
    assert last.account_id == organiser.account_id
    audited = session.exec(select(AuditEntry.action, AuditEntry.cluster_id).where(AuditEntry.subject == "offer")).all()
    assert [action for action, _cluster in audited] == ["offer.create", "offer.submit", "offer.return"]
    assert {cluster for _action, cluster in audited} == {organiser.cluster_id}


@pytest.mark.parametrize("decide", [services.return_to_author, services.refuse, services.suspend])
def test_a_decision_against_an_offer_needs_a_reason(
    session: Session, live: Offer, organiser: Acting, decide: object
) -> None:
    with pytest.raises(DomainError) as refusal:
        decide(session, live, by=organiser, reason="  ")  # type: ignore[operator]
    assert refusal.value.field == "motif"


def test_o1_publishing_dates_the_offer_and_tells_the_search(
    session: Session, draft: Offer, author: Acting, organiser: Acting
) -> None:
    services.submit(session, draft, by=author)
    events_of(session)
    services.publish(session, draft, by=organiser, version=draft.version)
    assert draft.published_at is not None
    assert draft.valid_through == today() + timedelta(days=60)
    assert events_of(session) == ["OfferPublished"]
    assert draft.id in session.exec(select(SearchChange.row_id).where(SearchChange.kind == "offer")).all()


def test_a_moderator_cannot_publish_what_changed_since_it_was_read(
    session: Session, draft: Offer, author: Acting, organiser: Acting
) -> None:
    services.submit(session, draft, by=author)
    with pytest.raises(Conflict, match="modifiée entre-temps"):
        services.publish(session, draft, by=organiser, version=draft.version - 1)
    assert draft.status is Status.SUBMITTED


def test_the_second_of_two_decisions_is_told_the_first(
    session: Session, draft: Offer, author: Acting, organiser: Acting
) -> None:
    services.submit(session, draft, by=author)
    services.publish(session, draft, by=organiser)
    with pytest.raises(Conflict, match="est en ligne"):
        services.refuse(session, draft, by=organiser, reason="Hors du territoire")


def test_a_decision_taken_back_puts_the_offer_in_the_queue(
    session: Session, draft: Offer, author: Acting, organiser: Acting
) -> None:
    services.submit(session, draft, by=author)
    services.refuse(session, draft, by=organiser, reason="Doublon")
    services.requeue(session, draft, by=organiser)
    assert draft.status is Status.SUBMITTED


def test_withdrawing_gives_the_draft_back(session: Session, draft: Offer, author: Acting) -> None:
    services.submit(session, draft, by=author)
    assert services.withdraw(session, draft, by=author).status is Status.DRAFT


@pytest.mark.parametrize(
    ("reason", "status"),
    [
        (CloseReason.FILLED, Status.FILLED),
        (CloseReason.FILLED_ELSEWHERE, Status.FILLED),
        (CloseReason.POSTPONED, Status.CLOSED),
        (CloseReason.CANCELLED, Status.CLOSED),
    ],
)
def test_o6_closing_keeps_the_reason(
    session: Session, live: Offer, author: Acting, reason: CloseReason, status: Status
) -> None:
    services.close(session, live, by=author, reason=reason, comment="Plus de budget")
    assert (live.status, live.close_reason) == (status, reason)
    assert live.closed_at is not None
    assert events_of(session) == ["OfferClosed"]


def test_what_was_closed_by_mistake_opens_again(session: Session, live: Offer, author: Acting) -> None:
    published_at = live.published_at
    services.mark_filled(session, live, by=author)
    services.reopen(session, live, by=author)
    assert (live.status, live.closed_at, live.close_reason) == (Status.PUBLISHED, None, None)
    assert live.published_at == published_at


def test_what_is_past_its_last_day_does_not_open_again(session: Session, live: Offer, author: Acting) -> None:
    services.mark_filled(session, live, by=author)
    live.valid_through = today() - timedelta(days=1)
    session.flush()
    with pytest.raises(DomainError, match="date de fin"):
        services.reopen(session, live, by=author)


def test_o2_extending_adds_days_within_the_ninety(session: Session, live: Offer, author: Acting) -> None:
    live.valid_through = today() + timedelta(days=5)
    services.extend(session, live, by=author)
    assert live.valid_through == today() + timedelta(days=60)
    services.extend(session, live, by=author, until=today() + timedelta(days=90))
    assert live.valid_through == today() + timedelta(days=90)


def test_o2_extending_twice_to_one_day_changes_nothing_more(session: Session, live: Offer, author: Acting) -> None:
    until = today() + timedelta(days=45)
    services.extend(session, live, by=author, until=until)
    services.extend(session, live, by=author, until=until)
    assert changes_of(session, live) == ["extend"]


def test_o2_nothing_is_added_beyond_ninety_days(session: Session, live: Offer, author: Acting) -> None:
    live.published_at = now() - timedelta(days=85)
    live.valid_through = today() + timedelta(days=5)
    session.flush()
    with pytest.raises(DomainError, match="90 jours au plus"):
        services.extend(session, live, by=author, until=today() + timedelta(days=30))


def test_o2_an_expired_offer_comes_back_within_its_ninety_days(session: Session, live: Offer, author: Acting) -> None:
    live.status, live.published_at = Status.EXPIRED, now() - timedelta(days=61)
    live.valid_through = today() - timedelta(days=1)
    session.flush()
    services.extend(session, live, by=author)
    assert live.status is Status.PUBLISHED
    assert events_of(session) == ["OfferPublished"]


def test_expiry_ends_what_is_past_its_last_day_once(session: Session, company: Company, cluster: Cluster) -> None:
    past = make_offer(session, company, cluster, valid_through=today() - timedelta(days=1))
    last_day = make_offer(session, company, cluster, valid_through=today())
    suspended = make_offer(
        session, company, cluster, valid_through=today() - timedelta(days=9), status=Status.SUSPENDED
    )
    assert services.expire_offers(session) == 2
    assert services.expire_offers(session) == 0
    assert [past.status, last_day.status, suspended.status] == [Status.EXPIRED, Status.PUBLISHED, Status.EXPIRED]
    assert events_of(session) == ["OfferExpired", "OfferExpired"]


def test_approved_again_after_its_ninety_days_it_is_a_new_publication(
    session: Session, company: Company, cluster: Cluster, organiser: Acting
) -> None:
    long_ago = now() - timedelta(days=200)
    offer = make_offer(
        session, company, cluster, status=Status.SUBMITTED, published_at=long_ago,
        **make_content().draft.model_dump(),
    )  # fmt: skip
    services.publish(session, offer, by=organiser)
    assert offer.published_at is not None
    assert offer.published_at > long_ago
    assert offer.valid_through == today() + timedelta(days=60)


def test_an_import_publishes_without_membership_or_review(session: Session, cluster: Cluster) -> None:
    offer = create_offer(session, make_content(cluster, description=""), company=None, by=SYSTEM)
    assert services.publish(session, offer, by=SYSTEM).status is Status.PUBLISHED
    assert session.exec(select(AuditEntry)).all() == []


def test_the_last_moderator_to_say_so_looks_into_it(
    session: Session, draft: Offer, author: Acting, organiser: Acting
) -> None:
    services.submit(session, draft, by=author)
    assert services.claim_review(session, draft, by=organiser).reviewer_id == organiser.account_id
    services.publish(session, draft, by=organiser)
    assert draft.reviewer_id is None


# Every service, from every status: what the table does not allow changes nothing.

VERBS: dict[str, tuple[Action, Callable[..., object], dict[str, object]]] = {
    "withdraw": (Action.WITHDRAW, services.withdraw, {}),
    "archive": (Action.ARCHIVE, services.archive, {}),
    "reopen": (Action.REOPEN, services.reopen, {}),
    "fill": (Action.FILL, services.mark_filled, {}),
    "close": (Action.CLOSE, services.close, {"reason": CloseReason.CANCELLED}),
    "extend": (Action.EXTEND, services.extend, {"until": today() + timedelta(days=50)}),
    "submit": (Action.SUBMIT, services.submit, {}),
    "publish": (Action.PUBLISH, services.publish, {}),
    "return": (Action.RETURN, services.return_to_author, {"reason": "x"}),
    "refuse": (Action.REFUSE, services.refuse, {"reason": "x"}),
    "suspend": (Action.SUSPEND, services.suspend, {"reason": "x"}),
    "resume": (Action.RESUME, services.resume, {}),
    "requeue": (Action.REQUEUE, services.requeue, {}),
}


@pytest.mark.parametrize("who", [Who.AUTHOR, Who.ORGANISER])
@pytest.mark.parametrize("verb", VERBS)
def test_o1_services_obey_the_table(
    session: Session, company: Company, cluster: Cluster, author: Acting, organiser: Acting, verb: str, who: Who
) -> None:
    action, step, more = VERBS[verb]
    by = author if who is Who.AUTHOR else organiser
    for status in Status:
        offer = make_offer(session, company, cluster, **(COMPLETE | {"status": status}))
        target = lifecycle.after(status, action, who)
        repeats = lifecycle.is_done(status, action) and action is not Action.EXTEND
        if target or repeats:
            step(session, offer, by=by, **more)
        else:
            with pytest.raises(Conflict):
                step(session, offer, by=by, **more)
        assert offer.status is (status if repeats else target or status), status


@pytest.mark.parametrize("end", [services.mark_filled, partial(services.close, reason=CloseReason.CANCELLED)])
def test_m6_what_was_closed_while_suspended_does_not_open_again(
    session: Session, live: Offer, author: Acting, organiser: Acting, end: Callable[..., Offer]
) -> None:
    services.suspend(session, live, by=organiser, reason="Arnaque")
    end(session, live, by=author)
    with pytest.raises(DomainError, match="suspendue"):
        services.reopen(session, live, by=author)


def test_m6_what_expired_while_suspended_is_not_extended(
    session: Session, live: Offer, author: Acting, organiser: Acting
) -> None:
    services.suspend(session, live, by=organiser, reason="Arnaque")
    live.valid_through = today() - timedelta(days=1)
    session.flush()
    services.expire_offers(session)
    assert live.status is Status.EXPIRED
    with pytest.raises(DomainError, match="suspendue"):
        services.extend(session, live, by=author)


def test_m6_what_was_resumed_then_closed_opens_again(
    session: Session, live: Offer, author: Acting, organiser: Acting
) -> None:
    services.suspend(session, live, by=organiser, reason="À vérifier")
    services.resume(session, live, by=organiser)
    services.mark_filled(session, live, by=author)
    assert services.reopen(session, live, by=author).status is Status.PUBLISHED
