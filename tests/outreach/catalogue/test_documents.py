"""What the search knows of a visit, and when it reads it again."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import time_machine
from flask import Flask
from sqlmodel import Session, select

from fairapp.clusters.events import CompanyChanged
from fairapp.clusters.models import Company
from fairapp.core.changes import note_change
from fairapp.core.clock import now
from fairapp.core.events import emit
from fairapp.core.tasks import enqueue_reactions
from fairapp.outreach.catalogue.documents import INTERVENTIONS
from fairapp.outreach.catalogue.handlers import refresh_dates
from fairapp.outreach.enums import InterventionStatus, SlotStatus
from fairapp.outreach.models import Intervention, Slot
from fairapp.search import Document, Request
from fairapp.wiring import SUBSCRIPTIONS

Writing = Callable[[], AbstractContextManager[Session]]
Visits = dict[str, Intervention]


def document(session: Session, visit: Intervention) -> Document:
    return next(iter(INTERVENTIONS.load_many(session, [visit.id])))


def search(app: Flask, **asked: object) -> set[int]:
    return set(app.extensions["fairapp"].catalogue.search(Request(**asked)).ids)  # type: ignore[arg-type]


def test_e2_only_months_with_a_place_are_told(reading: Writing, visits: Visits) -> None:
    with reading() as session:
        months = {name: document(session, visit).facets["month"] for name, visit in visits.items()}
    assert months == {
        "forge": ["2027-01", "2027-03"], "biscuits": ["2027-02"], "class": [], "robots": [], "remote": []
    }  # fmt: skip


def test_e2_one_held_at_a_distance_has_no_place_on_the_map(reading: Writing, visits: Visits) -> None:
    with reading() as session:
        points = {name: len(document(session, visit).points) for name, visit in visits.items()}
    assert points == {"forge": 1, "biscuits": 1, "class": 1, "robots": 1, "remote": 0}


def test_e2_topics_are_one_whatever_their_capitals(reading: Writing, visits: Visits) -> None:
    with reading() as session:
        assert document(session, visits["biscuits"]).facets["topic"] == ["Agroalimentaire", "Qualité"]


def test_e2_the_professional_is_found_by_job(app: Flask, visits: Visits) -> None:
    assert search(app, text="maréchal-ferrant") == {visits["forge"].id}


def test_e2_a_change_is_found_and_a_closed_visit_vanishes(
    app: Flask, visits: Visits, writing: Writing, run_pending: Callable[[], int]
) -> None:
    with writing() as session:
        changed, closed = (session.get_one(Intervention, visits[name].id) for name in ("forge", "biscuits"))
        changed.title = "La coutellerie"
        closed.status = InterventionStatus.CLOSED
        for visit in (changed, closed):
            note_change(session, "intervention", visit.id)
    run_pending()
    assert search(app, text="coutellerie") == {visits["forge"].id}
    assert visits["biscuits"].id not in search(app)
    assert len(search(app)) == 4


def test_e4_a_place_taken_or_freed_moves_the_months(
    app: Flask, visits: Visits, writing: Writing, run_pending: Callable[[], int]
) -> None:
    with writing() as session:
        for slot in session.exec(select(Slot).where(Slot.intervention_id == visits["biscuits"].id)):
            slot.groups_taken = 1
        for slot in session.exec(select(Slot).where(Slot.intervention_id == visits["robots"].id)):
            slot.groups_taken = 0
        for name in ("biscuits", "robots"):
            note_change(session, "intervention", visits[name].id)
    run_pending()
    assert search(app, filters={"month": ["2027-02"]}) == set()
    assert search(app, filters={"month": ["2027-01"]}) == {visits["forge"].id, visits["robots"].id}


def test_e4_a_cancelled_slot_counts_for_nothing(reading: Writing, writing: Writing, visits: Visits) -> None:
    with writing() as session:
        for slot in session.exec(select(Slot).where(Slot.intervention_id == visits["forge"].id)):
            slot.status = SlotStatus.CANCELLED
    with reading() as session:
        assert document(session, visits["forge"]).facets["month"] == []


def test_e4_a_date_that_closed_is_read_again_the_next_day(
    app: Flask, visits: Visits, writing: Writing, run_pending: Callable[[], int]
) -> None:
    """Slots close seven days before: that of 2 February on 26 January."""
    with time_machine.travel(now() + timedelta(days=66), tick=False):  # 27 January
        run_pending()
        with writing() as session:
            refresh_dates(session)
        run_pending()
        assert search(app, filters={"month": ["2027-02"]}) == set()


def test_a_company_that_moves_takes_its_visits_with_it(
    app: Flask, visits: Visits, writing: Writing, run_pending: Callable[[], int]
) -> None:
    with writing() as session:
        company = session.get_one(Company, visits["robots"].company_id)
        company.name, company.department = "Automates du Vivarais", "07"
        emit(session, CompanyChanged(company.id))
        enqueue_reactions(session, SUBSCRIPTIONS)
    run_pending()
    assert search(app, text="vivarais") == {visits["robots"].id, visits["remote"].id}


def test_the_whole_catalogue_can_be_read_anew(app: Flask, visits: Visits) -> None:
    index = app.extensions["fairapp"].catalogue
    assert index.rebuild() == 5
    assert index.status().documents == 5
