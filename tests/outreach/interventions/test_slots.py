"""Dates of a visit: on days on which classes go out, within what is taken, on the clock of the wall (rows E4, E8)."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from sqlmodel import select

from fairapp.clusters.models import Cluster
from fairapp.core.changes import SearchChange
from fairapp.core.errors import Conflict, DomainError
from fairapp.outreach.enums import InterventionStatus, SlotStatus, WaitStatus
from fairapp.outreach.interventions.drafts import SeriesDraft, SlotDraft
from fairapp.outreach.interventions.services.series import add_series
from fairapp.outreach.interventions.services.slots import InHolidays, add_slot, cancel_slot, edit_slot
from fairapp.outreach.models import Intervention, OutreachRequest, Proposal, Slot, WaitItem
from fairapp.outreach.requests.services.places import take_place
from tests.factories import make_school
from tests.outreach.factories import make_booked, make_request
from tests.support.threads import at_once

A_THURSDAY = date(2027, 1, 14)


def draft(**over: object) -> SlotDraft:
    return SlotDraft.model_validate({"day": A_THURSDAY, "hour": time(9)} | over)


def series(**over: object) -> SeriesDraft:
    values = {"day": date(2027, 1, 5), "until": date(2027, 3, 2), "hour": time(14)}
    return SeriesDraft.model_validate(values | over)


def add(session, own, **over: object) -> Slot:
    return add_slot(session, own.visit, draft(**over), by=own.actor)


def book(session, slot: Slot, **over: object):
    return make_booked(session, make_school(session), slot, **over)


def test_e8_limits_are_the_usual_days_before(own, session):
    slot = add(session, own)
    assert slot.starts_at == datetime(2027, 1, 14, 8, tzinfo=UTC)
    assert slot.ends_at - slot.starts_at == timedelta(hours=2)
    assert slot.starts_at - slot.booking_until == timedelta(days=7)
    assert slot.starts_at - slot.cancel_until == timedelta(days=10)
    told = session.exec(select(SearchChange).where(SearchChange.row_id == own.visit.id)).all()
    assert [change.kind for change in told] == ["intervention", "intervention"]


def test_e8_a_limit_over_the_change_of_clocks_is_at_the_same_hour(own, session):
    slot = add(session, own, day=date(2027, 4, 1))  # the clock goes forward on 28 March
    assert slot.starts_at.hour == 7
    assert slot.booking_until == datetime(2027, 3, 25, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("over", "field", "said"),
    [
        ({"day": date(2026, 11, 20)}, "day", "est passée"),
        ({"day": date(2028, 11, 21)}, "day", "trop lointaine"),
        ({"day": date(2027, 1, 17)}, "day", "Le 17/01/2027, aucune classe ne sort : dimanche"),
        ({"day": date(2027, 3, 29)}, "day", "Lundi de Pâques"),
        ({"day": date(2027, 3, 28), "hour": time(2, 30)}, "hour", "02:30 n’existe pas"),
        ({"day": date(2027, 10, 31), "hour": time(2, 30)}, "day", "dimanche"),
        ({"day": date(2026, 11, 26)}, "booking_days", "plus personne ne pourrait"),
    ],
)
def test_e4_a_day_without_school_is_refused(own, session, over, field, said):
    with pytest.raises(DomainError, match=said) as refused:
        add(session, own, **over)
    assert refused.value.field == field


def test_e4_holidays_of_the_zone_are_named_and_may_be_meant(own, session):
    monday = date(2027, 2, 22)  # Brittany is zone B
    with pytest.raises(InHolidays, match="Vacances d'hiver") as refused:
        add(session, own, day=monday)
    assert refused.value.field == "day"
    assert add(session, own, day=monday, in_holidays=True).status is SlotStatus.OPEN
    assert add(session, own, day=date(2027, 2, 15)).id  # zone A only


def test_e4_hours_are_those_of_the_cluster(own, session):
    session.get_one(Cluster, own.cluster_id).time_zone = "Indian/Reunion"
    assert add(session, own).starts_at == datetime(2027, 1, 14, 5, tzinfo=UTC)


def test_e4_one_hour_has_one_slot(own, session):
    add(session, own)
    with pytest.raises(DomainError, match="déjà un créneau le 14/01/2027 à 09:00") as refused:
        add(session, own)
    assert refused.value.field == "hour"


def test_e4_the_same_date_added_at_once_is_one(writing, site):
    def one() -> str:
        with writing() as session:
            try:
                add_slot(session, session.get_one(Intervention, site.visit.id), draft(), by=site.actor)
            except DomainError as error:
                return error.field or ""
            return "added"

    assert sorted(at_once([one, one])) == ["added", "hour"]


def test_e4_a_cancelled_date_comes_back_when_added_again(own, session):
    slot = add(session, own)
    for _ in range(2):
        cancel_slot(session, slot, by=own.actor)
    assert slot.status is SlotStatus.CANCELLED
    again = add(session, own, groups_max=2)
    assert (again.id, again.status, again.groups_max) == (slot.id, SlotStatus.OPEN, 2)


def test_e4_what_is_off_line_gets_no_dates(own, session):
    own.visit.status = InterventionStatus.CLOSED
    with pytest.raises(Conflict, match="retirée"):
        add(session, own)


# Edited


def test_e4_a_free_date_moves(own, session):
    slot = add(session, own)
    edit_slot(session, slot, draft(hour=time(14), groups_max=3), version=1, by=own.actor)
    assert (slot.starts_at.hour, slot.ends_at.hour, slot.groups_max, slot.version) == (13, 15, 3, 2)


def test_e4_two_colleagues_do_not_overwrite_each_other(own, session):
    slot = add(session, own)
    edit_slot(session, slot, draft(hour=time(14)), version=1, by=own.actor)
    with pytest.raises(Conflict, match="entre-temps"):
        edit_slot(session, slot, draft(hour=time(15)), version=1, by=own.actor)


def test_e4_a_date_does_not_move_onto_another(own, session):
    add(session, own)
    slot = add(session, own, hour=time(14))
    with pytest.raises(DomainError, match="déjà un créneau"):
        edit_slot(session, slot, draft(), version=1, by=own.actor)


@pytest.mark.parametrize("over", [{"hour": time(14)}, {"meeting_point": "Portail nord"}])
def test_e9_a_booked_date_does_not_move(own, session, over):
    slot = add(session, own)
    book(session, slot)
    with pytest.raises(DomainError, match="ne changent plus ici"):
        edit_slot(session, slot, draft(**over), version=1, by=own.actor)


def test_e5_a_proposed_date_neither_moves_nor_goes(own, session):
    slot = add(session, own)
    asked = make_request(session, make_school(session), session.get_one(Cluster, own.cluster_id))
    session.add(Proposal(request_id=asked.id, slot_id=slot.id, starts_at=slot.starts_at, ends_at=slot.ends_at))
    with pytest.raises(DomainError, match="ne changent plus ici"):
        edit_slot(session, slot, draft(hour=time(14)), version=1, by=own.actor)
    with pytest.raises(DomainError, match="proposé à un établissement"):
        cancel_slot(session, slot, by=own.actor)


@pytest.mark.parametrize(
    ("over", "field", "said"),
    [
        ({"groups_max": 1}, "groups_max", "gardez-en au moins 2"),
        ({"pupils_max": 40}, "pupils_max", "au moins 48 élèves"),
    ],
)
def test_e4_room_stays_for_those_who_booked(own, session, over, field, said):
    slot = add(session, own, groups_max=3, pupils_max=60)
    book(session, slot)
    book(session, slot)
    with pytest.raises(DomainError, match=said) as refused:
        edit_slot(session, slot, draft(**({"groups_max": 3, "pupils_max": 60} | over)), version=1, by=own.actor)
    assert refused.value.field == field
    edit_slot(session, slot, draft(groups_max=2, pupils_max=48), version=1, by=own.actor)
    assert (slot.groups_max, slot.pupils_max) == (2, 48)


def test_e7_more_room_is_told_to_those_who_wait(own, session, monkeypatch):
    slot = add(session, own)
    book(session, slot)
    told: list[object] = []
    monkeypatch.setattr(
        "fairapp.outreach.interventions.services.slots.emit", lambda _session, event: told.append(event.slot_id)
    )
    edit_slot(session, slot, draft(groups_max=2, pupils_max=60), version=1, by=own.actor)
    assert told == [slot.id]


def test_e4_a_past_or_cancelled_date_stays_as_it_is(own, session):
    slot = add(session, own)
    with time_machine.travel(slot.starts_at), pytest.raises(Conflict, match="passé"):
        edit_slot(session, slot, draft(groups_max=2), version=1, by=own.actor)
    cancel_slot(session, slot, by=own.actor)
    with pytest.raises(Conflict, match="annulé"):
        edit_slot(session, slot, draft(groups_max=2), version=2, by=own.actor)


# Cancelled


def test_e9_a_booked_date_is_not_cancelled_over_the_class(own, session):
    slot = add(session, own)
    book(session, slot)
    with pytest.raises(DomainError, match="annulez d’abord chaque visite, avec son motif"):
        cancel_slot(session, slot, by=own.actor)
    assert slot.status is SlotStatus.OPEN


def test_e7_who_waits_for_a_cancelled_date_waits_no_longer(own, session):
    slot = add(session, own)
    asked = make_request(session, make_school(session), session.get_one(Cluster, own.cluster_id))
    item = WaitItem(slot_id=slot.id, request_id=asked.id)
    session.add(item)
    cancel_slot(session, slot, by=own.actor)
    assert item.status is WaitStatus.LEFT


def test_e7_booking_and_cancelling_at_once_never_both(writing, site):
    with writing() as session:
        slot_id = add_slot(session, session.get_one(Intervention, site.visit.id), draft(), by=site.actor).id
        cluster = session.get_one(Cluster, site.cluster_id)
        asked_id = make_request(session, make_school(session), cluster).id

    def cancel() -> bool:
        with writing() as session:
            try:
                cancel_slot(session, session.get_one(Slot, slot_id), by=site.actor)
            except DomainError:
                return False
            return True

    def take() -> bool:
        with writing() as session:
            request = session.get_one(OutreachRequest, asked_id)
            slot = session.get_one(Slot, slot_id)
            return take_place(session, request, slot, starts_at=slot.starts_at)

    assert sorted(at_once([cancel, take])) == [False, True]


# Every week


def test_e4_a_series_leaves_out_days_without_school(own, session):
    made = add_series(session, own.visit, series(day=date(2027, 2, 8), until=date(2027, 3, 29)), by=own.actor)
    assert [slot.starts_at.day for slot in made.slots] == [8, 15, 8, 15, 22]
    assert [(one.day, one.why) for one in made.skipped] == [
        (date(2027, 2, 22), "Vacances d'hiver"),
        (date(2027, 3, 1), "Vacances d'hiver"),
        (date(2027, 3, 29), "Lundi de Pâques"),
    ]


def test_e4_a_series_keeps_its_hour_when_clocks_change(own, session):
    made = add_series(session, own.visit, series(day=date(2027, 3, 23), until=date(2027, 4, 6)), by=own.actor)
    assert [slot.starts_at.hour for slot in made.slots] == [13, 12, 12]
    made = add_series(session, own.visit, series(day=date(2027, 10, 19), until=date(2027, 11, 9)), by=own.actor)
    assert [slot.starts_at.hour for slot in made.slots] == [12, 13]


def test_e4_a_series_sent_twice_adds_nothing_more(own, session):
    add_series(session, own.visit, series(), by=own.actor)
    with pytest.raises(DomainError, match="Aucun créneau à ajouter"):
        add_series(session, own.visit, series(), by=own.actor)


def test_e8_a_series_leaves_out_what_nobody_could_book_in_time(own, session):
    made = add_series(session, own.visit, series(day=date(2026, 11, 24), until=date(2026, 12, 8)), by=own.actor)
    assert [slot.starts_at.day for slot in made.slots] == [1, 8]
    assert [one.day for one in made.skipped] == [date(2026, 11, 24)]


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"until": date(2027, 1, 4)}, "until"),
        ({"day": date(2027, 1, 3)}, "day"),
        ({"day": date(2026, 11, 17)}, "day"),
        ({"until": date(2028, 6, 1)}, "until"),
        ({"until": date(2027, 12, 31)}, "until"),
    ],
)
def test_e4_days_that_make_no_series_are_refused(own, session, over, field):
    with pytest.raises(DomainError) as refused:
        add_series(session, own.visit, series(**over), by=own.actor)
    assert refused.value.field == field
