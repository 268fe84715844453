from math import isnan, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairapp.geo.distance import bounding_box, haversine_km, haversine_km_many, position

AUBENAS, PRIVAS, PARIS = (44.6198, 4.3906), (44.7351, 4.5990), (48.8566, 2.3522)
lats = st.floats(-60, 60)
lons = st.floats(-175, 175)


@pytest.mark.parametrize(
    ("a", "b", "km"),
    [(AUBENAS, PRIVAS, 20.9), (AUBENAS, PARIS, 496.0), (AUBENAS, AUBENAS, 0.0), ((0, 179.5), (0, -179.5), 111.2)],
)
def test_distances_of_known_places(a: tuple[float, float], b: tuple[float, float], km: float) -> None:
    assert haversine_km(*a, *b) == pytest.approx(km, abs=0.1)


def test_the_other_side_of_the_earth_is_half_its_girth_away() -> None:
    assert haversine_km(45, 0, -45, 180) == pytest.approx(20015.1, abs=0.1)


@given(lats, lons, lats, lons)
def test_many_distances_equal_the_single_ones(lat1: float, lon1: float, lat2: float, lon2: float) -> None:
    assert haversine_km_many(lat1, lon1, np.array([lat2]), np.array([lon2]))[0] == pytest.approx(
        haversine_km(lat1, lon1, lat2, lon2), abs=1e-6
    )


def test_unknown_positions_have_no_distance() -> None:
    assert isnan(haversine_km_many(*AUBENAS, np.array([nan]), np.array([4.0]))[0])


@given(lats, lons, st.floats(-1, 1), st.floats(-1, 1), st.sampled_from([2, 25, 100]))
def test_no_point_within_the_radius_is_outside_the_box(
    lat: float, lon: float, north: float, east: float, radius_km: int
) -> None:
    point = lat + north, lon + east
    box = bounding_box(lat, lon, radius_km)
    assert box.contains(*point) or haversine_km(lat, lon, *point) > radius_km


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ((44.6, 4.4), (44.6, 4.4)), (("44.6", "4.4"), (44.6, 4.4)), ((0, 0), None), ((None, 4.4), None), ((None, None), None),
        ((91, 4), None), ((44, 181), None), ((nan, 4), None), (("north", 4), None), (("", ""), None), ((-21.1, 55.5), (-21.1, 55.5)),
    ],
)  # fmt: skip
def test_only_numbers_in_range_are_a_position(
    given: tuple[object, object], expected: tuple[float, float] | None
) -> None:
    assert position(*given) == expected  # type: ignore[arg-type]
