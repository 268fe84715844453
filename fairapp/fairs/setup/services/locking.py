"""Rows held while they are edited: the second writer sees what the first one did, and is refused."""

import hashlib
import json
from collections.abc import Iterable

from sqlmodel import Session, SQLModel

from fairapp.core.errors import Conflict
from fairapp.core.text import N_
from fairapp.fairs.enums import FairStatus
from fairapp.fairs.locking import hold_row
from fairapp.fairs.models import Fair, Hall
from fairapp.fairs.stands.models import Stand, StandOption, StandOptionDraft, StandType, StandTypeDraft

STALE = N_(
    "Ces réglages ont changé entre-temps. Ce que vous avez saisi est gardé : relisez, puis enregistrez de nouveau."
)
CHANGED = N_(
    "Quelqu’un d’autre vient de modifier ceci. Ce que vous avez saisi est gardé : relisez, puis enregistrez de nouveau."
)
GONE = N_("Quelqu’un d’autre vient de supprimer ceci.")
CANCELLED = N_("Ce salon est annulé : ses réglages ne changent plus.")


def lock_fair(session: Session, fair: Fair) -> None:
    """Hold the fair until the transaction ends, and read it afresh; bookings that refer to it may still be written.

    :raise Conflict: if it was a draft that somebody else threw away meanwhile.
    """
    if not hold_row(session, fair):
        raise Conflict(GONE)


def open_settings(session: Session, fair: Fair, version: int) -> None:
    """Hold the fair for an edit of `version`.

    :raise Conflict: if somebody else edited it meanwhile, or threw it away, or it is cancelled.
    """
    lock_fair(session, fair)
    if fair.status is FairStatus.CANCELLED:
        raise Conflict(CANCELLED)
    if fair.version != version:
        raise Conflict(STALE)


# What a form shows of a row; other changes, such as bookings, leave the seal as it is.
_SHOWN: dict[type[SQLModel], Iterable[str]] = {
    Hall: ("name", "gauge", "marks"),
    Stand: ("code", "type_id", "outline", "is_accessible"),
    StandType: StandTypeDraft.model_fields,
    StandOption: StandOptionDraft.model_fields,
}


def seal_of(row: SQLModel) -> str:
    """Return a short proof of what a form shows of a hall, a stand, a type or an option."""
    shown = [getattr(row, name) for name in _SHOWN[type(row)]]
    return hashlib.sha256(json.dumps(shown).encode()).hexdigest()[:16]


def hold_seen(session: Session, row: Hall | Stand | StandType | StandOption, seen: str) -> None:
    """Hold a row for an edit that began with `seen`, and read it afresh.

    :raise Conflict: if somebody else edited it meanwhile, or took it away.
    """
    if not hold_row(session, row):
        raise Conflict(GONE)
    _require_seen(row, seen)


def _require_seen(row: SQLModel, seen: str) -> None:
    if seal_of(row) != seen:
        raise Conflict(CHANGED)
