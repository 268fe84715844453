"""What people do with their alerts, and the writing side of the daily run. Nothing here commits."""

from fairapp.offers.alerts.services.ending import FORGOTTEN_AFTER, UNDO_FOR, erase_reader, forget_old
from fairapp.offers.alerts.services.moving import follow_address
from fairapp.offers.alerts.services.saving import MOST, Wish, ask, confirm, save_own
from fairapp.offers.alerts.services.steering import change, keep_alive, pause, remove, restore, resume, stop_all
from fairapp.offers.alerts.services.writing import due_day, note_hits, tick_off, write_letters

__all__ = [
    "FORGOTTEN_AFTER",
    "MOST",
    "UNDO_FOR",
    "Wish",
    "ask",
    "change",
    "confirm",
    "due_day",
    "erase_reader",
    "follow_address",
    "forget_old",
    "keep_alive",
    "note_hits",
    "pause",
    "remove",
    "restore",
    "resume",
    "save_own",
    "stop_all",
    "tick_off",
    "write_letters",
]
