"""Applying, answering, giving up, being forgotten."""

from fairapp.offers.applications.services.applying import MOST_PER_OFFER, Sender, apply_for
from fairapp.offers.applications.services.forgetting import adopt, erase, forget, note_life, set_keeping
from fairapp.offers.applications.services.retention import (
    BATCH,
    KEPT,
    KEPT_LONG,
    NOTICE,
    announce_endings,
    forget_ended,
    forgotten_on,
)
from fairapp.offers.applications.services.stepping import SYSTEM, Acting, hold, take

__all__ = [
    "BATCH",
    "KEPT",
    "KEPT_LONG",
    "MOST_PER_OFFER",
    "NOTICE",
    "SYSTEM",
    "Acting",
    "Sender",
    "adopt",
    "announce_endings",
    "apply_for",
    "erase",
    "forget",
    "forget_ended",
    "forgotten_on",
    "hold",
    "note_life",
    "set_keeping",
    "take",
]
