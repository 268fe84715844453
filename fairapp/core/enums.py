"""How an enumeration is stored: its value as text with a CHECK-free column, alike on both databases."""

from enum import StrEnum
from typing import Any

import sqlalchemy as sa


def stored(kind: type[StrEnum], *, length: int = 20) -> Any:
    """Return the column type that keeps `kind` by value (`sa_type=stored(Kind)`)."""
    return sa.Enum(kind, values_callable=lambda members: [m.value for m in members], native_enum=False, length=length)
