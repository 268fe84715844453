"""For whom a request waits: the lists, the counts in menus and the pages say the same (rows E5, E13)."""

import pytest
from sqlmodel import select

from fairapp.outreach.enums import RequestStatus, Side
from fairapp.outreach.models import Evaluation, OutreachRequest
from fairapp.outreach.requests.queries import awaits, awaits_other, count_each, is_in, of_school
from tests.factories import make_cluster, make_school
from tests.outreach.factories import make_request
from tests.support.counting import count_queries

PARTIES = (Side.SCHOOL, Side.COMPANY)


@pytest.fixture
def school(session):
    """One request in each state."""
    cluster, school = make_cluster(session), make_school(session)
    for status in RequestStatus:
        make_request(session, school, cluster, status=status)
    return school


def found(session, school, condition) -> set[str]:
    return set(session.exec(select(OutreachRequest.status).where(of_school(school.id), condition)))


def evaluate(session, *sides: Side) -> None:
    done = session.exec(select(OutreachRequest).where(is_in(RequestStatus.DONE))).one()
    session.add_all(Evaluation(request_id=done.id, side=side, useful=4, organised=4, again=4) for side in sides)


@pytest.mark.parametrize(
    ("side", "awaited", "others"),
    [
        (Side.SCHOOL, {"proposed", "moved_by_company", "done"}, {"sent", "moved_by_school"}),
        (Side.COMPANY, {"sent", "moved_by_school", "done"}, {"proposed", "moved_by_company"}),
    ],
)
def test_e5_what_waits_for_a_side_does_not_wait_for_the_other(session, school, side, awaited, others):
    assert found(session, school, awaits(side)) == awaited
    assert found(session, school, awaits_other(side)) == others


@pytest.mark.parametrize("side", PARTIES)
def test_e13_a_visit_waits_for_a_side_until_it_has_evaluated(session, school, side):
    other = next(one for one in PARTIES if one is not side)
    evaluate(session, other)
    assert "done" in found(session, school, awaits(side))
    evaluate(session, side)
    assert "done" in found(session, school, awaits_other(side))


def test_e16_nothing_waits_for_the_organiser(session, school):
    assert found(session, school, awaits(Side.ORGANISER)) == set()


def test_all_counts_come_with_one_query(session, school, engine):
    evaluate(session, Side.SCHOOL)
    session.flush()
    conditions = {side: awaits(side) for side in PARTIES} | {"drafts": is_in(RequestStatus.DRAFT)}
    with count_queries(engine) as seen:
        counts = count_each(session, of_school(school.id), conditions)
    assert counts == {Side.SCHOOL: 2, Side.COMPANY: 3, "drafts": 1}
    assert len(seen) == 1


def test_where_nothing_is_counted_there_is_none(session):
    nowhere = make_school(session)
    assert count_each(session, of_school(nowhere.id), {"mine": awaits(Side.SCHOOL)}) == {"mine": 0}
