"""Row E10: where a class comes from, and how far it has to look."""

import pytest

from fairapp.clusters.models import School
from fairapp.outreach.catalogue.nearby import Where, locate, radius_for, school_label, where_is


@pytest.mark.parametrize(
    ("counts", "radius"),
    [
        ({3: 5, 10: 9, 15: 9, 60: 40}, 3),
        ({3: 4, 10: 5, 15: 9, 60: 40}, 10),
        ({3: 0, 10: 4, 15: 14, 60: 40}, 15),
        ({3: 0, 10: 0, 15: 4, 60: 6}, 60),
        ({3: 0, 10: 0, 15: 1, 60: 4}, 60),
        ({3: 0, 10: 0, 15: 0, 60: 0}, 60),
        ({}, 60),
    ],
)
def test_e10_the_smallest_radius_with_five_visits(counts: dict[int, int], radius: int) -> None:
    assert radius_for(counts) == radius


def test_e10_a_school_on_no_map_counts_from_its_town() -> None:
    where = where_is(School(name="Lycée neuf", slug="lycee-neuf", insee="07186", department="07"))
    assert (where.name, where.department, round(where.lat or 0, 1)) == ("Lycée neuf", "07", 44.7)


def test_e10_a_school_without_a_town_is_told_to_be_unknown() -> None:
    where = where_is(School(name="École du vent", slug="ecole-du-vent"))
    assert (where.is_located, where.unknown) == (False, "École du vent")


def test_e10_the_own_school_is_known_by_its_label() -> None:
    own = School(name="Collège neuf", slug="college-neuf", commune="Aubenas", lat=1.0, lon=2.0)
    assert locate(school_label(own), own) == Where("Collège neuf", 1.0, 2.0)


def test_e10_the_label_of_a_school_names_its_town_once() -> None:
    named = School(name="Collège de Privas", slug="c", commune="Privas", uai="0070001A")
    assert school_label(named) == "Collège de Privas (0070001A)"


def test_e10_no_distance_without_both_ends() -> None:
    assert Where(lat=44.0, lon=4.0).km_to(None, None) is None
    assert Where().km_to(44.0, 4.0) is None
    assert round(Where(lat=44.6202, lon=4.3890).km_to(44.7350, 4.5990) or 0) == 21
