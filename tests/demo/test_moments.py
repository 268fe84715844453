"""Whenever the demonstration is loaded, there is everything to see: in holidays, in the nights when clocks change."""

import pytest
import time_machine
from sqlmodel import select

from fairapp.core.db import open_session
from fairapp.demo.fairs import world
from fairapp.demo.loading import load_demo
from fairapp.fairs.calendar import phase_of
from fairapp.fairs.enums import Phase
from fairapp.fairs.queries import days_of, fair_by_slug
from fairapp.outreach.enums import RequestStatus
from fairapp.outreach.models import OutreachRequest


@pytest.mark.sqlite_only  # what is written does not depend on where
@pytest.mark.parametrize("moment", ["2026-03-28 23:20", "2026-07-20 09:00", "2026-10-25 01:30", "2026-12-31 22:59"])
def test_a_fair_is_under_way_and_requests_are_in_every_state(engine, few_people, moment):
    with time_machine.travel(f"{moment}Z", tick=False):
        load_demo(engine, offers=0)
        with open_session(engine, read_only=True) as session:
            present = fair_by_slug(session, world.NOW.slug)
            assert phase_of(present, days_of(session, present.id)) is Phase.OPEN
            assert set(session.exec(select(OutreachRequest.status))) == set(RequestStatus)
