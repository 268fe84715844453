"""Real threads at the last place, at one request, at one class (rows E5, E7)."""

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session, select

from fairapp.core.db import make_engine, open_session
from fairapp.core.errors import Conflict, DomainError
from fairapp.outreach.enums import Action, RequestStatus, Side, WaitStatus
from fairapp.outreach.models import OutreachRequest, Slot, VisitBooking, WaitItem
from fairapp.outreach.requests.services import (
    Click,
    SlotFull,
    agreeing,
    book_slot,
    end,
    places,
    start_draft,
    wait_for_slot,
)
from tests.factories import actor_of, make_member, make_school
from tests.outreach.factories import make_intervention, make_slot, make_speaker
from tests.outreach.requests.making import Scene, class_draft, draft_for, stage
from tests.support.racing import A_MOMENT, LONG, Gap, committing, unguarded
from tests.support.threads import at_once

SCHOOLS = 50
SHOWN = 1  # version of the draft, on every page that is clicked


@pytest.fixture
def crowd(settings):
    """Give an engine with a connection for each thread."""
    engine = make_engine(settings.database_url, threads=SCHOOLS)
    yield engine
    engine.dispose()


@pytest.fixture
def classes(writing) -> tuple[Scene, list[Callable]]:
    """Fifty schools with a draft each, and what books the one place for each of them."""
    drafts = []
    with writing() as session:
        scene = stage(session)
        for _ in range(SCHOOLS):
            school = make_school(session)
            by = actor_of(make_member(session, school), schools=(school,))
            drafts.append((start_draft(session, school, class_draft(), to=scene.visit, by=by).id, by))
    return scene, drafts


def book_all(crowd, scene: Scene, drafts: list) -> list:
    def book(id: int, by) -> int:
        with open_session(crowd) as session:
            request, slot = session.get_one(OutreachRequest, id), session.get_one(Slot, scene.slot.id)
            book_slot(session, request, slot, Click(Side.SCHOOL, by, SHOWN))
            session.commit()
            return id

    return at_once([lambda one=one: book(*one) for one in drafts])


def test_e7_of_50_schools_one_gets_the_last_place_and_the_others_may_wait(crowd, classes, writing, reading) -> None:
    scene, drafts = classes
    answers = book_all(crowd, scene, drafts)
    assert Counter(map(type, answers)) == {int: 1, SlotFull: SCHOOLS - 1}
    with reading() as session:
        slot = session.get_one(Slot, scene.slot.id)
        assert (slot.groups_taken, slot.pupils_taken) == (1, 24)
        assert [booking.request_id for booking in session.exec(select(VisitBooking))] == [
            one for one in answers if isinstance(one, int)
        ]
    with writing() as session:
        for id, _by in drafts:
            request = session.get_one(OutreachRequest, id)
            if request.status is RequestStatus.DRAFT:
                wait_for_slot(session, request, session.get_one(Slot, scene.slot.id))
    with reading() as session:
        assert len(session.exec(select(WaitItem).where(WaitItem.status == WaitStatus.WAITING)).all()) == SCHOOLS - 1


def test_e7_without_its_condition_the_place_is_given_twice(classes, engine, writing, reading, monkeypatch) -> None:
    """Negative control: a place that is read first and then taken."""
    scene, drafts = classes
    monkeypatch.setattr(places, "has_room", lambda *_request: [])
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE slot DROP CONSTRAINT ck_slot_within_groups"))
            connection.execute(text("ALTER TABLE slot DROP CONSTRAINT ck_slot_within_pupils"))
        else:
            connection.execute(text("PRAGMA ignore_check_constraints = ON"))
    answers = book_all(engine, scene, drafts[:2])
    assert Counter(map(type, answers)) == {int: 2}


def test_e7_the_check_has_the_last_word(session: Session) -> None:
    scene = stage(session)
    with pytest.raises(Exception, match="within_groups"):
        session.execute(text("UPDATE slot SET groups_taken = 2 WHERE id = :id"), {"id": scene.slot.id})


def test_e5_one_click_twice_books_once(crowd, writing, reading) -> None:
    with writing() as session:
        scene = stage(session, groups_max=5, pupils_max=200)
        draft = draft_for(session, scene)
    answers = book_all(crowd, scene, [(draft.id, scene.teacher)] * 4)
    assert answers == [draft.id] * 4
    with reading() as session:
        assert session.get_one(Slot, scene.slot.id).groups_taken == 1


def test_e9_of_two_sides_that_act_at_once_the_second_is_told(crowd, writing, reading) -> None:
    with writing() as session:
        scene = stage(session)
        request = draft_for(session, scene)
        book_slot(session, request, scene.slot, scene.click(Side.SCHOOL, request))

    def cancel(side: Side) -> None:
        with open_session(crowd) as session:
            mine = session.get_one(OutreachRequest, request.id)
            end(session, mine, Action.CANCEL, scene.click(side, request, "Grève des cars"))
            session.commit()

    answers = at_once([lambda: cancel(Side.SCHOOL), lambda: cancel(Side.COMPANY)])
    assert Counter(map(type, answers)) == {type(None): 1, Conflict: 1}
    with reading() as session:
        assert session.get_one(Slot, scene.slot.id).groups_taken == 0


class Pair(NamedTuple):
    """Two drafts and two slots that overlap by half an hour."""

    scene: Scene
    drafts: list[OutreachRequest]
    slots: list[Slot]

    def book(self, engine: Engine, rank: int) -> None:
        with committing(engine) as session:
            request = session.get_one(OutreachRequest, self.drafts[rank].id)
            slot = session.get_one(Slot, self.slots[rank].id)
            book_slot(session, request, slot, Click(Side.SCHOOL, self.scene.teacher, SHOWN))

    def book_both(self, engine: Engine, gap: Gap, monkeypatch: pytest.MonkeyPatch) -> list:
        """The second comes as the first was found to be free."""
        monkeypatch.setattr(agreeing, "hold_slots", gap.before(agreeing.hold_slots))
        return gap.meet(partial(self.book, engine, 0), partial(self.book, engine, 1))


@pytest.fixture(params=["class", "professional"])
def pair(request, writing) -> Pair:
    """One class that two colleagues book for, or one professional whom two classes book."""
    with writing() as session:
        scene = stage(session)
        speaker = make_speaker(session, scene.company) if request.param == "class" else scene.speaker
        visit = make_intervention(session, scene.company, scene.cluster, speaker_id=speaker.id)
        later = make_slot(session, visit, starts_at=scene.slot.starts_at.replace(minute=30))
        school = scene.school if request.param == "class" else make_school(session)
        drafts = [
            draft_for(session, scene),
            start_draft(session, school, class_draft(class_name="3E b"), to=visit, by=scene.teacher),
        ]
        return Pair(scene, drafts, [scene.slot, later])


def test_e7_nobody_is_in_two_places_at_a_time(pair: Pair, crowd, monkeypatch) -> None:
    first, second = pair.book_both(crowd, Gap(A_MOMENT), monkeypatch)
    assert (first, type(second)) == (None, DomainError)


def test_e7_without_the_locks_somebody_is_in_two_places(pair: Pair, engine, monkeypatch) -> None:
    """Control."""
    with unguarded(engine, monkeypatch) as bare:
        assert pair.book_both(bare, Gap(LONG), monkeypatch) == [None, None]
