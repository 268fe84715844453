"""What a company plans: a visit with who receives the class, its dates with limits in days."""

from datetime import date, time

from sqlmodel import Field, SQLModel

from fairapp.outreach.models import MOST_PUPILS, InterventionDraft

USUAL_BOOKING_DAYS = 7
USUAL_CANCEL_DAYS = 10


class VisitDraft(InterventionDraft):
    """What is offered, by whom, and whose organisers follow the requests."""

    speaker_id: int | None = None
    cluster_id: int | None = None  # None: the company's only one, or the same as before


class SlotTerms(SQLModel):
    """What the dates of one series share (rows E4, E8)."""

    groups_max: int = Field(default=1, ge=1, le=20)
    pupils_max: int = Field(default=30, ge=1, le=MOST_PUPILS)  # of all groups together
    meeting_point: str = Field(default="", max_length=200)  # empty: that of the visit
    booking_days: int = Field(default=USUAL_BOOKING_DAYS, ge=0, le=90)
    cancel_days: int = Field(default=USUAL_CANCEL_DAYS, ge=0, le=90)


class SlotDraft(SlotTerms):
    day: date
    hour: time
    in_holidays: bool = False  # « d'autres zones ont école »


class SeriesDraft(SlotTerms):
    """Every week on the weekday of the first day."""

    day: date
    until: date
    hour: time
