from enum import StrEnum


class Precision(StrEnum):
    """How narrowly a place is known, from the narrowest."""

    POINT = "point"  # its own position
    COMMUNE = "commune"
    DEPARTMENT = "department"
    REGION = "region"
    COUNTRY = "country"
    ABROAD = "abroad"
    NONE = "none"
