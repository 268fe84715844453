"""Everything that is done with a request; each step is one of `outreach.states`."""

from fairapp.outreach.requests.services.agreeing import Meeting, SlotFull
from fairapp.outreach.requests.services.answering import (
    choose,
    claim,
    dates_of,
    drop_dates,
    propose,
    release,
)
from fairapp.outreach.requests.services.changing import agree_to_move, end, move
from fairapp.outreach.requests.services.drafting import delete_draft, duplicate, edit_draft, start_draft
from fairapp.outreach.requests.services.evaluating import evaluate, evaluations_of, report_attendance
from fairapp.outreach.requests.services.organising import assign, merge, reassign
from fairapp.outreach.requests.services.sending import book_slot, leave_waiting_list, send_request, wait_for_slot
from fairapp.outreach.requests.services.steps import Click, write
from fairapp.outreach.requests.services.waiting import waits_of

__all__ = [
    "Click",
    "Meeting",
    "SlotFull",
    "agree_to_move",
    "assign",
    "book_slot",
    "choose",
    "claim",
    "dates_of",
    "delete_draft",
    "drop_dates",
    "duplicate",
    "edit_draft",
    "end",
    "evaluate",
    "evaluations_of",
    "leave_waiting_list",
    "merge",
    "move",
    "propose",
    "reassign",
    "release",
    "report_attendance",
    "send_request",
    "start_draft",
    "wait_for_slot",
    "waits_of",
    "write",
]
