"""What the three sides send from the page of a request."""

from datetime import date, time

from sqlmodel import Field, SQLModel

from fairapp.outreach.models import RequestDraft
from fairapp.outreach.requests.services.answering import MOST_DATES
from fairapp.outreach.requests.services.evaluating import AttendanceDraft, EvaluationDraft


class StepForm(SQLModel):
    """Any step: upon which version of the page, and why."""

    version: int = 0
    reason: str = Field(default="", max_length=500)


class DateRow(SQLModel):
    """A day and an hour on the clock of the cluster; both blank: no date."""

    day: date | None = None
    hour: time | None = None


class DatesForm(StepForm):
    dates: list[DateRow] = Field(default_factory=list, max_length=MOST_DATES)
    slot_id: int | None = None  # another slot of the same intervention
    speaker_id: int | None = None
    duration_min: int = Field(default=120, ge=15, le=600)


class ChoiceForm(StepForm):
    proposal_id: int


class CompanyForm(StepForm):
    company_id: int | None = None


class MergeForm(StepForm):
    into_id: int


class EvaluationForm(EvaluationDraft):
    version: int = 0


class AttendanceForm(AttendanceDraft, StepForm):
    pass


class DraftForm(RequestDraft):
    """The class, before anything is sent; the button says what becomes of it."""

    version: int = 0
    slot_id: int | None = None
    then: str = Field(default="draft", max_length=10)  # draft, send, book, wait
