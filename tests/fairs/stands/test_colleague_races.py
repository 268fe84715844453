"""Two colleagues, or one double click: a company is never told that it was faster than itself (rows B3, B4).

The first has found nothing of the company's as the second gets through; on SQLite it would wait before it looks.
"""

from functools import partial
from typing import NamedTuple

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from fairapp.clusters.models import Company
from fairapp.core.actor import Actor
from fairapp.core.errors import Conflict
from fairapp.fairs.enums import BookingStatus
from fairapp.fairs.models import Fair
from fairapp.fairs.stands import services
from fairapp.fairs.stands.drafts import OptionDraft
from fairapp.fairs.stands.models import Stand, StandBooking, StandOption, StandType
from fairapp.fairs.stands.services import holding, submitting
from tests.fairs.factories import make_booking
from tests.fairs.stands.making import Place, draft, join, lay, signed
from tests.support.racing import LONG, Gap, committing

pytestmark = pytest.mark.postgres_only


class Firm(NamedTuple):
    place: Place
    company: Company
    by: Actor
    option_id: int

    def hold(self, engine: Engine, number: int = 0) -> int:
        with committing(engine) as session:
            fair, stand = (
                session.get_one(Fair, self.place.fair.id),
                session.get_one(Stand, self.place.stands[number].id),
            )
            return services.hold_stand(session, fair, stand, company=self.company, by=self.by).id

    def book(self, engine: Engine) -> int:
        """Send the form after the hold has run out: it takes the stand again, with two of an option."""
        with committing(engine) as session:
            fair, kind = session.get_one(Fair, self.place.fair.id), session.get_one(StandType, self.place.kind.id)
            ordered = [OptionDraft(option_id=self.option_id, quantity=2)]
            form = draft(session, fair, kind, self.company, takes_again=True, options=ordered)
            stand = session.get_one(Stand, self.place.stands[0].id)
            by = signed(self.by)
            return services.submit_booking(session, fair, stand, form, company=self.company, by=by).id


@pytest.fixture
def firm(writing) -> Firm:
    with writing() as session:
        place = lay(session)
        option = StandOption(fair_id=place.fair.id, name="Table", stock=5)
        session.add(option)
        session.flush()
        return Firm(place, *join(session, place), option.id)


@pytest.fixture
def gap(monkeypatch) -> Gap:
    gap = Gap(LONG)
    monkeypatch.setattr(holding, "take", gap.before(holding.take))
    monkeypatch.setattr(submitting, "take", gap.before(submitting.take))
    return gap


def bookings(reading) -> list[tuple[int, BookingStatus]]:
    with reading() as session:
        return [(one.id, one.status) for one in session.exec(select(StandBooking))]


def test_b3_a_double_click_keeps_the_stand_once_and_both_get_it(engine, firm, gap, reading):
    first, second = gap.meet(partial(firm.hold, engine), partial(firm.hold, engine))
    assert first == second
    assert bookings(reading) == [(first, BookingStatus.HELD)]


def test_b3_a_form_that_takes_the_stand_again_books_once_and_both_get_it(engine, firm, gap, reading):
    first, second = gap.meet(partial(firm.book, engine), partial(firm.book, engine))
    assert first == second
    assert bookings(reading) == [(first, BookingStatus.SUBMITTED)]
    with reading() as session:
        assert session.get_one(StandOption, firm.option_id).taken == 2


def test_b3_a_form_takes_the_stand_that_a_colleague_keeps_again_meanwhile(engine, firm, gap, reading):
    booked, held = gap.meet(partial(firm.book, engine), partial(firm.hold, engine))
    assert booked == held
    assert bookings(reading) == [(booked, BookingStatus.SUBMITTED)]


def test_b3_who_loses_to_a_colleague_reads_which_stand_the_company_keeps(engine, firm, gap, reading):
    first, second = gap.meet(partial(firm.hold, engine, 0), partial(firm.hold, engine, 1))
    assert isinstance(first, Conflict)
    assert first.params == {"code": firm.place.stands[1].code}
    assert "garde maintenant" in first.message
    assert bookings(reading) == [(second, BookingStatus.HELD)]


def test_b4_who_loses_to_another_company_reads_that_the_stand_is_taken(engine, firm, gap, reading, writing):
    def take_it() -> None:
        with writing() as session:
            make_booking(session, firm.place.stands[0], join(session, firm.place)[0])

    told, _taken = gap.meet(partial(firm.hold, engine), take_it)
    assert isinstance(told, Conflict)
    assert "vient d’être pris" in told.message
