"""The rules of setting up a fair; what pages and other rooms use stands here by name."""

from fairapp.fairs.setup.services.copying import copy_fair
from fairapp.fairs.setup.services.creating import create_fair
from fairapp.fairs.setup.services.editing import STALE, edit_calendar, edit_presentation, edit_terms, reschedule
from fairapp.fairs.setup.services.halls import add_hall, delete_hall, edit_hall
from fairapp.fairs.setup.services.interest import express_interest, withdraw_interest
from fairapp.fairs.setup.services.kinds import (
    add_option,
    add_type,
    delete_option,
    delete_type,
    edit_option,
    edit_type,
)
from fairapp.fairs.setup.services.plans import lay_plan
from fairapp.fairs.setup.services.publishing import (
    Incomplete,
    cancel_fair,
    delete_draft,
    missing_to_publish,
    publish_fair,
)
from fairapp.fairs.setup.services.stands import add_stand, delete_stand, edit_stand

__all__ = [
    "STALE", "Incomplete", "add_hall", "add_option", "add_stand", "add_type", "cancel_fair", "copy_fair", "create_fair",
    "delete_draft", "delete_hall", "delete_option", "delete_stand", "delete_type", "edit_calendar", "edit_hall",
    "edit_option", "edit_presentation", "edit_stand", "edit_terms", "edit_type", "express_interest", "lay_plan",
    "missing_to_publish", "publish_fair", "reschedule", "withdraw_interest",
]  # fmt: skip
