"""Distances from a point to every document, nearest place counting."""

import math

import numpy as np

from fairapp.search.sealed import Array

EARTH_KM = 6371.0088


def on_sphere(lat: Array, lon: Array) -> Array:
    """Return x, y, z on the unit sphere, 32 bits each (about a metre); infinity where there is no place."""
    lat, lon = np.radians(lat, dtype=np.float64), np.radians(lon, dtype=np.float64)
    points = np.stack((np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)))
    points[:, np.isnan(lat)] = np.inf
    return points.astype(np.float32)


def square_chord(km: float) -> float:
    """Return the square of the straight line, on the unit sphere, between points `km` apart along the ground."""
    if km < 0:
        return -1.0  # nothing is so near
    return (2 * math.sin(min(km / (2 * EARTH_KM), math.pi / 2))) ** 2


def kilometres(square: float) -> float:
    """Return the way along the ground: the inverse of `square_chord`."""
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(square) / 2))


class Places:
    """Points of all documents: one each, the further ones of the few that have several aside."""

    def __init__(self, points: Array, owners: Array, further: Array) -> None:
        self._points, self._owners, self._further = points, owners, further
        self.unplaced = np.isinf(points[0])

    def squares(self, lat: float, lon: float) -> Array:
        """Return each document's square chord to the point; infinity without a place."""
        here = on_sphere(np.array([lat]), np.array([lon]))
        squares = _squares(self._points, here)
        if len(self._owners):
            np.minimum.at(squares, self._owners, _squares(self._further, here))
        return squares


def _squares(points: Array, here: Array) -> Array:
    """Sum the squared differences; subtracting keeps near points exact where a dot product would not."""
    total: Array = points[0] - here[0]
    total *= total
    for axis in (1, 2):
        part = points[axis] - here[axis]
        part *= part
        total += part
    return total
