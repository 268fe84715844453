"""The rules of stands; what pages and other rooms use stands here by name."""

from fairapp.fairs.stands.services.ending import cancel_booking, decline_offer, give_up_booking
from fairapp.fairs.stands.services.holding import extend_hold, hold_stand, is_kept, release_hold
from fairapp.fairs.stands.services.locking import require_booking
from fairapp.fairs.stands.services.offering import offer_free_stands, tend_waiting_lists
from fairapp.fairs.stands.services.organising import (
    block_stand,
    confirm_bookings,
    move_booking,
    set_paid,
    swap_bookings,
    unblock_stand,
)
from fairapp.fairs.stands.services.queueing import join_waiting_list, leave_waiting_list
from fairapp.fairs.stands.services.sharing import answer_partner, ask_partner, leave_stand, remove_partner
from fairapp.fairs.stands.services.staffing import name_staff, remove_staff
from fairapp.fairs.stands.services.submitting import HoldEnded, Signature, is_member, submit_booking

__all__ = [
    "HoldEnded",
    "Signature",
    "answer_partner",
    "ask_partner",
    "block_stand",
    "cancel_booking",
    "confirm_bookings",
    "decline_offer",
    "extend_hold",
    "give_up_booking",
    "hold_stand",
    "is_kept",
    "is_member",
    "join_waiting_list",
    "leave_stand",
    "leave_waiting_list",
    "move_booking",
    "name_staff",
    "offer_free_stands",
    "release_hold",
    "remove_partner",
    "remove_staff",
    "require_booking",
    "set_paid",
    "submit_booking",
    "swap_bookings",
    "tend_waiting_lists",
    "unblock_stand",
]
