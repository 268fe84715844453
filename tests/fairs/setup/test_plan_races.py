"""Two organisers at one plan, or one and a company (row F5): nothing is overwritten unseen, no stand goes that is taken."""

from functools import partial
from typing import NamedTuple

import pytest
from sqlalchemy import Engine, delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from fairapp.core.actor import Actor
from fairapp.core.errors import Conflict
from fairapp.fairs.models import Fair, Hall
from fairapp.fairs.setup import services
from fairapp.fairs.setup.drafts import HallDraft, OptionEdit, StandDraft, TypeEdit
from fairapp.fairs.setup.plan_files import read_plan_file
from fairapp.fairs.setup.services import locking, removing
from fairapp.fairs.setup.services.locking import seal_of
from fairapp.fairs.stands.models import Stand, StandBooking, StandOption, StandType
from fairapp.fairs.stands.services import hold_stand
from tests.factories import actor_of, make_member
from tests.fairs.stands.making import Place, join, lay
from tests.support.racing import A_MOMENT, LONG, Gap, committing, unguarded


class Desk(NamedTuple):
    place: Place
    by: Actor
    hall: str  # what both organisers have opened
    stand: str
    kind: str
    option: str

    def rename_hall(self, engine: Engine, name: str) -> None:
        with committing(engine) as session:
            fair, hall = session.get_one(Fair, self.place.fair.id), session.get_one(Hall, self.place.hall.id)
            services.edit_hall(session, fair, hall, HallDraft(name=name, seen=self.hall), by=self.by)

    def rename_stand(self, engine: Engine, code: str) -> None:
        with committing(engine) as session:
            fair, stand = session.get_one(Fair, self.place.fair.id), session.get_one(Stand, self.place.stands[0].id)
            draft = StandDraft(
                code=code, type_id=stand.type_id, left=0, top=0, width=9, height=9, is_accessible=True, seen=self.stand
            )  # fmt: skip
            services.edit_stand(session, fair, stand, draft, by=self.by)

    def rename_type(self, engine: Engine, name: str) -> None:
        with committing(engine) as session:
            fair, kind = session.get_one(Fair, self.place.fair.id), session.get_one(StandType, self.place.kind.id)
            draft = TypeEdit.model_validate(kind, update={"name": name, "seen": self.kind})
            services.edit_type(session, fair, kind, draft, by=self.by)

    def rename_option(self, engine: Engine, name: str) -> None:
        with committing(engine) as session:
            fair, option = session.get_one(Fair, self.place.fair.id), only_option(session)
            services.edit_option(session, fair, option, OptionEdit(name=name, seen=self.option), by=self.by)

    def lay_plan_without_it(self, engine: Engine) -> None:
        with committing(engine) as session:
            hall, kind = session.get_one(Hall, self.place.hall.id), session.get_one(StandType, self.place.kind.id)
            plan = read_plan_file(self.place.stands[1].code.encode())
            services.lay_plan(session, hall, plan, usual=kind, by=self.by)


@pytest.fixture
def desk(writing) -> Desk:
    with writing() as session:
        place = lay(session)
        by = actor_of(make_member(session, place.cluster), clusters=[place.cluster])
        session.add(StandOption(fair_id=place.fair.id, name="Prise"))
    with writing() as session:
        hall, stand = session.get_one(Hall, place.hall.id), session.get_one(Stand, place.stands[0].id)
        kind = session.get_one(StandType, place.kind.id)
        return Desk(place, by, *map(seal_of, (hall, stand, kind, only_option(session))))


def only_option(session: Session) -> StandOption:
    return session.exec(select(StandOption)).one()


def name_of_hall(session: Session, desk: Desk) -> str:
    return session.get_one(Hall, desk.place.hall.id).name


def code_of_stand(session: Session, desk: Desk) -> str:
    return session.get_one(Stand, desk.place.stands[0].id).code


def name_of_type(session: Session, desk: Desk) -> str:
    return session.get_one(StandType, desk.place.kind.id).name


def name_of_option(session: Session, desk: Desk) -> str:
    return only_option(session).name


both = pytest.mark.parametrize(
    ("edit", "stored"),
    [
        (Desk.rename_hall, name_of_hall),
        (Desk.rename_stand, code_of_stand),
        (Desk.rename_type, name_of_type),
        (Desk.rename_option, name_of_option),
    ],
    ids=["hall", "stand", "type", "option"],
)


def edit_both(engine: Engine, desk: Desk, edit, gap: Gap, monkeypatch: pytest.MonkeyPatch) -> list:
    """Save twice what was opened once; the second comes as the first was found to be up to date."""
    monkeypatch.setattr(locking, "_require_seen", gap.after(locking._require_seen))
    return gap.meet(partial(edit, desk, engine, "P1"), partial(edit, desk, engine, "P2"))


@both
def test_f5_of_two_who_save_at_once_the_second_is_told(engine, desk, reading, monkeypatch, edit, stored):
    first, second = edit_both(engine, desk, edit, Gap(A_MOMENT), monkeypatch)
    assert (first, type(second)) == (None, Conflict)
    with reading() as session:
        assert stored(session, desk) == "P1"


@both
def test_f5_without_the_lock_one_is_overwritten_unseen(engine, desk, reading, monkeypatch, edit, stored):
    """Control."""
    with unguarded(engine, monkeypatch) as bare:
        assert edit_both(bare, desk, edit, Gap(LONG), monkeypatch) == [None, None]


@both
def test_f5_without_the_proof_what_somebody_saved_is_lost(engine, desk, reading, monkeypatch, edit, stored):
    """Control."""
    monkeypatch.setattr(locking, "_require_seen", lambda *_row: None)
    for name in ("P1", "P2"):
        edit(desk, engine, name)
    with reading() as session:
        assert stored(session, desk) == "P2"


@pytest.mark.postgres_only
@pytest.mark.parametrize(
    ("model", "edit"), [(Hall, Desk.rename_hall), (StandType, Desk.rename_type), (StandOption, Desk.rename_option)]
)
def test_f5_who_saves_what_was_deleted_meanwhile_is_told(engine, desk, monkeypatch, model, edit):
    """It was there as the page was loaded, and is gone as the edit begins; on SQLite one waits for the other."""
    gap = Gap(LONG)
    for name in ("edit_hall", "edit_type", "edit_option"):
        monkeypatch.setattr(services, name, gap.before(getattr(services, name)))

    def remove() -> None:
        with committing(engine) as session:
            session.execute(delete(Stand))
            session.execute(delete(model))

    edited, _removed = gap.meet(partial(edit, desk, engine, "P1"), remove)
    assert isinstance(edited, Conflict)


def lay_while_held(engine: Engine, desk: Desk, writing, gap: Gap, monkeypatch: pytest.MonkeyPatch) -> list:
    """Lay a plan without a stand; a company takes it as it was found to be free."""
    with writing() as session:
        company, by = join(session, desk.place)

    def hold() -> None:
        with committing(engine) as session:
            fair, stand = session.get_one(Fair, desk.place.fair.id), session.get(Stand, desk.place.stands[0].id)
            if stand is None:
                raise Conflict("gone")
            hold_stand(session, fair, stand, company=company, by=by)

    monkeypatch.setattr(removing, "taken_codes", gap.after(removing.taken_codes))
    return gap.meet(partial(desk.lay_plan_without_it, engine), hold)


def test_f5_a_stand_that_a_plan_takes_away_is_not_held_meanwhile(engine, desk, writing, reading, monkeypatch):
    laid, held = lay_while_held(engine, desk, writing, Gap(A_MOMENT), monkeypatch)
    assert laid is None
    assert isinstance(held, Conflict)
    with reading() as session:
        assert session.get(Stand, desk.place.stands[0].id) is None
        assert session.exec(select(StandBooking)).all() == []


def test_f5_without_the_lock_the_plan_breaks_off_at_a_stand_that_was_taken(engine, desk, writing, reading, monkeypatch):
    """Control: the database refuses, which the organiser would read as an error of ours."""
    with unguarded(engine, monkeypatch) as bare:
        laid, held = lay_while_held(bare, desk, writing, Gap(LONG), monkeypatch)
    assert held is None
    assert isinstance(laid, IntegrityError)
