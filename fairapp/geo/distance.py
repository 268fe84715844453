"""Great-circle distances and the boxes that make them cheap to search."""

from math import asin, cos, degrees, radians, sin, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

EARTH_RADIUS_KM = 6371.0088  # mean radius (IUGG)
RADII_KM = (2, 5, 10, 15, 25, 50, 100)
DEFAULT_RADIUS_KM = 25

Floats = NDArray[np.floating]


class Box(NamedTuple):
    """Bounds in degrees, all included. France's territories do not cross the 180th meridian within a box."""

    south: float
    north: float
    west: float
    east: float

    def contains(self, lat: float, lon: float) -> bool:
        """Tell whether the point lies inside."""
        return self.south <= lat <= self.north and self.west <= lon <= self.east


def position(lat: float | str | None, lon: float | str | None) -> tuple[float, float] | None:
    """Return the pair if it can be a place: numbers in range, and not the (0, 0) that stands for "unknown"."""
    try:
        north, east = float(lat), float(lon)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    if not (abs(north) <= 90 and abs(east) <= 180):  # NaN fails the comparison too
        return None
    return (north, east) if abs(north) > 1e-6 or abs(east) > 1e-6 else None


def haversine_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Return the distance between two points given in degrees."""
    north1, north2 = radians(lat1), radians(lat2)
    half = (
        sin((north2 - north1) / 2) ** 2
        + cos(north1) * cos(north2) * sin(radians(lon2 - lon1) / 2) ** 2
    )  # fmt: skip
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(half)))


def haversine_km_many(lat: float, lon: float, lats: Floats, lons: Floats) -> Floats:
    """Return the distances from one point to many; a NaN coordinate gives NaN."""
    north, norths = np.radians(lat), np.radians(lats)
    half = (
        np.sin((norths - north) / 2) ** 2
        + np.cos(north) * np.cos(norths) * np.sin(np.radians(lons - lon) / 2) ** 2
    )  # fmt: skip
    distances: Floats = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0)))
    return distances


def bounding_box(lat: float, lon: float, radius_km: float) -> Box:
    """Return the smallest box around the circle: every point within `radius_km` is inside, some others too."""
    angle = radius_km / EARTH_RADIUS_KM
    height = degrees(angle)
    reach = sin(angle) / max(cos(radians(lat)), 1e-9)
    width = degrees(asin(reach)) if reach < 1 else 180.0  # the circle holds a pole
    return Box(max(lat - height, -90.0), min(lat + height, 90.0), lon - width, lon + width)
