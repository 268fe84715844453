import pytest

from fairapp.reference import schools
from fairapp.reference.schools import is_valid_uai


def test_every_school_is_listed_once() -> None:
    assert len(schools()._schools) == len(schools()._by_uai) == 12_762


def test_a_school_is_found_by_its_number() -> None:
    school = schools().school(" 0010002x")
    assert (school.name, school.kind, school.insee, school.pupils) == ("Collège Saint-Exupéry", "collège", "01004", 813)


def test_an_unknown_number_gives_nothing() -> None:
    assert schools().school("9999999Z") is None


def test_suggestions_join_name_and_commune_within_a_department() -> None:
    found = schools().suggest_schools("college aubenas", department="07")
    assert found
    assert {(school.kind, school.commune) for school in found} == {("collège", "Aubenas")}


def test_suggestions_elsewhere_are_left_out() -> None:
    assert schools().suggest_schools("aubenas", department="75") == []


def test_departments_have_their_schools() -> None:
    assert len(schools().in_department("07")) > 30
    assert schools().in_department("99") == []


@pytest.mark.parametrize(
    ("uai", "valid"),
    [
        ("0010002X", True),
        ("0010002x", True),
        ("0010002A", False),
        ("001000X", False),
        ("", False),
        ("ABCDEFGH", False),
        ("٠٠١٠٠٠٢X", False),
    ],
)
def test_the_letter_fits_the_number(uai: str, valid: bool) -> None:
    assert is_valid_uai(uai) is valid


def test_nearly_all_shipped_numbers_have_the_right_letter() -> None:
    wrong = [school.uai for school in schools()._schools if not is_valid_uai(school.uai)]
    assert len(wrong) < 10
