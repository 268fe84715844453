"""Who walks in without a place comes for that day."""

from datetime import timedelta

import pytest
from sqlmodel import select

from fairapp.core.clock import now
from fairapp.fairs.badges.models import Badge
from fairapp.fairs.enums import Outcome, RefusalReason
from fairapp.fairs.models import Fair
from fairapp.fairs.registrations.queries import days_of_registration, fair_quota
from fairapp.fairs.registrations.services import walk_in
from tests.fairs.registrations.filling import sign_up


@pytest.fixture
def full(world, writing):
    """Give a session on a fair of two days that has no place left."""
    with writing() as session:
        fair_quota(session, world.fair.id).size = 0
        session.flush()
        yield session, session.get_one(Fair, world.fair.id)


def shown_today_and_tomorrow(session, post, scan, row, time_machine):
    badge = session.exec(select(Badge).where(Badge.registration_id == row.id)).one()
    today = scan(session, post, badge)
    time_machine.move_to(now() + timedelta(days=1))
    tomorrow = scan(session, post, badge)
    return [(one.shown, one.refusal) for one in (today, tomorrow)]


TODAY_ALONE = [(Outcome.ACCEPTED, None), (Outcome.REFUSED, RefusalReason.OTHER_DAY)]


def test_d4_a_walk_in_without_a_place_is_for_that_day(full, post, scan, time_machine):
    session, fair = full
    row = walk_in(session, fair, first_name="Bo", last_name="Li", by=None)
    assert days_of_registration(session, row.id) == []
    assert shown_today_and_tomorrow(session, post, scan, row, time_machine) == TODAY_ALONE


def test_d4_who_waited_and_got_no_place_is_let_in_for_that_day(full, post, scan, time_machine):
    session, fair = full
    sign_up(session, fair)
    row = walk_in(session, fair, first_name="Léa", last_name="Morel", email="lea@exemple.fr", by=None)
    assert days_of_registration(session, row.id) == []
    assert shown_today_and_tomorrow(session, post, scan, row, time_machine) == TODAY_ALONE
