"""Registering for a fair, changing one's registration, giving it up; places, the waiting list, the desk."""

from fairapp.fairs.registrations.services.consents import set_consent
from fairapp.fairs.registrations.services.desk import add_by_hand, correct_name, walk_in
from fairapp.fairs.registrations.services.quotas import change_bands, ensure_quotas, follow_calendar, names_of
from fairapp.fairs.registrations.services.registering import (
    accept_offer,
    cancel,
    change_arrivals,
    register,
    send_link_again,
    set_quotas,
)
from fairapp.fairs.registrations.services.rows import KEPT, Erased, forget_links, give_link
from fairapp.fairs.registrations.services.waiting import settle, settle_all

__all__ = [
    "KEPT", "Erased", "accept_offer", "add_by_hand", "cancel", "change_arrivals", "change_bands", "correct_name",
    "ensure_quotas", "follow_calendar", "forget_links", "give_link", "names_of", "register", "send_link_again",
    "set_consent", "set_quotas", "settle", "settle_all", "walk_in",
]  # fmt: skip
