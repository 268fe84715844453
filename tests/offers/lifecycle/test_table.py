"""The whole life of an offer, cell by cell: every status, action and capacity is allowed to lead somewhere or refused."""

import itertools
from datetime import UTC, date, datetime, time, timedelta

import pytest

from fairapp.core.clock import PARIS, now, today
from fairapp.offers import lifecycle
from fairapp.offers.enums import OfferStatus
from fairapp.offers.lifecycle import Action, PageState, Who
from fairapp.offers.models import Offer

A, S, W = Action, OfferStatus, Who


def days_ago(days: int) -> datetime:
    """Return noon of that day in Paris: days are counted there, and clocks change."""
    return datetime.combine(today() - timedelta(days=days), time(12), PARIS)


# Written out by hand, so that a change of the table must be meant: from, then what leads where.
COMPANY = {
    S.DRAFT: {A.SUBMIT: S.SUBMITTED, A.ARCHIVE: S.ARCHIVED},
    S.SUBMITTED: {A.WITHDRAW: S.DRAFT},
    S.RETURNED: {A.SUBMIT: S.SUBMITTED, A.ARCHIVE: S.ARCHIVED},
    S.REFUSED: {A.SUBMIT: S.SUBMITTED, A.ARCHIVE: S.ARCHIVED},
    S.PUBLISHED: {A.REVISE: S.SUBMITTED, A.FILL: S.FILLED, A.CLOSE: S.CLOSED, A.EXTEND: S.PUBLISHED},
    S.SUSPENDED: {A.FILL: S.FILLED, A.CLOSE: S.CLOSED},
    S.FILLED: {A.REOPEN: S.PUBLISHED, A.ARCHIVE: S.ARCHIVED},
    S.EXPIRED: {A.EXTEND: S.PUBLISHED, A.ARCHIVE: S.ARCHIVED},
    S.CLOSED: {A.REOPEN: S.PUBLISHED, A.ARCHIVE: S.ARCHIVED},
    S.ARCHIVED: {},
}
TRUSTED = {
    **COMPANY,
    S.DRAFT: {A.SUBMIT: S.PUBLISHED, A.ARCHIVE: S.ARCHIVED},
    S.RETURNED: {A.SUBMIT: S.PUBLISHED, A.ARCHIVE: S.ARCHIVED},
    S.PUBLISHED: {A.FILL: S.FILLED, A.CLOSE: S.CLOSED, A.EXTEND: S.PUBLISHED},
}
ORGANISER = {
    S.DRAFT: {},
    S.SUBMITTED: {A.PUBLISH: S.PUBLISHED, A.RETURN: S.RETURNED, A.REFUSE: S.REFUSED},
    S.RETURNED: {A.REQUEUE: S.SUBMITTED},
    S.REFUSED: {A.REQUEUE: S.SUBMITTED, A.ARCHIVE: S.ARCHIVED},
    S.PUBLISHED: {
        A.RETURN: S.RETURNED, A.REQUEUE: S.SUBMITTED, A.SUSPEND: S.SUSPENDED, A.FILL: S.FILLED, A.CLOSE: S.CLOSED,
    },
    S.SUSPENDED: {
        A.RETURN: S.RETURNED, A.REFUSE: S.REFUSED, A.RESUME: S.PUBLISHED, A.FILL: S.FILLED, A.CLOSE: S.CLOSED,
    },
    S.FILLED: {A.ARCHIVE: S.ARCHIVED},
    S.EXPIRED: {A.ARCHIVE: S.ARCHIVED},
    S.CLOSED: {A.ARCHIVE: S.ARCHIVED},
    S.ARCHIVED: {},
}  # fmt: skip
SYSTEM = {
    S.DRAFT: {A.PUBLISH: S.PUBLISHED},
    S.PUBLISHED: {A.SUSPEND: S.SUSPENDED, A.FILL: S.FILLED, A.CLOSE: S.CLOSED, A.EXPIRE: S.EXPIRED},
    S.SUSPENDED: {A.FILL: S.FILLED, A.CLOSE: S.CLOSED, A.EXPIRE: S.EXPIRED},
    S.FILLED: {A.REOPEN: S.PUBLISHED},
    S.EXPIRED: {A.EXTEND: S.PUBLISHED},
    S.CLOSED: {A.REOPEN: S.PUBLISHED},
}
EXPECTED = {W.AUTHOR: COMPANY, W.TRUSTED: TRUSTED, W.ORGANISER: ORGANISER, W.SYSTEM: SYSTEM}


@pytest.mark.parametrize(("who", "status", "action"), list(itertools.product(W, S, A)))
def test_o1_each_cell_leads_where_it_should(who: Who, status: OfferStatus, action: Action) -> None:
    assert lifecycle.after(status, action, who) == EXPECTED[who].get(status, {}).get(action)


def test_o1_what_a_page_offers_is_what_the_table_allows() -> None:
    for who, status in itertools.product(W, S):
        assert lifecycle.allowed(status, who) == frozenset(EXPECTED[who].get(status, {}))


def test_each_step_has_words_for_the_history() -> None:
    assert set(A) <= set(lifecycle.ACTION_LABELS)


@pytest.mark.parametrize(
    ("status", "ends_in", "expected"),
    [
        (S.PUBLISHED, 0, True),
        (S.PUBLISHED, -1, False),
        (S.PUBLISHED, None, True),
        (S.SUSPENDED, 5, False),
        (S.DRAFT, 5, False),
    ],
)
def test_visitors_see_what_is_published_until_its_last_day(
    status: OfferStatus, ends_in: int | None, expected: bool
) -> None:
    last = None if ends_in is None else today() + timedelta(days=ends_in)
    assert lifecycle.is_public(Offer(title="x", status=status, valid_through=last)) is expected


@pytest.mark.parametrize(
    ("status", "closed_days_ago", "expected"),
    [
        (S.PUBLISHED, None, PageState.LIVE),
        (S.CLOSED, 1, PageState.OVER),
        (S.FILLED, 30, PageState.OVER),
        (S.EXPIRED, 31, PageState.GONE),
        (S.ARCHIVED, 2, PageState.OVER),
        (S.ARCHIVED, 40, PageState.GONE),
        (S.SUSPENDED, None, PageState.HIDDEN),
        (S.SUBMITTED, None, PageState.HIDDEN),
        (S.REFUSED, None, PageState.HIDDEN),
    ],
)
def test_o10_a_page_outlives_its_offer_by_thirty_days(
    status: OfferStatus, closed_days_ago: int | None, expected: PageState
) -> None:
    closed_at = None if closed_days_ago is None else days_ago(closed_days_ago)
    offer = Offer(title="x", status=status, published_at=now() - timedelta(days=50), closed_at=closed_at)
    assert lifecycle.page_state(offer) is expected


def test_o10_an_offer_refused_after_publication_then_archived_has_no_page() -> None:
    offer = Offer(title="x", status=S.ARCHIVED, published_at=now() - timedelta(days=5), closed_at=None)
    assert lifecycle.page_state(offer) is PageState.HIDDEN


def test_o10_a_draft_thrown_away_has_no_page() -> None:
    assert lifecycle.page_state(Offer(title="x", status=S.ARCHIVED, published_at=None)) is PageState.HIDDEN


def test_o10_an_offer_past_its_last_day_is_over_before_the_hourly_task_says_so() -> None:
    offer = Offer(title="x", status=S.PUBLISHED, published_at=now(), valid_through=today() - timedelta(days=1))
    assert lifecycle.page_state(offer) is PageState.OVER


@pytest.mark.parametrize(
    ("asked", "expected"),
    [(None, date(2026, 12, 31)), (date(2026, 11, 10), date(2026, 11, 10)), (date(2027, 6, 1), date(2027, 1, 30))],
)
def test_o2_sixty_days_by_default_ninety_at_most(asked: date | None, expected: date) -> None:
    assert lifecycle.last_day(asked, published_on=date(2026, 11, 1)) == expected


def test_an_offer_past_its_last_day_gets_sixty_new_ones_within_its_ninety() -> None:
    offer = Offer(title="x", published_at=now() - timedelta(days=40), valid_through=today() - timedelta(days=3))
    assert lifecycle.kept_until(offer) == today() + timedelta(days=50)


def test_the_days_of_an_imported_offer_count_from_its_import() -> None:
    last_year = now() - timedelta(days=365)
    offer = Offer(title="x", published_at=last_year, imported_at=now(), valid_through=today() + timedelta(days=60))
    assert lifecycle.kept_until(offer) == today() + timedelta(days=60)


def test_a_day_still_to_come_is_kept() -> None:
    offer = Offer(title="x", published_at=datetime.now(UTC), valid_through=today() + timedelta(days=3))
    assert lifecycle.kept_until(offer) == today() + timedelta(days=3)
