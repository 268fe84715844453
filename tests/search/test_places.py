"""S3: distances agree with the haversine formula."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairapp.search.places import EARTH_KM, Places, kilometres, on_sphere, square_chord

points = st.tuples(st.floats(-60, 60), st.floats(-180, 180))
in_france = st.tuples(st.floats(42, 51), st.floats(-5, 8))


def haversine_km(one, other):
    (lat, lon), (lat_there, lon_there) = (tuple(map(math.radians, point)) for point in (one, other))
    half = math.sin((lat_there - lat) / 2) ** 2
    half += math.cos(lat) * math.cos(lat_there) * math.sin((lon_there - lon) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


def places_of(*documents):
    """Return the places of documents given as lists of points."""
    first = [document[0] if document else (math.nan, math.nan) for document in documents]
    further = [(owner, point) for owner, document in enumerate(documents) for point in document[1:]]
    owners = np.array([owner for owner, _ in further], np.int64)
    return Places(_sphere(first), owners, _sphere([point for _, point in further]))


def _sphere(found):
    pairs = np.array(found, np.float64).reshape(-1, 2)
    return on_sphere(pairs[:, 0], pairs[:, 1])


@given(in_france, in_france)
def test_s3_distance_is_right_to_some_metres(here, there):
    square = places_of([there]).squares(*here)[0]

    assert kilometres(float(square)) == pytest.approx(haversine_km(here, there), abs=0.01)


@given(points, points)
def test_distance_is_right_around_the_world(here, there):
    square = places_of([there]).squares(*here)[0]

    assert kilometres(float(square)) == pytest.approx(haversine_km(here, there), rel=1e-3, abs=0.01)


@given(in_france, st.lists(in_france, min_size=1, max_size=5))
def test_s4_the_nearest_of_several_places_counts(here, document):
    square = places_of(document).squares(*here)[0]

    assert kilometres(float(square)) == pytest.approx(min(haversine_km(here, point) for point in document), abs=0.01)


def test_s4_no_place_is_infinitely_far_and_told_apart():
    places = places_of([], [(45.0, 5.0)])

    assert places.unplaced.tolist() == [True, False]
    assert places.squares(45.0, 5.0).tolist() == [math.inf, 0.0]


@given(st.floats(0, 20_000))
def test_kilometres_undoes_square_chord(km):
    assert kilometres(square_chord(km)) == pytest.approx(km, abs=1e-3)
