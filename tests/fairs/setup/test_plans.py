"""Rows F2, F5, B5: stands, halls, types and options change as long as nobody has them."""

import pytest
from sqlmodel import select

from fairapp.core.errors import Conflict, DomainError
from fairapp.fairs.enums import BookingStatus
from fairapp.fairs.models import Fair, Hall
from fairapp.fairs.setup import services
from fairapp.fairs.setup.drafts import HallDraft, MarkDraft, OptionEdit, StandDraft, TypeEdit
from fairapp.fairs.setup.plan_files import WrongPlan, read_plan_file
from fairapp.fairs.setup.services.locking import seal_of
from fairapp.fairs.setup.shapes import generated
from fairapp.fairs.stands.geometry import box_of
from fairapp.fairs.stands.models import (
    BookingOption,
    Stand,
    StandBooking,
    StandOption,
    StandOptionDraft,
    StandTypeDraft,
)
from fairapp.fairs.stands.plan import read_plan
from tests.factories import actor_of, make_cluster, make_company, make_member
from tests.fairs.factories import make_booking, make_fair, make_hall, make_stand, make_stand_type


@pytest.fixture
def cluster(session):
    return make_cluster(session)


@pytest.fixture
def by(session, cluster):
    return actor_of(make_member(session, cluster), clusters=[cluster])


@pytest.fixture
def hall(session, cluster):
    return make_hall(session, make_fair(session, cluster), name="Halle A")


@pytest.fixture
def fair(session, hall):
    return session.get(Fair, hall.fair_id)


@pytest.fixture
def kind(session, fair):
    return make_stand_type(session, fair, name="Standard")


def codes_in(session, hall) -> set[str]:
    return set(session.exec(select(Stand.code).where(Stand.hall_id == hall.id)))


def box(code: str, type_id: int, **over) -> StandDraft:
    return StandDraft(**({"code": code, "type_id": type_id, "left": 1, "top": 2, "width": 9, "height": 6} | over))


def test_f5_the_real_plan_of_97_stands_is_laid(session, fair, hall, kind, by, shared_data):
    plan = read_plan_file((shared_data / "fair_stands.json").read_bytes())
    before = fair.plan_version
    laid = services.lay_plan(session, hall, plan, usual=kind, by=by)
    assert laid == (97, 0, 0)
    assert len(read_plan(session, fair).places) == 97
    session.refresh(fair)
    assert fair.plan_version == before + 1


def test_f5_a_plan_laid_again_keeps_bookings_blocks_and_types(session, cluster, fair, hall, kind, by):
    services.lay_plan(session, hall, generated(2, 3, width_cm=300, depth_cm=200), usual=kind, by=by)
    other = make_stand_type(session, fair, name="Double")
    stands = {stand.code: stand for stand in session.exec(select(Stand).where(Stand.hall_id == hall.id))}
    stands["A2"].type_id = other.id
    stands["A3"].is_blocked = True
    booking = make_booking(session, stands["A1"], make_company(session, cluster))
    laid = services.lay_plan(session, hall, read_plan_file(b"A1;A2;A3;A4"), usual=kind, by=by)
    assert laid == (1, 3, 3)
    fresh = {stand.code: stand for stand in session.exec(select(Stand).where(Stand.hall_id == hall.id))}
    assert fresh["A1"].id == booking.stand_id
    assert fresh["A2"].type_id == other.id
    assert fresh["A3"].is_blocked


def test_f5_a_plan_without_a_booked_stand_is_refused_and_changes_nothing(session, cluster, hall, kind, by):
    services.lay_plan(session, hall, read_plan_file(b"A1;A2"), usual=kind, by=by)
    taken = session.exec(select(Stand).where(Stand.code == "A2")).one()
    make_booking(session, taken, make_company(session, cluster))
    with pytest.raises(Conflict, match="A2"):
        services.lay_plan(session, hall, read_plan_file(b"A1;B1"), usual=kind, by=by)
    assert codes_in(session, hall) == {"A1", "A2"}


def test_f5_codes_of_other_halls_and_unknown_types_are_told_by_line(session, fair, hall, kind, by):
    other = make_hall(session, fair, name="Halle B")
    make_stand(session, other, kind, code="B1")
    with pytest.raises(WrongPlan) as refusal:
        services.lay_plan(session, hall, read_plan_file(b"A1;A2:Palace\nA3;B1"), usual=kind, by=by)
    assert [(remark.line, remark.params.get("hall") or remark.params.get("type")) for remark in refusal.value.remarks] == [
        (1, "Palace"), (2, "Halle B"),
    ]  # fmt: skip
    assert codes_in(session, hall) == set()


def test_f5_types_are_found_by_name_whatever_the_case(session, fair, hall, kind, by):
    double = make_stand_type(session, fair, name="Double")
    services.lay_plan(session, hall, read_plan_file(b"A1:DOUBLE;A2"), usual=kind, by=by)
    types = dict(session.exec(select(Stand.code, Stand.type_id).where(Stand.hall_id == hall.id)).all())
    assert types == {"A1": double.id, "A2": kind.id}


def test_f5_a_stand_is_added_changed_and_taken_away(session, fair, hall, kind, by):
    stand = services.add_stand(session, fair, hall, box("Z1", kind.id, left=200, is_accessible=True), by=by)
    assert session.get(Hall, hall.id).plan_width == 209
    wider = box("Z2", kind.id, left=5, top=5, width=10, height=10, seen=seal_of(stand))
    services.edit_stand(session, fair, stand, wider, by=by)
    session.refresh(stand)
    assert (stand.code, stand.is_accessible, box_of(stand.outline)) == ("Z2", False, (5, 5, 15, 15))
    services.delete_stand(session, fair, stand, by=by)
    assert codes_in(session, hall) == set()


def test_f5_two_stands_of_a_fair_never_have_one_number(session, fair, hall, kind, by):
    make_stand(session, hall, kind, code="A1")
    with pytest.raises(DomainError) as refusal:
        services.add_stand(session, fair, hall, box("A1", kind.id), by=by)
    assert refusal.value.field == "code"


def test_a_stand_of_another_fairs_type_is_refused(session, cluster, fair, hall, by):
    stranger = make_stand_type(session, make_fair(session, cluster))
    with pytest.raises(DomainError) as refusal:
        services.add_stand(session, fair, hall, box("A1", stranger.id), by=by)
    assert refusal.value.field == "type_id"


@pytest.mark.parametrize("status", [BookingStatus.HELD, BookingStatus.SUBMITTED, BookingStatus.CONFIRMED])
def test_what_is_taken_is_neither_deleted_nor_given_another_type(session, cluster, fair, hall, kind, by, status):
    stand = make_stand(session, hall, kind)
    make_booking(session, stand, make_company(session, cluster), status=status)
    other = make_stand_type(session, fair)
    for change in (
        lambda: services.delete_stand(session, fair, stand, by=by),
        lambda: services.edit_stand(session, fair, stand, box(stand.code, other.id, seen=seal_of(stand)), by=by),
        lambda: services.delete_hall(session, fair, hall, by=by),
    ):
        with pytest.raises(Conflict):
            change()
    assert session.get(Stand, stand.id) is not None


def test_a_stand_that_was_given_up_may_be_deleted(session, cluster, fair, hall, kind, by):
    stand = make_stand(session, hall, kind)
    booking = make_booking(session, stand, make_company(session, cluster), status=BookingStatus.CANCELLED)
    services.delete_stand(session, fair, stand, by=by)
    session.refresh(booking)
    assert booking.stand_id is None


def test_f2_halls_have_a_gauge_and_marks_and_go_with_their_stands(session, fair, hall, kind, by):
    other = services.add_hall(session, fair, HallDraft(name="Halle B", gauge=250), by=by)
    renamed = HallDraft(name="Halle C", marks=[MarkDraft(label="Bar", x=1, y=2)], seen=seal_of(other))
    services.edit_hall(session, fair, other, renamed, by=by)
    assert (other.name, other.gauge, other.marks) == ("Halle C", None, [{"label": "Bar", "x": 1.0, "y": 2.0}])
    make_stand(session, other, kind)
    services.delete_hall(session, fair, other, by=by)
    assert session.exec(select(Hall.name).where(Hall.fair_id == fair.id)).all() == ["Halle A"]
    with pytest.raises(DomainError):
        services.add_hall(session, fair, HallDraft(name="Halle A"), by=by)


def test_b1_a_type_with_stands_is_not_deleted(session, fair, hall, kind, by):
    draft = StandTypeDraft(name="Angle", width_cm=300, depth_cm=300, price_cents=1, member_price_cents=1)
    angle = services.add_type(session, fair, draft, by=by)
    with pytest.raises(DomainError):
        services.add_type(session, fair, draft, by=by)
    dearer = TypeEdit(**draft.model_dump() | {"price_cents": 900_00}, seen=seal_of(angle))
    services.edit_type(session, fair, angle, dearer, by=by)
    assert angle.price_cents == 900_00
    services.delete_type(session, fair, angle, by=by)
    make_stand(session, hall, kind)
    with pytest.raises(Conflict):
        services.delete_type(session, fair, kind, by=by)


def test_b5_a_stock_never_falls_below_what_is_ordered(session, fair, by):
    draft = StandOptionDraft(name="Écran", stock=10)
    option = services.add_option(session, fair, draft, by=by)
    option.taken = 4
    session.flush()

    def set_stock(stock):
        edit = OptionEdit(**draft.model_dump() | {"stock": stock}, seen=seal_of(option))
        services.edit_option(session, fair, option, edit, by=by)

    set_stock(4)
    assert option.stock == 4
    with pytest.raises(DomainError) as refusal:
        set_stock(3)
    assert (refusal.value.field, refusal.value.params) == ("stock", {"taken": 4})
    set_stock(None)
    assert option.stock is None


def test_b5_an_option_in_a_booking_stays(session, cluster, fair, hall, kind, by):
    option = services.add_option(session, fair, StandOptionDraft(name="Écran"), by=by)
    booking = make_booking(session, make_stand(session, hall, kind), make_company(session, cluster))
    session.add(BookingOption(booking_id=booking.id, option_id=option.id, quantity=1, unit_price_cents=1))
    session.flush()
    with pytest.raises(Conflict):
        services.delete_option(session, fair, option, by=by)
    session.delete(session.exec(select(BookingOption)).one())
    session.flush()
    services.delete_option(session, fair, option, by=by)
    assert session.exec(select(StandOption)).all() == []
    assert session.exec(select(StandBooking)).one().id == booking.id
