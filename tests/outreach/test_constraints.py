"""Rules of which the database has the last word (rows E4, E5, E8)."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from fairapp.core.clock import now
from fairapp.outreach.enums import RequestStatus
from tests.factories import make_cluster, make_company, make_school
from tests.outreach.factories import a_school_day, make_intervention, make_request, make_slot

_S = RequestStatus
DATED = (_S.CONFIRMED, _S.MOVED_BY_SCHOOL, _S.MOVED_BY_COMPANY, _S.DONE, _S.CLOSED)


def ask(session: Session, status: RequestStatus, **over):
    return make_request(session, make_school(session), make_cluster(session), status=status, **over)


@pytest.mark.parametrize("missing", ["starts_at", "ends_at"])
@pytest.mark.parametrize("status", DATED)
def test_e5_what_is_agreed_has_its_date(session, status, missing):
    with pytest.raises(IntegrityError, match="ck_outreach_request_agreed_is_dated"):
        ask(session, status, **{"starts_at": now(), "ends_at": now() + timedelta(hours=1), missing: None})


@pytest.mark.parametrize("status", [status for status in _S if status not in DATED])
def test_e5_what_is_not_agreed_needs_none(session, status):
    assert ask(session, status, starts_at=None, ends_at=None).starts_at is None


@pytest.mark.parametrize("minutes", [0, -30])
def test_e5_a_meeting_ends_after_it_begins(session, minutes):
    at = now()
    with pytest.raises(IntegrityError, match="ck_outreach_request_in_order"):
        ask(session, _S.CONFIRMED, starts_at=at, ends_at=at + timedelta(minutes=minutes))


@pytest.mark.parametrize("limit", ["booking_until", "cancel_until"])
def test_e8_the_limits_of_a_slot_are_not_after_it(session, limit):
    cluster = make_cluster(session)
    visit = make_intervention(session, make_company(session, cluster), cluster)
    at = a_school_day()
    make_slot(session, visit, starts_at=at - timedelta(hours=3), **{limit: at - timedelta(hours=3)})  # up to the last
    with pytest.raises(IntegrityError, match="ck_slot_limits_before"):
        make_slot(session, visit, starts_at=at, **{limit: at + timedelta(seconds=1)})
