"""Rows E4 and E7: the dates of a visit, week by week, as the school of who looks may take them."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlmodel import Session

from fairapp.core.clock import PARIS
from fairapp.outreach.catalogue.picker import ShownWeek, coming_slots, shown_week
from fairapp.outreach.enums import SlotStatus
from fairapp.outreach.models import Intervention, Slot
from tests.outreach.factories import make_slot

Writing = Callable[[], AbstractContextManager[Session]]


def slot(id: int, *when: int, **over: object) -> Slot:
    starts_at = datetime(*when, tzinfo=PARIS)  # type: ignore[arg-type]
    values = {"id": id, "intervention_id": 1, "starts_at": starts_at, "booking_until": starts_at}
    return Slot(**(values | over))


@pytest.fixture
def week(app: Flask) -> Callable[..., ShownWeek]:
    def lay_out(*slots: Slot, asked: str = "", department: str | None = "07", chosen: int | None = None) -> ShownWeek:
        with app.test_request_context():
            return shown_week(slots, asked, zone=ZoneInfo("Europe/Paris"), department=department, chosen=chosen)

    return lay_out


@pytest.mark.parametrize(
    ("department", "asked", "reason"),
    [
        ("07", "2027-W08", "Vacances d’hiver"),  # zone A: 13 to 28 February
        ("29", "2027-W08", "Vacances d’hiver"),  # zone B: from the 20th
        ("75", "2027-W08", ""),  # zone C: until the 21st
        ("75", "2027-W06", "Vacances d’hiver"),
        ("29", "2027-W06", ""),
        ("2A", "2027-W08", ""),  # Corsica has a calendar of its own
        ("07", "2026-W52", "Vacances de Noël"),
    ],
)
def test_e4_a_week_of_holidays_is_named(
    week: Callable[..., ShownWeek], department: str, asked: str, reason: str
) -> None:
    assert week(asked=asked, department=department).off.replace("'", "’") == reason


@pytest.mark.parametrize(
    ("department", "off"),
    [("67", {26: "Vendredi saint"}), ("07", {})],
)
def test_e4_alsace_moselle_has_a_public_holiday_more(
    week: Callable[..., ShownWeek], department: str, off: dict[int, str]
) -> None:
    shown = week(asked="2027-W12", department=department)
    assert {day.day.day: day.off for day in shown.days if day.off} == off


def test_e4_a_day_of_holidays_is_not_for_choice_where_the_school_has_them(week: Callable[..., ShownWeek]) -> None:
    monday = slot(1, 2027, 3, 29, 9)  # Easter Monday
    winter = slot(2, 2027, 2, 9, 9)  # holidays in Paris, school in Ardèche
    shown = {department: week(monday, winter, department=department, asked="2027-W06") for department in ("07", "75")}
    assert shown["07"].can_choose
    assert not shown["75"].can_choose
    assert shown["75"].next_free == ""
    easter = week(monday, asked="2027-W13").days[0]
    assert (easter.off, [one.can_choose for one in easter.slots]) == ("Lundi de Pâques", [False])


def test_e7_full_is_for_the_waiting_list_and_closed_is_for_nobody(week: Callable[..., ShownWeek]) -> None:
    shown = week(
        slot(1, 2027, 1, 11, 9, pupils_taken=6, groups_max=2, groups_taken=1),
        slot(2, 2027, 1, 12, 9, groups_taken=1),
        slot(3, 2027, 1, 13, 9, groups_max=3, pupils_taken=30, groups_taken=1),
        slot(4, 2027, 1, 14, 9, booking_until=datetime(2026, 11, 1, tzinfo=PARIS)),
    )
    found = [(one.id, one.places, one.is_full, one.can_choose) for day in shown.days for one in day.slots]
    assert found == [(1, 24, False, True), (2, 30, True, True), (3, 0, True, True), (4, 30, False, False)]
    assert shown.has_full


def test_the_first_week_shown_is_that_of_the_first_free_date(week: Callable[..., ShownWeek]) -> None:
    full, free = slot(1, 2027, 1, 12, 9, groups_taken=1), slot(2, 2027, 1, 19, 9)
    assert week(full, free).days[0].day.isoformat() == "2027-01-18"
    assert week(full).days[0].day.isoformat() == "2027-01-11"
    assert week(full, free, chosen=1).days[0].day.isoformat() == "2027-01-11"
    assert week().days[0].day.isoformat() == "2026-11-16"


def test_weeks_lead_to_their_neighbours_and_no_further(week: Callable[..., ShownWeek]) -> None:
    now, turn, last = week(asked="2026-W47"), week(asked="2026-W53"), week(asked="2099-W01")
    assert (now.previous, now.next) == ("", "2026-W48")
    assert (turn.previous, turn.next, turn.label.replace("\xa0", " ")) == (
        "2026-W52", "2027-W01", "28 déc. au 1er janvier 2027"
    )  # fmt: skip
    assert (last.previous, last.next) == ("2028-W13", "")
    assert week(asked="2027-W02").label.replace("\xa0", " ") == "11 au 15 janvier 2027"


@pytest.mark.parametrize("asked", ["2027-W54", "2027-W00", "0000-W01", "x", "2027-01-11", "1999-W01", "٢٠٢٧-W02"])
def test_a_mangled_week_shows_a_week_that_exists(week: Callable[..., ShownWeek], asked: str) -> None:
    assert week(asked=asked).days[0].day.isoformat() == "2026-11-16"


def test_a_week_without_dates_leads_to_the_next_one(week: Callable[..., ShownWeek]) -> None:
    shown = week(slot(1, 2027, 1, 12, 9), slot(2, 2027, 1, 26, 9), asked="2027-W03")
    assert shown.next_free == "2027-W04"


def test_saturday_is_shown_only_when_a_slot_stands_there(week: Callable[..., ShownWeek]) -> None:
    assert len(week(slot(1, 2027, 1, 12, 9)).days) == 5
    saturday = week(slot(1, 2027, 1, 16, 9)).days
    assert [(day.day.day, len(day.slots)) for day in saturday][-1] == (16, 1)
    sunday = week(slot(1, 2027, 1, 17, 9), asked="2027-W02").days[-1]
    assert (sunday.off, sunday.slots[0].can_choose) == ("dimanche", False)


def test_hours_are_those_of_the_place_on_both_sides_of_the_clock_change(app: Flask) -> None:
    """The clock goes forward on 28 March 2027."""
    slots = [slot(1, 2027, 3, 26, 9), slot(2, 2027, 3, 30, 9)]
    with app.test_request_context():
        weeks = [shown_week(slots, asked, zone=PARIS, department="07") for asked in ("2027-W12", "2027-W13")]
    assert [one.at.hour for week in weeks for day in week.days for one in day.slots] == [9, 9]


def test_cancelled_and_past_slots_are_not_read(
    writing: Writing, reading: Writing, visits: dict[str, Intervention]
) -> None:
    with writing() as session:
        forge = session.get_one(Intervention, visits["forge"].id)
        make_slot(session, forge, starts_at=datetime(2026, 11, 13, 9, tzinfo=PARIS))  # last week
        make_slot(session, forge, starts_at=datetime(2026, 11, 17, 9, tzinfo=PARIS))  # Tuesday of this week
        make_slot(session, forge, starts_at=datetime(2027, 4, 1, 9, tzinfo=PARIS), status=SlotStatus.CANCELLED)
    with reading() as session:
        days = [one.starts_at.astimezone(PARIS).date().isoformat() for one in coming_slots(session, forge.id, PARIS)]
    assert days == ["2026-11-17", "2027-01-12", "2027-01-14", "2027-03-09"]
