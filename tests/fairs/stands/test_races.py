"""Real threads at the same stand, stock, list: the database decides, and the tests see when it may not."""

import threading
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session, col, select, update

from fairapp.core.clock import now
from fairapp.core.errors import Conflict, DomainError
from fairapp.fairs.enums import BookingStatus
from fairapp.fairs.models import Fair
from fairapp.fairs.setup.services import delete_option
from fairapp.fairs.stands import services
from fairapp.fairs.stands.drafts import OptionDraft, StaffDraft
from fairapp.fairs.stands.models import BookingStaff, Stand, StandBooking, StandOption, StandType
from fairapp.fairs.stands.queries import LIVE
from fairapp.fairs.stands.services import holding, submitting
from tests.factories import actor_of, make_account
from tests.fairs.factories import make_booking, make_stand
from tests.fairs.stands.making import Place, acting_for, draft, join, lay, signed
from tests.support.racing import A_MOMENT, LONG, Gap
from tests.support.threads import at_once

Sessions = Callable[[], AbstractContextManager[Session]]
COMPANIES = 16


def hold_by_all(writing: Sessions, place: Place, companies: list, stand: Stand) -> list:
    def hold(company, by) -> int:
        with writing() as session:
            fair, wanted = session.get_one(Fair, place.fair.id), session.get_one(Stand, stand.id)
            return services.hold_stand(session, fair, wanted, company=company, by=by).id

    return at_once([lambda pair=pair: hold(*pair) for pair in companies])


def live_on(reading: Sessions, stand: Stand) -> int:
    with reading() as session:
        query = select(StandBooking).where(StandBooking.stand_id == stand.id, col(StandBooking.status).in_(LIVE))
        return len(session.exec(query).all())


@pytest.fixture
def crowd(writing: Sessions) -> tuple[Place, list]:
    with writing() as session:
        place = lay(session)
        return place, [join(session, place) for _ in range(COMPANIES)]


def test_b4_of_16_companies_one_gets_the_stand(crowd, writing: Sessions, reading: Sessions) -> None:
    place, companies = crowd
    answers = hold_by_all(writing, place, companies, place.stands[0])
    assert Counter(type(one) for one in answers) == {int: 1, Conflict: COMPANIES - 1}
    assert live_on(reading, place.stands[0]) == 1


def test_b4_without_its_index_the_stand_is_booked_twice(
    crowd, writing: Sessions, reading: Sessions, engine: Engine
) -> None:
    """Negative control of the test above."""
    with engine.begin() as connection:
        connection.execute(text("DROP INDEX uq_stand_booking_live"))
    place, companies = crowd
    answers = hold_by_all(writing, place, companies, place.stands[0])
    assert {type(one) for one in answers} == {int}
    assert live_on(reading, place.stands[0]) == COMPANIES


def test_b3_an_overdue_hold_goes_to_one_of_those_who_come_next(crowd, writing: Sessions, reading: Sessions) -> None:
    place, companies = crowd
    with writing() as session:
        former, _by = join(session, place)
        late = {"status": BookingStatus.HELD, "held_until": now() - timedelta(seconds=1)}
        overdue = make_booking(session, place.stands[0], former, **late)
    answers = hold_by_all(writing, place, companies, place.stands[0])
    assert Counter(type(one) for one in answers) == {int: 1, Conflict: COMPANIES - 1}
    assert live_on(reading, place.stands[0]) == 1
    with reading() as session:
        assert session.get_one(StandBooking, overdue.id).status is BookingStatus.EXPIRED


def hold_both(writing: Sessions, place: Place) -> list:
    with writing() as session:
        company, by = join(session, place)

    def hold(stand: Stand) -> int:
        with writing() as session:
            fair, wanted = session.get_one(Fair, place.fair.id), session.get_one(Stand, stand.id)
            return services.hold_stand(session, fair, wanted, company=company, by=by).id

    return at_once([lambda: hold(place.stands[0]), lambda: hold(place.stands[1])])


def test_b3_two_colleagues_hold_one_stand_between_them(writing: Sessions, reading: Sessions) -> None:
    with writing() as session:
        place = lay(session)
    hold_both(writing, place)
    with reading() as session:
        held = session.exec(select(StandBooking).where(StandBooking.status == BookingStatus.HELD)).all()
    assert len(held) == 1


def order_by_all(writing: Sessions, reading: Sessions, *, companies: int, stock: int) -> tuple[list, int]:
    """Let each company hold a stand of its own, then order one of the same option at once."""
    with writing() as session:
        place = lay(session, stands=companies)
        option = StandOption(fair_id=place.fair.id, name="Coffret 3 kW", price_cents=6000, stock=stock)
        session.add(option)
        pairs = [join(session, place) for _ in range(companies)]
        for stand, (company, by) in zip(place.stands, pairs, strict=True):
            services.hold_stand(session, place.fair, stand, company=company, by=by)

    def submit(stand, company, by) -> BookingStatus:
        with writing() as session:
            fair, kind = session.get_one(Fair, place.fair.id), session.get_one(StandType, place.kind.id)
            form = draft(session, fair, kind, company, options=[OptionDraft(option_id=option.id, quantity=1)])
            wanted = session.get_one(Stand, stand.id)
            return services.submit_booking(session, fair, wanted, form, company=company, by=signed(by)).status

    calls = [
        lambda stand=stand, pair=pair: submit(stand, *pair) for stand, pair in zip(place.stands, pairs, strict=True)
    ]
    answers = at_once(calls)
    with reading() as session:
        return answers, session.get_one(StandOption, option.id).taken


def test_b5_a_stock_of_3_serves_3(writing: Sessions, reading: Sessions) -> None:
    answers, taken = order_by_all(writing, reading, companies=10, stock=3)
    assert Counter(getattr(one, "value", type(one).__name__) for one in answers) == {"submitted": 3, "DomainError": 7}
    assert taken == 3


@pytest.mark.postgres_only
def test_b5_read_then_write_oversells(
    writing: Sessions, reading: Sessions, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control of the test above; on SQLite one writer at a time hides it."""
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE stand_option DROP CONSTRAINT ck_stand_option_within_stock"))

    def read_then_write(session: Session, option_id: int, quantity: int) -> bool:
        row = session.execute(select(StandOption.taken, StandOption.stock).where(StandOption.id == option_id)).one()
        session.execute(text("SELECT pg_sleep(0.2)"))
        if row.taken + quantity > row.stock:
            return False
        session.execute(update(StandOption).where(col(StandOption.id) == option_id).values(taken=row.taken + quantity))
        return True

    monkeypatch.setattr(submitting, "take_option", read_then_write)
    answers, _taken = order_by_all(writing, reading, companies=5, stock=1)
    assert answers.count(BookingStatus.SUBMITTED) > 1


def test_b7_stands_freed_at_once_go_to_the_first_in_line(writing: Sessions, reading: Sessions) -> None:
    with writing() as session:
        place = lay(session, stands=3)
        bookings = [make_booking(session, stand, join(session, place)[0]) for stand in place.stands]
        organiser = join(session, place)[1]
        waiting = [join(session, place) for _ in range(5)]
        for minute, (company, by) in enumerate(reversed(waiting)):  # the last to be made waits longest
            row = services.join_waiting_list(session, place.fair, place.kind, company=company, by=by)
            row.waitlisted_at = now() - timedelta(hours=1) + timedelta(minutes=minute)

    def cancel(booking: StandBooking) -> None:
        with writing() as session:
            fair = session.get_one(Fair, place.fair.id)
            services.cancel_booking(session, fair, session.get_one(StandBooking, booking.id), by=organiser)

    assert at_once([lambda one=one: cancel(one) for one in bookings]) == [None] * 3
    with writing() as session:  # whoever was passed over by a locked row is offered by the clock's round
        services.tend_waiting_lists(session, session.get_one(Fair, place.fair.id))
    with reading() as session:
        offered = session.exec(select(StandBooking).where(StandBooking.is_offered)).all()
        assert {one.company_id for one in offered} == {company.id for company, _by in waiting[-3:]}
        assert {one.stand_id for one in offered} == {stand.id for stand in place.stands}


def test_b11_crossing_swaps_leave_each_stand_booked_once(writing: Sessions, reading: Sessions) -> None:
    with writing() as session:
        place = lay(session, stands=2)
        rows = [make_booking(session, stand, join(session, place)[0]).id for stand in place.stands]
        organiser = join(session, place)[1]

    def swap(first: int, second: int) -> None:
        with writing() as session:
            fair = session.get_one(Fair, place.fair.id)
            pair = [session.get_one(StandBooking, id) for id in (first, second)]
            services.swap_bookings(session, fair, *pair, by=organiser)

    crossing = [lambda: swap(rows[0], rows[1]), lambda: swap(rows[1], rows[0])] * 3
    assert at_once(crossing) == [None] * 6
    with reading() as session:
        stands = [session.get_one(StandBooking, id).stand_id for id in rows]
    assert stands == [stand.id for stand in place.stands]  # six swaps


def test_b10_at_once_no_more_badges_than_the_quota(writing: Sessions, reading: Sessions) -> None:
    with writing() as session:
        place = lay(session)
        company, _by = join(session, place)
        booking = make_booking(session, place.stands[0], company)

    def name(number: int) -> int:
        with writing() as session:
            fair, row = session.get_one(Fair, place.fair.id), session.get_one(StandBooking, booking.id)
            person = StaffDraft(first_name="Yann", last_name=f"Tanguy {number}")
            return services.name_staff(session, fair, row, person, company_id=company.id).id

    answers = at_once([lambda number=number: name(number) for number in range(8)])
    assert Counter(type(one) for one in answers) == {int: place.kind.staff_badges, DomainError: 4}
    with reading() as session:
        assert len(session.exec(select(BookingStaff)).all()) == place.kind.staff_badges


@pytest.fixture
def submit(writing: Sessions) -> Callable[[], int]:
    """A company keeps a stand; each call sends the same form, with two of an option."""
    with writing() as session:
        place = lay(session)
        company, by = join(session, place)
        option = StandOption(fair_id=place.fair.id, name="Table", stock=5)
        session.add(option)
        services.hold_stand(session, place.fair, place.stands[0], company=company, by=by)

    def submit() -> int:
        with writing() as session:
            fair, kind = session.get_one(Fair, place.fair.id), session.get_one(StandType, place.kind.id)
            form = draft(session, fair, kind, company, options=[OptionDraft(option_id=option.id, quantity=2)])
            wanted = session.get_one(Stand, place.stands[0].id)
            return services.submit_booking(session, fair, wanted, form, company=company, by=signed(by)).id

    return submit


def taken(reading: Sessions) -> int:
    with reading() as session:
        return session.exec(select(StandOption.taken)).one()


def test_b3_the_same_form_sent_twice_at_once_books_once(submit, reading: Sessions) -> None:
    assert len(set(at_once([submit] * 4))) == 1
    assert taken(reading) == 2


def test_b3_a_form_that_was_sent_before_the_hold_was_looked_at_books_once(
    submit, reading: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first has just asked what it has of the stand as the second books it."""
    gap = Gap(A_MOMENT)
    monkeypatch.setattr(submitting, "require_booking", gap.before(submitting.require_booking))
    first, second = gap.meet(submit, submit)
    assert first == second
    assert taken(reading) == 2


@pytest.mark.postgres_only
def test_b5_who_orders_what_an_organiser_deletes_meanwhile_is_told(
    submit, writing: Sessions, reading: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The option was in the list as the form was checked; on SQLite one of the two waits before it reads."""
    gap = Gap(LONG)
    monkeypatch.setattr(submitting, "take_option", gap.before(submitting.take_option))

    def delete_it() -> None:
        with writing() as session:
            option = session.exec(select(StandOption)).one()
            fair, by = session.get_one(Fair, option.fair_id), actor_of(make_account(session))
            delete_option(session, fair, option, by=by)

    told, deleted = gap.meet(submit, delete_it)
    assert deleted is None
    assert isinstance(told, Conflict)
    assert "n’est plus proposée" in told.message
    with reading() as session:
        assert session.exec(select(StandBooking.status)).one() is BookingStatus.HELD


def test_b11_a_stand_is_blocked_or_held_never_both(writing: Sessions, reading: Sessions) -> None:
    with writing() as session:
        place = lay(session)
        company, by = join(session, place)
        organiser = acting_for(session, company)
        stand = make_stand(session, place.hall, place.kind)

    def block() -> None:
        with writing() as session:
            fair, wanted = session.get_one(Fair, place.fair.id), session.get_one(Stand, stand.id)
            services.block_stand(session, fair, wanted, reason="Pilier", by=organiser)

    answers = at_once([block, lambda: hold_by_all(writing, place, [(company, by)], stand)[0]])
    with reading() as session:
        is_blocked = session.get_one(Stand, stand.id).is_blocked
    assert live_on(reading, stand) == (0 if is_blocked else 1)
    assert sum(isinstance(one, Conflict) for one in answers) == 1


@pytest.mark.postgres_only
def test_b3_a_booking_sent_while_a_colleague_moves_on_is_not_undone(
    writing: Sessions, reading: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The colleague has read the hold when the booking is sent; on SQLite one of them waits for the other anyway."""
    with writing() as session:
        place = lay(session)
        company, by = join(session, place)
        held = services.hold_stand(session, place.fair, place.stands[0], company=company, by=by)
    has_read, is_sent = threading.Event(), threading.Event()

    def wait(*_arguments: object) -> None:
        has_read.set()
        assert is_sent.wait(10)

    monkeypatch.setattr(holding, "_leave_to_others", wait)

    def submit() -> None:
        assert has_read.wait(10)
        with writing() as session:
            fair, kind = session.get_one(Fair, place.fair.id), session.get_one(StandType, place.kind.id)
            form, stand = draft(session, fair, kind, company), session.get_one(Stand, place.stands[0].id)
            services.submit_booking(session, fair, stand, form, company=company, by=signed(by))
        is_sent.set()

    def move_on() -> None:
        with writing() as session:
            fair, stand = session.get_one(Fair, place.fair.id), session.get_one(Stand, place.stands[1].id)
            services.hold_stand(session, fair, stand, company=company, by=by)

    assert at_once([submit, move_on]) == [None, None]
    with reading() as session:
        assert session.get_one(StandBooking, held.id).status is BookingStatus.SUBMITTED
