"""Rows F1 and F2: a fair made from a few facts, or like last year's."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from fairapp.core.clock import now, today
from fairapp.core.errors import DomainError
from fairapp.fairs.calendar import phase_of
from fairapp.fairs.enums import FairStatus, Phase, QuotaKind
from fairapp.fairs.models import Fair, FairInterest, Hall
from fairapp.fairs.queries import days_of, halls_of
from fairapp.fairs.registrations.models import Quota, Registration
from fairapp.fairs.setup import services
from fairapp.fairs.setup.drafts import CopyDraft, FairDraft
from fairapp.fairs.stands.models import BookingOption, Stand, StandBooking, StandOption
from fairapp.fairs.stands.queries import options_of, types_of
from tests.factories import actor_of, make_cluster, make_company, make_member
from tests.fairs.factories import (
    make_booking,
    make_fair,
    make_hall,
    make_quota,
    make_registration,
    make_stand,
    make_stand_type,
)


@pytest.fixture
def cluster(session):
    return make_cluster(session)


@pytest.fixture
def by(session, cluster):
    return actor_of(make_member(session, cluster), clusters=[cluster])


def in_days(days: int) -> date:
    return today() + timedelta(days=days)


def test_f1_a_name_and_a_day_make_a_whole_fair(session, cluster, by):
    draft = FairDraft(name="Salon de la Baie", first_day=in_days(200), days=2, place="Aubenas (07200)", visitors=800)
    fair = services.create_fair(session, cluster, draft, by=by)
    assert (fair.slug, fair.status, fair.commune) == ("salon-de-la-baie", FairStatus.DRAFT, "Aubenas")
    assert [day.held_on for day in days_of(session, fair.id)] == [in_days(200), in_days(201)]
    assert [hall.name for hall in halls_of(session, fair.id)] == ["Hall principal"]
    assert len(types_of(session, fair.id)) == 3
    assert len(options_of(session, fair.id)) >= 5
    assert len(session.exec(select(Stand).where(Stand.fair_id == fair.id)).all()) == 40
    assert session.exec(select(Quota).where(Quota.kind == QuotaKind.FAIR)).one().size == 800
    assert fair.interest_from < fair.booking_from < fair.booking_until
    assert fair.terms
    assert phase_of(fair, days_of(session, fair.id)) is Phase.INTEREST


def test_f1_a_fair_of_next_week_is_open_at_once(session, cluster, by):
    fair = services.create_fair(session, cluster, FairDraft(name="Salon", first_day=in_days(7)), by=by)
    days = days_of(session, fair.id)
    assert phase_of(fair, days, now() + timedelta(minutes=1)) is Phase.BOOKING
    assert fair.booking_until <= datetime.combine(days[0].held_on, days[0].opens, ZoneInfo(fair.time_zone))


@pytest.mark.parametrize("stands", [0, 1, 7, 97, 400])
def test_f1_the_plan_has_as_many_stands_as_asked(session, cluster, by, stands):
    fair = services.create_fair(session, cluster, FairDraft(name="Salon", first_day=in_days(7), stands=stands), by=by)
    rows = session.exec(select(Stand).where(Stand.fair_id == fair.id)).all()
    hall = session.exec(select(Hall).where(Hall.fair_id == fair.id)).one()
    assert len({row.code for row in rows}) == stands
    assert all(0 <= x <= hall.plan_width and 0 <= y <= hall.plan_height for row in rows for x, y in row.outline)


def test_f1_the_same_form_sent_twice_makes_one_fair(session, cluster, by):
    draft = FairDraft(name="Salon", first_day=in_days(7), form_key="a" * 32)
    assert services.create_fair(session, cluster, draft, by=by) is services.create_fair(session, cluster, draft, by=by)


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"first_day": date(2020, 1, 1)}, "first_day"),
        ({"closes": time(8)}, "closes"),
        ({"place": "Nulle-Part-sur-Rien"}, "place"),
    ],
)
def test_f1_what_makes_no_sense_is_refused_at_its_field(session, cluster, by, over, field):
    values = {"name": "Salon", "first_day": in_days(7)} | over
    with pytest.raises(DomainError) as refusal:
        services.create_fair(session, cluster, FairDraft(**values), by=by)
    assert refusal.value.field == field


def test_a_fair_named_like_a_page_gets_another_address(session, cluster, by):
    fair = services.create_fair(session, cluster, FairDraft(name="Nouveau", first_day=in_days(7)), by=by)
    assert fair.slug == "salon-nouveau"


@pytest.fixture
def last_year(session, cluster):
    """Make a fair that was held, with a stand booked, an option ordered, people registered and interested."""
    fair = make_fair(
        session, cluster, in_days=-300, days=2, description="Venez.", terms="Payez.", website="https://a.fr"
    )
    hall = make_hall(session, fair, gauge=321, marks=[{"label": "Bar", "x": 3, "y": 4}])
    kind = make_stand_type(session, fair, price_cents=123_45)
    booked = make_stand(session, hall, kind)
    make_stand(session, hall, kind, is_blocked=True, blocked_reason="Pilier", is_accessible=False)
    option = StandOption(fair_id=fair.id, name="Écran", stock=5, taken=2, price_cents=9)
    company = make_company(session, cluster)
    booking = make_booking(session, booked, company)
    session.add_all([option, FairInterest(fair_id=fair.id, company_id=company.id)])
    session.flush()
    session.add(BookingOption(booking_id=booking.id, option_id=option.id, quantity=2, unit_price_cents=9))
    make_registration(session, fair)
    day = days_of(session, fair.id)[0].held_on
    make_quota(session, fair, QuotaKind.BAND, key=f"{day.isoformat()}T09:30", size=50, taken=9)
    make_quota(session, fair, QuotaKind.PROFILE, key="student", size=60, queued=0)
    return fair


def test_f1_a_copy_has_everything_but_people(session, cluster, by, last_year):
    fair = services.copy_fair(session, cluster, last_year, CopyDraft(name="Salon 2", first_day=in_days(60)), by=by)
    assert (fair.status, fair.copied_from_id, fair.sequence) == (FairStatus.DRAFT, last_year.id, 0)
    assert (fair.description, fair.terms, fair.website, fair.commune) == ("Venez.", "Payez.", "https://a.fr", "Aubenas")
    (hall,) = halls_of(session, fair.id)
    assert (hall.gauge, hall.marks) == (321, [{"label": "Bar", "x": 3, "y": 4}])
    (kind,) = types_of(session, fair.id)
    assert kind.price_cents == 123_45
    (option,) = options_of(session, fair.id)
    assert (option.stock, option.taken) == (5, 0)
    stands = session.exec(select(Stand).where(Stand.fair_id == fair.id).order_by(Stand.id)).all()
    assert {stand.hall_id for stand in stands} == {hall.id}
    assert {stand.type_id for stand in stands} == {kind.id}
    assert [(stand.is_blocked, stand.blocked_reason) for stand in stands] == [(False, ""), (True, "")]
    for model in (StandBooking, Registration, FairInterest):
        assert session.exec(select(model).where(model.fair_id == fair.id)).all() == []


def test_f1_a_copy_moves_days_calendar_and_quotas_together(session, cluster, by, last_year):
    first = days_of(session, last_year.id)[0].held_on
    shift = in_days(60) - first
    fair = services.copy_fair(session, cluster, last_year, CopyDraft(name="Salon 2", first_day=in_days(60)), by=by)
    assert [day.held_on for day in days_of(session, fair.id)] == [in_days(60), in_days(61)]
    zone = ZoneInfo(fair.time_zone)
    old, new = last_year.booking_until.astimezone(zone), fair.booking_until.astimezone(zone)
    assert (new.date() - old.date(), new.time()) == (shift, old.time())
    quotas = {(quota.kind, quota.key): quota for quota in session.exec(select(Quota).where(Quota.fair_id == fair.id))}
    band = quotas[QuotaKind.BAND, f"{in_days(60).isoformat()}T09:30"]
    assert (band.size, band.taken) == (50, 0)
    assert quotas[QuotaKind.PROFILE, "student"].size == 60
    assert quotas[QuotaKind.FAIR, ""].size == 500


def test_f1_a_copy_of_a_fair_without_days_has_one(session, cluster, by):
    source = Fair(cluster_id=cluster.id, name="Vide", slug="vide")
    session.add(source)
    session.flush()
    fair = services.copy_fair(session, cluster, source, CopyDraft(name="Salon 2", first_day=in_days(60)), by=by)
    assert [day.held_on for day in days_of(session, fair.id)] == [in_days(60)]
