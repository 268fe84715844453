"""Who walks in without a place comes for that day."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import select

from fairapp.core.clock import now
from fairapp.core.db import make_engine, open_session
from fairapp.fairs.badges.models import Badge
from fairapp.fairs.badges.queries import current_badge
from fairapp.fairs.door.codes import Code
from fairapp.fairs.door.models import Scan
from fairapp.fairs.door.queries import effective_arrivals
from fairapp.fairs.door.scanning import Post, record_scan, undo_scan
from fairapp.fairs.enums import Outcome, QuotaKind, RefusalReason
from fairapp.fairs.models import Fair
from fairapp.fairs.registrations.models import Registration
from fairapp.fairs.registrations.queries import days_of_registration, fair_quota, quotas_of
from fairapp.fairs.registrations.services import walk_in
from tests.fairs.registrations.filling import band, sign_up
from tests.support.htmx import HTMX, soup
from tests.support.threads import at_once


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


LEA = {"first_name": "Léa", "last_name": "Morel", "email": "lea@exemple.fr"}
DESK = "/porte/sur-place"


def welcomed(response):
    return response.status_code == 200 and soup(response).select_one("#verdict-titre").text


def come(device, door, *, nonce=None):
    return device(door).post(DESK, data=LEA | {"nonce": nonce or str(uuid4())}, headers=HTMX)


@pytest.mark.parametrize("size", [500, 0], ids=["a place is left", "none is left"])
def test_d4_who_walked_in_yesterday_walks_in_today(world, writing, reading, device, time_machine, size):
    """With the same name and address: one registration, one badge, two days."""
    with writing() as session:
        fair_quota(session, world.fair.id).size = size
    assert welcomed(come(device, world.south)) == "Bienvenue"
    time_machine.move_to(now() + timedelta(days=1))
    nonce = str(uuid4())
    assert welcomed(come(device, world.south, nonce=nonce)) == "Bienvenue"
    with reading() as session:
        row = session.exec(select(Registration).where(Registration.email == "lea@exemple.fr")).one()
        badge = session.exec(select(Badge).where(Badge.registration_id == row.id)).one()
        assert len(days_of_registration(session, row.id)) == (2 if size else 0)
        assert fair_quota(session, world.fair.id).taken == (1 if size else 0)
        assert len(session.exec(select(Scan).where(Scan.badge_id == badge.id)).all()) == 2
        assert len(effective_arrivals(session, world.fair.id)) == 2
    north = device(world.north).post("/porte/passages", data={"code": badge.token, "nonce": str(uuid4())}, headers=HTMX)
    assert welcomed(north) == "Déjà scanné"  # not « another day »: the desk let them in for this one


def test_d4_what_the_desk_took_back_opens_no_door(full, post, scan, time_machine):
    session, fair = full
    row = walk_in(session, fair, first_name="Bo", last_name="Li", by=None)
    badge = session.exec(select(Badge).where(Badge.registration_id == row.id)).one()
    time_machine.move_to(now() + timedelta(days=1))
    ticket = scan(session, post, badge, let_in="Inscription sur place", despite=RefusalReason.OTHER_DAY)
    assert (ticket.shown, ticket.refusal) == (Outcome.ACCEPTED, None)
    undo_scan(session, post, ticket, nonce=str(uuid4()), reason="pas la bonne personne")
    assert scan(session, post, badge).refusal is RefusalReason.OTHER_DAY


def test_d4_who_registered_for_tomorrow_walks_in_today(world, writing, reading, device):
    with writing() as session:
        fair = session.get_one(Fair, world.fair.id)
        row = sign_up(session, fair, arrivals=[band(session, fair, day=1)])
    assert welcomed(come(device, world.south)) == "Bienvenue"
    with reading() as session:
        assert len(days_of_registration(session, row.id)) == 2


@pytest.mark.parametrize("same_form", [True, False], ids=["one form twice", "two doors"])
def test_d4_a_walk_in_of_yesterday_at_two_doors_at_once_comes_in_once(
    world, writing, reading, settings, time_machine, same_form
):
    with writing() as session:
        walk_in(session, session.get_one(Fair, world.fair.id), **LEA, by=None)
    time_machine.move_to(now() + timedelta(days=1))
    crowd, nonce = make_engine(settings.database_url, threads=4), str(uuid4())

    def one(door):
        def act():
            with open_session(crowd) as session:
                fair = session.get_one(Fair, world.fair.id)
                row = walk_in(session, fair, **LEA, by=None, form_key=(nonce if same_form else str(uuid4()))[:32])
                badge = current_badge(session, registration_id=row.id)
                kept = record_scan(
                    session, Post(fair, door), Code(token=badge.token), nonce=nonce if same_form else str(uuid4()),
                    let_in="Inscription sur place", despite=RefusalReason.OTHER_DAY,
                )  # fmt: skip
                session.commit()
                return kept.shown

        return act

    shown = at_once([one(world.south), one(world.south if same_form else world.north)] * 2)
    crowd.dispose()
    accepted = [outcome for outcome in shown if outcome is Outcome.ACCEPTED]
    assert set(shown) <= {Outcome.ACCEPTED, Outcome.ALREADY}
    assert len(accepted) == (4 if same_form else 1)
    with reading() as session:
        row = session.exec(select(Registration).where(Registration.email == "lea@exemple.fr")).one()
        assert len(days_of_registration(session, row.id)) == 2
        taken = {quota.key: quota.taken for quota in quotas_of(session, world.fair.id) if quota.kind is QuotaKind.DAY}
        assert sorted(taken.values()) == [1, 1]
        assert fair_quota(session, world.fair.id).taken == 1
