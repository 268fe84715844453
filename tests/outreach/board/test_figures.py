"""The figures of a school year (row E16): whole, in groups of five at least."""

from datetime import UTC, date, datetime, timedelta

import pytest

from fairapp.outreach.board.figures import LEAST, Line, year_of, years_with_meetings
from fairapp.outreach.enums import Grade, RequestStatus, Side
from fairapp.outreach.models import Evaluation
from tests.factories import make_cluster, make_company, make_member, make_school
from tests.outreach.factories import make_request
from tests.support.htmx import soup

DAY = date(2026, 11, 22)


def meet(session, cluster, school, *, at=datetime(2026, 10, 6, 8, tzinfo=UTC), minutes=90, **over):
    over = {"status": RequestStatus.CLOSED, "grade": Grade.THIRD} | over
    return make_request(session, school, cluster, starts_at=at, ends_at=at + timedelta(minutes=minutes), **over)


@pytest.fixture
def cluster(session):
    """Six meetings of a 3e in one school, two of a 4e in another one, and some that do not count."""
    cluster = make_cluster(session)
    big, small = make_school(session, name="Collège A", department="07"), make_school(session, department="26")
    company = make_company(session, cluster)
    for _ in range(6):
        meet(session, cluster, big, company_id=company.id, pupils_came=20)
    meet(session, cluster, small, grade=Grade.FOURTH, status=RequestStatus.DONE)
    meet(session, cluster, small, grade=Grade.SECOND)
    meet(session, cluster, big, is_absent=True)
    meet(session, cluster, big, status=RequestStatus.CONFIRMED)
    meet(session, cluster, big, at=datetime(2026, 8, 31, 21, 59, tzinfo=UTC))  # 23:59 in Paris: the year before
    meet(session, make_cluster(session), big)
    return cluster


def figures(session, cluster, day=DAY):
    return year_of(session, cluster, day, few="Autres", total="Ensemble")


def test_e16_only_what_took_place_counts_and_tables_sum_up(session, cluster):
    year = figures(session, cluster)
    assert (year.total, year.schools, year.companies) == (Line("Ensemble", 8, 168, 12.0), 2, 1)
    for table in (year.by_grade, year.by_department, year.by_school):
        assert sum(line.meetings for line in table) == year.total.meetings
        assert sum(line.pupils for line in table) == year.total.pupils


def test_e16_groups_of_fewer_than_five_are_told_together(session, cluster):
    for grade in (Grade.FIRST, Grade.FINAL, Grade.CAP):
        meet(session, cluster, make_school(session, department="26"), grade=grade)
    year = figures(session, cluster)
    assert year.by_grade == [Line("3e", 6, 120, 9.0), Line("Autres", 5, 120, 7.5)]
    assert year.by_school[0].label.startswith("Collège A")


def test_e16_what_is_left_beside_the_others_is_five_at_least(session, cluster):
    """Two meetings alone would be told by the line that gathers what is small."""
    year = figures(session, cluster)
    assert year.by_grade == year.by_department == [Line("Autres", 8, 168, 12.0)]
    for _ in range(3):
        meet(session, cluster, make_school(session, department="26"), grade=Grade.FOURTH)
    assert [line[:2] for line in figures(session, cluster).by_department] == [("07", 6), ("26", 5)]


def test_e16_of_fewer_than_five_only_the_sum_is_told(session):
    cluster, school = make_cluster(session), make_school(session)
    for _ in range(LEAST - 1):
        meet(session, cluster, school)
    assert (figures(session, cluster).total.meetings, figures(session, cluster).by_grade) == (LEAST - 1, [])


def test_e16_the_last_evening_of_august_is_the_year_before(session, cluster):
    assert figures(session, cluster, date(2026, 8, 31)).total.meetings == 1
    assert years_with_meetings(session, cluster, DAY) == [date(2026, 9, 1), date(2025, 9, 1)]


def test_e13_means_appear_from_five_answers_on(session, cluster):
    school = make_school(session)
    requests = [meet(session, cluster, school) for _ in range(LEAST)]
    for request in requests[:-1]:
        session.add(Evaluation(request_id=request.id, side=Side.SCHOOL, useful=4, organised=3, again=4))
    session.flush()
    assert figures(session, cluster).marks == (LEAST - 1, None, None, None)
    session.add(Evaluation(request_id=requests[-1].id, side=Side.COMPANY, useful=3, organised=3, again=4))
    session.flush()
    assert figures(session, cluster).marks == (LEAST, 3.8, 3.0, 4.0)


def test_e16_the_page_and_its_file_tell_the_same(writing, sign_in):
    with writing() as session:
        cluster = make_cluster(session)
        school = make_school(session, name="=Collège", commune="Privas")
        for _ in range(LEAST):
            meet(session, cluster, school)
        member = make_member(session, cluster)
    organiser = sign_in(member)
    url = f"/pilotage/{cluster.slug}/ecoles/bilan"
    page = soup(organiser.get(f"{url}?annee=2026"))
    assert page.select_one("section:last-of-type th[scope=row]").text == "=Collège, Privas"
    lines = organiser.post(f"{url}.csv?annee=2026").text.splitlines()
    assert lines[-1] == "Par établissement;'=Collège, Privas;5;120;450"
    assert organiser.get(f"{url}?annee=1999").status_code == 200
