"""Nothing said of a class outlives its school year (row E11)."""

from datetime import UTC, datetime

import pytest
import time_machine
from sqlmodel import select

from fairapp.outreach.enums import RequestStatus
from fairapp.outreach.models import OutreachRequest
from fairapp.outreach.requests.retention import forget_classes
from tests.factories import make_cluster, make_school
from tests.outreach.factories import make_request

SPRING, SUMMER, AUTUMN = (datetime(2027, month, day, 10, tzinfo=UTC) for month, day in ((4, 6), (8, 31), (9, 1)))


@pytest.mark.parametrize(
    ("status", "starts_at", "at", "name"),
    [
        (RequestStatus.CLOSED, SPRING, SUMMER, "3e B"),
        (RequestStatus.CLOSED, SPRING, AUTUMN, ""),
        (RequestStatus.REFUSED, None, AUTUMN, ""),
        (RequestStatus.DONE, SPRING, AUTUMN, "3e B"),  # its evaluation is awaited
        (RequestStatus.CONFIRMED, datetime(2027, 9, 30, 8, tzinfo=UTC), AUTUMN, "3e B"),
    ],
)
def test_e11_what_is_said_of_a_class_goes_with_its_school_year(session, status, starts_at, at, name):
    school, cluster = make_school(session), make_cluster(session)
    make_request(
        session, school, cluster, status=status, starts_at=starts_at, changed_at=SPRING, needs="une rampe", pupils=24
    )
    with time_machine.travel(at, tick=False):
        forget_classes(session)
    session.expire_all()
    kept = session.exec(select(OutreachRequest)).one()
    assert (kept.class_name, kept.needs, kept.pupils) == (name, "une rampe" if name else "", 24)
