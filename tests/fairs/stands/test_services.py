"""Rules of stands, one by one."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlmodel import Session, select

from fairapp.clusters.companies.merging import merge_companies
from fairapp.clusters.models import Company
from fairapp.core.clock import now
from fairapp.core.errors import Conflict, DomainError
from fairapp.core.events import collect
from fairapp.fairs.enums import BookingStatus, PartnerStatus
from fairapp.fairs.events import PartnerAsked, StandOffered
from fairapp.fairs.models import Fair
from fairapp.fairs.stands import services
from fairapp.fairs.stands.drafts import OptionDraft, StaffDraft
from fairapp.fairs.stands.handlers import follow_merge
from fairapp.fairs.stands.models import BookingPartner, BookingStaff, Stand, StandBooking, StandOption
from fairapp.fairs.stands.plan import State, read_plan
from fairapp.fairs.stands.pricing import Line, Quote, split, vat_of
from fairapp.fairs.stands.queries import badge_quotas, booked_companies, bookings_of, exhibitors_of, partners_of
from tests.factories import make_company
from tests.fairs.factories import make_booking, make_stand, make_stand_type
from tests.fairs.stands.making import Place, acting_for, draft, join, lay, signed


@pytest.fixture
def place(session: Session) -> Place:
    return lay(session)


def version(session: Session, place: Place) -> int:
    return session.exec(select(Fair.plan_version).where(Fair.id == place.fair.id)).one()


# Prices


@pytest.mark.parametrize(("total", "weights", "parts"), [
    (100, [1, 1, 1], [34, 33, 33]), (48_001, [1, 1], [24_001, 24_000]), (10, [2, 1], [7, 3]), (0, [1, 1], [0, 0]),
])  # fmt: skip
def test_b6_cents_by_largest_remainder(total: int, weights: list[int], parts: list[int]) -> None:
    assert split(total, weights) == parts
    assert sum(parts) == total


@pytest.mark.parametrize(("net", "rate", "vat"), [(480_00, 2000, 96_00), (5, 1000, 1), (4, 1000, 0), (100, None, 0)])
def test_b1_vat_is_rounded_half_up(net: int, rate: int | None, vat: int) -> None:
    assert vat_of(net, rate) == vat


def test_b1_vat_is_counted_line_by_line() -> None:
    quote = Quote((Line("A", 1, 3, 2000), Line("B", 1, 3, 2000)))
    assert (quote.net_cents, quote.vat_cents, quote.gross_cents) == (6, 2, 8)


# How many, and who is told


def test_b4_a_company_books_three_stands_and_no_more(session: Session) -> None:
    place = lay(session, stands=5)
    company, by = join(session, place)
    for stand in place.stands[:3]:
        services.hold_stand(session, place.fair, stand, company=company, by=by)
        form = draft(session, place.fair, place.kind, company)
        services.submit_booking(session, place.fair, stand, form, company=company, by=signed(by))
    with pytest.raises(DomainError, match="déjà 3 stands"):
        services.hold_stand(session, place.fair, place.stands[3], company=company, by=by)
    again = draft(session, place.fair, place.kind, company, takes_again=True)
    with pytest.raises(DomainError, match="déjà 3 stands"):
        services.submit_booking(session, place.fair, place.stands[3], again, company=company, by=signed(by))


def test_b3_choosing_a_stand_that_a_colleague_has_booked_changes_nothing(session: Session, place: Place) -> None:
    company, by = join(session, place)
    booked = make_booking(session, place.stands[0], company)
    kept = services.hold_stand(session, place.fair, place.stands[1], company=company, by=by)
    assert services.hold_stand(session, place.fair, place.stands[0], company=company, by=by) is booked
    assert (booked.status, kept.status) == (BookingStatus.CONFIRMED, BookingStatus.HELD)


@pytest.mark.parametrize("released", [True, False])
def test_b3_nobody_keeps_a_stand_for_ever(session: Session, place: Place, released: bool) -> None:
    company, by = join(session, place)
    rival, other = join(session, place)
    stand, start = place.stands[0], now()
    with time_machine.travel(start, tick=False) as clock:
        held = services.hold_stand(session, place.fair, stand, company=company, by=by)
        services.extend_hold(session, place.fair, held)
        clock.move_to(start + timedelta(minutes=29 if released else 31))
        if released:
            services.release_hold(session, place.fair, held)
        with pytest.raises(Conflict, match="jusqu’à"):
            services.hold_stand(session, place.fair, stand, company=company, by=by)
        form = draft(session, place.fair, place.kind, company, takes_again=True)  # it ran out while they typed
        with session.begin_nested() as undone:
            services.submit_booking(session, place.fair, stand, form, company=company, by=signed(by))
            undone.rollback()
        taken = services.hold_stand(session, place.fair, stand, company=rival, by=other)
        services.release_hold(session, place.fair, taken)
        clock.move_to(start + timedelta(minutes=61))
        assert services.hold_stand(session, place.fair, stand, company=company, by=by).stand_id == stand.id


def test_b3_stands_are_compared_to_and_fro(session: Session, place: Place) -> None:
    company, by = join(session, place)
    start = now()
    with time_machine.travel(start, tick=False) as clock:
        for minute in range(6):
            clock.move_to(start + timedelta(minutes=2 * minute))
            services.hold_stand(session, place.fair, place.stands[minute % 2], company=company, by=by)


def test_b11_who_awaits_its_confirmation_is_no_exhibitor_but_told_of_changes(session: Session, place: Place) -> None:
    waiting, confirmed = (join(session, place)[0] for _ in range(2))
    row = make_booking(session, place.stands[0], waiting, status=BookingStatus.SUBMITTED, confirmed_at=None)
    make_booking(session, place.stands[1], confirmed)
    assert [one.company.id for one in exhibitors_of(session, place.fair.id)] == [confirmed.id]
    assert booked_companies(session, place.fair.id) == sorted([waiting.id, confirmed.id])

    def named(**eyes: Any) -> bool:
        shown = read_plan(session, place.fair, **eyes).place(place.stands[0].id)
        assert shown is not None
        assert shown.state in (State.BOOKED, State.MINE)
        return bool(shown.companies)

    assert [named(), named(company_id=confirmed.id)] == [False, False]
    assert [named(company_id=waiting.id), named(for_organiser=True)] == [True, True]
    row.status = BookingStatus.CONFIRMED
    session.flush()
    assert named()


# Cancelling


def test_b5_a_cancelled_booking_gives_its_options_back(session: Session, place: Place) -> None:
    option = StandOption(fair_id=place.fair.id, name="Table", stock=3)
    session.add(option)
    company, by = join(session, place)
    services.hold_stand(session, place.fair, place.stands[0], company=company, by=by)
    form = draft(session, place.fair, place.kind, company, options=[OptionDraft(option_id=option.id, quantity=2)])
    booking = services.submit_booking(session, place.fair, place.stands[0], form, company=company, by=signed(by))
    session.refresh(option)
    assert option.taken == 2
    for _ in range(2):
        services.give_up_booking(session, place.fair, booking, by=by)
    session.refresh(option)
    assert (booking.status, option.taken) == (BookingStatus.CANCELLED, 0)


def test_f3_after_the_closing_day_only_an_organiser_cancels(session: Session, place: Place) -> None:
    company, by = join(session, place)
    booking = make_booking(session, place.stands[0], company)
    place.fair.booking_until = now() - timedelta(days=1)
    session.flush()
    with pytest.raises(DomainError, match="closes depuis le"):
        services.give_up_booking(session, place.fair, booking, by=by)
    services.cancel_booking(session, place.fair, booking, by=by)
    assert booking.status is BookingStatus.CANCELLED


# Waiting lists


def test_b7_one_waits_only_for_what_is_full(session: Session, place: Place) -> None:
    company, by = join(session, place)
    with pytest.raises(DomainError, match="libre"):
        services.join_waiting_list(session, place.fair, place.kind, company=company, by=by)


def full(session: Session, place: Place) -> list[StandBooking]:
    return [make_booking(session, stand, join(session, place)[0]) for stand in place.stands]


def test_b7_a_freed_stand_is_offered_to_the_first_for_a_day(session: Session, place: Place) -> None:
    first, *_rest = full(session, place)
    company, by = join(session, place)
    for _ in range(2):
        row = services.join_waiting_list(session, place.fair, place.kind, company=company, by=by)
    collect(session)
    before = version(session, place)
    services.cancel_booking(session, place.fair, first, by=by)
    session.refresh(row)
    assert (row.status, row.stand_id, row.is_offered) == (BookingStatus.HELD, first.stand_id, True)
    assert row.held_until - row.held_at >= timedelta(hours=23, minutes=59)
    assert StandOffered(booking_id=row.id) in collect(session)
    assert version(session, place) > before


def test_b7_a_stand_that_is_free_already_is_offered_to_who_joins(session: Session, place: Place) -> None:
    booked, *_rest = full(session, place)
    keeper, keeping = join(session, place)
    services.join_waiting_list(session, place.fair, place.kind, company=keeper, by=keeping)
    elsewhere = make_stand(session, place.hall, make_stand_type(session, place.fair))
    services.hold_stand(session, place.fair, elsewhere, company=keeper, by=keeping)
    services.cancel_booking(session, place.fair, booked, by=keeping)  # its only candidate keeps another one
    company, by = join(session, place)
    row = services.join_waiting_list(session, place.fair, place.kind, company=company, by=by)
    assert (row.status, row.stand_id, row.is_offered) == (BookingStatus.HELD, booked.stand_id, True)


def test_b7_declined_or_too_late_it_goes_to_the_next(session: Session, place: Place) -> None:
    first, *_rest = full(session, place)
    waiting = [join(session, place) for _ in range(3)]
    rows = [services.join_waiting_list(session, place.fair, place.kind, company=c, by=by) for c, by in waiting]
    services.cancel_booking(session, place.fair, first, by=waiting[0][1])
    services.decline_offer(session, place.fair, rows[0])
    session.refresh(rows[1])
    assert [row.status for row in rows] == [BookingStatus.CANCELLED, BookingStatus.HELD, BookingStatus.WAITLISTED]
    rows[1].held_until = now() - timedelta(seconds=1)
    session.flush()
    services.tend_waiting_lists(session, place.fair)
    session.refresh(rows[2])
    assert [row.status for row in rows[1:]] == [BookingStatus.EXPIRED, BookingStatus.HELD]


def test_b7_the_free_stands_of_a_list_are_nobody_elses(session: Session, place: Place) -> None:
    full(session, place)
    waiting, by = join(session, place)
    services.join_waiting_list(session, place.fair, place.kind, company=waiting, by=by)
    late, other = join(session, place)
    added = make_stand(session, place.hall, place.kind)
    with pytest.raises(Conflict, match="liste d’attente"):
        services.hold_stand(session, place.fair, added, company=late, by=other)


def test_b7_offers_end_with_the_bookings(session: Session, place: Place) -> None:
    place.fair.booking_until = now() + timedelta(hours=2)
    session.flush()
    first, *_rest = full(session, place)
    company, by = join(session, place)
    row = services.join_waiting_list(session, place.fair, place.kind, company=company, by=by)
    services.cancel_booking(session, place.fair, first, by=by)
    session.refresh(row)
    assert row.held_until == place.fair.booking_until


# Sharing


def share(session: Session, place: Place, *, weight: int = 1) -> tuple[StandBooking, BookingPartner]:
    company, by = join(session, place)
    booking = make_booking(session, place.stands[0], company, price_cents=480_01)
    other, _who = join(session, place)
    return booking, services.ask_partner(session, place.fair, booking, other.id, share=weight, by=by)


def accept(session: Session, place: Place, row: BookingPartner, *, accepts: bool = True) -> None:
    services.answer_partner(session, place.fair, row, accepts=accepts, contact=("Yann", "yann@exemple.fr"), by=None)


def test_b6_a_partner_is_shown_once_it_accepted(session: Session, place: Place) -> None:
    booking, row = share(session, place)
    assert [one.company.id for one in exhibitors_of(session, place.fair.id)] == [booking.company_id]
    accept(session, place, row)
    assert {one.company.id for one in exhibitors_of(session, place.fair.id)} == {booking.company_id, row.company_id}
    assert (row.contact_name, row.contact_email) == ("Yann", "yann@exemple.fr")


def test_b6_badges_are_shared_like_the_price(session: Session, place: Place) -> None:
    booking, row = share(session, place, weight=3)
    assert badge_quotas(session, booking) == {booking.company_id: 4}
    accept(session, place, row)
    assert badge_quotas(session, booking) == {booking.company_id: 1, row.company_id: 3}
    person = StaffDraft(first_name="Yann", last_name="Tanguy")
    services.name_staff(session, place.fair, booking, person, company_id=booking.company_id)
    with pytest.raises(DomainError, match="badges sont attribués"):
        services.name_staff(
            session, place.fair, booking, StaffDraft(first_name="Anne", last_name="Le Goff"),
            company_id=booking.company_id,
        )  # fmt: skip
    services.name_staff(session, place.fair, booking, person, company_id=row.company_id)


def test_b6_who_leaves_takes_its_badges_along(session: Session, place: Place) -> None:
    booking, row = share(session, place)
    accept(session, place, row)
    services.name_staff(
        session, place.fair, booking, StaffDraft(first_name="Yann", last_name="Tanguy"), company_id=row.company_id
    )
    services.leave_stand(session, place.fair, row, by=acting_for(session, make_company(session)))
    assert row.status is PartnerStatus.DECLINED
    assert session.exec(select(BookingStaff)).all() == []


def test_b6_the_other_answer_comes_too_late(session: Session, place: Place) -> None:
    _booking, row = share(session, place)
    accept(session, place, row)
    accept(session, place, row)
    with pytest.raises(Conflict):
        accept(session, place, row, accepts=False)


def test_b6_a_company_is_not_asked_again_and_again(session: Session, place: Place) -> None:
    booking, row = share(session, place)
    by = acting_for(session, make_company(session))
    other = make_booking(session, place.stands[1], session.get_one(Company, booking.company_id))
    collect(session)
    for _ in range(2):
        services.remove_partner(session, place.fair, row, by=by)
    assert [partners_of(session, booking.id), bookings_of(session, place.fair.id, row.company_id)] == [[], []]
    for one in (booking, other):
        with pytest.raises(DomainError, match="moins de 7 jours"):
            services.ask_partner(session, place.fair, one, row.company_id, share=1, by=by)
    assert [one for one in collect(session) if isinstance(one, PartnerAsked)] == []
    row.asked_at = now() - timedelta(days=8)
    session.flush()
    again = services.ask_partner(session, place.fair, booking, row.company_id, share=1, by=by)
    assert (again.id, again.status) == (row.id, PartnerStatus.PENDING)


@pytest.mark.parametrize("kind", ["itself", "stranger", "unclaimed"])
def test_b6_only_members_with_people_are_asked(session: Session, place: Place, kind: str) -> None:
    company, by = join(session, place)
    booking = make_booking(session, place.stands[0], company)
    asked = {
        "itself": lambda: company,
        "stranger": lambda: make_company(session),
        "unclaimed": lambda: make_company(session, place.cluster, claimed_at=None),
    }[kind]()
    with pytest.raises(DomainError) as refusal:
        services.ask_partner(session, place.fair, booking, asked.id, share=1, by=by)
    assert refusal.value.field == "company_id"


# Organising


def test_b11_confirming_many_confirms_what_waits(session: Session, place: Place) -> None:
    company, by = join(session, place)
    waits = make_booking(session, place.stands[0], company, status=BookingStatus.SUBMITTED, confirmed_at=None)
    done = make_booking(session, place.stands[1], join(session, place)[0])
    foreign = make_booking(session, lay(session).stands[0], company, status=BookingStatus.SUBMITTED)
    ids = [waits.id, done.id, foreign.id]
    assert [services.confirm_bookings(session, place.fair, ids, by=by) for _ in range(2)] == [1, 0]
    assert (waits.status, foreign.status) == (BookingStatus.CONFIRMED, BookingStatus.SUBMITTED)


def test_b11_a_booking_moves_to_a_free_stand_at_the_same_price(session: Session, place: Place) -> None:
    company, by = join(session, place)
    dearer = make_stand_type(session, place.fair, price_cents=900_00)
    booking, target = make_booking(session, place.stands[0], company), make_stand(session, place.hall, dearer)
    for _ in range(2):
        services.move_booking(session, place.fair, booking, target, by=by)
    assert (booking.stand_id, booking.type_id, booking.price_cents) == (target.id, dearer.id, 480_00)


@pytest.mark.parametrize("taken", [True, False])
def test_b11_it_moves_to_no_stand_that_is_booked_or_blocked(session: Session, place: Place, taken: bool) -> None:
    company, by = join(session, place)
    booking, target = make_booking(session, place.stands[0], company), place.stands[1]
    if taken:
        make_booking(session, target, join(session, place)[0])
    target.is_blocked = not taken
    session.flush()
    with pytest.raises(Conflict):
        services.move_booking(session, place.fair, booking, target, by=by)
    session.refresh(booking)
    assert booking.stand_id == place.stands[0].id


def test_b11_two_bookings_exchange_their_stands(session: Session, place: Place) -> None:
    by = join(session, place)[1]
    rows = full(session, place)
    services.swap_bookings(session, place.fair, *rows, by=by)
    assert [row.stand_id for row in rows] == [place.stands[1].id, place.stands[0].id]
    assert {row.status for row in rows} == {BookingStatus.CONFIRMED}


def test_b11_a_stand_put_back_goes_to_the_waiting_list(session: Session, place: Place) -> None:
    free = place.stands[1]
    make_booking(session, place.stands[0], join(session, place)[0])
    company, by = join(session, place)
    services.block_stand(session, place.fair, free, reason="Pilier", by=by)
    row = services.join_waiting_list(session, place.fair, place.kind, company=company, by=by)
    services.unblock_stand(session, place.fair, free, by=by)
    session.refresh(row)
    assert (row.status, row.stand_id) == (BookingStatus.HELD, free.id)


def test_b11_a_booked_stand_is_not_blocked(session: Session, place: Place) -> None:
    company, by = join(session, place)
    make_booking(session, place.stands[0], company)
    with pytest.raises(Conflict):
        services.block_stand(session, place.fair, place.stands[0], reason="", by=by)
    assert session.get_one(Stand, place.stands[0].id).is_blocked is False


def test_b1_a_payment_is_noted_and_taken_back(session: Session, place: Place) -> None:
    company, by = join(session, place)
    booking = make_booking(session, place.stands[0], company)
    seen = []
    for is_paid in (True, True, False):
        services.set_paid(session, place.fair, booking, is_paid, by=by)
        seen.append(booking.paid_at is not None)
    assert seen == [True, True, False]


def test_bookings_follow_a_merged_company(session: Session, place: Place) -> None:
    winner, by = join(session, place)
    loser = make_company(session, place.cluster, claimed_at=None)
    own = make_booking(session, place.stands[0], loser)
    session.add(BookingPartner(booking_id=own.id, company_id=winner.id, status=PartnerStatus.ACCEPTED))
    before = version(session, place)
    merge_companies(session, loser, winner, by=by, cluster_id=place.cluster.id)
    follow_merge(session, loser.id, winner.id)
    session.refresh(own)
    assert own.company_id == winner.id
    assert session.exec(select(BookingPartner)).all() == []
    assert version(session, place) > before
