"""The fairs of the demonstration are as the services would have left them."""

import pytest
from sqlmodel import col, func, select

from fairapp.demo.fairs import world
from fairapp.fairs.badges.models import Badge
from fairapp.fairs.calendar import phase_of
from fairapp.fairs.door.models import Device, Scan
from fairapp.fairs.door.services import hash_key
from fairapp.fairs.enums import BookingStatus, Outcome, Phase, QuotaKind, RegistrationStatus
from fairapp.fairs.queries import days_of, fair_by_slug
from fairapp.fairs.registrations.models import Quota, Registration, RegistrationPlace
from fairapp.fairs.stands.models import BookingOption, Stand, StandBooking, StandOption


@pytest.fixture
def fairs(demo):
    return demo, fair_by_slug(demo, world.SOON.slug), fair_by_slug(demo, world.NOW.slug)


def numbers(session, model, field, *conditions):
    return dict(session.exec(select(field, func.count()).select_from(model).where(*conditions).group_by(field)).all())


def test_one_comes_and_one_is_under_way(fairs):
    session, soon, present = fairs
    assert phase_of(soon, days_of(session, soon.id)) is Phase.BOOKING
    assert phase_of(present, days_of(session, present.id)) is Phase.OPEN


def test_stands_are_mostly_booked_some_held(fairs):
    session, soon, _present = fairs
    stands = session.exec(select(func.count()).select_from(Stand).where(Stand.fair_id == soon.id)).one()
    bookings = numbers(session, StandBooking, StandBooking.status, StandBooking.fair_id == soon.id)
    assert stands == 60
    assert bookings == {BookingStatus.CONFIRMED: 35, BookingStatus.SUBMITTED: 6, BookingStatus.HELD: 3}


def test_counters_say_what_the_rows_say(fairs):
    session, soon, _present = fairs
    held = (
        select(RegistrationPlace.quota_id, func.count())
        .join(Registration, col(Registration.id) == RegistrationPlace.registration_id)
        .where(Registration.status == RegistrationStatus.CONFIRMED)
        .group_by(col(RegistrationPlace.quota_id))
    )
    taken = dict(session.exec(held).all())
    assert {quota.id: quota.taken for quota in session.exec(select(Quota)) if quota.taken} == taken
    ordered = dict(
        session.exec(
            select(BookingOption.option_id, func.sum(BookingOption.quantity)).group_by(col(BookingOption.option_id))
        ).all()
    )
    assert {option.id: option.taken for option in session.exec(select(StandOption)) if option.taken} == ordered
    registered = session.exec(
        select(func.count()).select_from(Registration).where(Registration.fair_id == soon.id)
    ).one()
    assert registered == world.SOON.registrations


def test_every_page_of_the_organiser_has_something_to_show(fairs):
    session, *both = fairs
    for fair in both:
        [device] = session.exec(select(Device).where(Device.fair_id == fair.id))
        _label, secret = device.label.split("/porte/")  # the organiser sees the link that the device would open
        assert hash_key(secret) == device.key_hash
        bounded = select(Quota).where(Quota.fair_id == fair.id, col(Quota.size).is_not(None), Quota.taken > 0)
        kinds = {quota.kind for quota in session.exec(bounded)}
        assert kinds == {QuotaKind.FAIR, QuotaKind.DAY, QuotaKind.PROFILE}


def test_people_came_through_the_doors(fairs):
    session, _soon, present = fairs
    seen = numbers(session, Scan, Scan.shown)
    assert seen[Outcome.ACCEPTED] > 100
    assert min(seen[Outcome.ALREADY], seen[Outcome.REFUSED]) >= 1
    strangers = select(Scan.id).join(Badge, col(Badge.id) == Scan.badge_id).where(Badge.fair_id != present.id)
    assert session.exec(strangers).all() == []
