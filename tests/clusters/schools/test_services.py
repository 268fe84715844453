import pytest

from fairapp import reference
from fairapp.clusters.schools.services import make_school_from_directory
from fairapp.core.errors import DomainError


@pytest.fixture(scope="module")
def listed():
    return reference.schools().in_department("35")[0]


def test_a_school_is_taken_over_from_the_directory_once(session, listed):
    school = make_school_from_directory(session, listed.uai.lower())
    assert (school.uai, school.name, school.department) == (listed.uai, listed.name, "35")
    assert make_school_from_directory(session, listed.uai) == school


def test_a_school_that_the_directory_does_not_know_is_refused(session):
    with pytest.raises(DomainError) as refused:
        make_school_from_directory(session, "0000000A")
    assert refused.value.field == "uai"
