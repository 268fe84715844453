"""Which slots a class may still book."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_
from sqlmodel import col

from fairapp.outreach.enums import SlotStatus
from fairapp.outreach.models import Slot


def is_open(at: datetime) -> ColumnElement[bool]:
    """The slot may be booked, or waited for."""
    return and_(col(Slot.status) == SlotStatus.OPEN, col(Slot.booking_until) > at, col(Slot.starts_at) > at)


def has_place(at: datetime) -> ColumnElement[bool]:
    """… and one more group fits."""
    return and_(
        is_open(at), col(Slot.groups_taken) < col(Slot.groups_max), col(Slot.pupils_taken) < col(Slot.pupils_max)
    )
